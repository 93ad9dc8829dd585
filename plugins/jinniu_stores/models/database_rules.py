"""Rules that the database holds and that ``Meta`` cannot express; and how breaches of all rules are told.

* A store becomes ACTIVE only when its latest official inspection found every item of its standard OK.
* What an inspection saw, and under which standard, never changes; nor does what a standard asks, or what a check of the
  sign saw.
* Of what has versions, one has no end.
* From its publication on a scenario report does not change: neither its text nor its figures nor its pictures.
"""

from __future__ import annotations

from linli.migrations import DatabaseObject, check_violation, unchanging
from linli.services import Rule, Rules

_COMPLETE = """EXISTS (
        SELECT 1 FROM jinniu_stores_inspection AS seen
        WHERE seen.store_id = NEW.id AND seen.is_latest
          AND (SELECT count(*) FROM jinniu_stores_item AS asked WHERE asked.standard_id = seen.standard_id) = 10
          AND NOT EXISTS (
              SELECT 1 FROM jinniu_stores_item AS item
              WHERE item.standard_id = seen.standard_id
                AND NOT EXISTS (
                    SELECT 1 FROM jinniu_stores_finding AS found
                    WHERE found.inspection_id = seen.id AND found.item_id = item.id AND found.condition = 'OK'
                )
          )
    )"""


def _one_open(table: str) -> DatabaseObject:
    """Of the versions in a table at most one has no end."""
    rule = f"{table}_one_open"
    index = f"CREATE UNIQUE INDEX {rule} ON {table} ((valid_to IS NULL)) WHERE valid_to IS NULL"
    return DatabaseObject(table, rule, postgres=(index,), sqlite=(index,))


_PUBLISHED = "('PUBLISHED', 'WITHDRAWN')"


def _frozen_with_report(table: str) -> DatabaseObject:
    """Rows of a scenario report, which are neither added, changed nor removed from its publication on."""
    rule = f"{table}_frozen"

    def shown(row: str) -> str:
        return f"EXISTS (SELECT 1 FROM jinniu_stores_scenario WHERE id = {row}.scenario_id AND state IN {_PUBLISHED})"

    body = f"""
    IF TG_OP = 'INSERT' AND NOT {shown("NEW")} THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' AND NOT {shown("OLD")} THEN
        IF TG_OP = 'UPDATE' THEN RETURN NEW; ELSE RETURN OLD; END IF;
    END IF;"""
    return DatabaseObject(
        table,
        rule,
        postgres=(
            f"""CREATE FUNCTION {rule}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{body}
    {check_violation(rule, table)}
END $$""",
            f"CREATE TRIGGER {rule} BEFORE INSERT OR UPDATE OR DELETE ON {table}\n"
            f"FOR EACH ROW EXECUTE FUNCTION {rule}()",
        ),
        sqlite=tuple(
            f"""CREATE TRIGGER {rule}_{event.lower()} BEFORE {event} ON {table}
WHEN {shown("NEW" if event == "INSERT" else "OLD")}
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: {rule}');
END"""
            for event in ("INSERT", "UPDATE", "DELETE")
        ),
    )


VERSIONED = ("standard", "criteria", "inspection_rule", "signage_design", "party_consent")
"""The tables of versions that follow each other in time (`periods.follow`)."""

OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "jinniu_stores_store",
        "jinniu_stores_store_ten_of_ten",
        postgres=(
            f"""CREATE FUNCTION jinniu_stores_check_ten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT {_COMPLETE} THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'jinniu_stores_store_ten_of_ten',
            TABLE = 'jinniu_stores_store',
            MESSAGE =
                'new row for relation "jinniu_stores_store" violates check constraint "jinniu_stores_store_ten_of_ten"';
    END IF;
    RETURN NEW;
END $$""",
            """CREATE TRIGGER jinniu_stores_store_active_insert BEFORE INSERT ON jinniu_stores_store
FOR EACH ROW WHEN (NEW.status = 'ACTIVE') EXECUTE FUNCTION jinniu_stores_check_ten()""",
            """CREATE TRIGGER jinniu_stores_store_active_update BEFORE UPDATE OF status ON jinniu_stores_store
FOR EACH ROW WHEN (NEW.status = 'ACTIVE' AND OLD.status <> 'ACTIVE') EXECUTE FUNCTION jinniu_stores_check_ten()""",
        ),
        sqlite=(
            f"""CREATE TRIGGER jinniu_stores_store_active_insert BEFORE INSERT ON jinniu_stores_store
WHEN NEW.status = 'ACTIVE' AND NOT {_COMPLETE}
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_store_ten_of_ten');
END""",
            f"""CREATE TRIGGER jinniu_stores_store_active_update BEFORE UPDATE OF status ON jinniu_stores_store
WHEN NEW.status = 'ACTIVE' AND OLD.status <> 'ACTIVE' AND NOT {_COMPLETE}
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: jinniu_stores_store_ten_of_ten');
END""",
        ),
    ),
    unchanging("jinniu_stores_inspection", "store_id, standard_id, kind, inspected_at"),
    unchanging("jinniu_stores_finding", "inspection_id, item_id, result"),
    unchanging("jinniu_stores_item", "standard_id, element, position, requirement"),
    unchanging("jinniu_stores_signage_check", "store_id, condition, design_id, photo_id, checked_at"),
    *(_one_open(f"jinniu_stores_{name}") for name in VERSIONED),
    unchanging(
        "jinniu_stores_scenario",
        "area_id, store_id, replaces_id, edition, title, title_en, text, text_en, starts_on, ends_on, published_at",
        when=f"OLD.state IN {_PUBLISHED}",
    ),
    _frozen_with_report("jinniu_stores_scenario_figure"),
    _frozen_with_report("jinniu_stores_scenario_picture"),
)


def _key(table: str, *columns: str) -> tuple[str, frozenset[str]]:
    return f"jinniu_stores_{table}", frozenset(columns)


RULES = Rules(
    checks={
        "jinniu_stores_store_ten_of_ten": Rule(
            "NOT_TEN_OF_TEN", "The latest official inspection did not find all Ten Elements OK."
        ),
        "jinniu_stores_wave_period": Rule("ENDS_BEFORE_START", "Must not be due before it starts.", ("due_on",)),
        "jinniu_stores_agreement_period": Rule(
            "ENDS_BEFORE_START", "Must not expire before it takes effect.", ("expires_on",)
        ),
        "jinniu_stores_agreement_effective_after_signing": Rule(
            "ENDS_BEFORE_START", "Must not take effect before it is signed.", ("effective_on",)
        ),
        "jinniu_stores_agreement_terminated_after_signing": Rule(
            "ENDS_BEFORE_START", "Must not end before it is signed.", ("terminated_on",)
        ),
        "jinniu_stores_service_item_period": Rule("ENDS_BEFORE_START", "Must not end before it starts.", ("valid_to",)),
        "jinniu_stores_counselling_service_period": Rule(
            "ENDS_BEFORE_START", "Must not end before it starts.", ("valid_to",)
        ),
        "jinniu_stores_scenario_period": Rule("ENDS_BEFORE_START", "Must not end before it starts.", ("ends_on",)),
        **{
            f"jinniu_stores_scenario{part}": Rule(
                "WRONG_STATE", "The report is published, and does not change.", ("id",)
            )
            for part in ("_unchanging", "_figure_frozen", "_picture_frozen")
        },
    },
    unique={
        _key("store", "place_id"): Rule("DUPLICATE", "The place is in the registry already.", ("place_id",)),
        _key("store", "partner_code"): Rule("DUPLICATE", "Another store has this code.", ("partner_code",)),
        _key("wave", "programme_id", "number"): Rule(
            "DUPLICATE", "Another wave of the programme has this number.", ("number",)
        ),
        _key("standard", "number"): Rule("DUPLICATE", "Another version has this number.", ("number",)),
        _key("criteria", "number"): Rule("DUPLICATE", "Another version has this number.", ("number",)),
        _key("agreement", "code"): Rule("DUPLICATE", "Another agreement has this code.", ("code",)),
        _key("signatory", "agreement_id", "organization_id"): Rule(
            "DUPLICATE", "An organisation is named twice among the signatories.", ("signatory_ids",)
        ),
        _key("signage_design", "number"): Rule("DUPLICATE", "Another version has this number.", ("number",)),
        _key("party_consent", "number"): Rule("DUPLICATE", "Another version has this number.", ("number",)),
        **{
            # The index is on an expression, which PostgreSQL tells in place of columns.
            _key(name): Rule("NOT_LATER", "Somebody has just published a version; look at it first.", ("valid_from",))
            for name in VERSIONED
        },
        _key("service_code", "store_id", "kind"): Rule(
            "DUPLICATE", "The store has a current code of this kind; rotate it.", ("kind",)
        ),
        _key("service_item", "code"): Rule("DUPLICATE", "Another item has this code.", ("code",)),
        _key("scenario", "replaces_id"): Rule(
            "DUPLICATE", "Another edition replaces this report already.", ("replaces_id",)
        ),
        _key("scenario_picture", "scenario_id", "media_id"): Rule(
            "DUPLICATE", "A picture is named twice.", ("pictures",)
        ),
    },
)
"""How a breach of the plugin's rules is told, when it raced past the checks of a use case."""

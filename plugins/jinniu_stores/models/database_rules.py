"""Rules that the database holds and that ``Meta`` cannot express; and how breaches of all rules are told.

* A store becomes ACTIVE only when its latest official inspection found every item of its standard OK.
* What an inspection saw, and under which standard, never changes; nor does what a standard asks.
"""

from __future__ import annotations

from linli.migrations import DatabaseObject
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


def _unchanging(table: str, columns: str) -> DatabaseObject:
    rule = f"{table}_unchanging"
    return DatabaseObject(
        table,
        rule,
        postgres=(
            f"""CREATE FUNCTION {rule}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{rule}', TABLE = '{table}',
        MESSAGE = 'new row for relation "{table}" violates check constraint "{rule}"';
END $$""",
            f"CREATE TRIGGER {rule} BEFORE UPDATE OF {columns} ON {table}\nFOR EACH ROW EXECUTE FUNCTION {rule}()",
        ),
        sqlite=(
            f"""CREATE TRIGGER {rule} BEFORE UPDATE OF {columns} ON {table}
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: {rule}');
END""",
        ),
    )


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
    _unchanging("jinniu_stores_inspection", "store_id, standard_id, kind, inspected_at"),
    _unchanging("jinniu_stores_finding", "inspection_id, item_id, result"),
    _unchanging("jinniu_stores_item", "standard_id, element, position, requirement"),
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
    },
)
"""How a breach of the plugin's rules is told, when it raced past the checks of a use case."""

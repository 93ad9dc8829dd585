"""Rules that the database holds and that ``Meta`` cannot express; and how breaches of all rules are told.

* A movement changes the quantity of its lot, and nothing else does; it is never changed or removed.
* What a lot is, and what a check saw, never changes.
* Lots and movements are of the kit that their stock is of, so that reports need not look it up.
* Reports look at what is left of lots, and at what was used, in indexes of their own.
"""

from __future__ import annotations

from linli.migrations import DatabaseObject, append_only, check_violation, required, unchanging
from linli.services import Rule, Rules


def _index(table: str, name: str, on: str, covered: str, condition: str) -> DatabaseObject:
    """An index of the rows that meet a condition, which has all that a report asks of them."""
    create = f"CREATE INDEX {name} ON {table}"
    return DatabaseObject(
        table,
        name,
        postgres=(f"{create} ({on}) INCLUDE ({covered}) WHERE {condition}",),
        sqlite=(f"{create} ({on}, {covered}) WHERE {condition}",),
    )


OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "health_points_movement",
        "health_points_movement_moves",
        postgres=(
            f"""CREATE FUNCTION health_points_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE health_points_lot SET quantity = quantity + NEW.change WHERE id = NEW.lot_id AND kit_id = NEW.kit_id;
    IF NOT FOUND THEN
        {check_violation("health_points_movement_of_its_kit", "health_points_movement")}
    END IF;
    RETURN NULL;
END $$""",
            """CREATE TRIGGER health_points_movement_moves AFTER INSERT ON health_points_movement
FOR EACH ROW EXECUTE FUNCTION health_points_move()""",
        ),
        sqlite=(
            """CREATE TRIGGER health_points_movement_moves AFTER INSERT ON health_points_movement
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: health_points_movement_of_its_kit')
    WHERE NEW.kit_id <> (SELECT kit_id FROM health_points_lot WHERE id = NEW.lot_id);
    UPDATE health_points_lot SET quantity = quantity + NEW.change WHERE id = NEW.lot_id;
END""",
        ),
    ),
    required(
        "health_points_lot",
        "health_points_lot_of_its_kit",
        "NEW.kit_id = (SELECT kit_id FROM health_points_stock WHERE id = NEW.stock_id)",
        columns="kit_id, stock_id",
    ),
    _index("health_points_lot", "health_points_lot_left", "expires_on", "kit_id, recall_id", "quantity > 0"),
    _index("health_points_lot", "health_points_lot_left_of_stock", "stock_id, expires_on", "recall_id", "quantity > 0"),
    _index("health_points_movement", "health_points_movement_used", "moved_on", "kit_id, change", "kind = 'USED'"),
    unchanging("health_points_stock", "kit_id, item_id"),
    append_only("health_points_movement", name="health_points_movement_unchanging"),
    unchanging("health_points_lot", "kit_id, stock_id, number, expires_on"),
    unchanging(
        "health_points_check",
        "kit_id, checked_at, checked_on, next_due_on, celsius, humidity, storage_ok, seal_intact",
    ),
)


def _key(table: str, *columns: str) -> tuple[str, frozenset[str]]:
    return f"health_points_{table}", frozenset(columns)


_PERIOD = "Must not end before it starts."

RULES = Rules(
    checks={
        "health_points_medicine_item_no_prescription": Rule(
            "PRESCRIPTION_REFUSED", "Prescription medicine does not belong into a first-aid kit.", ("category",)
        ),
        "health_points_medicine_item_period": Rule("ENDS_BEFORE_START", _PERIOD, ("on",)),
        "health_points_kit_template_celsius_range": Rule(
            "OUT_OF_RANGE", "Must not be less than the lowest temperature.", ("max_celsius",)
        ),
        "health_points_kit_template_period": Rule(
            "NOT_LATER", "Must be later than the day from which the last version is valid.", ("valid_from",)
        ),
        "health_points_lot_not_below_zero": Rule(
            "NOT_ENOUGH_STOCK", "Somebody has just taken of the same lot; there is less than that.", ("quantity",)
        ),
        "health_points_team_member_period": Rule("ENDS_BEFORE_START", _PERIOD, ("on",)),
        "health_points_contact_point_period": Rule("ENDS_BEFORE_START", _PERIOD, ("on",)),
        "health_points_contact_session_ends_after_start": Rule(
            "ENDS_BEFORE_START", "Must end after it starts.", ("ends_at",)
        ),
    },
    unique={
        _key("medicine_item", "code"): Rule("DUPLICATE", "Another item has this code.", ("code",)),
        _key("kit_template", "code", "number"): Rule("DUPLICATE", "Another version has this number.", ("number",)),
        _key("kit_template", "code"): Rule(
            "NOT_LATER", "Somebody has just published a version; look at it first.", ("valid_from",)
        ),
        _key("template_item", "template_id", "item_id"): Rule("DUPLICATE", "An item is named twice.", ("items",)),
        _key("kit", "code"): Rule("DUPLICATE", "Another kit has this code.", ("code",)),
        _key("restock", "kit_id"): Rule("RESTOCK_OPEN", "A request of the kit is open already.", ("id",)),
        _key("recall", "item_id", "number", "area_id"): Rule(
            "DUPLICATE", "The lot is recalled there already.", ("number",)
        ),
        _key("team_member", "team_id", "person_id", "valid_from"): Rule(
            "DUPLICATE", "The person joined the team on that day already.", ("person_id",)
        ),
        _key("contact_point", "team_id", "place_id"): Rule(
            "DUPLICATE", "The team has a contact point at this place already.", ("place_id",)
        ),
        _key("contact_session", "contact_point_id", "starts_at"): Rule(
            "OVERLAP", "Another session of the contact point begins then.", ("starts_at",)
        ),
        _key("appointment", "slot_id"): Rule("SLOT_TAKEN", "Somebody else has booked this slot.", ("slot_id",)),
        _key("callback", "contact_point_id", "person_id"): Rule(
            "DUPLICATE", "A request of the person is open there already.", ("contact_point_id",)
        ),
        _key("signing_intent", "person_id"): Rule(
            "DUPLICATE", "An intent of the person is open already.", ("team_id",)
        ),
    },
)
"""How a breach of the plugin's rules is told, when it raced past the checks of a use case."""

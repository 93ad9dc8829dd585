"""Rules that the database holds and that constraints cannot express; and how breaches of all rules are told.

* Of two duties at one place that overlap, one is cancelled.
* A duty lasts at most 16 hours.
"""

from __future__ import annotations

from linli.migrations import DatabaseObject
from linli.services import Rule, Rules

from linli_night_pharmacy.models import LONGEST_HOURS

_TABLE = "night_pharmacy_duty"

_OVERLAPS = f"""EXISTS (
        SELECT 1 FROM {_TABLE} AS other
        WHERE other.place_id = NEW.place_id AND other.id <> NEW.id AND other.cancelled_at IS NULL
          AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    )"""

# Two transactions do not see each other's rows: the second waits for the first at the place, and then sees them.
_ONE_AT_A_TIME = "PERFORM 1 FROM place WHERE id = NEW.place_id FOR NO KEY UPDATE;"


def _refusing(
    rule: str, when: str, *, columns: str, broken_on_postgres: str, broken_on_sqlite: str, first: str = ""
) -> DatabaseObject:
    """Triggers that refuse a new or changed row which breaks a rule, as a constraint of this name would."""
    before = f"\n    {first}" if first else ""
    return DatabaseObject(
        _TABLE,
        rule,
        postgres=(
            f"""CREATE FUNCTION {rule}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{before}
    IF {broken_on_postgres} THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{rule}', TABLE = '{_TABLE}',
            MESSAGE = 'new row for relation "{_TABLE}" violates check constraint "{rule}"';
    END IF;
    RETURN NEW;
END $$""",
            f"""CREATE TRIGGER {rule} BEFORE INSERT OR UPDATE OF {columns} ON {_TABLE}
FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {rule}()""",
        ),
        sqlite=tuple(
            f"""CREATE TRIGGER {rule}_{event.split()[0].lower()} BEFORE {event} ON {_TABLE}
WHEN {when} AND {broken_on_sqlite}
BEGIN
    SELECT RAISE(ABORT, 'CHECK constraint failed: {rule}');
END"""
            for event in ("INSERT", f"UPDATE OF {columns}")
        ),
    )


OBJECTS: tuple[DatabaseObject, ...] = (
    _refusing(
        "night_pharmacy_duty_no_overlap",
        "NEW.cancelled_at IS NULL",
        columns="place_id, starts_at, ends_at, cancelled_at",
        broken_on_postgres=_OVERLAPS,
        broken_on_sqlite=_OVERLAPS,
        first=_ONE_AT_A_TIME,
    ),
    _refusing(
        "night_pharmacy_duty_not_too_long",
        "NEW.ends_at > NEW.starts_at",
        columns="starts_at, ends_at",
        broken_on_postgres=f"NEW.ends_at > NEW.starts_at + interval '{LONGEST_HOURS} hours'",
        broken_on_sqlite=(
            "CAST(strftime('%s', NEW.ends_at) AS INTEGER) - CAST(strftime('%s', NEW.starts_at) AS INTEGER)"
            f" > {LONGEST_HOURS * 3600}"
        ),
    ),
)

RULES = Rules(
    checks={
        "night_pharmacy_duty_ends_after_start": Rule("ENDS_BEFORE_START", "Must end after it starts.", ("ends_at",)),
        "night_pharmacy_duty_not_too_long": Rule(
            "OUT_OF_RANGE", f"A duty lasts at most {LONGEST_HOURS} hours.", ("ends_at",)
        ),
        "night_pharmacy_duty_no_overlap": Rule(
            "OVERLAP", "Another duty of the place falls into these hours.", ("starts_at",)
        ),
    },
    unique={
        ("night_pharmacy_duty_service", frozenset({"duty_id", "service"})): Rule(
            "DUPLICATE", "A service is named twice.", ("services",)
        ),
    },
)
"""How a breach is told, when it raced past the checks of a use case."""

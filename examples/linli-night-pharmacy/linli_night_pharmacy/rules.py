"""Rules that the database holds and that constraints cannot express; and how breaches of all rules are told.

* Of two duties at one place that overlap, one is cancelled.
* A duty lasts at most 16 hours.
"""

from __future__ import annotations

from linli.migrations import DatabaseObject, refusing, required
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


OBJECTS: tuple[DatabaseObject, ...] = (
    required(
        _TABLE,
        "night_pharmacy_duty_no_overlap",
        f"NOT {_OVERLAPS}",
        columns="place_id, starts_at, ends_at, cancelled_at",
        when="NEW.cancelled_at IS NULL",
        first=[_ONE_AT_A_TIME],
    ),
    refusing(
        _TABLE,
        "night_pharmacy_duty_not_too_long",
        ("INSERT", "UPDATE OF starts_at, ends_at"),
        postgres_when=f"NEW.ends_at > NEW.starts_at + interval '{LONGEST_HOURS} hours'",
        sqlite_when=(
            "NEW.ends_at > NEW.starts_at AND "
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

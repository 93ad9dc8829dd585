"""One closure of a place for a day."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject

OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "service_exception",
        "service_exception_one_closure",
        both=(
            "CREATE UNIQUE INDEX service_exception_one_closure ON service_exception (place_id, date) "
            "WHERE opens_minute IS NULL",
        ),
    ),
)

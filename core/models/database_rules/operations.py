"""One operation of a name for an app at the address of the whole city, which has no area."""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject

OBJECTS: tuple[DatabaseObject, ...] = (
    DatabaseObject(
        "registered_operation",
        "registered_operation_of_the_city",
        both=(
            "CREATE UNIQUE INDEX registered_operation_of_the_city ON registered_operation (team, app, name) "
            "WHERE area_id IS NULL",
        ),
    ),
)

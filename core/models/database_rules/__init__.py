"""Rules that the database itself holds and that a model's ``Meta`` cannot express.

Migrations bring them into the database (see `core.database.migrate`). They belong to the models beside them, and each
module here has those of one subject. A broken rule surfaces as an integrity error that names it, on both databases.
"""

from __future__ import annotations

from core.database.migrate.declare import DatabaseObject
from core.models.database_rules import (
    access_epoch,
    areas,
    audit,
    operations,
    orders,
    outbox,
    persons,
    places,
    registrations,
    search,
)

OBJECTS: tuple[DatabaseObject, ...] = (
    *orders.OBJECTS,
    *areas.OBJECTS,
    *registrations.OBJECTS,
    *places.OBJECTS,
    *outbox.OBJECTS,
    *search.OBJECTS,
    *operations.OBJECTS,
    *access_epoch.OBJECTS,
    *audit.OBJECTS,
    *persons.OBJECTS,
)

"""Migrations: Tortoise's own, run so that neither database loses anything.

Changing the schema
-------------------
1. Change the models. ``Meta`` takes ``indexes``, ``unique_together`` and ``constraints``, on both databases:
   ``CheckConstraint(check=, name=)`` and ``UniqueConstraint(fields=, name=, condition=)``, both from
   ``tortoise.migrations.constraints``.
2. What Tortoise cannot say is declared beside the models, in the sequence that `AppModels.objects` names::

       OBJECTS = (
           DatabaseObject("area", "area_closure",
                          postgres=["CREATE FUNCTION … $$ …; …; $$", "CREATE TRIGGER …"],
                          sqlite=["CREATE TRIGGER … BEGIN …; …; END"]),
           DatabaseObject("place", "place_lower", both=["CREATE INDEX place_lower ON place (lower(name))"]),
       )

   Each item is one statement, sent as it stands; how to drop it follows from the CREATE.
3. ``linli migrate --make NAME`` (`make`) writes the migration: what models and objects say beyond the
   migrations so far, with its dependencies. `missing_migrations` tells whether one is missing.
4. Read the file. What only a person knows is added by hand: `RunStatements` for data, each database its
   own, or Tortoise's ``ops.RunPython``, an async function of ``(apps, editor)`` that talks SQL by
   ``editor.client``. A required column needs a default, which existing rows get; where every row needs a
   value of its own, add the column as nullable, fill it, and alter it.

What the runner holds
---------------------
Each migration runs in one transaction together with its row in Tortoise's history table, under a lock
that keeps other processes out; those that are undone at once share one. On SQLite foreign keys are off
outside of it and checked before the commit; a rebuilt table keeps its rows, row ids, indexes and
triggers. Afterwards every declared object and every CHECK must be there. Whatever fails leaves the
database as before that transaction, and
`core.errors.MigrationError` names app, migration, operation and statement.
"""

from core.database.migrate.apps import CORE, AppModels
from core.database.migrate.declare import DatabaseObject
from core.database.migrate.describe import describe_schema, differences
from core.database.migrate.detect import MissingMigration, missing_migrations
from core.database.migrate.operations import AddObjects, AlterTable, DropObjects, RunStatements
from core.database.migrate.refusals import append_only, check_violation, refusing, required, unchanging
from core.database.migrate.runner import (
    Applied,
    Guard,
    PlannedMigration,
    Progress,
    downgrade,
    pending,
    plan,
    upgrade,
    verify_schema,
)
from core.database.migrate.writer import make

__all__ = [
    "CORE",
    "AddObjects",
    "AlterTable",
    "AppModels",
    "Applied",
    "DatabaseObject",
    "DropObjects",
    "Guard",
    "MissingMigration",
    "PlannedMigration",
    "Progress",
    "RunStatements",
    "append_only",
    "check_violation",
    "describe_schema",
    "differences",
    "downgrade",
    "make",
    "missing_migrations",
    "pending",
    "plan",
    "refusing",
    "required",
    "unchanging",
    "upgrade",
    "verify_schema",
]

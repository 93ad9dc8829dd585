"""What has to hold before a migration is committed: nothing dangles, and what was declared is there."""

from __future__ import annotations

from collections.abc import Iterable

from tortoise.exceptions import OperationalError
from tortoise.migrations.constraints import CheckConstraint

from core.database.migrate.session import PostgresSession, Session, SqliteSession
from core.database.migrate.state import SchemaState
from core.database.migrate.statements import Created
from core.errors import MigrationError

#: So many rows that break a foreign key are named in an error.
_ROWS_NAMED = 5

_ORPHANED_TABLES = """
    SELECT child.name, reference."table" FROM sqlite_master AS child, pragma_foreign_key_list(child.name) AS
    reference WHERE child.type = 'table' AND NOT EXISTS (
        SELECT 1 FROM sqlite_master AS parent
        WHERE parent.type = 'table' AND lower(parent.name) = lower(reference."table"))
    ORDER BY 1, 2
"""
_CREATED_POSTGRES = """
    SELECT CASE relkind WHEN 'i' THEN 'INDEX' WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'VIEW' WHEN 'S' THEN
    'SEQUENCE'
                        ELSE 'TABLE' END, relname::text FROM pg_class WHERE pg_table_is_visible(oid)
    UNION ALL SELECT 'TRIGGER', tgname::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'FUNCTION', proname::text FROM pg_proc WHERE pg_function_is_visible(oid)
    UNION ALL SELECT 'TYPE', typname::text FROM pg_type WHERE pg_type_is_visible(oid)
"""
_CHECKS_POSTGRES = """
    SELECT relname::text, conname::text FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE contype = 'c' AND pg_table_is_visible(conrelid)
"""


async def verify(session: Session, state: SchemaState) -> None:
    """Check the database, within the open transaction, against the state that the migrations amount to.

    Raises MigrationError that names what dangles or is missing.
    """
    if isinstance(session, SqliteSession):
        await _verify_references(session)
        await _verify_bodies(session)
    await _verify_objects(session, state)
    await _verify_checks(session, state)


async def _verify_references(session: SqliteSession) -> None:
    # Checked first: the check of the rows says nothing about a missing table that no row points to.
    for child, parent in await session.rows(_ORPHANED_TABLES):
        raise MigrationError(f"The table {child} has a foreign key to {parent}, and there is no such table")
    broken = await session.rows("PRAGMA foreign_key_check")
    if not broken:
        return
    table, _, parent, key = broken[0]
    rows = [rowid for name, rowid, _, number in broken if (name, number) == (table, key)]
    columns = [row[3] for row in await session.rows(f'PRAGMA foreign_key_list("{table}")') if row[0] == key]
    named = await session.rows(
        f'SELECT rowid, {", ".join(f"{chr(34)}{column}{chr(34)}" for column in columns)} FROM "{table}" '
        f"WHERE rowid IN ({', '.join('?' * len(rows[:_ROWS_NAMED]))}) ORDER BY rowid",
        rows[:_ROWS_NAMED],
    )
    shown = ", ".join(f"row {rowid} ({', '.join(map(repr, values))})" for rowid, *values in named)
    others = len({(name, number) for name, _, _, number in broken}) - 1
    raise MigrationError(
        f"{len(rows)} rows of {table} point by {', '.join(columns)} to rows of {parent} that do not exist: "
        f"{shown}"
        f"{' …' if len(rows) > _ROWS_NAMED else ''}"
        f"{f'; {others} other foreign keys are broken as well' if others else ''}"
    )


async def _verify_bodies(session: SqliteSession) -> None:
    # SQLite looks into triggers and views, and finds columns that are gone, only when it renames a table.
    await session.rows('CREATE TABLE "linli_rename_check" (id)')
    try:
        await session.rows('ALTER TABLE "linli_rename_check" RENAME TO "linli_rename_checked"')
    except OperationalError as error:
        raise MigrationError(f"A trigger or a view no longer fits the tables: {error}") from error
    await session.rows('DROP TABLE "linli_rename_checked"')


async def _verify_objects(session: Session, state: SchemaState) -> None:
    if not state.objects:
        return
    if isinstance(session, PostgresSession):
        present = {Created(kind, name) for kind, name in await session.rows(_CREATED_POSTGRES)}
    else:
        rows = await session.rows("SELECT upper(type), name FROM sqlite_master")
        present = {Created(kind, name) for kind, name in rows}
    missing = [
        f"{made.kind} {made.name} (of {label}.{name}, table {item.table})"
        for (label, name), item in state.objects.items()
        for made in item.creates(session.dialect)
        if made not in present
    ]
    _refuse_missing(missing, "Drop them in the migration (DropObjects) before what they need goes, or keep them.")


async def _verify_checks(session: Session, state: SchemaState) -> None:
    declared = {
        (model.table, constraint.name)
        for model in state.models.values()
        for constraint in model.options.get("constraints", ())
        if isinstance(constraint, CheckConstraint)
    }
    if isinstance(session, PostgresSession):
        present = {(table, name) for table, name in await session.rows(_CHECKS_POSTGRES)}
    else:
        sources = dict(await session.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
        present = {(table, name) for table, name in declared if f'CONSTRAINT "{name}" CHECK' in sources.get(table, "")}
    missing = [f"CHECK {name} (table {table})" for table, name in sorted(declared - present)]
    _refuse_missing(missing, "Remove them in the migration (RemoveConstraint) before what they need goes.")


def _refuse_missing(missing: Iterable[str], advice: str) -> None:
    names = ", ".join(missing)
    if names:
        raise MigrationError(f"After the migration these would be missing: {names}. {advice}")

"""The schema of a PostgreSQL database, from its catalogue."""

from __future__ import annotations

from typing import Any

from core.database.migrate.history import TABLE
from core.database.migrate.session import PostgresSession

_OURS = f"relnamespace = current_schema()::regnamespace AND relname <> '{TABLE}'"

_COLUMNS = f"""
    SELECT relname::text, attname::text, format_type(atttypid, atttypmod), NOT attnotnull,
           pg_get_expr(adbin, adrelid), attgenerated <> '' OR attidentity <> ''
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE {_OURS} AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped ORDER BY 1, 2
"""
_CONSTRAINTS = f"""
    SELECT relname::text, conname::text, contype::text, pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE {_OURS} AND contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY 1, 2
"""
_INDEXES = f"""
    SELECT tables.relname::text, indexes.relname::text, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class AS indexes ON indexes.oid = indexrelid
    JOIN (SELECT oid, relname FROM pg_class WHERE {_OURS}) AS tables ON tables.oid = indrelid
    WHERE NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1, 2
"""
_TRIGGERS = f"""
    SELECT relname::text, tgname::text, pg_get_triggerdef(pg_trigger.oid)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE {_OURS} AND NOT tgisinternal ORDER BY 1, 2
"""
_FUNCTIONS = """
    SELECT proname::text || '(' || pg_get_function_identity_arguments(oid) || ')', pg_get_functiondef(oid)
    FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prokind IN ('f', 'p') ORDER BY 1
"""
_VIEWS = f"""
    SELECT relname::text, pg_get_viewdef(oid) FROM pg_class WHERE {_OURS} AND relkind IN ('v', 'm') ORDER BY 1
"""


async def describe_postgres(session: PostgresSession) -> dict[str, dict[str, Any]]:
    """See `core.database.migrate.describe.describe_schema`."""
    tables: dict[str, Any] = {}
    for table, column, kind, nullable, default, generated in await session.rows(_COLUMNS):
        description = tables.setdefault(
            table,
            {
                "columns": {},
                "primary_key": None,
                "unique": [],
                "foreign_keys": [],
                "checks": {},
                "indexes": {},
                "triggers": {},
            },
        )
        description["columns"][column] = {
            "type": kind,
            "nullable": nullable,
            "default": default,
            "generated": generated,
        }
    for table, name, kind, definition in await session.rows(_CONSTRAINTS):
        description = tables[table]
        match kind:
            case "p":
                description["primary_key"] = f"{name} {definition}"
            case "u" | "x":
                description["unique"].append(f"{name} {definition}")
            case "f":
                description["foreign_keys"].append(f"{name} {definition}")
            case _:
                description["checks"][name] = definition
    for table, name, definition in await session.rows(_INDEXES):
        tables[table]["indexes"][name] = definition
    for table, name, definition in await session.rows(_TRIGGERS):
        tables[table]["triggers"][name] = definition
    return {
        "tables": tables,
        "functions": dict(await session.rows(_FUNCTIONS)),
        "views": dict(await session.rows(_VIEWS)),
    }

"""The schema of a SQLite database, from its pragmas and, for what they do not tell, from its statements."""

from __future__ import annotations

import re
from typing import Any

from core.database.migrate.history import TABLE
from core.database.migrate.session import SqliteSession

# Column 2 of table_list is the kind: table, view, virtual, or shadow (the inner tables of a full-text table).
_TABLES = f"""
    SELECT listed.name, listed.type, stored.sql FROM pragma_table_list AS listed
    JOIN sqlite_master AS stored ON stored.name = listed.name
    WHERE listed.schema = 'main' AND listed.type <> 'shadow'
      AND listed.name NOT LIKE 'sqlite~_%' ESCAPE '~' AND listed.name <> '{TABLE}' ORDER BY 1
"""
_ATTACHED = "SELECT name, sql FROM sqlite_master WHERE type = ? AND tbl_name = ? AND sql IS NOT NULL ORDER BY name"
_CHECK = re.compile(r'CONSTRAINT\s+"(?P<name>[^"]+)"\s+CHECK\s*\(|(?P<unnamed>\bCHECK\s*\()', re.IGNORECASE)


async def describe_sqlite(session: SqliteSession) -> dict[str, dict[str, Any]]:
    """See `core.database.migrate.describe.describe_schema`."""
    tables: dict[str, Any] = {}
    views: dict[str, str] = {}
    for name, kind, sql in await session.rows(_TABLES):
        if kind == "view":
            views[name] = _one_line(sql)
        elif kind == "virtual":
            tables[name] = {"virtual": _one_line(sql)}
        else:
            tables[name] = await _table(session, name, sql)
    return {"tables": tables, "functions": {}, "views": views}


async def _table(session: SqliteSession, table: str, sql: str) -> dict[str, Any]:
    columns = await session.rows(f'PRAGMA table_xinfo("{table}")')
    keys = sorted((place, name) for _, name, _, _, _, place, _ in columns if place)
    return {
        "columns": {
            name: {
                "type": kind,
                "nullable": not required,
                "default": default,
                "generated": bool(hidden),
            }
            for _, name, kind, required, default, _, hidden in columns
        },
        "primary_key": f"{', '.join(name for _, name in keys)}"
        f"{' AUTOINCREMENT' if 'AUTOINCREMENT' in sql.upper() else ''}",
        "unique": await _unique(session, table),
        "foreign_keys": await _foreign_keys(session, table),
        "checks": _checks(sql),
        "indexes": {name: _one_line(text) for name, text in await session.rows(_ATTACHED, ["index", table])},
        "triggers": {name: _one_line(text) for name, text in await session.rows(_ATTACHED, ["trigger", table])},
    }


async def _unique(session: SqliteSession, table: str) -> list[str]:
    """The unique constraints within CREATE TABLE; SQLite keeps no names of theirs."""
    found = []
    for _, index, _, origin, _ in await session.rows(f'PRAGMA index_list("{table}")'):
        if origin == "u":
            columns = await session.rows(f'PRAGMA index_info("{index}")')
            found.append(", ".join(name for _, _, name in columns))
    return sorted(found)


async def _foreign_keys(session: SqliteSession, table: str) -> list[str]:
    keys: dict[int, list[tuple[Any, ...]]] = {}
    for row in await session.rows(f'PRAGMA foreign_key_list("{table}")'):
        keys.setdefault(row[0], []).append(row)
    return sorted(
        f"({', '.join(row[3] for row in rows)}) → {rows[0][2]} ({', '.join(str(row[4]) for row in rows)}) "
        f"ON DELETE {rows[0][6]} ON UPDATE {rows[0][5]}"
        for rows in keys.values()
    )


def _checks(sql: str) -> dict[str, str]:
    """The CHECK constraints of a CREATE TABLE by name, and by number where they have none."""
    found: dict[str, str] = {}
    position = 0
    while (match := _CHECK.search(sql, position)) is not None:
        end = _closing(sql, match.end())
        found[match["name"] or str(len(found))] = _one_line(sql[match.end() : end])
        position = end
    return found


def _closing(sql: str, start: int) -> int:
    """Where the parenthesis closes that opened before ``start``; those within quotes do not count."""
    depth, quote = 1, ""
    for place in range(start, len(sql)):
        character = sql[place]
        if quote:
            if character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif character in "()":
            depth += 1 if character == "(" else -1
            if depth == 0:
                return place
    raise ValueError(f"A CHECK does not end: {sql[start - 40 : start + 200]}")


def _one_line(sql: str) -> str:
    return " ".join(sql.split())

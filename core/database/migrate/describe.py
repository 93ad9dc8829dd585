"""A database's schema as data, to be compared: a fresh database and an upgraded one are the same."""

from __future__ import annotations

from typing import Any

from core.database.migrate.describe_postgres import describe_postgres
from core.database.migrate.describe_sqlite import describe_sqlite
from core.database.migrate.session import PostgresSession, open_session
from core.database.url import DatabaseUrl, parse_database_url

Schema = dict[str, dict[str, Any]]


async def describe_schema(url: DatabaseUrl | str) -> Schema:
    """The schema of a database, as plain data.

    ``tables`` maps each table to ``columns`` (name to type, nullable, default, generated), ``primary_key``,
    ``unique`` and ``foreign_keys`` (sorted definitions), ``checks``, ``indexes`` and ``triggers`` (name to
    definition). ``functions``, ``views`` map names to definitions. Left out are the order of columns, which
    PostgreSQL cannot change, the history of migrations, and the inner tables of a full-text table.
    """
    async with open_session(parse_database_url(url) if isinstance(url, str) else url) as session:
        if isinstance(session, PostgresSession):
            return await describe_postgres(session)
        return await describe_sqlite(session)


def differences(one: Schema, other: Schema) -> list[str]:
    """Where two schemas differ: the path of each difference, and what either has there."""
    found: list[str] = []
    _compare("", one, other, found)
    return found


def _compare(path: str, one: Any, other: Any, found: list[str]) -> None:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            _compare(f"{path}.{key}" if path else key, one.get(key), other.get(key), found)
    elif one != other:
        found.append(f"{path}: {one!r} / {other!r}")

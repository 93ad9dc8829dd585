"""Findings about the database: whether it answers, can do what is needed, and holds together."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import asyncpg
from asyncpg.exceptions import InterfaceError, PostgresError

from core.checks.directories import directory_problem
from core.checks.findings import Finding, error, ok, warning
from core.database.postgres import CONNECT_SECONDS, unavailable
from core.database.sqlite_library import check_library
from core.database.url import DatabaseUrl, Dialect
from core.errors import DatabaseUnavailable

OLDEST_POSTGRES: Final = 13
LARGEST_CLOCK_DIFFERENCE_SECONDS: Final = 5
VIOLATIONS_SHOWN: Final = 5


async def check_database(url: DatabaseUrl) -> list[Finding]:
    """Look at the database without changing it: its version, its abilities and its foreign keys."""
    if url.dialect is Dialect.POSTGRES:
        return await _postgres(url)
    return await asyncio.to_thread(lambda: list(_sqlite(url)))


async def _postgres(url: DatabaseUrl) -> list[Finding]:
    try:
        connection = await asyncpg.connect(url.dsn, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, PostgresError, InterfaceError) as cause:
        return [error("database", unavailable(url, cause).message, "Start it, or correct LINLI_DATABASE_URL.")]
    try:
        number, text, encoding = await connection.fetchrow(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'), "
            "current_setting('server_encoding')"
        )
        findings = [
            ok("database", f"{url}: PostgreSQL {text} answers")
            if number >= OLDEST_POSTGRES * 10_000
            else error(
                "database",
                f"{url}: PostgreSQL {text} is too old",
                f"Upgrade it to PostgreSQL {OLDEST_POSTGRES} or newer.",
            ),
            ok("encoding", "UTF8")
            if encoding == "UTF8"
            else error(
                "encoding",
                f"the database is encoded in {encoding}, which cannot hold every name",
                "Make a database with ENCODING 'UTF8' and move the rows with pg_dump.",
            ),
        ]
        apart = abs((await connection.fetchval("SELECT clock_timestamp()") - datetime.now(UTC)).total_seconds())
        if apart > LARGEST_CLOCK_DIFFERENCE_SECONDS:
            findings.append(
                warning(
                    "clock",
                    f"the clocks of this machine and of the database differ by {apart:.0f} seconds",
                    "Set both by a time service (NTP): deadlines are compared on either side.",
                )
            )
        unproven = await connection.fetch(
            "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE NOT convalidated ORDER BY 2, 1"
        )
        findings.append(
            error(
                "foreign keys",
                "not checked by the database: " + ", ".join(f"{name} of {table}" for name, table in unproven),
                "Correct the rows, then ALTER TABLE … VALIDATE CONSTRAINT …",
            )
            if unproven
            else ok("foreign keys", "held by the database")
        )
        return findings
    finally:
        await connection.close()


def _sqlite(url: DatabaseUrl) -> Iterator[Finding]:
    path = url.path
    assert path is not None, "a SQLite URL has a path"
    yield _writable(path)
    yield _sqlite_abilities()
    if not path.exists():
        yield warning("database", f"{path} does not exist yet", "Run `linli migrate`.")
        return
    try:
        # Read only: to look must not make a file.
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
            (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            violations = connection.execute("PRAGMA foreign_key_check").fetchmany(VIOLATIONS_SHOWN)
    except sqlite3.Error as cause:
        yield error(
            "database",
            f"{path} cannot be read: {cause}",
            "Is it a SQLite database, and may this user read it? Otherwise restore a backup.",
        )
        return
    yield (
        ok("database", f"{path}: SQLite {sqlite3.sqlite_version} reads it")
        if state == "ok"
        else error("database", f"{path} is damaged: {state}", "Stop the server, and restore a backup.")
    )
    yield (
        error(
            "foreign keys",
            "rows point to rows that do not exist: "
            + ", ".join(f"row {row} of {table} to {parent}" for table, row, parent, _ in violations),
            "Something else wrote into the file. Restore a backup, or correct these rows.",
        )
        if violations
        else ok("foreign keys", "every one finds its row")
    )


def _sqlite_abilities() -> Finding:
    try:
        with contextlib.closing(sqlite3.connect(":memory:")) as connection:
            check_library(connection)
    except DatabaseUnavailable as problem:
        return error("SQLite", problem.message, "Without it only PostgreSQL works: set LINLI_DATABASE_URL.")
    return ok("SQLite", f"version {sqlite3.sqlite_version} can do what is needed")


def _writable(path: Path) -> Finding:
    """SQLite writes a log beside its file, so that the directory counts as much as the file."""
    problem = directory_problem(path.parent)
    if problem is not None:
        return error("database file", problem, "Give the server's user access, or change LINLI_DATABASE_URL.")
    return ok("database file", f"{path.parent} can be written")

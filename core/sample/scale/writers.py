"""The quickest safe way to write many rows in one transaction, on each database."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from typing import Protocol

import asyncpg

from core.database.connect import BUSY_MILLISECONDS
from core.database.url import DatabaseUrl
from core.sample.scale.rows import Row, Table, Value

CACHE_KIB = 1024 * 1024
"""SQLite: how much memory pages may take while rows are written, in KiB. What is more goes to the log."""


class Writer(Protocol):
    """Writes rows within one transaction."""

    async def exists(self, table: str, column: str, value: str) -> bool:
        """Whether the table has a row with this value in a column."""

    async def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows; triggers and constraints apply."""


class _PostgresWriter:
    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self.wrote = False

    async def exists(self, table: str, column: str, value: str) -> bool:
        sql = f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE "{column}" = $1)'
        return bool(await self._connection.fetchval(sql, value))

    async def write(self, table: Table, rows: Sequence[Row]) -> None:
        self.wrote = True
        # COPY's text format: the values are made here, and hold no tab, line break or backslash.
        text = "\n".join(["\t".join(map(_copied, row)) for row in rows])
        await self._connection.copy_to_table(table.name, source=io.BytesIO(f"{text}\n".encode()), columns=table.columns)


def _copied(value: Value) -> str:
    return r"\N" if value is None else value if type(value) is str else str(value)


class _SqliteWriter:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.wrote = False

    async def exists(self, table: str, column: str, value: str) -> bool:
        sql = f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE "{column}" = ?)'
        return bool(self._connection.execute(sql, (value,)).fetchall()[0][0])

    async def write(self, table: Table, rows: Sequence[Row]) -> None:
        self.wrote = True
        columns = ", ".join(f'"{column}"' for column in table.columns)
        places = ", ".join("?" for _ in table.columns)
        sql = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'
        running = asyncio.ensure_future(asyncio.to_thread(_insert, self._connection, sql, rows))
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            # The thread must be done with the connection before anybody rolls back on it.
            self._connection.interrupt()
            await asyncio.wait([running])
            raise


def _insert(connection: sqlite3.Connection, sql: str, rows: Sequence[Row]) -> None:
    # A cursor that another thread lets go of resets the statement under the next one's hands: it ends here.
    with closing(connection.cursor()) as cursor:
        cursor.executemany(sql, rows)


@asynccontextmanager
async def postgres_writer(url: DatabaseUrl, tables: Sequence[str]) -> AsyncIterator[Writer]:
    """A writer on a connection of its own; if it wrote, `tables` are vacuumed and analysed after the commit."""
    connection = await asyncpg.connect(url.dsn, server_settings={"application_name": "linli", "timezone": "UTC"})
    try:
        async with connection.transaction():
            writer = _PostgresWriter(connection)
            yield writer
        if writer.wrote:
            listed = ", ".join(f'"{table}"' for table in tables)
            await connection.execute(f"VACUUM (ANALYZE) {listed}")
    finally:
        await connection.close()


@asynccontextmanager
async def sqlite_writer(url: DatabaseUrl) -> AsyncIterator[Writer]:
    """A writer on a connection of its own. If it wrote, the database is then analysed and its log emptied."""
    assert url.path is not None
    connection = sqlite3.connect(
        url.path, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        connection.execute("BEGIN IMMEDIATE")
        writer = _SqliteWriter(connection)
        try:
            yield writer
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        await asyncio.to_thread(connection.execute, "COMMIT")
        if writer.wrote:
            await asyncio.to_thread(connection.execute, "ANALYZE")
            await asyncio.to_thread(connection.execute, "PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()

"""One connection of its own for a run of migrations, with the locks that keep other processes out.

Tortoise's clients serve the editors and the history; here they hold exactly one connection, remember their
statements, and open transactions the way migrations need them.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import asyncpg.exceptions
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.base.client import ConnectionWrapper
from tortoise.backends.sqlite.client import SqliteClient
from tortoise.context import TortoiseContext
from tortoise.exceptions import OperationalError

from core.database.migrate.state import CONNECTION
from core.database.migrate.statements import split_script
from core.database.postgres import CONNECT_SECONDS, unavailable
from core.database.url import DatabaseUrl, Dialect
from core.errors import MigrationError

#: How long a migration waits for another process's transaction, in milliseconds.
LOCK_WAIT_MS = 60_000

_UNAVAILABLE = (
    OSError,
    sqlite3.Error,
    asyncpg.exceptions.PostgresError,
    asyncpg.exceptions.InterfaceError,
)

# "linli" in ASCII: no other user of the same database is likely to take the same advisory lock.
_ADVISORY_KEY = 0x6C696E6C69


class SqliteSession(SqliteClient):
    """A connection to a SQLite file, with foreign keys off: they are checked before each commit instead."""

    dialect = Dialect.SQLITE

    def __init__(self, path: str, *, lock_wait_ms: int = LOCK_WAIT_MS) -> None:
        # Pragmas are set in this order, and only outside of a transaction does foreign_keys take effect.
        super().__init__(path, connection_name=CONNECTION, busy_timeout=lock_wait_ms, foreign_keys="OFF")
        self.statements: list[str] = []

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[dict[Any, Any]]]:
        """Run one statement; see `SqliteClient`."""
        self.statements.append(query)
        result: tuple[int, Sequence[dict[Any, Any]]] = await super().execute_query(query, values)
        return result

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """Run one statement for each list of values, in the open transaction; Tortoise would begin one."""
        self.statements.append(query)
        async with self.acquire_connection() as connection:
            await connection.executemany(query, values)

    async def execute_script(self, query: str) -> None:
        """Run a script statement by statement, in the open transaction, which sqlite3's own would commit."""
        for statement in split_script(query):
            await self.execute_query(statement)

    async def rows(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query that only looks, which is not remembered among the statements."""
        _, rows = await super().execute_query(query, values)
        return [tuple(row) for row in rows]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """A transaction with the write lock from its start. Raises MigrationError when others keep it."""
        try:
            await super().execute_query("BEGIN IMMEDIATE")
        except OperationalError as error:
            raise MigrationError(
                f"The database {self.filename} stays locked: another process writes to it. "
                "Stop the server or wait for the other migration, then try again."
            ) from error
        try:
            yield
        except BaseException:
            # Some errors (a full disk, say) end the transaction by themselves.
            if self._connection is not None and self._connection.in_transaction:
                await super().execute_query("ROLLBACK")
            raise
        await super().execute_query("COMMIT")


class PostgresSession(AsyncpgDBClient):
    """A connection to PostgreSQL outside of any pool."""

    dialect = Dialect.POSTGRES

    def __init__(self, dsn: str, *, lock_wait_ms: int = LOCK_WAIT_MS) -> None:
        super().__init__(connection_name=CONNECTION)
        self._dsn = dsn
        self._lock = asyncio.Lock()
        self._lock_wait_ms = lock_wait_ms
        self.statements: list[str] = []

    async def create_connection(self, with_db: bool) -> None:
        """Connect; see `AsyncpgDBClient`."""
        self._connection = await asyncpg.connect(self._dsn, timeout=CONNECT_SECONDS)
        await self._post_connect()

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    def acquire_connection(self) -> ConnectionWrapper[Any]:
        """The one connection, for one statement at a time."""
        return ConnectionWrapper(self._lock, self)

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, list[dict[Any, Any]]]:
        """Run one statement; see `AsyncpgDBClient`."""
        self.statements.append(query)
        result: tuple[int, list[dict[Any, Any]]] = await super().execute_query(query, values)
        return result

    async def execute_script(self, query: str) -> None:
        """Run statements in one message, within the open transaction."""
        self.statements.append(query)
        await super().execute_script(query)

    async def rows(self, query: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a query that only looks, which is not remembered among the statements."""
        _, rows = await super().execute_query(query, values)
        return [tuple(row.values()) for row in rows]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """A transaction that waits until no other process migrates this database."""
        assert self._connection is not None
        async with self._connection.transaction():
            # Another migration may take its time; only locks of readers and writers have to come soon.
            await self._connection.execute(f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})")
            await self._connection.execute(f"SET LOCAL lock_timeout = {self._lock_wait_ms}")
            yield


Session = SqliteSession | PostgresSession


@asynccontextmanager
async def open_session(url: DatabaseUrl, *, lock_wait_ms: int = LOCK_WAIT_MS) -> AsyncIterator[Session]:
    """A session for migrations, known to the models of migration states as long as the block runs.

    Raises DatabaseUnavailable when the database cannot be opened.
    """
    session: Session
    if url.dialect is Dialect.SQLITE:
        assert url.path is not None
        url.path.parent.mkdir(parents=True, exist_ok=True)
        if not url.path.exists():
            # It will hold personal data. What SQLite puts beside it may be read by whoever may read this.
            url.path.touch(mode=0o600)
        session = SqliteSession(str(url.path), lock_wait_ms=lock_wait_ms)
    else:
        assert url.dsn is not None
        session = PostgresSession(url.dsn, lock_wait_ms=lock_wait_ms)
    try:
        await session.create_connection(with_db=True)
    except _UNAVAILABLE as error:
        await session.close()
        raise unavailable(url, error) from error
    try:
        with TortoiseContext() as context:
            context.connections.set(CONNECTION, session)
            yield session
    finally:
        await session.close()

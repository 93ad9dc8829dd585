"""What a read needs of a database: one statement in, one JSON text out."""

from collections.abc import Sequence
from typing import Any, Protocol

from tortoise.backends.base.client import BaseDBAsyncClient

from core.database.postgres import PostgresReader
from core.database.postgres_session import EXPLAIN as EXPLAIN_POSTGRES
from core.database.sqlite import EXPLAIN as EXPLAIN_SQLITE
from core.database.sqlite import SqliteReader, steps_of
from core.database.url import DatabaseUrl, Dialect


class Reader(Protocol):
    """Runs statements that give one row with one text column. They never change anything."""

    @property
    def dialect(self) -> Dialect:
        """Which SQL the reader takes: placeholders are `$1`, `$2` on PostgreSQL and `?` on SQLite."""

    async def fetch(self, sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        """The UTF-8 bytes of the text, or None if it is NULL or there is no row.

        `params` are values that the driver itself takes (on SQLite: None, int, float, str and bytes). `small`
        says that the statement reads a few rows by an index; a reader may then choose a shorter way.

        Raises StatementTimeout, DatabaseUnavailable, TypeError for a column that is not text, and for wrong
        SQL or parameters the driver's own error. If the caller is cancelled, the statement is stopped.
        """

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        """How the database would run a statement, a line for each step; it does not run it.

        Raises what `fetch` raises.
        """

    async def close(self) -> None:
        """Give back what the reader holds. Statements that still run fail with DatabaseUnavailable."""


async def open_reader(url: DatabaseUrl, *, size: int, statement_timeout_seconds: float) -> Reader:
    """A reader with at most `size` connections (on SQLite: exactly so many, each with a thread).

    Raises DatabaseUnavailable if the database cannot be reached, or is a SQLite that lacks what Linli needs.
    """
    if url.dialect is Dialect.POSTGRES:
        return await PostgresReader.open(url, size=size, statement_timeout_seconds=statement_timeout_seconds)
    return await SqliteReader.open(url, size=size, statement_timeout_seconds=statement_timeout_seconds)


class TransactionReader:
    """A reader that sees what a transaction has written and not yet committed.

    `connection` is what `transaction()` gives. Several fetches at once wait for each other.
    """

    def __init__(self, connection: BaseDBAsyncClient) -> None:
        self._client = connection
        self.dialect = Dialect(connection.capabilities.dialect)

    async def fetch(self, sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        """See `Reader.fetch`; the limits of time are those of the transaction's connection."""
        connection: Any
        self._client.log.debug("%s: %s", sql, params)  # as Tortoise does with its own
        async with self._client.acquire_connection() as connection:
            if self.dialect is Dialect.POSTGRES:
                value = await connection.fetchval(sql, *params)
            else:
                rows = await connection.execute_fetchall(sql, tuple(params))
                value = rows[0][0] if rows else None
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"A read must give one text column, and this one gave {type(value).__name__}: {sql}")
        return value.encode()

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        """See `Reader.explain`."""
        connection: Any
        async with self._client.acquire_connection() as connection:
            if self.dialect is Dialect.POSTGRES:
                return "\n".join(str(row[0]) for row in await connection.fetch(EXPLAIN_POSTGRES + sql, *params))
            return steps_of(await connection.execute_fetchall(EXPLAIN_SQLITE + sql, tuple(params)))

    async def close(self) -> None:
        """Nothing to do: the connection belongs to the transaction."""

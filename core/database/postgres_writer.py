"""Tortoise's connections to PostgreSQL, opened from an address as a whole."""

from types import TracebackType
from typing import Any, Final

import asyncpg
from asyncpg.exceptions import InterfaceError, PostgresError
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError

from core.database.commits import Savepoint, commits, has_committed
from core.database.postgres_dates import send_days_as_they_are
from core.errors import DatabaseUnavailable

ACQUIRE_SECONDS: Final = 30.0
"""How long a transaction waits for a free connection."""


class _Transaction(TransactionWrapper):
    """A transaction whose savepoints know what is queued in them."""

    def _in_transaction(self) -> TransactionContext:
        return Savepoint(TransactionWrapper(self), self)


class _TransactionContext(TransactionContextPooled):
    """A transaction that gives its connection back however it ends.

    Tortoise's own context loses the connection for good if the transaction cannot begin.
    """

    async def __aenter__(self) -> TransactionalDBClient:
        client = self.client
        try:
            await self.ensure_connection()
            client._connection = await client._parent._pool.acquire(timeout=ACQUIRE_SECONDS)
            try:
                await client.begin()
            except BaseException:
                await client._parent._pool.release(client._connection)
                raise
        except TimeoutError as error:
            raise DatabaseUnavailable(
                f"No connection for a transaction became free within {ACQUIRE_SECONDS:g} s."
            ) from error
        except (OSError, PostgresError, InterfaceError, DBConnectionError) as error:
            raise DatabaseUnavailable(f"A transaction could not begin: {error}") from error
        self.token = get_connections().set(self.connection_name, client)
        return client

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        client = self.client
        committed = False
        try:
            if not client._finalized:
                committed = await self._finish(exc_type is None)
        finally:
            get_connections().reset(self.token)
            await client._parent._pool.release(client._connection)
        if committed:
            has_committed(client)

    async def _finish(self, well: bool) -> bool:
        """Commit if all went well, and give whether it was."""
        try:
            if well:
                await commits(self.client)
        except BaseException:
            await self.client.rollback()
            raise
        await (self.client.commit() if well else self.client.rollback())
        return well


class PostgresWriter(AsyncpgDBClient):
    """Tortoise's client of PostgreSQL: `dsn` says where, everything else is for the pool of connections."""

    def __init__(self, dsn: str, **credentials: Any) -> None:
        super().__init__(**credentials)
        self._dsn = dsn

    async def create_pool(self, **options: Any) -> asyncpg.Pool:
        """A pool on `dsn`, which holds all that Tortoise would pass in pieces."""
        for piece in ("host", "port", "user", "password", "database"):
            del options[piece]
        pool: asyncpg.Pool = await asyncpg.create_pool(self._dsn, init=send_days_as_they_are, **options)
        return pool

    def _in_transaction(self) -> TransactionContext:
        return _TransactionContext(_Transaction(self), self._pool_init_lock)


client_class: Any = PostgresWriter
"""What Tortoise looks for in an engine's module."""

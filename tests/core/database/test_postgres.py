"""What PostgreSQL alone can do to its readers: lose connections, change tables, refuse, and fall silent."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from core.database import postgres as module
from core.database.postgres import PostgresReader
from core.database.postgres_session import STATEMENTS
from core.database.url import DatabaseUrl, Dialect, parse_database_url
from core.errors import DatabaseUnavailable
from linli.testing.postgres import RunningPostgres

pytestmark = pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)

PID = "SELECT pg_backend_pid()::text"
SLEEP_THEN_PID = "SELECT pg_sleep($1)::text || pg_backend_pid()::text"
MINE = "FROM pg_stat_activity WHERE application_name = 'linli' AND datname = current_database()"


@pytest.fixture
async def url(database_url: str) -> DatabaseUrl:
    return parse_database_url(database_url)


@pytest.fixture
async def admin(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection beside the reader."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def reader(url: DatabaseUrl) -> AsyncIterator[PostgresReader]:
    """Four connections."""
    opened = await PostgresReader.open(url, size=4, statement_timeout_seconds=30)
    yield opened
    await opened.close()


async def terminate_all(admin: asyncpg.Connection) -> int:
    """End the reader's backends, as a restart of the server does; their number, once they are gone."""
    ended: int = await admin.fetchval(f"SELECT count(pg_terminate_backend(pid, 5000)) {MINE}")
    return ended


async def settled(check: Callable[[], Awaitable[object]], expected: object) -> None:
    """Wait until `check` gives what is expected."""
    async with asyncio.timeout(60):
        while await check() != expected:  # noqa: ASYNC110 - the server's state can only be asked for
            await asyncio.sleep(0.01)


async def test_the_session_is_set_up_for_reading(reader: PostgresReader) -> None:
    names = "application_name", "TimeZone", "statement_timeout", "default_transaction_read_only", "jit"

    assert [await reader.fetch("SELECT current_setting($1)", [name]) for name in names] == [
        b"linli",
        b"UTC",
        b"30s",
        b"on",
        b"off",
    ]


async def test_connections_are_opened_as_they_are_needed_and_never_more(
    reader: PostgresReader, admin: asyncpg.Connection
) -> None:
    backends = f"SELECT count(*) {MINE}"
    assert await admin.fetchval(backends) == 1

    first = await reader.fetch(PID, [])
    assert [await reader.fetch(PID, []) for _ in range(5)] == [first] * 5
    assert await admin.fetchval(backends) == 1

    pids = await asyncio.gather(*(reader.fetch(SLEEP_THEN_PID, [0.01]) for _ in range(40)))
    assert len(set(pids)) == 4
    assert await admin.fetchval(backends) == 4


async def test_those_who_wait_are_served_in_the_order_of_their_coming(url: DatabaseUrl) -> None:
    reader = await PostgresReader.open(url, size=1, statement_timeout_seconds=30)
    served: list[int] = []

    async def ask(number: int) -> None:
        await reader.fetch("SELECT ''", [])
        served.append(number)

    await asyncio.gather(*(ask(number) for number in range(50)))
    await reader.close()

    assert served == list(range(50))


async def test_closing_ends_every_backend(url: DatabaseUrl, admin: asyncpg.Connection) -> None:
    reader = await PostgresReader.open(url, size=4, statement_timeout_seconds=30)
    await asyncio.gather(*(reader.fetch(SLEEP_THEN_PID, [0.01]) for _ in range(4)))

    await reader.close()

    await settled(lambda: admin.fetchval(f"SELECT count(*) {MINE}"), 0)


async def test_reads_survive_the_end_of_idle_connections(reader: PostgresReader, admin: asyncpg.Connection) -> None:
    for _ in range(3):
        await asyncio.gather(*(reader.fetch(SLEEP_THEN_PID, [0.01]) for _ in range(4)))
        assert await terminate_all(admin) == 4

        answers = await asyncio.gather(*(reader.fetch("SELECT $1", [str(number)]) for number in range(50)))
        assert answers == [str(number).encode() for number in range(50)]


async def test_reads_survive_the_end_of_busy_connections(reader: PostgresReader, admin: asyncpg.Connection) -> None:
    await asyncio.gather(*(reader.fetch(SLEEP_THEN_PID, [0.01]) for _ in range(4)))
    reads = [asyncio.create_task(reader.fetch(SLEEP_THEN_PID, [0.3])) for _ in range(4)]
    waiting = [asyncio.create_task(reader.fetch("SELECT $1", [str(number)])) for number in range(20)]
    await settled(lambda: admin.fetchval(f"SELECT count(*) {MINE} AND wait_event = 'PgSleep'"), 4)

    assert await terminate_all(admin) == 4

    assert len(await asyncio.gather(*reads)) == 4
    assert await asyncio.gather(*waiting) == [str(number).encode() for number in range(20)]


async def test_a_read_that_loses_its_second_connection_too_is_given_up(
    reader: PostgresReader, admin: asyncpg.Connection, url: DatabaseUrl
) -> None:
    await reader.fetch(PID, [])
    read = asyncio.create_task(reader.fetch(SLEEP_THEN_PID, [30]))
    for _ in range(2):
        await settled(lambda: admin.fetchval(f"SELECT count(*) {MINE} AND wait_event = 'PgSleep'"), 1)
        await terminate_all(admin)

    with pytest.raises(DatabaseUnavailable) as caught:
        await read

    assert str(caught.value) == (
        f"The database {url} cannot be reached: connection was closed in the middle of operation: "
        "terminating connection due to administrator command"
    )
    assert await reader.fetch("SELECT 'x'", []) == b"x"


async def test_the_backend_of_a_cancelled_read_stops_and_is_used_again(
    reader: PostgresReader, admin: asyncpg.Connection
) -> None:
    pid = await reader.fetch(PID, [])
    read = asyncio.create_task(reader.fetch(SLEEP_THEN_PID, [30]))
    await settled(lambda: admin.fetchval(f"SELECT count(*) {MINE} AND wait_event = 'PgSleep'"), 1)

    read.cancel()
    with pytest.raises(asyncio.CancelledError):
        await read

    await settled(lambda: admin.fetchval(f"SELECT count(*) {MINE} AND state = 'idle'"), 1)
    # All four connections, one of which is the old one.
    assert pid in await asyncio.gather(*(reader.fetch(SLEEP_THEN_PID, [0.05]) for _ in range(4)))


async def test_a_read_goes_on_after_its_table_has_changed(reader: PostgresReader, admin: asyncpg.Connection) -> None:
    await admin.execute("CREATE TABLE thing (value varchar(10)); INSERT INTO thing VALUES ('one')")
    sql = "SELECT value FROM thing WHERE $1 = $1"
    with pytest.raises(TypeError, match="gave str"):
        await reader.fetch(sql, ["x"])

    await admin.execute("ALTER TABLE thing ALTER value TYPE text")

    assert await reader.fetch(sql, ["x"]) == b"one"


async def test_a_read_goes_on_after_its_prepared_statement_is_gone(url: DatabaseUrl) -> None:
    reader = await PostgresReader.open(url, size=1, statement_timeout_seconds=30)
    sql = "SELECT upper($1)"
    assert await reader.fetch(sql, ["x"]) == b"X"
    (session,) = reader._sessions
    await session.connection.execute("DEALLOCATE ALL")

    assert await reader.fetch(sql, ["y"]) == b"Y"
    await reader.close()


async def test_prepared_statements_are_bounded_and_of_any_length(url: DatabaseUrl) -> None:
    reader = await PostgresReader.open(url, size=1, statement_timeout_seconds=30)
    filler = "/*" + "x" * 40_000 + "*/"
    prepared = "SELECT count(*)::text FROM pg_prepared_statements"

    for number in range(STATEMENTS + 20):
        for _ in range(2):
            assert await reader.fetch(f"SELECT '{number}' {filler}", []) == str(number).encode()

    assert await reader.fetch(prepared, []) == str(STATEMENTS).encode()
    await reader.close()


async def test_what_is_asked_once_takes_no_place_from_what_is_asked_often(url: DatabaseUrl) -> None:
    reader = await PostgresReader.open(url, size=1, statement_timeout_seconds=30)
    often = "SELECT upper($1)"
    for _ in range(2):
        assert await reader.fetch(often, ["x"]) == b"X"

    for number in range(STATEMENTS + 20):
        assert await reader.fetch(f"SELECT '{number}' || $1", ["!"]) == f"{number}!".encode()

    prepared = "SELECT string_agg(statement, '; ') FROM pg_prepared_statements"
    assert await reader.fetch(prepared, []) == often.encode()
    await reader.close()


async def test_what_was_asked_on_one_connection_is_prepared_on_the_next(url: DatabaseUrl) -> None:
    reader = await PostgresReader.open(url, size=2, statement_timeout_seconds=30)
    count = "SELECT count(*)::text FROM pg_prepared_statements"

    assert await reader.fetch(count, []) == b"0"
    # Two at a time need two connections.
    assert await asyncio.gather(*(reader.fetch(count, []) for _ in range(2))) == [b"1", b"1"]
    await reader.close()


@asynccontextmanager
async def silent_after(server: RunningPostgres, directory: Path) -> AsyncIterator[asyncio.Event]:
    """A socket in `directory` that passes everything on to the server, until the event is set."""
    silence = asyncio.Event()
    writers: list[asyncio.StreamWriter] = []

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if not silence.is_set():
                target.write(data)
        target.close()

    async def serve(client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        source, target = await asyncio.open_unix_connection(str(server.directory / ".s.PGSQL.5432"))
        writers.extend((answer, target))
        await asyncio.gather(copy(client, target), copy(source, answer))

    listener = await asyncio.start_unix_server(serve, str(directory / ".s.PGSQL.5432"))
    async with listener:
        yield silence
        for writer in writers:
            writer.close()
            await writer.wait_closed()


async def test_a_server_that_falls_silent_is_not_waited_for_for_ever(
    url: DatabaseUrl, postgres: RunningPostgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_GRACE_SECONDS", 0.1)
    assert url.dsn is not None
    detour = parse_database_url(url.dsn.replace(str(postgres.directory), str(tmp_path)))
    async with silent_after(postgres, tmp_path) as silence:
        reader = await PostgresReader.open(detour, size=2, statement_timeout_seconds=0.2)
        for _ in range(2):
            assert await reader.fetch("SELECT 'x'", []) == b"x"
        silence.set()

        with pytest.raises(DatabaseUnavailable) as caught:
            await reader.fetch("SELECT 'x'", [])
        silence.clear()

        assert str(caught.value) == f"The database {detour} has not answered a read within 0.3 s."
        assert await reader.fetch("SELECT 'x'", []) == b"x"
        await reader.close()


async def test_an_address_where_nobody_listens(dialect: Dialect) -> None:
    nowhere = parse_database_url("postgresql://linli:secret@127.0.0.1:1/linli")

    with pytest.raises(DatabaseUnavailable) as caught:
        await PostgresReader.open(nowhere, size=4, statement_timeout_seconds=1)

    assert str(caught.value) == (
        "The database linli at 127.0.0.1:1 cannot be reached: [Errno 111] Connect call failed ('127.0.0.1', 1)"
    )


async def test_a_database_that_does_not_exist(dialect: Dialect, postgres: RunningPostgres) -> None:
    nothing = parse_database_url(postgres.url("nothing"))

    with pytest.raises(DatabaseUnavailable) as caught:
        await PostgresReader.open(nothing, size=4, statement_timeout_seconds=1)

    assert str(caught.value) == (
        f'The database nothing at {postgres.directory} cannot be reached: database "nothing" does not exist'
    )


async def test_everybody_who_waits_hears_of_a_database_that_went_away(
    database_url: str, url: DatabaseUrl, postgres: RunningPostgres
) -> None:
    reader = await PostgresReader.open(url, size=2, statement_timeout_seconds=30)
    name = url.name.partition(" ")[0]
    await postgres.drop_database(name)

    results = await asyncio.gather(*(reader.fetch(PID, []) for _ in range(20)), return_exceptions=True)

    assert {(type(error), str(error)) for error in results} == {
        (DatabaseUnavailable, f'The database {url} cannot be reached: database "{name}" does not exist')
    }
    await postgres.create_database(name)
    assert await reader.fetch("SELECT 'x'", []) == b"x"
    await reader.close()

"""What SQLite alone needs of its readers: threads, the event loop, and files that may not be there."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.database import sqlite as module
from core.database.sqlite import SqliteReader
from core.database.url import DatabaseUrl, parse_database_url
from core.errors import DatabaseUnavailable

SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) "
    "SELECT cast(count(*) AS text) FROM n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file whose name needs quoting in a URI, in WAL mode, with one row."""
    path = tmp_path / "a ?#%&邻.db"
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("CREATE TABLE item (name text)")
    writer.execute("INSERT INTO item VALUES ('one')")
    writer.commit()
    writer.close()
    return path


def url_of(path: Path) -> DatabaseUrl:
    return parse_database_url(f"sqlite://{str(path).replace('%', '%25').replace('?', '%3F').replace('#', '%23')}")


@pytest.fixture
async def reader(file: Path) -> AsyncIterator[SqliteReader]:
    opened = await SqliteReader.open(url_of(file), size=2, statement_timeout_seconds=30)
    yield opened
    await opened.close()


async def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "missing.db"

    with pytest.raises(DatabaseUnavailable) as caught:
        await SqliteReader.open(url_of(path), size=2, statement_timeout_seconds=1)

    assert caught.value.message == f"The database {path} cannot be read: unable to open database file"
    assert not path.exists()


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("邻里" * 1000)
    before = threading.active_count()

    with pytest.raises(DatabaseUnavailable) as caught:
        await SqliteReader.open(url_of(path), size=2, statement_timeout_seconds=1)

    assert caught.value.message == f"The database {path} cannot be read: file is not a database"
    assert threading.active_count() == before


@pytest.mark.parametrize("small", [False, True])
async def test_what_others_commit_is_seen_by_the_next_read(reader: SqliteReader, file: Path, small: bool) -> None:
    count = "SELECT cast(count(*) AS text) FROM item"
    writer = sqlite3.connect(file, isolation_level=None)

    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO item VALUES ('two')")
    during = await reader.fetch(count, [], small=small)
    writer.execute("COMMIT")
    writer.close()

    assert (during, await reader.fetch(count, [], small=small)) == (b"1", b"2")


@pytest.mark.parametrize("small", [False, True])
async def test_a_table_may_change_between_two_reads(reader: SqliteReader, file: Path, small: bool) -> None:
    sql = "SELECT group_concat(value) FROM (SELECT item.*, name AS value FROM item)"
    assert await reader.fetch(sql, [], small=small) == b"one"

    writer = sqlite3.connect(file)
    writer.execute("ALTER TABLE item ADD COLUMN more text")
    writer.close()

    assert await reader.fetch(sql, [], small=small) == b"one"


async def test_a_small_statement_runs_on_the_event_loop_until_it_proves_to_be_long(
    reader: SqliteReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    run = module._run

    def noting(connection: sqlite3.Connection, sql: str, params: object) -> bytes | None:
        threads.append(threading.current_thread().name.rstrip("01"))
        return run(connection, sql, ())

    monkeypatch.setattr(module, "_run", noting)

    assert await reader.fetch("SELECT name FROM item", [], small=True) == b"one"
    assert await reader.fetch("SELECT name FROM item", []) == b"one"
    assert await reader.fetch(SLOW, [], small=True) == b"200000"
    assert await reader.fetch(SLOW, [], small=True) == b"200000"
    assert threads == ["MainThread", "linli-read-", "MainThread", "linli-read-", "linli-read-"]


async def test_both_threads_read_at_a_time(reader: SqliteReader) -> None:
    names: set[str] = set()
    both = threading.Barrier(2, timeout=30)

    def wait(value: str) -> str:
        names.add(threading.current_thread().name)
        both.wait()
        return value

    for worker in reader._workers:
        worker._connection.create_function("wait", 1, wait)

    assert await asyncio.gather(*(reader.fetch("SELECT wait('x')", []) for _ in range(2))) == [b"x", b"x"]
    assert names == {"linli-read-0", "linli-read-1"}


async def test_a_cancelled_read_that_has_not_started_never_starts(reader: SqliteReader) -> None:
    ran: list[str] = []
    gate = threading.Event()

    def wait(value: str) -> str:
        gate.wait(30)
        return value

    def note(value: str) -> str:
        ran.append(value)
        return value

    for worker in reader._workers:
        worker._connection.create_function("wait", 1, wait)
        worker._connection.create_function("note", 1, note)
    busy = [asyncio.create_task(reader.fetch("SELECT wait('x')", [])) for _ in range(2)]
    queued = [asyncio.create_task(reader.fetch("SELECT note(?)", [value])) for value in "abc"]
    await asyncio.sleep(0)
    queued[1].cancel()
    await asyncio.sleep(0)
    gate.set()

    assert await asyncio.gather(*busy) == [b"x", b"x"]
    assert [await queued[0], queued[1].cancelled(), await queued[2]] == [b"a", True, b"c"]
    assert sorted(ran) == ["a", "c"]


async def test_closing_ends_the_threads(file: Path) -> None:
    before = threading.active_count()
    reader = await SqliteReader.open(url_of(file), size=3, statement_timeout_seconds=30)
    assert threading.active_count() == before + 3

    await reader.close()

    assert threading.active_count() == before

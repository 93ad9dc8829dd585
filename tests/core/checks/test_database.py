"""What `linli check` says about databases that are not well."""

import sqlite3
from pathlib import Path

import asyncpg
import pytest

from core.checks.database import check_database
from core.checks.findings import Finding, Level
from core.database.url import Dialect, parse_database_url
from core.errors import DatabaseUnavailable
from linli.testing.postgres import RunningPostgres


async def findings(url: str) -> dict[str, Finding]:
    return {finding.subject: finding for finding in await check_database(parse_database_url(url))}


def broken_sqlite(path: Path) -> str:
    connection = sqlite3.connect(path)
    connection.executescript(
        "CREATE TABLE area (id INTEGER PRIMARY KEY);"
        "CREATE TABLE place (id INTEGER PRIMARY KEY, area_id INTEGER REFERENCES area (id));"
        "INSERT INTO place VALUES (1, 7), (2, 8);"
    )
    connection.close()
    return f"sqlite://{path}"


async def test_sqlite_rows_that_point_nowhere(tmp_path: Path) -> None:
    found = await findings(broken_sqlite(tmp_path / "linli.db"))
    assert found["database"].level is Level.OK
    assert found["foreign keys"] == Finding(
        Level.ERROR,
        "foreign keys",
        "rows point to rows that do not exist: row 1 of place to area, row 2 of place to area",
        "Something else wrote into the file. Restore a backup, or correct these rows.",
    )


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "linli.db"
    path.write_text("This is a text, and it is longer than the header of a SQLite database: " + "x" * 100)
    found = await findings(f"sqlite://{path}")
    assert found["database"] == Finding(
        Level.ERROR,
        "database",
        f"{path} cannot be read: file is not a database",
        "Is it a SQLite database, and may this user read it? Otherwise restore a backup.",
    )
    assert "foreign keys" not in found


async def test_a_damaged_sqlite_database(tmp_path: Path) -> None:
    path = tmp_path / "linli.db"
    broken_sqlite(path)
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    path.write_bytes(content)
    found = await findings(f"sqlite://{path}")
    assert found["database"].level is Level.ERROR
    assert "backup" in found["database"].advice


async def test_to_look_makes_no_file(tmp_path: Path) -> None:
    found = await findings(f"sqlite://{tmp_path / 'sub' / 'linli.db'}")
    assert found["database"].level is Level.WARNING
    assert found["database"].advice == "Run `linli migrate`."
    assert found["database file"].level is Level.OK
    assert list(tmp_path.iterdir()) == []


async def test_a_path_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    found = await findings(f"sqlite://{tmp_path / 'file' / 'linli.db'}")
    assert found["database file"] == Finding(
        Level.ERROR,
        "database file",
        f"{tmp_path / 'file'} is a file, and a directory is needed there",
        "Give the server's user access, or change LINLI_DATABASE_URL.",
    )


async def test_a_sqlite_that_lacks_something(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: sqlite3.Connection) -> None:
        raise DatabaseUnavailable("The SQLite was built without fts5.")

    monkeypatch.setattr("core.checks.database.check_library", refuse)
    found = await findings(f"sqlite://{tmp_path / 'linli.db'}")
    assert found["SQLite"].level is Level.ERROR
    assert found["SQLite"].message == "The SQLite was built without fts5."


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_postgres_constraints_that_were_never_checked(database_url: str) -> None:
    connection = await asyncpg.connect(parse_database_url(database_url).dsn)
    await connection.execute(
        "CREATE TABLE area (id int PRIMARY KEY); CREATE TABLE place (id int, area_id int); "
        "ALTER TABLE place ADD CONSTRAINT place_area FOREIGN KEY (area_id) REFERENCES area (id) NOT VALID"
    )
    await connection.close()
    found = await findings(database_url)
    assert found["database"].level is found["encoding"].level is Level.OK
    assert found["foreign keys"] == Finding(
        Level.ERROR,
        "foreign keys",
        "not checked by the database: place_area of place",
        "Correct the rows, then ALTER TABLE … VALIDATE CONSTRAINT …",
    )


async def test_postgres_in_another_encoding(postgres: RunningPostgres) -> None:
    async with postgres.database("linli_latin") as url:
        admin = await asyncpg.connect(parse_database_url(url).dsn)
        await admin.execute(
            "CREATE DATABASE linli_latin1 ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        try:
            found = await findings(url.replace("linli_latin", "linli_latin1"))
        finally:
            await admin.execute("DROP DATABASE linli_latin1")
            await admin.close()
    assert found["encoding"].level is Level.ERROR
    assert found["encoding"].message == "the database is encoded in LATIN1, which cannot hold every name"


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_an_old_postgres_and_clocks_apart(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.checks.database.OLDEST_POSTGRES", 99)
    monkeypatch.setattr("core.checks.database.LARGEST_CLOCK_DIFFERENCE_SECONDS", -1)
    found = await findings(database_url)
    assert found["database"].level is Level.ERROR
    assert found["database"].advice == "Upgrade it to PostgreSQL 99 or newer."
    assert found["clock"].level is Level.WARNING

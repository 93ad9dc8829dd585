"""Fixtures of all tests: fresh databases, on SQLite and on a real PostgreSQL."""

import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.database.connect import Database, database
from core.database.migrate import upgrade
from core.database.url import Dialect
from core.search import SUBJECTS
from tests.support.postgres import RunningPostgres, postgres_server

_TEMPLATE = "linli_template"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[RunningPostgres]:
    """One PostgreSQL for the whole session, started when the first test asks for it."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=list(Dialect))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Both kinds of database, one after the other.

    A test chooses one by `@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)`.
    """
    return Dialect(request.param)


@pytest.fixture
async def database_url(dialect: Dialect, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh and empty database; on SQLite of a file that does not exist yet."""
    if dialect is Dialect.SQLITE:
        yield f"sqlite://{tmp_path / 'linli.db'}"
        return
    server: RunningPostgres = request.getfixturevalue("postgres")
    async with server.database(f"linli_{next(_numbers)}") as url:
        yield url


@pytest.fixture(scope="session")
def templates() -> dict[Dialect, str]:
    """Migrated databases, made once in a session and only ever copied: a file's path, a database's name."""
    return {}


@pytest.fixture
async def migrated_database_url(
    dialect: Dialect,
    templates: dict[Dialect, str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> AsyncIterator[str]:
    """The address of a fresh database with all tables and without rows: a copy of one that was migrated."""
    if dialect is Dialect.SQLITE:
        if dialect not in templates:
            file = tmp_path_factory.mktemp("template") / "linli.db"
            await upgrade(f"sqlite://{file}")
            # With a log beside it the file alone would be a part of the database.
            assert not file.with_name(file.name + "-wal").exists()
            templates[dialect] = str(file)
        shutil.copyfile(templates[dialect], tmp_path / "linli.db")
        yield f"sqlite://{tmp_path / 'linli.db'}"
        return
    server: RunningPostgres = request.getfixturevalue("postgres")
    if dialect not in templates:
        url = await server.create_database(_TEMPLATE)
        try:
            await upgrade(url)
        except BaseException:
            await server.drop_database(_TEMPLATE)
            raise
        templates[dialect] = _TEMPLATE
    async with server.database(f"linli_{next(_numbers)}", template=_TEMPLATE) as url:
        yield url


@pytest.fixture(autouse=True)
def _searchable() -> Iterator[None]:
    """What a test's plugins made searchable is not so in the next test."""
    before = dict(SUBJECTS)
    yield
    SUBJECTS.clear()
    SUBJECTS.update(before)


@pytest.fixture
async def db(migrated_database_url: str) -> AsyncIterator[Database]:
    """An open database with all tables and without rows. Models work without further ado."""
    async with database(migrated_database_url) as opened:
        yield opened

"""The town of `tests.schema.town`, on both databases: one that is only read, and fresh copies to write to."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from core.database.connect import Database, database
from core.database.migrate import upgrade
from core.database.reader import open_reader
from core.database.url import Dialect, parse_database_url
from linli.testing import plugin_set
from linli.testing.plugins import in_force
from linli.testing.postgres import RunningPostgres
from tests.schema.client import Client
from tests.schema.town import load

_TEMPLATE = "linli_town"


@pytest.fixture(scope="session")
def clients() -> dict[Dialect, Client]:
    """One client for each kind of database: composing a schema takes longer than most tests."""
    return {dialect: Client(dialect) for dialect in Dialect}


@pytest.fixture(autouse=True)
def _the_core_alone() -> Iterator[None]:
    """Other tests may have loaded plugins, with models to be searched that have no tables here."""
    with in_force(plugin_set()):
        yield


@pytest.fixture(scope="session")
def town_templates(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> dict[Dialect, str]:
    """Databases with the town, which are only ever copied: a file's path, a database's name."""
    file = tmp_path_factory.mktemp("town") / "linli.db"
    server: RunningPostgres = request.getfixturevalue("postgres")

    async def make(url: str) -> None:
        await upgrade(url)
        async with database(url, shared=False):
            await load()

    with in_force(plugin_set()), asyncio.Runner() as runner:
        runner.run(make(f"sqlite://{file}"))
        assert not file.with_name(file.name + "-wal").exists()
        url = runner.run(server.create_database(_TEMPLATE))
        runner.run(make(url))
    return {Dialect.SQLITE: str(file), Dialect.POSTGRES: _TEMPLATE}


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=list(Dialect))
async def town(
    request: pytest.FixtureRequest, clients: dict[Dialect, Client], town_templates: dict[Dialect, str]
) -> AsyncIterator[Client]:
    """The town to be read. Tests say `pytestmark = pytest.mark.asyncio(loop_scope="session")`."""
    dialect = Dialect(request.param)
    server: RunningPostgres = request.getfixturevalue("postgres")
    async with AsyncExitStack() as stack:
        if dialect is Dialect.SQLITE:
            url = f"sqlite://{town_templates[dialect]}"
        else:
            copied = server.database("linli_town_read", template=town_templates[dialect])
            url = await stack.enter_async_context(copied)
        reader = await open_reader(parse_database_url(url), size=2, statement_timeout_seconds=10)
        stack.push_async_callback(reader.close)
        client = clients[dialect]
        client.reader.behind = reader
        yield client


@pytest.fixture
async def town_db(
    dialect: Dialect,
    town_templates: dict[Dialect, str],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> AsyncIterator[Database]:
    """A fresh copy of the town, open for writing."""
    if dialect is Dialect.SQLITE:
        shutil.copyfile(town_templates[dialect], tmp_path / "linli.db")
        async with database(f"sqlite://{tmp_path / 'linli.db'}") as opened:
            yield opened
        return
    server: RunningPostgres = request.getfixturevalue("postgres")
    async with (
        server.database("linli_town_copy", template=town_templates[dialect]) as url,
        database(url, writers=12) as opened,
    ):
        yield opened


@pytest.fixture
def office(town_db: Database, clients: dict[Dialect, Client]) -> Iterator[Client]:
    """A client of a fresh copy of the town, for tests that write."""
    client = clients[town_db.dialect]
    before, client.reader.behind = client.reader.behind, town_db.reader
    client.reader.statements.clear()
    yield client
    client.reader.behind = before

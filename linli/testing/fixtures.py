"""The fixtures of `linli.testing`: write ``pytest_plugins = ["linli.testing.fixtures"]`` in your conftest.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.access import Viewer
from core.database.connect import Database
from core.database.url import Dialect
from core.plugins.loaded import PluginSet
from core.settings import Settings
from core.work.handlers import open_with_handlers
from linli.testing.client import Client, asking
from linli.testing.databases import Databases
from linli.testing.models import prepare_models_once
from linli.testing.plugins import handlers, in_force, own_plugins, plugin_set
from linli.testing.postgres import RunningPostgres, postgres_server
from linli.testing.purging import Installation
from linli.testing.server import Cities, TestServer, serving
from linli.testing.town import Town, build_town

_DATABASES = ", ".join(dialect.value for dialect in Dialect)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings of the fixtures."""
    group = parser.getgroup("linli", "tests of plugins of Linli")
    group.addoption(
        "--linli-database",
        action="append",
        choices=[dialect.value for dialect in Dialect],
        help=f"Run tests on this kind of database only ({_DATABASES}); may be given again.",
    )
    parser.addini("linli_databases", f"The kinds of databases to test on ({_DATABASES}); by default all.", type="args")
    parser.addini(
        "linli_plugins",
        "The plugins of the fixture `plugins`, by name; by default those that pyproject.toml registers.",
        type="args",
    )


def pytest_configure() -> None:
    """Open databases quickly."""
    prepare_models_once()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of databases that were not chosen."""
    named = config.getoption("linli_database") or config.getini("linli_databases")
    if not named:
        return
    try:
        wanted = {Dialect(name) for name in named}
    except ValueError as error:
        raise pytest.UsageError(f"linli_databases: {error}. There are: {_DATABASES}.") from error
    left_out = [item for item in items if _dialect_of(item) not in (None, *wanted)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _dialect_of(item: pytest.Item) -> Dialect | None:
    callspec = getattr(item, "callspec", None)
    return None if callspec is None or "dialect" not in callspec.params else Dialect(callspec.params["dialect"])


@pytest.fixture(scope="session")
def postgres() -> Iterator[RunningPostgres]:
    """One PostgreSQL for the whole session, started when the first test asks for it."""
    with postgres_server() as server:
        yield server


@pytest.fixture(params=list(Dialect))
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Both kinds of database, one after the other.

    A test chooses one by `@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)`, a project by
    ``linli_databases`` in its pytest settings, a run by ``--linli-database sqlite``.
    """
    return Dialect(request.param)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Databases:
    """Makes the databases of the session."""

    def server() -> RunningPostgres:
        found: RunningPostgres = request.getfixturevalue("postgres")
        return found

    return Databases(tmp_path_factory.mktemp("linli"), server)


@pytest.fixture(scope="session")
def plugins(pytestconfig: pytest.Config) -> PluginSet:
    """The chosen plugins with all that they need; override it with what `plugin_set` gives.

    By default those of the pytest setting ``linli_plugins``, or that the project's pyproject.toml registers.
    """
    names = pytestconfig.getini("linli_plugins") or own_plugins(pytestconfig.rootpath)
    if not names:
        raise pytest.UsageError(
            f'{pytestconfig.rootpath / "pyproject.toml"} registers no plugin of Linli. Write linli_plugins = ["…"] in '
            "the settings of pytest, or override the fixture `plugins`."
        )
    return plugin_set(*names)


@pytest_asyncio.fixture
async def database_url(dialect: Dialect, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh and empty database; on SQLite of a file that does not exist yet."""
    async with databases.empty(dialect, tmp_path) as url:
        yield url


@pytest_asyncio.fixture
async def migrated_database_url(
    dialect: Dialect, plugins: PluginSet, databases: Databases, tmp_path: Path
) -> AsyncIterator[str]:
    """The address of a fresh database with the tables of the core and the chosen plugins, and without rows."""
    async with databases.migrated(dialect, plugins.apps, tmp_path) as url:
        yield url


@pytest.fixture
def server_settings(migrated_database_url: str, tmp_path: Path) -> Settings:
    """The settings of the server; override it for others."""
    return Settings(database_url=migrated_database_url, data_dir=tmp_path)


@pytest_asyncio.fixture
async def db(migrated_database_url: str, plugins: PluginSet, server_settings: Settings) -> AsyncIterator[Database]:
    """An open database with all tables and without rows. Models and use cases work without further ado.

    Handlers of events run in the transactions that cause them, as in the server; those after the commit do not run.
    """
    with in_force(plugins, server_settings):
        async with open_with_handlers(migrated_database_url, handlers(plugins)) as opened:
            yield opened


@pytest.fixture(scope="session")
def cities() -> Cities:
    """What the session has composed."""
    return Cities()


@pytest.fixture
def installation(
    plugins: PluginSet, dialect: Dialect, databases: Databases, cities: Cities, tmp_path: Path
) -> Installation:
    """Where the chosen plugins can be installed anew, for `assert_purge_and_reinstall`."""
    return Installation(plugins, dialect, databases, cities, tmp_path)


@pytest.fixture
def viewer(plugins: PluginSet) -> Viewer:
    """Who `client` is: by default the administrator."""
    return plugins.administrator


@pytest_asyncio.fixture
async def server(
    db: Database, plugins: PluginSet, server_settings: Settings, cities: Cities
) -> AsyncIterator[TestServer]:
    """The application over a fresh database."""
    async with serving(plugins, server_settings, db, cities) as running:
        yield running


@pytest_asyncio.fixture
async def client(server: TestServer, viewer: Viewer) -> AsyncIterator[Client]:
    """Asks the server over a fresh database, as `viewer`."""
    async with asking(server, viewer) as opened:
        yield opened


@pytest_asyncio.fixture
async def town(client: Client) -> Town:
    """A small town in the database of `client`. Jinniu has the chosen plugins enabled, Pidu has none."""
    found = await build_town()
    for plugin in client.server.plugins.plugins:
        if plugin.name != "core":
            await client.enable(plugin.name, district="jinniu")
    return found

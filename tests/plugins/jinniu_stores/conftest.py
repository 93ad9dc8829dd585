"""Databases with the core's tables and those of pioneer stores, made once for each kind and only copied."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path

import pytest

from core.database.connect import Database, database
from core.database.migrate import upgrade
from core.database.url import Dialect
from core.plugins.discovery import Discovered
from core.plugins.loaded import PluginSet
from linli.testing.postgres import RunningPostgres
from tests.plugins.jinniu_stores.office import Client
from tests.plugins.making import load

_TEMPLATE = "linli_jinniu_stores"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    """The core and the plugin."""
    return load(Discovered("jinniu_stores", "linli", "0.1.0", lambda: import_module("plugins.jinniu_stores.plugin")))


@pytest.fixture(scope="session")
def stores_templates() -> dict[Dialect, str]:
    return {}


@pytest.fixture
async def stores_url(
    dialect: Dialect,
    plugins: PluginSet,
    stores_templates: dict[Dialect, str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> AsyncIterator[str]:
    """The address of a fresh database with all tables and without rows."""
    if dialect is Dialect.SQLITE:
        if dialect not in stores_templates:
            file = tmp_path_factory.mktemp("stores") / "linli.db"
            await upgrade(f"sqlite://{file}", apps=plugins.apps)
            stores_templates[dialect] = str(file)
        shutil.copyfile(stores_templates[dialect], tmp_path / "linli.db")
        yield f"sqlite://{tmp_path / 'linli.db'}"
        return
    server: RunningPostgres = request.getfixturevalue("postgres")
    if dialect not in stores_templates:
        await upgrade(await server.create_database(_TEMPLATE), apps=plugins.apps)
        stores_templates[dialect] = _TEMPLATE
    async with server.database(f"linli_stores_{next(_numbers)}", template=_TEMPLATE) as url:
        yield url


@pytest.fixture
async def stores_db(stores_url: str, plugins: PluginSet) -> AsyncIterator[Database]:
    """An open database with all tables and without rows."""
    async with database(stores_url, apps=plugins.model_modules, writers=8) as opened:
        yield opened


@pytest.fixture(scope="session")
def clients(plugins: PluginSet) -> dict[Dialect, Client]:
    return {dialect: Client(dialect, plugins) for dialect in Dialect}


@pytest.fixture
def client(stores_db: Database, clients: dict[Dialect, Client]) -> Client:
    """A client of the open database."""
    found = clients[stores_db.dialect]
    found.reader.behind = stores_db.reader
    return found

"""Databases with the core's tables and those of pioneer stores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from importlib import import_module
from pathlib import Path

import pytest

from core.database.connect import Database, database
from core.database.url import Dialect
from core.plugins.discovery import Discovered
from core.plugins.loaded import PluginSet
from linli.testing.databases import Databases
from tests.plugins.jinniu_stores.office import Client
from tests.plugins.making import load


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    """The core and the plugin."""
    return load(Discovered("jinniu_stores", "linli", "0.1.0", lambda: import_module("plugins.jinniu_stores.plugin")))


@pytest.fixture
async def stores_url(dialect: Dialect, plugins: PluginSet, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh database with all tables and without rows."""
    async with databases.migrated(dialect, plugins.apps, tmp_path) as url:
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

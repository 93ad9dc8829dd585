"""Fixtures of all tests: those of `linli.testing`, over the core alone."""

import gc
import os
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from app import COLLECTOR
from core.database.url import Dialect
from core.plugins.loaded import PluginSet
from linli.testing import plugin_set
from linli.testing.databases import Databases
from linli.testing.memory import directory_in_memory
from linli.testing.plugins import in_force, own_plugins

pytest_plugins = ["linli.testing.fixtures", "pytester"]


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    """Only the core."""
    return plugin_set()


@pytest_asyncio.fixture
async def installed_database_url(dialect: Dialect, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a fresh database with the tables of all that pyproject.toml registers, as `linli migrate` makes
    them, and without rows.
    """
    installed = plugin_set(*own_plugins(Path(__file__).parents[1]))
    async with databases.migrated(dialect, installed.apps, tmp_path) as url:
        yield url


@pytest.fixture(autouse=True)
def _plugins_in_force(plugins: PluginSet) -> Iterator[None]:
    """What the process knows of plugins is what the test's own plugins say, whichever test loaded some before."""
    with in_force(plugins):
        yield


def pytest_configure() -> None:
    """The collector of cycles looks as seldom as in the server. Temporary files lie in memory: thousands of tests have
    a database of their own, and wait for no disk then.
    """
    gc.set_threshold(*COLLECTOR)
    if (directory := directory_in_memory()) is not None:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(directory))


def pytest_collection_finish() -> None:
    """What exists by now stays: the collector of cycles need not look at it again, as in the server."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Reports travel between processes as UTF-8, and a test may log a lone surrogate."""
    report = yield
    report.sections = [(title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections]
    return report

"""A fresh copy of the demo for each page, on both kinds of database."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from functools import cache, partial
from pathlib import Path

import httpx
import pytest

from core.database.url import Dialect
from linli.testing.databases import Databases, Fill
from tests.docs import demo
from tests.docs.page_plugins import PagePlugin
from tests.support.demo import load

UrlOf = Callable[[PagePlugin, Path], AbstractAsyncContextManager[str]]


@cache
def _sample_of(plugin: str) -> Fill:
    """The same function for all pages that need the plugin."""
    return partial(demo.add_plugins, plugins=demo.plugins_of(plugin))


@pytest.fixture
def url_of(dialect: Dialect, databases: Databases, tmp_path: Path) -> UrlOf:
    """Gives the address of a database that holds the demo and the rows of a plugin, as a page begins."""

    def given(plugin: PagePlugin, page: Path) -> AbstractAsyncContextManager[str]:
        apps = plugin.loaded().apps
        return databases.migrated(dialect, apps, tmp_path, core_fill=load, fill=plugin.filling(page))

    return given


@pytest.fixture
async def client(
    dialect: Dialect, databases: Databases, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server on the demo, with the plugin that the page under test names."""
    page = request.node.callspec.params.get("page")
    plugin = None if page is None else demo.plugin_of(page)
    fill = None if plugin is None else _sample_of(plugin)
    plugins = demo.plugins_of(plugin)
    async with (
        databases.migrated(dialect, plugins.apps, tmp_path, core_fill=load, fill=fill) as url,
        demo.server(url, tmp_path, plugins) as opened,
    ):
        yield opened

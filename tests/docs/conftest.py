"""A fresh copy of the demo for each page, on both kinds of database."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from core.database.migrate import upgrade
from core.database.url import Dialect
from linli.testing.postgres import RunningPostgres
from tests.docs import demo

_TEMPLATE = "linli_docs"


@pytest.fixture(scope="session")
def demos() -> dict[Dialect, str]:
    """Databases with the demo, made once in a session and only ever copied: a file's path, a database's name."""
    return {}


@pytest.fixture
async def demo_url(
    dialect: Dialect,
    demos: dict[Dialect, str],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> AsyncIterator[str]:
    """The address of a database that holds the demo and may be changed."""
    if dialect is Dialect.SQLITE:
        if dialect not in demos:
            file = tmp_path_factory.mktemp("docs") / "demo.db"
            await upgrade(f"sqlite://{file}")
            await demo.load(f"sqlite://{file}", tmp_path)
            demos[dialect] = str(file)
        shutil.copyfile(demos[dialect], tmp_path / "demo.db")
        yield f"sqlite://{tmp_path / 'demo.db'}"
        return
    server: RunningPostgres = request.getfixturevalue("postgres")
    if dialect not in demos:
        url = await server.create_database(_TEMPLATE)
        await upgrade(url)
        await demo.load(url, tmp_path)
        demos[dialect] = _TEMPLATE
    async with server.database(f"{_TEMPLATE}_copy", template=_TEMPLATE) as url:
        yield url


@pytest.fixture
async def client(demo_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server on the demo, with the plugin that the page under test names."""
    page = request.node.callspec.params.get("page")
    plugins = None if page is None else demo.plugins_of(page)
    if plugins is not None and len(plugins.plugins) > 1:
        await demo.add_plugins(demo_url, plugins)
    async with demo.server(demo_url, tmp_path, plugins) as opened:
        yield opened

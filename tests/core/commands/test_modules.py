"""`linli plugins enable`, `disable`, `address` and `purge`, on both databases."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli
from core.commands import migrate
from core.database.connect import database
from core.database.url import Dialect
from core.models import Area, PluginEnablement
from core.models.choices import AreaLevel
from linli.testing.databases import Databases
from tests.districts.plugins import PLUGINS


async def fill(url: str) -> None:
    """Add one district."""
    async with database(url, apps=PLUGINS.model_modules, shared=False):
        city = await Area.create(level=AreaLevel.CITY, name="成都市")
        await Area.create(level=AreaLevel.DISTRICT, name="金牛区", code="510106", parent=city)


@pytest.fixture
async def filled_url(dialect: Dialect, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database with one district and the tables of two plugins."""
    async with databases.migrated(dialect, PLUGINS.apps, tmp_path, fill=fill) as url:
        yield url


@pytest.fixture
def configured(filled_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The same, which the environment names."""
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINLI_DATABASE_URL", filled_url)
    monkeypatch.setattr(migrate, "load_plugins", lambda settings: PLUGINS)
    return filled_url


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["plugins", *arguments], catch_exceptions=False)


def enabled(url: str) -> list[tuple[str, bool]]:
    async def read() -> list[tuple[str, bool]]:
        async with database(url, apps=PLUGINS.model_modules):
            return [(row.plugin, row.enabled) for row in await PluginEnablement.all().order_by("plugin")]

    return asyncio.run(read())


def failed(result: Result) -> str:
    assert result.exit_code == 1
    return " ".join(result.stderr.split())


def test_a_districts_modules_from_address_to_purge(configured: str, tmp_path: Path) -> None:
    assert failed(linli("enable", "lamps", "--district", "jinniu")) == (
        "Error: There is no district 'jinniu'. There are: 510106."
    )
    assert linli("address", "510106", "jinniu").stdout == "GraphQL of 510106 is at /jinniu/graphql.\n"
    assert failed(linli("address", "510106", "Jin Niu")).startswith("Error: slug: Must be of lower-case letters")
    assert failed(linli("enable", "duties", "--district", "jinniu")) == (
        "Error: plugin: duties needs lamps, which the district has not enabled. Enable that first."
    )
    assert linli("enable", "lamps", "--district", "jinniu").stdout == "lamps is enabled in jinniu.\n"
    assert linli("enable", "duties", "--district", "510106").stdout == "duties is enabled in 510106.\n"
    assert enabled(configured) == [("duties", True), ("lamps", True)]
    assert failed(linli("purge", "duties", "--export", "out")) == (
        "Error: duties is enabled in 金牛区. Disable it there first: `linli plugins disable`."
    )
    assert linli("disable", "duties", "--district", "jinniu").stdout == (
        "duties is disabled in jinniu; its rows are kept.\n"
    )
    assert linli("purge", "duties", "--export", "out").stdout.splitlines() == [
        "wrote out/duties_duty.csv (0 rows)",
        "wrote out/duties_duty.json (0 rows)",
        "undid duties.0001_initial",
        "duties is purged. Uninstall its package, or make it anew with `linli plugins install duties`.",
    ]
    assert enabled(configured) == [("lamps", True)]
    assert linli("install", "lamps").stdout == "lamps is not purged: nothing was to be done.\n"
    assert failed(linli("install", "gone")) == ("Error: plugin: There is no plugin 'gone'. Installed: duties, lamps.")
    assert linli("install", "duties").stdout.splitlines() == [
        "applied duties.0001_initial",
        "The database is up to date.",
    ]

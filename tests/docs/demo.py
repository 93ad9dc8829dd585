"""The demo as the documentation shows it: a database with the sample data, and the server on it."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from app import create_app, installed_plugins
from core.clock import SHANGHAI, fixed
from core.database.connect import database, transaction
from core.database.migrate import upgrade
from core.plugins.loaded import PluginSet
from core.privacy import load_vault
from core.sample.demo import load_demo
from core.settings import Settings
from tests.docs.markdown import Example, examples

NOW = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=SHANGHAI)
"""When the examples are asked; docs/README.md says so."""

TOKEN = "documentation"  # a token of the tests


async def load(url: str, data_dir: Path) -> None:
    """Load the demo into a migrated database."""
    async with database(url) as opened:
        await load_demo(opened, load_vault(Settings(data_dir=data_dir)))


def plugins_of(page: Path) -> PluginSet:
    """The core, and the plugin that the examples of a page name."""
    (name,) = {example.built_in for example in examples(page)}
    return installed_plugins(Settings()).only([] if name is None else [name])


async def add_plugins(url: str, plugins: PluginSet) -> None:
    """Make the tables of plugins in a database that has the demo, and load their sample data."""
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules):
        for plugin in plugins.plugins:
            if plugin.name != "core" and plugin.sample_data is not None:
                async with transaction():
                    await plugin.sample_data()


@asynccontextmanager
async def server(url: str, data_dir: Path, plugins: PluginSet | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server on a database. Unless plugins are given, only the core is there."""
    settings = Settings.model_validate({"database_url": url, "data_dir": data_dir, "admin_token": TOKEN})
    app = create_app(settings, plugins or installed_plugins(settings).only(()))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demo") as client,
    ):
        yield client


async def answer(client: httpx.AsyncClient, example: Example) -> Any:
    """The answer to an example, asked at the instant `NOW`."""
    headers = {"Accept": "application/graphql-response+json", **example.headers}
    if example.with_token:
        headers["Authorization"] = f"Bearer {TOKEN}"
    with fixed(NOW):
        response = await client.post(example.address, json=example.body(), headers=headers)
    return response.json()

"""The demo as the documentation shows it: a database with the sample data, and the server on it."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from core.clock import SHANGHAI, fixed
from core.database.connect import database, transaction
from core.database.migrate import upgrade
from core.plugins.loaded import PluginSet
from core.privacy import load_vault
from core.sample.demo import load_demo
from core.sample.people import ISSUER
from core.settings import Settings
from linli.testing import plugin_set
from linli.testing.plugins import in_force, own_plugins
from tests.access.issuer import ec_key, published, signed, written
from tests.docs.markdown import ROOT, Example, examples
from tests.schema.composed import Assembled

NOW = datetime.datetime(2026, 7, 1, 12, 0, tzinfo=SHANGHAI)
"""When the examples are asked; docs/README.md says so."""

TOKEN = "documentation"  # a token of the tests


async def load(url: str, data_dir: Path) -> None:
    """Load the demo into a migrated database."""
    with in_force(plugin_set()):
        async with database(url) as opened:
            await load_demo(opened, load_vault(Settings(data_dir=data_dir)))


def plugin_of(page: Path) -> str | None:
    """The plugin that the examples of a page name; None if they need the core alone."""
    (name,) = {example.built_in for example in examples(page)}
    return name


def plugins_of(plugin: str | None) -> PluginSet:
    """The core, and a plugin that comes with the platform, with what it needs."""
    return plugin_set() if plugin is None else plugin_set(plugin)


async def add_plugins(url: str, plugins: PluginSet) -> None:
    """Make the tables of plugins in a database that has the demo, and load their sample data at `NOW`."""
    await upgrade(url, apps=plugins.apps)
    with in_force(plugins), fixed(NOW):
        async with database(url, apps=plugins.model_modules):
            for plugin in plugins.plugins:
                if plugin.name != "core" and plugin.sample_data is not None:
                    async with transaction():
                        await plugin.sample_data()


@asynccontextmanager
async def server(url: str, data_dir: Path, plugins: PluginSet | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server on a database, where no job changes what the examples show. Unless plugins are given, only
    the core is there.
    """
    plugins = plugins or plugin_set()
    installed = plugin_set(*own_plugins(ROOT))
    issuer = written(data_dir, published(ec_key("demo"))).model_copy(update={"issuer": ISSUER})
    settings = Settings.model_validate(
        {
            "database_url": url,
            "data_dir": data_dir,
            "admin_token": TOKEN,
            "auth": {"issuers": [issuer]},
            "work": {"in_server": False},
        }
    )
    # What concerns people, such as purposes of consents, is that of all that are installed.
    with in_force(installed if set(plugins.names) <= set(installed.names) else plugins, settings):
        app = Assembled(settings, plugins)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://demo") as client,
        ):
            yield client


def _token_of(subject: str) -> str:
    """A token of an account, good at the instant `NOW` and at the real one."""
    claims: dict[str, Any] = {"iss": ISSUER, "sub": subject, "iat": None, "exp": NOW + datetime.timedelta(days=36_500)}
    return signed(ec_key("demo"), algorithm="ES256", **claims)


async def answer(client: httpx.AsyncClient, example: Example) -> Any:
    """The answer to an example, asked at the instant `NOW`."""
    headers = {"Accept": "application/graphql-response+json", **example.headers}
    if example.with_token:
        headers["Authorization"] = f"Bearer {TOKEN}"
    if example.account:
        headers["Authorization"] = f"Bearer {_token_of(example.account)}"
    with fixed(NOW):
        response = await client.post(example.address, json=example.body(), headers=headers)
    return response.json()

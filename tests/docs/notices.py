"""The plugin that pages for plugin authors make together: written to files, loaded, migrated, filled with its rows."""

from __future__ import annotations

import atexit
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from importlib import import_module
from pathlib import Path

import httpx

from core import modules
from core.database.connect import database
from core.database.migrate import make, upgrade
from core.models import Area
from core.plugins.discovery import Discovered, Discovery
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.plugins.sample import load_sample_data
from core.settings import Settings
from schema.types import core_plugin
from tests.docs import demo
from tests.docs.markdown import DOCS, blocks

PAGE = DOCS / "plugins" / "declaring-types.md"
PAGES = (PAGE, DOCS / "plugins" / "reports.md")
"""The first makes the plugin and enables it; the others add to its files, and ask where it is enabled."""
NAME = "notices"


@cache
def loaded() -> PluginSet:
    """The core and the plugin, as if they were installed; its migration is written.

    Once in a process: a model's relations stay on the models that it refers to.
    """
    directory = Path(tempfile.mkdtemp(prefix="linli-notices-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    (directory / NAME).mkdir()
    (directory / NAME / "__init__.py").write_text("")
    for block in (block for page in PAGES for block in blocks(page)):
        if block.language == "python":
            (file,) = block.words
            with (directory / file).open("a", encoding="utf-8") as written:
                written.write(block.text)
    sys.path.append(str(directory))
    found = (
        Discovered("core", "linli", "0.1.0", lambda: core_plugin),
        Discovered(NAME, "linli-notices", "0.1.0", lambda: import_module(f"{NAME}.plugin"), ">=0.1,<0.2"),
    )
    plugins = load_plugins(Settings(data_dir=directory), Discovery(found))
    make(plugins.apps, "initial")
    return plugins


@asynccontextmanager
async def server(url: str, directory: Path, page: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server with the plugin and its rows, as a page begins, on a database that has the demo."""
    plugins = loaded()
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules):
        await load_sample_data(plugins, lambda *_: None)
        if page != PAGE:
            jinniu = await Area.get(slug="jinniu")
            await modules.enable(NAME, jinniu.id, {plugin.name: plugin.manifest for plugin in plugins.plugins})
    async with demo.server(url, directory, plugins) as client:
        yield client

"""The plugin that docs/plugins/declaring-types.md makes: written to files, loaded, migrated, filled with its rows."""

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

from core.database.connect import database
from core.database.migrate import make, upgrade
from core.plugins.discovery import Discovered, Discovery
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.plugins.sample import load_sample_data
from core.settings import Settings
from schema.types import core_plugin
from tests.docs import demo
from tests.docs.markdown import DOCS, blocks

PAGE = DOCS / "plugins" / "declaring-types.md"
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
    for block in blocks(PAGE):
        if block.language == "python":
            (file,) = block.words
            (directory / file).write_text(block.text, encoding="utf-8")
    sys.path.append(str(directory))
    found = (
        Discovered("core", "linli", "0.1.0", lambda: core_plugin),
        Discovered(NAME, "linli-notices", "0.1.0", lambda: import_module(f"{NAME}.plugin"), ">=0.1,<0.2"),
    )
    plugins = load_plugins(Settings(data_dir=directory), Discovery(found))
    make(plugins.apps, "initial")
    return plugins


@asynccontextmanager
async def server(url: str, directory: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server with the plugin and its rows, on a database that has the demo."""
    plugins = loaded()
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules):
        await load_sample_data(plugins, lambda *_: None)
    async with demo.server(url, directory, plugins) as client:
        yield client

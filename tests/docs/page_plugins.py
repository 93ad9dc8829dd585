"""The plugins that pages for plugin authors make: written to files, loaded, migrated, filled with their rows."""

from __future__ import annotations

import ast
import atexit
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
from linli.testing.databases import Fill
from linli.testing.plugins import in_force
from schema.types import core_plugin
from tests.docs import demo
from tests.docs.markdown import DOCS, Block, blocks

CORE = Discovered("core", "linli", "0.1.0", lambda: core_plugin)


@dataclass(frozen=True)
class PagePlugin:
    """A plugin that pages make together. A block of Python names its file; later blocks of a file add to it.

    ``enabled_by`` is the page that enables it in Jinniu, and so begins without that; None if no page does.
    """

    name: str
    pages: tuple[Path, ...]
    enabled_by: Path | None = None

    def blocks(self) -> Iterator[Block]:
        """The blocks that make the plugin."""
        return (block for page in self.pages for block in blocks(page) if block.language == "python")

    def imports(self) -> set[str]:
        """The packages that its code imports."""
        found = set()
        for block in self.blocks():
            for node in ast.walk(ast.parse(block.text)):
                if isinstance(node, ast.ImportFrom):
                    found.add(str(node.module).partition(".")[0])
                elif isinstance(node, ast.Import):
                    found |= {name.name.partition(".")[0] for name in node.names}
        return found

    @cache  # noqa: B019  # there are three of them, which live as long as the process
    def installed(self) -> Discovered:
        """The plugin as if it were installed."""
        directory = Path(tempfile.mkdtemp(prefix=f"linli-{self.name}-"))
        atexit.register(shutil.rmtree, directory, ignore_errors=True)
        (directory / self.name).mkdir()
        (directory / self.name / "__init__.py").write_text("")
        for block in self.blocks():
            (file,) = block.words
            with (directory / file).open("a", encoding="utf-8") as written:
                written.write(block.text)
        sys.path.append(str(directory))
        load = lambda: import_module(f"{self.name}.plugin")  # noqa: E731
        return Discovered(self.name, f"linli-{self.name}", "0.1.0", load, ">=0.1,<0.2")

    @cache  # noqa: B019
    def loaded(self) -> PluginSet:
        """The core and the plugin; its migration is written.

        Once in a process: a model's relations stay on the models that it refers to.
        """
        with in_force():
            plugins = load_plugins(Settings(), Discovery((CORE, self.installed())))
        make(plugins.apps, "initial")
        return plugins

    @cache  # noqa: B019
    def filling(self, page: Path) -> Fill:
        """What adds the plugin's rows to a database that has the demo and the plugin's tables, as a page begins."""
        # The same function for all pages that begin alike.
        return self._filling(page != self.enabled_by)

    @cache  # noqa: B019
    def _filling(self, enabled: bool) -> Fill:
        async def fill(url: str) -> None:
            plugins = self.loaded()
            with in_force(plugins):
                async with database(url, apps=plugins.model_modules):
                    await load_sample_data(plugins, lambda *_: None, demo.NOW.date())
                    if enabled:
                        jinniu = await Area.get(slug="jinniu")
                        await modules.enable(self.name, jinniu.id, plugins.manifests)

        return fill

    @asynccontextmanager
    async def server(self, url: str, directory: Path, page: Path) -> AsyncIterator[httpx.AsyncClient]:
        """A client of the server with the plugin and its rows, as a page begins, on a database that has the demo."""
        await upgrade(url, apps=self.loaded().apps)
        await self.filling(page)(url)
        async with demo.server(url, directory, self.loaded()) as client:
            yield client


_DECLARING_TYPES, _REPORTS, ROUTES, HOOKS, _PERMISSIONS = (
    DOCS / "plugins" / name for name in ("declaring-types.md", "reports.md", "routes.md", "hooks.md", "permissions.md")
)
NOTICES = PagePlugin("notices", (_DECLARING_TYPES, _REPORTS, ROUTES), enabled_by=_DECLARING_TYPES)
CHARGERS = PagePlugin("chargers", (HOOKS,))
WISHES = PagePlugin("wishes", (_PERMISSIONS,))
BY_PAGE = {page: plugin for plugin in (NOTICES, CHARGERS, WISHES) for page in plugin.pages}

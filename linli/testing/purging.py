"""Does a plugin come, go and come again, and leave what is not its own as it was?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from tortoise.models import Model

from core import purge as purging
from core.database.connect import Database, database, transaction
from core.database.migrate import describe_schema, differences, upgrade
from core.database.migrate.describe import Schema
from core.database.url import Dialect
from core.models import (
    Area,
    AuditEntry,
    AuditEntryPerson,
    AuditHead,
    Event,
    PluginEnablement,
    PurgedPlugin,
    SearchDocument,
)
from core.modules import enabled_districts
from core.plugins.loaded import LoadedPlugin, PluginSet
from core.plugins.sample import load_sample_data
from core.plugins.validation import CORE_NAME
from core.settings import Settings
from core.work.handlers import open_with_handlers
from linli.testing.client import asking
from linli.testing.databases import Databases
from linli.testing.plugins import handlers, in_force
from linli.testing.rows import Dump, dump
from linli.testing.server import Cities, serving
from linli.testing.town import build_town
from schema.declare.catalog import Catalog

DISTRICT = "jinniu"
"""Where the plugin is enabled."""


@dataclass(frozen=True)
class Installation:
    """Where plugins can be installed anew: the chosen ones, a kind of database, and a directory."""

    plugins: PluginSet
    dialect: Dialect
    databases: Databases
    cities: Cities
    directory: Path


async def assert_purge_and_reinstall(
    installation: Installation, plugin: str, *, rows: Callable[[], Awaitable[object]] | None = None
) -> None:
    """A plugin is installed with rows, enabled, disabled and purged, and installed again.

    The rows are those of its sample data, over the small town, or over the core's demo if the town is not enough for
    them; or what ``rows`` adds instead. Everything of it is in the exported files, every row and table that is not its
    own is as it was, and the second time it answers as the first. AssertionError says what is not so.
    """
    own = installation.plugins.get(plugin)
    if own is None or own.app is None or plugin == CORE_NAME:
        raise ValueError(f"{plugin!r} is not among the chosen plugins, or has no tables")
    await _Rehearsal(installation, own, rows).run()


class _Rehearsal:
    """One installation of a plugin from beginning to end."""

    def __init__(
        self, installation: Installation, own: LoadedPlugin, rows: Callable[[], Awaitable[object]] | None
    ) -> None:
        self._given = installation
        self._own = own
        self._rows = rows
        needed = installation.plugins.only([own.name])
        # What was composed for the whole set serves again.
        self._with = installation.plugins if needed.names == installation.plugins.names else needed
        self._without = PluginSet(tuple(one for one in self._with.plugins if one.name != own.name))

    async def run(self) -> None:
        given, plugin = self._given, self._own.name
        with_it, without_it = given.directory / "with", given.directory / "without"
        for directory in (with_it, without_it):
            directory.mkdir(exist_ok=True)
        async with (
            given.databases.migrated(given.dialect, self._with.apps, with_it) as url,
            given.databases.migrated(given.dialect, self._without.apps, without_it) as bare,
        ):
            settings = Settings(database_url=url, data_dir=given.directory)
            with in_force(self._with, settings):
                async with open_with_handlers(url, handlers(self._with)) as opened:
                    await build_town()
                    first = await self._first(opened, settings)
                    others = await self._others()
                export = given.directory / "export"
                purged = await purging.purge(url, plugin, self._with, export)
                wrong = _other_files(first, {path.name: count for path, count in purged.files})
                wrong += _other_schema(await describe_schema(bare), await describe_schema(url))
                async with database(url, apps=self._without.model_modules):
                    wrong += _other_rows(others, await self._others())
                if wrong:
                    raise AssertionError("\n".join((f"The purge of {plugin} is not clean.", *wrong)))
                async with database(url):
                    await purging.unpurge(plugin)
                await upgrade(url, apps=self._with.apps)
                async with open_with_handlers(url, handlers(self._with)) as opened:
                    second = await self._first(opened, settings)
        if (was := _counts(first)) != (by_now := _counts(second)):
            raise AssertionError(f"Installed again, {plugin} has other numbers of rows: {by_now}, and not {was}.")

    async def _first(self, opened: Database, settings: Settings) -> Dump:
        """Fill, enable, ask, disable. The plugin's rows."""
        plugin = self._own.name
        await self._fill()
        found = await dump(self._own.model_classes)
        if not any(found.values()):
            raise AssertionError(
                f"{plugin} has no rows, so a purge loses nothing, and shows nothing. Write sample data for it "
                "(linli_sample_data), or give `rows`, a function that adds some."
            )
        async with (
            serving(self._with, settings, opened, self._given.cities) as server,
            asking(server, self._with.administrator) as client,
        ):
            needed = [one.name for one in self._with.plugins if one.name != CORE_NAME]
            for name in needed:
                await client.enable(name, district=DISTRICT)
            for root in self._roots():
                for district in (None, DISTRICT):
                    await client.ask(f"{{ {root}(first: 1) {{ totalCount nodes {{ id }} }} }}", district=district)
            for name in reversed(needed):
                # The sample may have enabled it elsewhere too.
                for area in await Area.filter(id__in=await enabled_districts(name)):
                    await client.disable(name, district=str(area.slug))
        return found

    async def _fill(self) -> None:
        if self._rows is not None:
            async with transaction():
                await self._rows()
            return
        of_plugins = PluginSet(tuple(one for one in self._with.plugins if one.name != CORE_NAME))
        await load_sample_data(of_plugins, _quietly)
        if not any((await dump(self._own.model_classes)).values()):
            await load_sample_data(self._with, _quietly)

    def _roots(self) -> list[str]:
        catalog = Catalog(self._with.parts())
        return [root.name for root in catalog.roots.values() if root.owner == self._own.name]

    async def _others(self) -> Dump:
        """Every row that is not the plugin's own: neither in its tables, nor a trace of it in the core's."""
        found = await dump(_models(self._without))
        tags = {tag for _, tag, _ in self._own.search_subjects}
        documents, enablements = str(SearchDocument._meta.db_table), str(PluginEnablement._meta.db_table)
        events = str(Event._meta.db_table)
        found[documents] = [row for row in found[documents] if row["subject_type"] not in tags]
        found[events] = [row for row in found[events] if row["subject_type"] != purging.TAG]
        for model in (PurgedPlugin, AuditEntry, AuditEntryPerson, AuditHead):
            found[str(model._meta.db_table)] = []
        found[enablements] = [row for row in found[enablements] if row["plugin"] != self._own.name]
        return found


def _models(plugins: PluginSet) -> list[type[Model]]:
    return [model for plugin in plugins.plugins for model in plugin.model_classes]


def _quietly(name: str, done: int, of: int) -> None:
    """Nobody watches the progress."""


def _counts(rows: Dump) -> dict[str, int]:
    return {table: len(found) for table, found in rows.items()}


def _other_files(rows: Dump, files: dict[str, int]) -> list[str]:
    expected = {f"{table}.{kind}": len(found) for table, found in rows.items() for kind in ("csv", "json")}
    return [] if files == expected else [f"files: it exported {files}, and not {expected}"]


def _other_schema(before: Schema, after: Schema) -> list[str]:
    return [f"schema (of a database that never had it / after the purge): {one}" for one in differences(before, after)]


def _other_rows(before: Dump, after: Dump) -> list[str]:
    told = []
    for table in sorted(before.keys() | after.keys()):
        was, is_now = before.get(table, []), after.get(table, [])
        if was != is_now:
            gone = [row for row in was if row not in is_now]
            new = [row for row in is_now if row not in was]
            told.append(f"rows of {table}: {len(gone)} gone or changed, {len(new)} new, such as {(gone or new)[0]}")
    return told

"""Purge a plugin: write its rows to files, then undo its migrations. The core's rows are not touched.

A purged plugin stays so, though its package is still there: migrations pass over it, and no server serves it.
"""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tortoise.exceptions import OperationalError
from tortoise.migrations.graph import MigrationKey
from tortoise.models import Model

from core.audit import INSTALLATION, record
from core.database.connect import Database, database, transaction
from core.database.migrate import Applied, AppModels, downgrade
from core.database.migrate.graph import Graph
from core.database.migrate.history import History
from core.database.migrate.session import Session, open_session
from core.database.url import DatabaseUrl, Dialect, parse_database_url
from core.errors import LinliError
from core.events import emit
from core.models import Area, EventCursor, JobRun, PluginEnablement, PurgedPlugin, SearchDocument, SetAsideEvent
from core.modules import CORE
from core.plugins.loaded import LoadedPlugin, PluginSet
from core.text import sheet_text

TAG = "pu"
"""The kind of subject of `module.purged` and `module.installed`."""

_BATCH = 1000
"""Rows that are read at once."""

_MADE = MigrationKey(app_label=CORE, name="0007_purged_plugins")
"""The migration that makes the table of purged plugins."""

_MARK = {Dialect.SQLITE: "?", Dialect.POSTGRES: "$1"}

_ENABLED_IN = (
    "SELECT a.name FROM plugin_enablement e JOIN area a ON a.id = e.area_id "
    "WHERE e.plugin = {mark} AND e.enabled ORDER BY a.name"
)


class PurgeRefused(LinliError):
    """A plugin cannot be purged as things are. Nothing was changed."""

    code = "PURGE_REFUSED"


@dataclass(frozen=True)
class Purged:
    """What a purge wrote and removed: the files with the number of rows in each."""

    files: tuple[tuple[Path, int], ...]
    migrations: tuple[str, ...]


async def purge(url: str, plugin: str, plugins: PluginSet, directory: Path) -> Purged:
    """Exports each table of a plugin to ``<table>.csv`` and ``<table>.json`` in a new or empty directory, then removes
    the tables and all that the plugin left in the core: documents of the search, where it was enabled, the
    progress of its event handlers with the events set aside, and the runs of its jobs.

    It stays purged, even if migrations are applied, until `unpurge`; then it starts as new. Servers stop serving it
    before its tables go. Raises PurgeRefused while a district has it enabled, while another plugin's tables stand on
    its tables, for the core, for a directory that has files in it, and where the plugin was enabled or rows came or
    went during the export; DatabaseUnavailable and MigrationError.

    The tables go in one transaction, which first looks again, with the tables locked. Whatever is raised until its end,
    every row is still in the database. What is raised later is of cleaning up in the core; a second purge does that.
    """
    found = plugins.get(plugin)
    if plugin == CORE or found is None:
        known = ", ".join(sorted(set(plugins.names) - {CORE})) or "none"
        raise PurgeRefused(f"There is no plugin {plugin!r} to purge. Installed: {known}.")
    if _has_files(directory):
        raise PurgeRefused(f"{directory} has files in it. Name a new or empty directory for the export.")
    async with database(url, apps=plugins.model_modules) as opened:
        await _refuse_if_enabled(plugin)
        has_tables = await _has_tables(url, plugin, plugins)
        # From now on no server serves it, and no district can enable it.
        marked = await _mark(plugin)
        try:
            files = await _exported(opened, found, directory) if has_tables else ()
            undone = await _without_tables(url, found, plugins, {path.stem: rows for path, rows in files})
        except BaseException:
            if marked:
                await unpurge(plugin)
            raise
        async with transaction():
            await SearchDocument.filter(subject_type__in=[tag for _, tag, _ in found.search_subjects]).delete()
            await PluginEnablement.filter(plugin=plugin).delete()
            await _forget_work(plugin)
            tables = {path.stem: rows for path, rows in files if rows}
            await record("plugins.purge", INSTALLATION, None, details={"plugin": plugin, "tables": tables})
    return Purged(files, tuple(migration.name for migration in undone))


async def unpurge(plugin: str) -> bool:
    """Forget that a plugin was purged: migrations make its tables again, and districts can enable it. False if it was
    not. Emits `module.installed`.
    """
    async with transaction():
        row = await PurgedPlugin.get_or_none(plugin=plugin)
        if row is None:
            return False
        await row.delete()
        await emit("module.installed", TAG, row.id, {"plugin": plugin})
    return True


async def without_purged(url: DatabaseUrl | str, apps: Sequence[AppModels]) -> tuple[AppModels, ...]:
    """The apps that the database has tables of, or is to get them. Makes no SQLite file. Raises DatabaseUnavailable."""
    parsed = parse_database_url(url) if isinstance(url, str) else url
    purged: set[str] = set()
    if parsed.path is None or parsed.path.exists():
        async with open_session(parsed) as session:
            if _MADE in await History(session).applied_migrations():
                purged = {str(name) for (name,) in await session.rows("SELECT plugin FROM purged_plugin", [])}
    return tuple(app for app in apps if app.label not in purged)


async def _mark(plugin: str) -> bool:
    """Note that the plugin is purged; False where it was already."""
    async with transaction():
        if await PurgedPlugin.exists(plugin=plugin):
            return False
        row = await PurgedPlugin.create(plugin=plugin)
        await emit("module.purged", TAG, row.id, {"plugin": plugin})
    return True


async def _without_tables(
    url: str, plugin: LoadedPlugin, plugins: PluginSet, exported: Mapping[str, int]
) -> list[Applied]:
    """Drop the plugin's tables in one transaction, which first looks again, with the tables locked, whether all their
    rows were exported. Gives the migrations that were undone.
    """

    async def look_again(session: Session, counts: Mapping[str, int]) -> None:
        await _refuse_if_enabled_meanwhile(session, plugin.name)
        for table, count in counts.items():
            if count != (before := exported.get(table, 0)):
                raise PurgeRefused(
                    f"{table} has {count:,} rows by now, and {before:,} are in the files. Nothing was removed. "
                    "Stop what writes to it, and purge into another directory."
                )

    if plugin.app is None:
        return []
    return await downgrade(url, apps=plugins.apps, app=plugin.name, target="zero", guard=look_again)


async def _forget_work(plugin: str) -> None:
    """Delete how far its handlers are, the events that they set aside, and its jobs' runs, all named after it."""
    for model, column in ((EventCursor, "consumer"), (SetAsideEvent, "consumer"), (JobRun, "job")):
        names = await model.all().distinct().values_list(column, flat=True)
        own = [name for name in names if str(name).startswith(f"{plugin}.")]
        await model.filter(**{f"{column}__in": own}).delete()


async def _refuse_if_enabled(plugin: str) -> None:
    keys = await PluginEnablement.filter(plugin=plugin, enabled=True).values_list("area_id", flat=True)
    if keys:
        areas = await Area.filter(id__in=keys).order_by("name")
        names = ", ".join(area.name for area in areas)
        raise PurgeRefused(f"{plugin} is enabled in {names}. Disable it there first: `linli plugins disable`.")


async def _refuse_if_enabled_meanwhile(session: Session, plugin: str) -> None:
    """As `_refuse_if_enabled`; nobody enables it until the transaction ends."""
    try:
        if session.dialect is Dialect.POSTGRES:
            await session.execute_query("LOCK TABLE plugin_enablement IN SHARE ROW EXCLUSIVE MODE")
        found = await session.rows(_ENABLED_IN.format(mark=_MARK[session.dialect]), [plugin])
    except OperationalError as error:
        raise PurgeRefused(f"Whether {plugin} is enabled cannot be told: {error}. Nothing was removed.") from error
    if found:
        raise PurgeRefused(
            f"{plugin} was enabled in {', '.join(name for (name,) in found)} during the export. Nothing was removed. "
            "Disable it there, and purge into another directory."
        )


async def _has_tables(url: str, plugin: str, plugins: PluginSet) -> bool:
    """Whether the plugin's migrations were applied. Raises PurgeRefused if other plugins' migrations stand on them."""
    graph = Graph(plugins.apps)
    if plugin not in graph.apps:
        return False
    async with open_session(parse_database_url(url)) as session:
        applied = await History(session).applied_migrations()
    graph.check_applied(applied)
    undone = graph.backward(applied, plugin, None)
    if others := sorted({key.app_label for key in undone} - {plugin}):
        raise PurgeRefused(f"The tables of {', '.join(others)} stand on those of {plugin}. Purge that first.")
    return bool(undone)


async def _exported(opened: Database, plugin: LoadedPlugin, directory: Path) -> tuple[tuple[Path, int], ...]:
    files: list[tuple[Path, int]] = []
    for model in sorted(plugin.model_classes, key=lambda each: str(each._meta.db_table)):
        table = str(model._meta.db_table)
        as_csv, as_json = _new_files(directory, table)
        count = await _write(opened, model, as_csv, as_json)
        files += [(as_csv, count), (as_json, count)]
    return tuple(files)


async def _rows(opened: Database, model: type[Model]) -> AsyncIterator[dict[str, Any]]:
    """All rows by their key; no more than a batch of them at once, since a table may have any number."""
    columns = ", ".join(f'"{column}"' for column in model._meta.fields_db_projection.values())
    table, key = model._meta.db_table, model._meta.db_pk_column
    after = ""
    values: list[Any] = []
    while True:
        query = f'SELECT {columns} FROM "{table}"{after} ORDER BY "{key}" LIMIT {_BATCH}'
        found = await opened.connection.execute_query_dict(query, values)
        for row in found:
            yield {column: _told(value) for column, value in dict(row).items()}
        if len(found) < _BATCH:
            return
        after, values = f' WHERE "{key}" > {_MARK[opened.dialect]}', [found[-1][key]]


def _told(value: Any) -> Any:
    """A value as both files tell it: bytes in hexadecimal digits."""
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, datetime.date) else value


def _has_files(directory: Path) -> bool:
    return directory.exists() and any(directory.iterdir())


def _new_files(directory: Path, table: str) -> tuple[Path, Path]:
    directory.mkdir(parents=True, exist_ok=True)
    found = directory / f"{table}.csv", directory / f"{table}.json"
    for path in found:
        # What a plugin holds of people is in them.
        path.touch(mode=0o600)
    return found


async def _write(opened: Database, model: type[Model], as_csv: Path, as_json: Path) -> int:
    """Write the rows of a table to both files. The number of rows."""
    count = 0
    # With a mark of its encoding, so that spreadsheets read Chinese.
    with as_csv.open("w", encoding="utf-8-sig", newline="") as sheet, as_json.open("w", encoding="utf-8") as file:
        writer = csv.DictWriter(sheet, list(model._meta.fields_db_projection.values()))
        writer.writeheader()
        file.write("[")
        async for row in _rows(opened, model):
            writer.writerow({name: sheet_text(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
            file.write(",\n" if count else "\n")
            file.write(json.dumps(row, ensure_ascii=False, default=str))
            count += 1
        file.write("\n]\n")
    return count

"""Purge a plugin: write its rows to files, then undo its migrations. The core's rows are not touched."""

from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tortoise.models import Model

from core.database.connect import Database, database, transaction
from core.database.migrate import downgrade
from core.database.migrate.graph import Graph
from core.database.migrate.history import History
from core.database.migrate.session import open_session
from core.database.url import parse_database_url
from core.errors import LinliError
from core.models import Area, EventCursor, JobRun, PluginEnablement, SearchDocument, SetAsideEvent
from core.modules import CORE
from core.plugins.loaded import LoadedPlugin, PluginSet


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

    Installed again, the plugin starts as new. Raises PurgeRefused while a district has it enabled, while another
    plugin's tables stand on its tables, for the core, and for a directory that has files in it; DatabaseUnavailable
    and MigrationError. Whatever it raises, every row is still in the database.
    """
    found = plugins.get(plugin)
    if plugin == CORE or found is None:
        known = ", ".join(sorted(set(plugins.names) - {CORE})) or "none"
        raise PurgeRefused(f"There is no plugin {plugin!r} to purge. Installed: {known}.")
    if _has_files(directory):
        raise PurgeRefused(f"{directory} has files in it. Name a new or empty directory for the export.")
    async with database(url, apps=plugins.model_modules) as opened:
        await _refuse_if_enabled(plugin)
        files = await _exported(opened, found, directory) if await _has_tables(url, plugin, plugins) else ()
    undone = await downgrade(url, apps=plugins.apps, app=plugin, target="zero") if found.app is not None else []
    async with database(url), transaction():
        await SearchDocument.filter(subject_type__in=[tag for _, tag, _ in found.search_subjects]).delete()
        await PluginEnablement.filter(plugin=plugin).delete()
        await _forget_work(plugin)
    return Purged(files, tuple(migration.name for migration in undone))


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
        rows = await _rows(opened, model)
        columns = list(model._meta.fields_db_projection.values())
        files += [(path, len(rows)) for path in _written(directory, str(model._meta.db_table), columns, rows)]
    return tuple(files)


async def _rows(opened: Database, model: type[Model]) -> list[dict[str, Any]]:
    columns = ", ".join(f'"{column}"' for column in model._meta.fields_db_projection.values())
    table, key = model._meta.db_table, model._meta.db_pk_column
    found = await opened.connection.execute_query_dict(f'SELECT {columns} FROM "{table}" ORDER BY "{key}"')
    return [{column: _told(value) for column, value in dict(row).items()} for row in found]


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _has_files(directory: Path) -> bool:
    return directory.exists() and any(directory.iterdir())


def _written(directory: Path, table: str, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> tuple[Path, Path]:
    directory.mkdir(parents=True, exist_ok=True)
    as_csv, as_json = directory / f"{table}.csv", directory / f"{table}.json"
    # With a mark of its encoding, so that spreadsheets read Chinese.
    with as_csv.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    as_json.write_text(json.dumps(rows, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    return as_csv, as_json

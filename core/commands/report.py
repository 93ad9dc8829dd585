"""`linli report`: the reports of plugins, on the terminal or as files."""

from __future__ import annotations

import datetime
import enum
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from core import ids
from core.commands.migrate import require_migrated
from core.commands.terminal import messages, output, run
from core.database.connect import database
from core.errors import LinliError
from core.modules import areas_of, parse_state, read_state
from core.plugins.contributions import Report
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.reports.periods import AREA_TAG, Reach, ReportQuestion, area_named
from core.reports.run import ReportAnswer, run_report
from core.reports.sheets import about_lines, csv_file, shown, xlsx_file
from core.reports.texts import title_of
from core.settings import Settings
from core.settings_sources import load_settings


class Format(enum.StrEnum):
    """How a report is written."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class Lang(enum.StrEnum):
    """The language of titles and labels."""

    ZH = "zh"
    EN = "en"


class NoSuchReport(LinliError):
    """The command names a report that there is not."""

    code = "NO_SUCH_REPORT"


def report(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The report's name; --list has all.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="Only: which reports are there?")] = False,
    area: Annotated[
        str | None, typer.Option(metavar="CODE|SLUG", help="Only this area; by default all districts with the plugin.")
    ] = None,
    starts_on: Annotated[
        datetime.datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], metavar="DAY", help="The first day; by default of the year."),
    ] = None,
    ends_on: Annotated[
        datetime.datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], metavar="DAY", help="The last day; by default of the year."),
    ] = None,
    as_of: Annotated[
        datetime.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="DAY", help="As it stood on this day; by default today."),
    ] = None,
    lang: Annotated[Lang, typer.Option(help="The language of titles and labels.")] = Lang.ZH,
    style: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TABLE,
    to: Annotated[Path | None, typer.Option("--output", metavar="FILE", help="Write it into a file.")] = None,
) -> None:
    """Tell a report of a plugin, over the districts that have enabled it."""
    settings = load_settings()
    plugins = load_plugins(settings)
    if listed:
        output().print(_list(plugins))
        return
    if name is None:
        raise typer.BadParameter("name a report; `linli report --list` has them", param_hint="NAME")
    plugin, found = _found(plugins, name)
    if to is None and style is Format.XLSX and sys.stdout.isatty():
        raise typer.BadParameter("XLSX is no text; name a file with --output", param_hint="--format")
    if to is not None and style is Format.TABLE:
        raise typer.BadParameter("a table is for the terminal; choose csv, xlsx or json", param_hint="--format")
    require_migrated(settings, plugins.apps)
    days = [None if day is None else day.date() for day in (starts_on, ends_on, as_of)]
    answer = run(_told(settings, plugins, plugin, found, area, *days))
    if not answer.period.within:
        messages().print(f"[yellow]No district there has enabled {escape(plugin)}: no rows count.[/]", soft_wrap=True)
    if style is Format.TABLE:
        about = " · ".join(str(value) for _, value in about_lines(answer, lang.name))
        output().print(about, markup=False, soft_wrap=True)
        output().print(_table(answer, lang.name))
        return
    written = _WRITERS[style](answer, lang.name)
    if to is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
    else:
        to.write_bytes(written)
        messages().print(f"{len(answer.rows):,} rows are in {escape(str(to))}.", soft_wrap=True)


async def _told(
    settings: Settings,
    plugins: PluginSet,
    plugin: str,
    found: Report,
    area: str | None,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    as_of: datetime.date | None,
) -> ReportAnswer:
    async with database(settings.database_url, apps=plugins.model_modules) as opened:
        state = parse_state(await read_state(opened.reader))
        roots, above = areas_of([one for one in state.districts if plugin in plugins.working(one.plugins)])
        area_id = None if area is None else await area_named(area)
        question = ReportQuestion(area_id, starts_on, ends_on, as_of)
        return await run_report(plugin, found, question, Reach(roots, above))


def _found(plugins: PluginSet, name: str) -> tuple[str, Report]:
    found = plugins.reports.get(name)
    if found is None:
        known = ", ".join(plugins.reports) or "none"
        raise NoSuchReport(f"There is no report {name[:100]!r}. There are: {known}.")
    return found


def _list(plugins: PluginSet) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "Title", "Permission"):
        table.add_column(heading, overflow="fold")
    for _, found in plugins.reports.values():
        table.add_row(
            *map(escape, (found.name, f"{found.title_zh} {found.title_en}", found.requires or "none: for everybody"))
        )
    return table


def _table(answer: ReportAnswer, language: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in answer.report.columns:
        numeric = column.kind in (int, float, int | None, float | None)
        table.add_column(escape(title_of(column, language)), overflow="fold", justify="right" if numeric else "left")
    for row in answer.rows:
        table.add_row(*(escape(_cell(shown(value, language))) for value in row.values()))
    return table


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return "" if value is None else str(value)


def _json_file(answer: ReportAnswer, language: str) -> bytes:
    period = answer.period
    told = {
        "report": answer.report.name,
        "title": title_of(answer.report, language),
        "area": None if period.area_id is None else ids.encode(AREA_TAG, period.area_id),
        "from": period.starts_on,
        "to": period.ends_on,
        "as_of": period.as_of,
        "columns": {column.name: title_of(column, language) for column in answer.report.columns},
        "rows": answer.rows,
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, default=_json)
    return f"{text}\n".encode()


def _json(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value.value) if isinstance(value, enum.Enum) else str(value)


_WRITERS = {Format.CSV: csv_file, Format.XLSX: xlsx_file, Format.JSON: _json_file}

"""Running a report, and holding what it gives to what it declares."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from asyncpg.exceptions import QueryCanceledError

from core.errors import LinliError, StatementTimeout
from core.models import Area
from core.plugins.contributions import Report, ReportPeriod
from core.plugins.failures import PluginDefect
from core.reports.kinds import WrongCell, cells_of
from core.reports.periods import NotPermitted, Reach, ReportQuestion, period_of


class ReportDefect(PluginDefect):
    """A plugin's report failed, or gave what it does not declare. Nobody sees its rows; the log has the message."""


@dataclass(frozen=True)
class ReportAnswer:
    """A report as it was told: its period, its area (None: all), and its rows by the names of the columns."""

    report: Report
    period: ReportPeriod
    area: Area | None
    rows: list[dict[str, Any]]


async def run_report(
    plugin: str,
    report: Report,
    question: ReportQuestion,
    reach: Reach | None,
    permitted: frozenset[uuid.UUID] | None = None,
) -> ReportAnswer:
    """What a report of a plugin tells. Whoever calls this has checked the permission; ``permitted`` are the areas in
    which it holds (`core.reports.periods.areas_of`), None for everywhere.

    Raises what `core.reports.periods.period_of` raises, ReportDefect, and the errors of the database.
    """
    try:
        period, area = await period_of(question, reach, permitted)
    except NotPermitted as refused:
        needs = f"The report {report.name} needs the permission {report.requires!r}"
        raise NotPermitted(f"{needs} {refused.message}") from refused
    whose = f"The report {report.name!r} of the plugin {plugin!r}"
    try:
        given: Any = await report.function(period)
    except LinliError:
        raise
    except Exception as error:
        if isinstance(error, QueryCanceledError) or isinstance(error.__cause__, QueryCanceledError):
            raise StatementTimeout(f"{whose} ran longer than a statement may.") from error
        raise ReportDefect(f"{whose} failed: {type(error).__name__}: {error}") from error
    return ReportAnswer(report, period, area, _checked(whose, report, given))


def _checked(whose: str, report: Report, given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list | tuple):
        raise ReportDefect(f"{whose} gave {type(given).__name__}, and not a list of rows.")
    cells = {column.name: cells_of(column.kind) for column in report.columns}
    rows = []
    for number, row in enumerate(given, 1):
        if not isinstance(row, Mapping):
            raise ReportDefect(f"{whose}, row {number}: is {type(row).__name__}, and not a mapping.")
        if row.keys() != cells.keys():
            raise ReportDefect(f"{whose}, row {number}: {_misnamed(row, cells)}.")
        found, name = {}, ""
        try:
            for name, cell in cells.items():
                found[name] = cell(row[name])
        except WrongCell as wrong:
            raise ReportDefect(f"{whose}, row {number}, column {name!r}: is {wrong}.") from wrong
        rows.append(found)
    return rows


def _misnamed(row: Mapping[str, Any], columns: Collection[str]) -> str:
    """What is wrong with the names of a row, which are not those of the columns."""
    if missing := [name for name in columns if name not in row]:
        return f"the column {missing[0]!r} is missing"
    unknown = next(name for name in row if name not in columns)
    return f"the column {unknown!r} is not declared"

"""What a report's function gives is held to what the report declares; every complaint names plugin, report and row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from asyncpg.exceptions import QueryCanceledError

from core.errors import DatabaseUnavailable, LinliError, StatementTimeout
from core.plugins.contributions import Report, ReportColumn, ReportPeriod
from core.reports.periods import ReportQuestion
from core.reports.run import ReportDefect, run_report

COLUMNS = (ReportColumn("name", "名称", "Name", str), ReportColumn("ratio", "比例", "Ratio", float | None))


def giving(rows: Any) -> Report:
    async def function(_: ReportPeriod) -> Sequence[Mapping[str, Any]]:
        if isinstance(rows, Exception):
            raise rows
        given: Sequence[Mapping[str, Any]] = rows
        return given

    return Report("lamps.count", "路灯", "Lamps", COLUMNS, function, "lamps.read")


async def told(rows: Any) -> list[dict[str, Any]]:
    return (await run_report("lamps", giving(rows), ReportQuestion(), None)).rows


async def test_rows_are_told_in_the_order_of_the_columns() -> None:
    found = await told([{"ratio": 1, "name": "东门"}, {"name": "西门", "ratio": None}])
    assert [list(row.items()) for row in found] == [
        [("name", "东门"), ("ratio", 1.0)],
        [("name", "西门"), ("ratio", None)],
    ]
    assert await told(()) == []


GOOD = {"name": "东门", "ratio": 0.5}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (None, " gave NoneType, and not a list of rows."),
        ({"name": "东门"}, " gave dict, and not a list of rows."),
        ([GOOD, ("东门", 0.5)], ", row 2: is tuple, and not a mapping."),
        ([{"name": "东门"}], ", row 1: the column 'ratio' is missing."),
        ([GOOD, {**GOOD, "ration": 1}], ", row 2: the column 'ration' is not declared."),
        ([GOOD, GOOD, {**GOOD, "ratio": "0.5"}], ", row 3, column 'ratio': is '0.5', of the type str and not float."),
        (
            [{**GOOD, "name": None}],
            ", row 1, column 'name': is None, and the column's kind does not admit that.",
        ),
        (ZeroDivisionError("division by zero"), " failed: ZeroDivisionError: division by zero"),
    ],
)
async def test_what_does_not_fit_is_a_defect(rows: Any, said: str) -> None:
    with pytest.raises(ReportDefect) as caught:
        await told(rows)
    assert str(caught.value) == f"The report 'lamps.count' of the plugin 'lamps'{said}"


@pytest.mark.parametrize(
    ("raised", "expected"),
    [(DatabaseUnavailable("gone"), DatabaseUnavailable), (QueryCanceledError("canceling"), StatementTimeout)],
)
async def test_errors_of_the_database_stay_what_they_are(raised: Exception, expected: type[LinliError]) -> None:
    with pytest.raises(expected):
        await told(raised)

"""The plugin's reports and figures: those that are right, one of them for everybody, and those that are not."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tortoise.functions import Count

from linli import ExampleOperation, Figure, FigurePoints, Permission, Report, ReportColumn, ReportPeriod
from linli.services import counted
from tests.districts.lamps.models import Lamp, LampState

REPORTS_READ = "lamps.reports_read"
PERMISSIONS = (Permission(REPORTS_READ, "查看路灯报表", "See reports on lamps"),)


async def by_state(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each state of lamps."""
    found = await (
        Lamp.filter(counted(period, "place__area")).annotate(lamps=Count("id")).group_by("state").order_by("state")
    ).values("state", "lamps")
    return [
        {**row, "price": Decimal("12.50"), "day": period.as_of, "at": None, "half": row["lamps"] / 2} for row in found
    ]


async def in_all(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    return [{"lamps": await Lamp.filter(counted(period, "place__area")).count()}]


async def wrong(_: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    return [{"lamps": "many"}]


_LAMPS = ReportColumn("lamps", "灯数", "Lamps", int)
REPORTS = (
    Report(
        "lamps.by_state",
        "路灯状态",
        "Lamps: by state",
        (
            ReportColumn("state", "状态", "State", LampState),
            _LAMPS,
            ReportColumn("half", "一半", "Half", float | None),
            ReportColumn("price", "价格", "Price", Decimal),
            ReportColumn("day", "日期", "Day", datetime.date),
            ReportColumn("at", "时间", "At", datetime.datetime | None),
        ),
        by_state,
        REPORTS_READ,
    ),
    Report("lamps.wrong", "错表", "Wrong", (_LAMPS,), wrong, REPORTS_READ),
    Report("lamps.in_all", "路灯总数", "Lamps in all", (_LAMPS,), in_all, None),
)
BY_STATE = FigurePoints(("lamps", "groups"), ("state",), ("count",))
TOTAL = "{ lamps { totalCount groups(by: [STATE]) { count state } } places { totalCount } }"
FIGURES = (
    Figure(
        "lamps.total",
        "路灯",
        "Lamps",
        TOTAL,
        ("lamps", "totalCount"),
        of=("places", "totalCount"),
        points=BY_STATE,
        marks=FigurePoints(("lamps",), ("totalCount",), ("totalCount",)),
    ),
    Figure("lamps.hidden", "人员", "People", "{ people { totalCount } }", ("people", "totalCount")),
    Figure("lamps.itself", "自己", "Itself", "{ figures { value } }", ("figures",)),
    Figure("lamps.text", "文字", "Text", "{ lamps(first: 1) { nodes { code } } }", ("lamps", "nodes")),
)
EXAMPLES = (
    ExampleOperation(
        "路灯", "Lamps", "query Lamps($first: Int!) { lamps(first: $first) { nodes { code } } }", {"first": 3}, "Lamps"
    ),
)

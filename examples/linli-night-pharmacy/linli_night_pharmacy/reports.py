"""How many nights each pharmacy served. It names places, and no person."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from linli import Report, ReportColumn, ReportPeriod
from linli.services import SHANGHAI, counted

from linli_night_pharmacy.models import Duty
from linli_night_pharmacy.permissions import REPORTS_READ


async def nights(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each place with duties that begin in the period, by name, with what was known on the day ``as_of``."""
    known = _midnight_after(period.as_of)
    duties = Duty.filter(counted(period, "place__area")).filter(
        starts_at__gte=_midnight_after(period.starts_on - datetime.timedelta(days=1)),
        starts_at__lt=min(_midnight_after(period.ends_on), known),
        created_at__lt=known,
    )
    found: dict[Any, dict[str, Any]] = {}
    served: dict[Any, set[datetime.date]] = {}
    for place, name, starts_at, ends_at, cancelled_at in await duties.order_by(
        "place__name", "place_id", "starts_at"
    ).values_list("place_id", "place__name", "starts_at", "ends_at", "cancelled_at"):
        row = found.setdefault(place, {"place": name, "nights": 0, "hours": 0.0, "cancelled": 0})
        if cancelled_at is not None and cancelled_at < known:
            row["cancelled"] += 1
            continue
        days = served.setdefault(place, set())
        days.add(starts_at.astimezone(SHANGHAI).date())
        row["nights"] = len(days)
        row["hours"] += (ends_at - starts_at).total_seconds() / 3600
    return list(found.values())


def _midnight_after(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + datetime.timedelta(days=1)


REPORTS = (
    Report(
        "night_pharmacy.nights",
        "夜间值班统计",
        "Nights on duty",
        (
            ReportColumn("place", "药房", "Pharmacy", str),
            ReportColumn("nights", "值班夜数", "Nights", int),
            ReportColumn("hours", "值班小时", "Hours", float),
            ReportColumn("cancelled", "取消次数", "Cancelled", int),
        ),
        nights,
        REPORTS_READ,
    ),
)

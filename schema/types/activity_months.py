"""How many activities there are in each month (每月活动数): what the public sees of them, for plots."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count

from core.clock import SHANGHAI, today
from core.models import Activity, AreaAncestor
from core.models.choices import ActivityDecision
from core.problems import refuse
from core.reports.periods import EARLIEST, LATEST
from schema.declare.described import described
from schema.declare.roots import Asked, CalledArgument, CalledRoot
from schema.declare.terms import DISTRICT, RowScope
from schema.declare.types import value_type

MOST_MONTHS = 60
_USUAL_MONTHS = 12
_COUNTED = (ActivityDecision.PUBLISHED, ActivityDecision.ARCHIVED)


@value_type
class ActivityMonth:
    """The activities of a month (每月活动数)."""

    month: str = described("The month in Asia/Shanghai (月份), as in `2024-07`.")
    count: int = described("How many activities begin in it (活动数).")


async def _months(asked: Asked) -> Sequence[Mapping[str, Any]]:
    number = asked.arguments.get("months", _USUAL_MONTHS)
    if not 1 <= number <= MOST_MONTHS:
        raise refuse("OUT_OF_RANGE", f"Must be from 1 to {MOST_MONTHS}.", "months")
    last = asked.arguments.get("endsOn") or today()
    if not EARLIEST <= last <= LATEST:
        raise refuse("OUT_OF_RANGE", f"Must be from {EARLIEST} to {LATEST}.", "ends_on")
    starts = _starts(last, number)
    ends = [*starts[1:], _after(starts[-1])]
    columns = {
        f"month_{index}": Count("id", _filter=Q(starts_at__gte=_midnight(start), starts_at__lt=_midnight(end)))
        for index, (start, end) in enumerate(zip(starts, ends, strict=True))
    }
    public = Activity.filter(_lies(asked.scope), published_at__isnull=False, decision__in=_COUNTED)
    within = public.filter(starts_at__gte=_midnight(starts[0]), starts_at__lt=_midnight(ends[-1]))
    (row,) = await within.annotate(**columns).values(*columns)
    return [{"month": f"{start:%Y-%m}", "count": row[f"month_{index}"] or 0} for index, start in enumerate(starts)]


def _starts(last: datetime.date, number: int) -> list[datetime.date]:
    """The first days of so many months, the last of which has the day."""
    ordinals = range(last.year * 12 + last.month - number, last.year * 12 + last.month)
    return [datetime.date(ordinal // 12, ordinal % 12 + 1, 1) for ordinal in ordinals]


def _after(start: datetime.date) -> datetime.date:
    return (start + datetime.timedelta(days=31)).replace(day=1)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), SHANGHAI).astimezone(datetime.UTC)


def _lies(scope: RowScope | None) -> Q:
    """The condition that an activity lies in the district that is asked, if any is."""
    if scope is None or DISTRICT not in scope.by_key:
        return Q()
    roots, _ = scope.areas(DISTRICT)
    return Q(area_id__in=Subquery(AreaAncestor.filter(ancestor_id__in=list(roots)).values("area_id")))


ACTIVITY_MONTHS = CalledRoot(
    "activityMonths",
    "How many published activities begin in each month, the earliest month first (每月活动数); cancelled and postponed "
    "ones are left out. For everybody.",
    ActivityMonth,
    _months,
    {
        "months": CalledArgument(int, f"How many months (月数), 1 to {MOST_MONTHS}; {_USUAL_MONTHS} by default."),
        "endsOn": CalledArgument(datetime.date, "A day in the last month (截止日期); today by default."),
    },
)

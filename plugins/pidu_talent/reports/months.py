"""Hours of training by month: what everybody may know, and so of sessions alone, not of who attended them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.functions import Count, Sum
from pypika_tortoise.queries import Query

from linli import ReportPeriod, literal
from linli.models import ActivityDecision
from linli.services import counts_in, fetched
from plugins.pidu_talent.choices import TalentSessionKind
from plugins.pidu_talent.learning_days import local_day
from plugins.pidu_talent.reports.learning import in_period
from plugins.pidu_talent.reports.queries import ACTIVITY, COHORT, SESSION

_HELD = (ActivityDecision.PUBLISHED, ActivityDecision.ARCHIVED)


async def hours_by_month(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each month from the first in the period with a session to the last: how many there were, and how long.

    Sessions count that were published and not cancelled or postponed, as the public sees them, once they have begun.
    """
    found = await fetched(
        Query.from_(SESSION)
        .join(ACTIVITY)
        .on(ACTIVITY.id == SESSION.activity_id)
        .join(COHORT)
        .on(COHORT.id == SESSION.cohort_id)
        .where(in_period(period) & counts_in(period, COHORT.area_id))
        .where(ACTIVITY.published_at.notnull() & ACTIVITY.decision.isin([literal(one.value) for one in _HELD]))
        # By the instant: neither database knows the other's name for a month in Asia/Shanghai.
        .groupby(ACTIVITY.starts_at, SESSION.kind)
        .select(ACTIVITY.starts_at, SESSION.kind, Count("*").as_("sessions"), Sum(SESSION.minutes).as_("minutes"))
    )
    sessions: Counter[tuple[datetime.date, str]] = Counter()
    minutes: Counter[tuple[datetime.date, str]] = Counter()
    for row in found:
        key = _month_of(row["starts_at"]), row["kind"]
        sessions[key] += row["sessions"]
        minutes[key] += int(row["minutes"])
    theory, practicum = TalentSessionKind.THEORY.value, TalentSessionKind.PRACTICUM.value
    return [
        {
            "month": f"{month:%Y-%m}",
            "theory_sessions": sessions[month, theory],
            "theory_hours": _hours(minutes[month, theory]),
            "practicum_sessions": sessions[month, practicum],
            "practicum_hours": _hours(minutes[month, practicum]),
            "hours": _hours(minutes[month, theory] + minutes[month, practicum]),
        }
        for month in _from_first_to_last({month for month, _ in sessions})
    ]


def _month_of(instant: datetime.datetime | str) -> datetime.date:
    """The first day of the month of an instant as the database's driver gives it."""
    read = datetime.datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return local_day(read).replace(day=1)


def _from_first_to_last(months: set[datetime.date]) -> list[datetime.date]:
    if not months:
        return []
    first, last = (12 * month.year + month.month - 1 for month in (min(months), max(months)))
    return [datetime.date(number // 12, number % 12 + 1, 1) for number in range(first, last + 1)]


def _hours(minutes: int) -> float:
    return round(minutes / 60, 1)

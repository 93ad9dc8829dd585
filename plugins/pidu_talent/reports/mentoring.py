"""How mentors and mentees work together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count, Sum

from linli import ReportPeriod
from linli.services import counted
from plugins.pidu_talent.choices import TalentMentorshipState
from plugins.pidu_talent.learning_days import after
from plugins.pidu_talent.models import Mentorship
from plugins.pidu_talent.reports.cohorts import by_cohort, of_cohort

_COHORT = of_cohort("enrollment__cohort")


async def mentoring(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort with mentorships that had been accepted by the day, and the logs of the period."""
    logged = Q(logs__day__gte=period.starts_on, logs__day__lte=min(period.ends_on, period.as_of))
    found = await (
        Mentorship.filter(counted(period, "enrollment__cohort__area"), accepted_at__lt=after(period.as_of))
        .annotate(logs_count=Count("logs__id", _filter=logged), minutes=Sum("logs__minutes", _filter=logged))
        .group_by("id", "state", "ended_on", *_COHORT)
        .values_list("state", "ended_on", "logs_count", "minutes", *_COHORT)
    )

    def told(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
        ended = [row for row in rows if row[1] is not None and row[1] <= period.as_of]
        return {
            "mentorships": len(rows),
            "current": len(rows) - len(ended),
            "completed": sum(row[0] == TalentMentorshipState.COMPLETED for row in ended),
            "logs": sum(row[2] for row in rows),
            "hours": round(sum(row[3] or 0 for row in rows) / 60, 1),
            "without_logs": sum(row[2] == 0 for row in rows),
        }

    return by_cohort(found, lambda row: tuple(row[4:]), told)

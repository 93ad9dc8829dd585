"""Hours of theory and practicum, and attendance: counted in the database by session, added up by cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.expressions import Q
from tortoise.functions import Count, Sum

from linli import ReportPeriod
from linli.services import counted
from plugins.pidu_talent.choices import TalentAttendanceState as A
from plugins.pidu_talent.choices import TalentSessionKind
from plugins.pidu_talent.learning_days import after, midnight
from plugins.pidu_talent.models import Attendance
from plugins.pidu_talent.reports.cohorts import by_cohort, of_cohort, ratio

_COHORT = of_cohort("session__cohort")


def in_period(period: ReportPeriod) -> Q:
    """The condition that an attendance counts: of a session in the period that had begun by the day."""
    start = "session__activity__starts_at"
    days: dict[str, Any] = {
        f"{start}__gte": midnight(period.starts_on),
        f"{start}__lt": after(min(period.ends_on, period.as_of)),
    }
    return counted(period, "session__cohort__area") & Q(**days)


async def hours(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort with sessions in the period: how many, and the hours that members attended together."""
    found = await (
        Attendance.filter(in_period(period))
        .annotate(attended=Sum("minutes"))
        .group_by("session_id", "session__kind", *_COHORT)
        .values_list("session__kind", "attended", *_COHORT)
    )

    def told(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
        minutes = {kind: [row[1] for row in rows if row[0] == kind] for kind in TalentSessionKind}
        theory, practicum = minutes[TalentSessionKind.THEORY], minutes[TalentSessionKind.PRACTICUM]
        return {
            "theory_sessions": len(theory),
            "theory_hours": _hours(sum(theory)),
            "practicum_sessions": len(practicum),
            "practicum_hours": _hours(sum(practicum)),
            "practicum_share": ratio(sum(practicum), sum(theory) + sum(practicum)),
        }

    return by_cohort(found, lambda row: tuple(row[2:]), told)


async def attendance(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort with sessions in the period: how often members came, and of how often they should have."""
    found = await (
        Attendance.filter(in_period(period))
        .annotate(times=Count("id"))
        .group_by("state", *_COHORT)
        .values_list("state", "times", *_COHORT)
    )

    def told(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
        times = {state: sum(row[1] for row in rows if row[0] == state) for state in A}
        came = times[A.PRESENT] + times[A.LATE]
        return {
            **{state.value.lower(): times[state] for state in A},
            "attendance_rate": ratio(came, came + times[A.ABSENT]),
        }

    return by_cohort(found, lambda row: tuple(row[2:]), told)


def _hours(minutes: int) -> float:
    return round(minutes / 60, 1)

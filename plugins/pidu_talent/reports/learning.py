"""Hours of theory and practicum, and attendance, by cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.functions import Sum
from pypika_tortoise.queries import Query, Table
from pypika_tortoise.terms import Criterion

from linli import ReportPeriod
from linli.services import count_where
from plugins.pidu_talent.choices import TalentAttendanceState as A
from plugins.pidu_talent.choices import TalentSessionKind
from plugins.pidu_talent.learning_days import after, midnight
from plugins.pidu_talent.reports.queries import ACTIVITY, SESSION, is_, named, ratio, told, total

ATTENDANCE = Table("pidu_talent_attendance")


def in_period(period: ReportPeriod) -> Criterion:
    """Whether a session counts: it is in the period, and had begun by the day."""
    begun: Criterion = ACTIVITY.starts_at >= midnight(period.starts_on)
    return begun & (ACTIVITY.starts_at < after(min(period.ends_on, period.as_of)))


async def hours(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort with sessions in the period: how many, and the hours that members attended together."""
    attended = (
        Query.from_(ATTENDANCE)
        .groupby(ATTENDANCE.session_id)
        .select(ATTENDANCE.session_id, Sum(ATTENDANCE.minutes).as_("minutes"))
        .as_("attended")
    )
    theory, practicum = (is_(SESSION.kind, kind) for kind in TalentSessionKind)
    found = await told(
        Query.from_(attended)
        .join(SESSION)
        .on(SESSION.id == attended.session_id)
        .join(ACTIVITY)
        .on(ACTIVITY.id == SESSION.activity_id)
        .where(in_period(period))
        .groupby(SESSION.cohort_id)
        .select(
            SESSION.cohort_id,
            count_where(theory).as_("theory_sessions"),
            total(attended.minutes, theory).as_("theory_minutes"),
            count_where(practicum).as_("practicum_sessions"),
            total(attended.minutes, practicum).as_("practicum_minutes"),
        ),
        period,
    )
    rows = []
    for row in found:
        of_theory, of_practicum = int(row["theory_minutes"]), int(row["practicum_minutes"])
        rows.append(
            {
                **named(row),
                "theory_sessions": row["theory_sessions"],
                "theory_hours": round(of_theory / 60, 1),
                "practicum_sessions": row["practicum_sessions"],
                "practicum_hours": round(of_practicum / 60, 1),
                "practicum_share": ratio(of_practicum, of_theory + of_practicum),
            }
        )
    return rows


async def attendance(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort with sessions in the period: how often members came, and of how often they should have."""
    marked = (
        Query.from_(ATTENDANCE)
        .groupby(ATTENDANCE.session_id)
        .select(ATTENDANCE.session_id, *(count_where(is_(ATTENDANCE.state, one)).as_(one.value.lower()) for one in A))
        .as_("marked")
    )
    found = await told(
        Query.from_(marked)
        .join(SESSION)
        .on(SESSION.id == marked.session_id)
        .join(ACTIVITY)
        .on(ACTIVITY.id == SESSION.activity_id)
        .where(in_period(period))
        .groupby(SESSION.cohort_id)
        .select(
            SESSION.cohort_id,
            *(Sum(marked.field(state.value.lower())).as_(state.value.lower()) for state in A),
        ),
        period,
    )
    rows = []
    for row in found:
        counts = {state.value.lower(): int(row[state.value.lower()]) for state in A}
        came = counts["present"] + counts["late"]
        rows.append({**named(row), **counts, "attendance_rate": ratio(came, came + counts["absent"])})
    return rows

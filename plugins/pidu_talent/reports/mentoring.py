"""How mentors and mentees work together, by cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.functions import Count, Sum
from pypika_tortoise.queries import Query, Table

from linli import ReportPeriod
from linli.services import count_where
from plugins.pidu_talent.choices import TalentMentorshipState
from plugins.pidu_talent.learning_days import after
from plugins.pidu_talent.reports.queries import ENROLLMENT, by_day, is_, named, told, total

MENTORSHIP, LOG = Table("pidu_talent_mentorship"), Table("pidu_talent_mentor_log")


async def mentoring(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort with mentorships that had been accepted by the day, and the logs of the period."""
    logged = (
        Query.from_(LOG)
        .where((LOG.day >= period.starts_on) & (LOG.day <= min(period.ends_on, period.as_of)))
        .groupby(LOG.mentorship_id)
        .select(LOG.mentorship_id, Count("*").as_("logs"), Sum(LOG.minutes).as_("minutes"))
        .as_("logged")
    )
    ended = by_day(MENTORSHIP.ended_on, period.as_of)
    found = await told(
        Query.from_(MENTORSHIP)
        .join(ENROLLMENT)
        .on(ENROLLMENT.id == MENTORSHIP.enrollment_id)
        .left_join(logged)
        .on(logged.mentorship_id == MENTORSHIP.id)
        .where(MENTORSHIP.accepted_at < after(period.as_of))
        .groupby(ENROLLMENT.cohort_id)
        .select(
            ENROLLMENT.cohort_id,
            Count("*").as_("mentorships"),
            count_where(ended).as_("ended"),
            count_where(ended & is_(MENTORSHIP.state, TalentMentorshipState.COMPLETED)).as_("completed"),
            total(logged.logs).as_("logs"),
            total(logged.minutes).as_("minutes"),
            count_where(logged.logs.isnull()).as_("without_logs"),
        ),
        period,
    )
    return [
        {
            **named(row),
            "mentorships": row["mentorships"],
            "current": row["mentorships"] - row["ended"],
            "completed": row["completed"],
            "logs": int(row["logs"]),
            "hours": round(int(row["minutes"]) / 60, 1),
            "without_logs": row["without_logs"],
        }
        for row in found
    ]

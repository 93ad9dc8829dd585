"""What the training has changed, by assessments before and after, and who completed; by cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.analytics import Count as CountOver
from pypika_tortoise.analytics import RowNumber
from pypika_tortoise.functions import Avg, Count, Max
from pypika_tortoise.queries import Query, Table

from linli import ReportPeriod, count_of_people
from linli.services import count_where
from plugins.pidu_talent.choices import TalentAssessmentPhase as Phase
from plugins.pidu_talent.choices import TalentEnrollmentState as S
from plugins.pidu_talent.learning_days import after
from plugins.pidu_talent.reports.queries import ENROLLMENT, by_day, is_, named, ratio, told

ASSESSMENT = Table("pidu_talent_assessment")


async def change(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort of the period: the means of those who were assessed before and after, by the day.

    Several evaluators of a member make one mean first, so that nobody counts more because more people assessed them.
    Members count in whole steps of five, in the order in which they had both: of fewer nothing is told, and what is
    told as of two days differs by five of them or by none.
    """
    scores = (
        Query.from_(ASSESSMENT)
        .where(ASSESSMENT.assessed_on <= period.as_of)
        .groupby(ASSESSMENT.enrollment_id)
        .select(
            ASSESSMENT.enrollment_id,
            Max(ASSESSMENT.assessed_on).as_("last_on"),
            *(
                Avg(ASSESSMENT.score).filter(is_(ASSESSMENT.phase, phase)).as_(f"mean_{phase.value.lower()}")
                for phase in Phase
            ),
        )
        .as_("scores")
    )
    both = scores.mean_before.notnull() & scores.mean_after.notnull()
    placed = (
        Query.from_(scores)
        .join(ENROLLMENT)
        .on(ENROLLMENT.id == scores.enrollment_id)
        .select(
            ENROLLMENT.cohort_id,
            scores.mean_before.as_("before"),
            scores.mean_after.as_("after"),
            RowNumber().over(ENROLLMENT.cohort_id, both).orderby(scores.last_on, ENROLLMENT.id).as_("place"),
            CountOver("*").over(ENROLLMENT.cohort_id, both).as_("members"),
        )
        .as_("placed")
    )
    counted = placed.before.notnull() & placed.after.notnull() & (placed.place <= count_of_people(placed.members))
    found = await told(
        Query.from_(placed)
        .groupby(placed.cohort_id)
        .select(
            placed.cohort_id,
            count_where(counted).as_("assessed"),
            Avg(placed.before).filter(counted).as_("before"),
            Avg(placed.after).filter(counted).as_("after"),
            count_where(counted & (placed.after > placed.before)).as_("improved"),
        ),
        period,
        running=True,
    )
    return [_changed(row) for row in found]


def _changed(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a cohort of which these are the means."""
    if not row["assessed"]:
        return {**named(row), **dict.fromkeys(("assessed", "before", "after", "change", "improved_share"))}
    first, last = float(row["before"]), float(row["after"])
    return {
        **named(row),
        "assessed": row["assessed"],
        "before": round(first, 2),
        "after": round(last, 2),
        "change": round(last - first, 2),
        "improved_share": ratio(row["improved"], row["assessed"]),
    }


async def completion(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort of the period: how far its members had come by the day."""
    end = after(period.as_of)
    ended = by_day(ENROLLMENT.ended_on, period.as_of)
    admitted = ENROLLMENT.admitted_at.notnull() & (ENROLLMENT.admitted_at < end)
    found = await told(
        Query.from_(ENROLLMENT)
        .where(ENROLLMENT.applied_at < end)
        .groupby(ENROLLMENT.cohort_id)
        .select(
            ENROLLMENT.cohort_id,
            Count("*").as_("applied"),
            count_where(admitted).as_("admitted"),
            count_where(admitted & ended).as_("admitted_and_ended"),
            *(
                count_where(ended & is_(ENROLLMENT.state, state)).as_(state.value.lower())
                for state in (S.COMPLETED, S.FAILED, S.WITHDRAWN)
            ),
        ),
        period,
        running=True,
    )
    return [
        {
            **named(row),
            "applied": row["applied"],
            "admitted": row["admitted"],
            "in_training": row["admitted"] - row["admitted_and_ended"],
            "completed": row["completed"],
            "failed": row["failed"],
            "withdrawn": row["withdrawn"],
            "completion_rate": ratio(row["completed"], row["admitted"]),
        }
        for row in found
    ]

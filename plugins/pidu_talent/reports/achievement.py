"""What the training has changed, by assessments before and after, and who completed; by cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.functions import Avg, Count
from pypika_tortoise.queries import Query, Table
from pypika_tortoise.terms import Case

from linli import ReportPeriod
from plugins.pidu_talent.choices import TalentAssessmentPhase as Phase
from plugins.pidu_talent.choices import TalentEnrollmentState as S
from plugins.pidu_talent.learning_days import after
from plugins.pidu_talent.reports.queries import ENROLLMENT, by_day, is_, named, ratio, times, told

ASSESSMENT = Table("pidu_talent_assessment")

FEWEST = 5
"""Fewer members than these are not told of: they might be known by name."""


async def change(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort of the period: the means of those who were assessed before and after, by the day.

    Several evaluators of a member make one mean first, so that nobody counts more because more people assessed them.
    """
    scores = (
        Query.from_(ASSESSMENT)
        .where(ASSESSMENT.assessed_on <= period.as_of)
        .groupby(ASSESSMENT.enrollment_id)
        .select(
            ASSESSMENT.enrollment_id,
            *(
                Avg(Case().when(is_(ASSESSMENT.phase, phase), ASSESSMENT.score)).as_(f"mean_{phase.value.lower()}")
                for phase in Phase
            ),
        )
        .as_("scores")
    )
    before, later = scores.mean_before, scores.mean_after
    both = before.notnull() & later.notnull()
    found = await told(
        Query.from_(scores)
        .join(ENROLLMENT)
        .on(ENROLLMENT.id == scores.enrollment_id)
        .groupby(ENROLLMENT.cohort_id)
        .select(
            ENROLLMENT.cohort_id,
            times(both).as_("assessed"),
            Avg(Case().when(both, before)).as_("before"),
            Avg(Case().when(both, later)).as_("after"),
            times(later > before).as_("improved"),
        ),
        period,
        running=True,
    )
    rows: list[dict[str, Any]] = []
    for row in found:
        if row["assessed"] < FEWEST:
            hidden = dict.fromkeys(("assessed", "before", "after", "change", "improved_share"))
            rows.append({**named(row), **hidden})
            continue
        first, last = float(row["before"]), float(row["after"])
        rows.append(
            {
                **named(row),
                "assessed": row["assessed"],
                "before": round(first, 2),
                "after": round(last, 2),
                "change": round(last - first, 2),
                "improved_share": ratio(row["improved"], row["assessed"]),
            }
        )
    return rows


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
            times(admitted).as_("admitted"),
            times(admitted & ended).as_("admitted_and_ended"),
            *(
                times(ended & is_(ENROLLMENT.state, state)).as_(state.value.lower())
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

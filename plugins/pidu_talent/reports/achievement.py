"""What the training has changed, by assessments before and after, and who completed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.functions import Avg

from linli import ReportPeriod
from linli.services import counted
from plugins.pidu_talent.choices import TalentAssessmentPhase as Phase
from plugins.pidu_talent.choices import TalentEnrollmentState as S
from plugins.pidu_talent.learning_days import after, local_day
from plugins.pidu_talent.models import Assessment, Enrollment
from plugins.pidu_talent.reports.cohorts import by_cohort, of_cohort, ratio

FEWEST = 5
"""Fewer members than these are not told of: they might be known by name."""


async def change(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort of the period: the means of those who were assessed before and after, by the day.

    Several evaluators of a member make one mean first, so that nobody counts more because more people assessed them.
    """
    cohort = of_cohort("enrollment__cohort")
    found = await (
        Assessment.filter(
            counted(period, "enrollment__cohort__area"),
            enrollment__cohort__starts_on__lte=period.ends_on,
            enrollment__cohort__ends_on__gte=period.starts_on,
            assessed_on__lte=period.as_of,
        )
        .annotate(mean=Avg("score"))
        .group_by("enrollment_id", "phase", *cohort)
        .values_list("enrollment_id", "phase", "mean", *cohort)
    )

    def told(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
        means = {phase: {row[0]: float(row[2]) for row in rows if row[1] == phase} for phase in Phase}
        later = means[Phase.AFTER]
        both = [(before, later[key]) for key, before in means[Phase.BEFORE].items() if key in later]
        if len(both) < FEWEST:
            return dict.fromkeys(("assessed", "before", "after", "change", "improved_share"))
        before, after_ = (sum(scores) / len(both) for scores in zip(*both, strict=True))
        return {
            "assessed": len(both),
            "before": round(before, 2),
            "after": round(after_, 2),
            "change": round(after_ - before, 2),
            "improved_share": ratio(sum(last > first for first, last in both), len(both)),
        }

    return by_cohort(found, lambda row: tuple(row[3:]), told)


async def completion(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each cohort of the period: how far its members had come by the day."""
    cohort = of_cohort("cohort")
    found = await Enrollment.filter(
        counted(period, "cohort__area"),
        cohort__starts_on__lte=period.ends_on,
        cohort__ends_on__gte=period.starts_on,
        applied_at__lt=after(period.as_of),
    ).values_list("state", "admitted_at", "ended_on", *cohort)

    def told(rows: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
        ended = [row for row in rows if row[2] is not None and row[2] <= period.as_of]
        admitted = [row for row in rows if row[1] is not None and local_day(row[1]) <= period.as_of]
        of = {state: sum(row[0] == state for row in ended) for state in (S.COMPLETED, S.FAILED, S.WITHDRAWN)}
        over = {id(row) for row in ended}
        return {
            "applied": len(rows),
            "admitted": len(admitted),
            "in_training": sum(id(row) not in over for row in admitted),
            "completed": of[S.COMPLETED],
            "failed": of[S.FAILED],
            "withdrawn": of[S.WITHDRAWN],
            "completion_rate": ratio(of[S.COMPLETED], len(admitted)),
        }

    return by_cohort(found, lambda row: tuple(row[3:]), told)

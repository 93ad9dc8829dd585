"""Conditions and numbers that several types share, as expressions of the database.

What a member's way through a cohort amounts to is counted over all its rows, whoever asks: who sees the enrolment sees
the sums. The scores of assessments, which are sensitive, are for those who see the assessments.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

from pypika_tortoise.functions import Cast, NullIf
from pypika_tortoise.terms import Criterion, Term

from linli import Choice, Row, literal
from plugins.pidu_talent.choices import (
    CAME,
    EXPECTED,
    TalentProjectState,
    TalentSessionKind,
)
from plugins.pidu_talent.choices import TalentAssessmentPhase as P

FEWEST = 5
"""Fewer answers than these are not told: they might be known by name."""

DELIVERED = (TalentProjectState.DELIVERED, TalentProjectState.REVIEWED)
"""The states of a project that has delivered."""


def is_one_of(term: Term, choices: Sequence[Choice]) -> Criterion:
    """Whether a column has one of the values."""
    found: Criterion = term.isin([literal(choice.value) for choice in choices])
    return found


def has(row: Row, relation: str, condition: Callable[[Row], Criterion]) -> Criterion:
    """Whether a row behind the relation meets a condition, whoever sees that row."""
    return row.related(relation, condition, visible=False)[1].exists()


def value_of(row: Row, *steps: str) -> Term:
    """A column behind to-one relations: ``value_of(enrollment, "cohort", "rule", "min_theory_minutes")``."""
    *relations, column = steps
    if not relations:
        found: Term = getattr(row, column)
        return found
    other, rows = row.related(relations[0], visible=False)
    return rows.value("{0}", value_of(other, *relations[1:], column))


def is_learner(row: Row) -> Criterion:
    """Whether the viewer is the member of an enrolment."""
    return has(row, "member", lambda member: member.is_viewers(member.person_id))


def trains(cohort: Row) -> Criterion:
    """Whether the viewer is a trainer or mentor of a cohort."""

    def is_viewer(link: Row) -> Criterion:
        return has(link, "trainer", lambda trainer: trainer.is_viewers(trainer.person_id))

    return has(cohort, "trainers", is_viewer)


def ratio(part: Term, whole: Term) -> Term:
    """A share from 0 to 1; null where the whole is nothing, which is neither 0 nor 100 %."""
    return Cast(part, "double precision") / NullIf(whole, literal(0))


def minutes(enrollment: Row, kind: TalentSessionKind) -> Term:
    """How many minutes of theory or of practicum a member attended."""

    def of_kind(attendance: Row) -> Criterion:
        return has(attendance, "session", lambda session: session.kind.eq(literal(kind.value)))

    attendance, rows = enrollment.related("attendances", of_kind, visible=False)
    return rows.value("coalesce(sum({0}), 0)", attendance.minutes)


def sessions(enrollment: Row, states: Sequence[Choice]) -> Term:
    """At how many sessions the member's attendance has one of the states."""
    rows = enrollment.related("attendances", lambda it: is_one_of(it.state, states), visible=False)[1]
    return rows.value("count(*)")


def mentor_logs(enrollment: Row) -> Term:
    """How many logs the member's mentorships have."""
    mentorship, mentorships = enrollment.related("mentorships", visible=False)
    logs = mentorship.related("logs", visible=False)[1]
    return mentorships.value("coalesce(sum({0}), 0)", logs.value("count(*)"))


def projects(enrollment: Row) -> Term:
    """In how many projects that have delivered the member took part."""

    def delivered(link: Row) -> Criterion:
        return has(link, "project", lambda project: is_one_of(project.state, DELIVERED))

    return enrollment.related("projects", delivered, visible=False)[1].value("count(*)")


def mean_score(enrollment: Row, phase: P) -> Term:
    """The mean of those scores in a phase that the viewer may see; null without any."""

    def in_phase(assessment: Row) -> Criterion:
        found: Criterion = assessment.phase == literal(phase.value)
        return found

    assessment, rows = enrollment.related("assessments", in_phase)
    return rows.value("avg({0})", Cast(assessment.score, "double precision"))


def assessed(enrollment: Row, phase: P) -> Criterion:
    """Whether the member was assessed in a phase."""
    return has(enrollment, "assessments", lambda assessment: assessment.phase.eq(literal(phase.value)))


def progress(enrollment: Row) -> dict[str, Term]:
    """What a member has achieved, and whether it is what the rule of the cohort asks for, part by part."""
    theory = minutes(enrollment, TalentSessionKind.THEORY)
    practicum = minutes(enrollment, TalentSessionKind.PRACTICUM)
    came, expected = sessions(enrollment, CAME), sessions(enrollment, EXPECTED)
    logs, delivered = mentor_logs(enrollment), projects(enrollment)
    before, after = mean_score(enrollment, P.BEFORE), mean_score(enrollment, P.AFTER)

    def asked(column: str) -> Any:
        return value_of(enrollment, "cohort", "rule", column)

    met: dict[str, Criterion] = {
        "theory_met": theory >= asked("min_theory_minutes"),
        "practicum_met": practicum >= asked("min_practicum_minutes"),
        "attendance_met": came * literal(100) >= asked("min_attendance_percent") * expected,
        "mentoring_met": logs >= asked("min_mentor_logs"),
        "project_met": asked("needs_project").eq(False) | (delivered > literal(0)),
        "assessments_met": asked("needs_assessments").eq(False)
        | (assessed(enrollment, P.BEFORE) & assessed(enrollment, P.AFTER)),
    }
    first, *others = met.values()
    complete: Term = functools.reduce(operator.and_, others, first)
    return {
        "theory_minutes": theory,
        "practicum_minutes": practicum,
        "sessions_attended": came,
        "sessions_expected": expected,
        "attendance_rate": ratio(came, expected),
        "mentor_logs": logs,
        "projects_delivered": delivered,
        "score_before": before,
        "score_after": after,
        "score_change": after - before,
        **met,
        "complete": complete,
    }

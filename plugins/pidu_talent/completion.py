"""What it takes to complete a cohort: what a member lacks of its rule, by what is recorded."""

from __future__ import annotations

from plugins.pidu_talent.choices import CAME, EXPECTED, TalentAssessmentPhase, TalentProjectState, TalentSessionKind
from plugins.pidu_talent.models import (
    Assessment,
    Attendance,
    Cohort,
    CompletionRule,
    Enrollment,
    MentorLog,
    ProjectMember,
)

DELIVERED = (TalentProjectState.DELIVERED, TalentProjectState.REVIEWED)
"""The states of a project that has delivered."""


async def minutes_of(enrollment: Enrollment) -> dict[TalentSessionKind, int]:
    """The minutes that a member attended, of theory and of practicum."""
    sums = dict.fromkeys(TalentSessionKind, 0)
    attended = Attendance.filter(enrollment_id=enrollment.id, state__in=CAME)
    for kind, minutes in await attended.values_list("session__kind", "minutes"):
        sums[TalentSessionKind(kind)] += minutes
    return sums


async def lacks(enrollment: Enrollment, cohort: Cohort) -> list[str]:
    """What a member lacks of the rule of the cohort, a sentence each; nothing for who may complete.

    The enrolment is locked, so that nobody records attendance meanwhile.
    """
    rule = await CompletionRule.get(id=cohort.rule_id)
    found = []
    minutes = await minutes_of(enrollment)
    minima = (
        (TalentSessionKind.THEORY, "theory", rule.min_theory_minutes),
        (TalentSessionKind.PRACTICUM, "practicum", rule.min_practicum_minutes),
    )
    for kind, name, asked in minima:
        if minutes[kind] < asked:
            found.append(f"There are {minutes[kind]} minutes of {name}, and {asked} are needed.")
    attendances = Attendance.filter(enrollment_id=enrollment.id)
    came = await attendances.filter(state__in=CAME).count()
    expected = await attendances.filter(state__in=EXPECTED).count()
    if came * 100 < rule.min_attendance_percent * expected:
        found.append(f"{came} of {expected} sessions were attended; {rule.min_attendance_percent} % are needed.")
    if rule.min_mentor_logs:
        logs = await MentorLog.filter(mentorship__enrollment_id=enrollment.id).count()
        if logs < rule.min_mentor_logs:
            found.append(f"There are {logs} logs of mentoring, and {rule.min_mentor_logs} are needed.")
    if rule.needs_project:
        projects = ProjectMember.filter(enrollment_id=enrollment.id, project__state__in=DELIVERED)
        if not await projects.exists():
            found.append("No practice project was delivered.")
    if rule.needs_assessments:
        for phase in TalentAssessmentPhase:
            if not await Assessment.exists(enrollment_id=enrollment.id, phase=phase):
                found.append(f"There is no assessment {phase.en.lower()}.")
    return found

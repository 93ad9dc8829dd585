"""The demo's programme and cohort: 30 enrolments, the sessions of the three series, and attendance."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from linli.sample import Rows, local
from linli.services import SHANGHAI
from plugins.pidu_talent.choices import TalentAttendanceState as A
from plugins.pidu_talent.choices import TalentEnrollmentState as S
from plugins.pidu_talent.choices import TalentMemberCategory, TalentSeriesKind, TalentSessionKind
from plugins.pidu_talent.models import (
    Attendance,
    Cohort,
    CohortCategory,
    CohortTrainer,
    CompletionRule,
    Enrollment,
    Partner,
    ProgrammeSeries,
    Session,
    TalentProgramme,
)
from plugins.pidu_talent.sample.library import Library
from plugins.pidu_talent.sample.world import BEGINS, ENDS, SERIES, World

date = datetime.date

COMPLETED = range(1, 27)
LATE, LATE_FROM = 26, date(2024, 10, 1)
LACKING = (27, 28)
"""They go on: of practicum they have too little."""
FAILED, WITHDRAWN = 29, 30
LEFT_ON = date(2024, 11, 1)
COMPLETED_ON = date(2025, 7, 30)


@dataclass(frozen=True)
class Taught:
    """A session that took place."""

    key: uuid.UUID
    kind: TalentSessionKind
    day: date
    minutes: int
    version: uuid.UUID


@dataclass(frozen=True)
class Learning:
    """The keys of the cohort and of the enrolments, in order; the sessions; and the versions that each attended."""

    cohort: uuid.UUID
    enrollments: Sequence[uuid.UUID]
    sessions: Sequence[Taught]
    attended: Sequence[Sequence[Taught]]


def add_learning(rows: Rows, world: World, library: Library) -> Learning:
    """Add the programme, its cohort, enrolments, sessions and attendance."""
    programme = _add_programme(rows, world)
    rule = rows.add(
        CompletionRule,
        "1",
        programme_id=programme,
        number=1,
        min_theory_minutes=1200,
        min_practicum_minutes=600,
        min_attendance_percent=60,
        needs_project=True,
        needs_assessments=True,
    )
    cohort = rows.add(
        Cohort,
        "1",
        programme_id=programme,
        area_id=world.area,
        rule_id=rule,
        number=1,
        name="筒创营第一期（演示）",
        name_en="Tongchuang Camp, no. 1 (demo)",
        capacity=30,
        seats_taken=29,
        starts_on=BEGINS,
        ends_on=ENDS,
        apply_until=date(2024, 9, 30),
        opened_at=local(date(2024, 7, 26), 9),
    )
    for category in TalentMemberCategory:
        rows.add(CohortCategory, category.value, cohort_id=cohort, category=category)
    for number, (trainer, _) in enumerate(library.trainers):
        rows.add(CohortTrainer, str(number), cohort_id=cohort, trainer_id=trainer)
    enrollments = [_add_enrollment(rows, cohort, number, member) for number, member in enumerate(library.members, 1)]
    sessions = _add_sessions(rows, world, library, cohort)
    attended = [_attend(rows, number, enrollment, sessions) for number, enrollment in enumerate(enrollments, start=1)]
    return Learning(cohort, enrollments, sessions, attended)


def ended(number: int) -> tuple[S, date, str | None] | None:
    """How the enrolment with a number ended; None for one that goes on."""
    if number in COMPLETED:
        return S.COMPLETED, COMPLETED_ON, None
    if number == FAILED:
        return S.FAILED, COMPLETED_ON, "实训学时不足（演示）"
    if number == WITHDRAWN:
        return S.WITHDRAWN, LEFT_ON, "工作调动（演示）"
    return None


def _add_programme(rows: Rows, world: World) -> uuid.UUID:
    programme = rows.add(
        TalentProgramme,
        "1",
        programme_id=world.programme,
        brand="筒创营",
        brand_en="Tongchuang Camp",
        starts_on=BEGINS,
        ends_on=ENDS,
    )
    for code, kind in SERIES:
        rows.add(ProgrammeSeries, code, programme_id=programme, series_id=world.series[code], kind=kind)
    rows.add(
        Partner,
        "federation",
        programme_id=programme,
        organization_id=world.federation,
        collaboration="计划共同开展社会工作人才培养（演示内容）",
        collaboration_en="Training social workers together is planned (demo)",
    )
    rows.add(
        Partner,
        "centre",
        programme_id=programme,
        organization_id=world.centre,
        collaboration="授课与评估（演示）",
        collaboration_en="Teaching and assessment (demo)",
        starts_on=BEGINS,
    )
    return programme


def _add_enrollment(rows: Rows, cohort: uuid.UUID, number: int, member: uuid.UUID) -> uuid.UUID:
    first = LATE_FROM if number == LATE else BEGINS
    applied = local(first - datetime.timedelta(days=4), 10)
    return rows.add(
        Enrollment,
        f"{number:02}",
        at=applied,
        cohort_id=cohort,
        member_id=member,
        state=S.ACTIVE,
        statement="希望提升社区治理能力（演示）。",
        applied_at=applied,
        admitted_at=local(first - datetime.timedelta(days=2), 15),
        active_on=first,
    )


def _add_sessions(rows: Rows, world: World, library: Library, cohort: uuid.UUID) -> list[Taught]:
    found = []
    taught = dict.fromkeys(TalentSessionKind, 0)
    for code, series in SERIES:
        visit = series is TalentSeriesKind.FIELD_VISIT
        kind = TalentSessionKind.PRACTICUM if visit else TalentSessionKind.THEORY
        for number, (activity, starts_at, ends_at) in enumerate(world.meetings[code], start=1):
            course = library.of_kind[kind][taught[kind] % len(library.of_kind[kind])]
            taught[kind] += 1
            minutes = int((ends_at - starts_at).total_seconds()) // 60
            version = library.versions[course]
            key = rows.add(
                Session,
                f"{code}/{number}",
                activity_id=activity,
                cohort_id=cohort,
                kind=kind,
                minutes=minutes,
                course_version_id=version,
                trainer_id=library.trainers[number % len(library.trainers)][0],
            )
            found.append(Taught(key, kind, starts_at.astimezone(SHANGHAI).date(), minutes, version))
    return found


def _attend(rows: Rows, number: int, enrollment: uuid.UUID, sessions: Sequence[Taught]) -> list[Taught]:
    been = []
    for position, session in enumerate(sessions):
        if number == WITHDRAWN and session.day >= LEFT_ON:
            continue
        state = _state(number, position, session)
        minutes = {A.PRESENT: session.minutes, A.LATE: session.minutes - 20}.get(state, 0)
        rows.add(
            Attendance,
            f"{number:02}/{position:02}",
            at=local(session.day, 18),
            session_id=session.key,
            enrollment_id=enrollment,
            state=state,
            minutes=minutes,
        )
        if minutes:
            been.append(session)
    return been


def _state(number: int, position: int, session: Taught) -> A:
    if number == LATE:
        return A.NOT_APPLICABLE if session.day < LATE_FROM else A.PRESENT
    if number in (*LACKING, FAILED) and session.kind is TalentSessionKind.PRACTICUM:
        return A.PRESENT if position % 3 == 0 else A.EXCUSED
    if (number * 7 + position * 5) % 13 == 0:
        return A.ABSENT
    if (number + position) % 17 == 1:
        return A.LATE
    return A.EXCUSED if (number * 3 + position) % 19 == 2 else A.PRESENT

"""What holds when several people act at once, on PostgreSQL, where they really do."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core.problems import InputRefused
from linli.testing import Dialect, fixed
from plugins.pidu_talent import assessments, certificates, enrollments, mentorships, sessions
from plugins.pidu_talent.choices import TalentAssessmentPhase
from plugins.pidu_talent.choices import TalentAttendanceState as A
from plugins.pidu_talent.choices import TalentEnrollmentState as E
from plugins.pidu_talent.choices import TalentMentorshipState as S
from plugins.pidu_talent.models import (
    Assessment,
    Attendance,
    Certificate,
    Cohort,
    Enrollment,
    Mentorship,
    Session,
    Trainer,
)
from tests.plugins.pidu_talent.camp import (
    LATER,
    NOW,
    PRACTICUM,
    THEORY,
    Camp,
    a_member,
    a_session,
    active,
    asked,
    attend,
    completed,
    date,
)

pytestmark = pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)


def codes(outcomes: Sequence[object]) -> list[str]:
    """The codes for which some were refused; whatever else was raised is raised again."""
    found = []
    for outcome in outcomes:
        if isinstance(outcome, InputRefused):
            found += [problem.code for problem in outcome.problems]
        elif isinstance(outcome, BaseException):
            raise outcome
    return sorted(found)


async def test_a_mentor_never_has_more_mentees_than_places(camp: Camp) -> None:
    await Trainer.filter(id=camp.trainers[0].id).update(mentor_capacity=2)
    requests = [await asked(camp, await active(camp, number), 0) for number in (1, 2, 3)]
    with fixed(NOW):
        outcomes = await asyncio.gather(
            *(mentorships.accept(one.id) for one in requests for _ in range(2)), return_exceptions=True
        )
    assert set(codes(outcomes)) <= {"MENTOR_FULL", "WRONG_STATE"}
    assert await Mentorship.filter(state=S.ACCEPTED).count() == 2
    assert (await Trainer.get(id=camp.trainers[0].id)).mentees_count == 2


async def test_of_two_mentors_who_accept_at_once_one_is_the_first(camp: Camp) -> None:
    for number in (1, 2, 3):
        row = await active(camp, number)
        requests = [await asked(camp, row, trainer) for trainer in (0, 1)]
        with fixed(NOW):
            outcomes = await asyncio.gather(*(mentorships.accept(one.id) for one in requests), return_exceptions=True)
        assert codes(outcomes) == ["WRONG_STATE"]
        states = [one.state for one in await Mentorship.filter(enrollment_id=row.id)]
        assert sorted(states) == [S.ACCEPTED, S.DECLINED]
        held = await Mentorship.get(enrollment_id=row.id, state=S.ACCEPTED)
        assert sum([(await Trainer.get(id=one.id)).mentees_count for one in camp.trainers]) == 1
        with fixed(NOW):
            await mentorships.end(held.id, mentorships.Refusal(reason="换人"))


async def test_the_last_seats_are_taken_once(camp: Camp) -> None:
    rows = []
    for number in range(10, 20):
        member = await a_member(camp.town, number)
        with fixed(NOW):
            rows.append(await enrollments.apply(enrollments.Application(cohort_id=camp.cohort.id, member_id=member.id)))
    with fixed(NOW):
        outcomes = await asyncio.gather(*(enrollments.admit(row.id) for row in rows), return_exceptions=True)
    assert codes(outcomes) == ["NO_SEATS_LEFT"] * 7
    assert await Enrollment.filter(state=E.ADMITTED).count() == 3
    assert (await Cohort.get(id=camp.cohort.id)).seats_taken == 3


async def test_one_application_of_a_member(camp: Camp) -> None:
    application = enrollments.Application(cohort_id=camp.cohort.id, member_id=camp.members[0].id)
    with fixed(NOW):
        outcomes = await asyncio.gather(*(enrollments.apply(application) for _ in range(5)), return_exceptions=True)
    assert codes(outcomes) == ["DUPLICATE"] * 4
    assert await Enrollment.all().count() == 1


async def test_nobody_completes_while_hours_are_taken_away(camp: Camp) -> None:
    theory, practicum = (
        await a_session(camp, THEORY, date(2024, 9, 1)),
        await a_session(camp, PRACTICUM, date(2024, 9, 2)),
    )
    for number in (1, 2, 3):
        row = await active(camp, number)
        for session in (theory, practicum):
            await attend(session, row)
        gone = sessions.Roll(entries=[sessions.Entry(enrollment_id=row.id, state=A.ABSENT)])
        with fixed(LATER):
            outcomes = await asyncio.gather(
                enrollments.complete(row.id), sessions.record(practicum.id, gone), return_exceptions=True
            )
        # Whoever comes second is refused: the hours are too few, or the member has ended.
        assert codes(outcomes) in (["NOT_COMPLETE"], ["NOT_ALLOWED"])
        row = await Enrollment.get(id=row.id)
        minutes = (await Attendance.get(enrollment_id=row.id, session_id=practicum.id)).minutes
        assert (row.state, minutes) in ((E.COMPLETED, 120), (E.ACTIVE, 0))


async def test_two_who_record_the_same_session(camp: Camp) -> None:
    session = await a_session(camp, THEORY, date(2024, 9, 1))
    rows = [await active(camp, number) for number in (1, 2, 3)]
    rolls = [
        sessions.Roll(entries=[sessions.Entry(enrollment_id=row.id, state=A.PRESENT) for row in rows]),
        sessions.Roll(entries=[sessions.Entry(enrollment_id=row.id, state=A.ABSENT) for row in reversed(rows)]),
        sessions.Roll(rest_absent=True),
    ]
    with fixed(LATER):
        outcomes = await asyncio.gather(
            *(sessions.record(session.id, roll) for roll in rolls for _ in range(2)), return_exceptions=True
        )
    assert codes(outcomes) == []
    assert len(set(await Attendance.all().values_list("state", flat=True))) == 1
    assert await Attendance.all().count() == 3
    assert await Session.all().count() == 1


async def test_one_certificate_and_one_assessment(camp: Camp) -> None:
    row, other = await completed(camp, 1), await active(camp, 2)
    assert camp.trainers[0].person_id is not None
    new = assessments.NewAssessment(
        enrollment_id=other.id,
        phase=TalentAssessmentPhase.BEFORE,
        score=50,
        evaluator_id=camp.trainers[0].person_id,
    )
    with fixed(LATER):
        issued = await asyncio.gather(*(certificates.issue(row.id) for _ in range(4)), return_exceptions=True)
        assessed = await asyncio.gather(*(assessments.record(new) for _ in range(4)), return_exceptions=True)
    assert codes(issued) == codes(assessed) == ["DUPLICATE"] * 3
    assert (await Certificate.all().count(), await Assessment.all().count()) == (1, 1)
    only = await Certificate.get()
    revocation = certificates.Revocation(reason="有误")
    with fixed(LATER):
        outcomes = await asyncio.gather(
            certificates.revoke(only.id, revocation),
            certificates.reissue(only.id, revocation),
            certificates.reissue(only.id, revocation),
            return_exceptions=True,
        )
    assert codes(outcomes) == ["WRONG_STATE"] * 2
    assert await Certificate.filter(state="ISSUED").count() <= 1

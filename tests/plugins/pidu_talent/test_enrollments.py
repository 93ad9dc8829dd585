"""Enrolments from the application to the end, and what it takes to complete."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from core import programmes as core_programmes
from core.models import Event, Programme
from core.problems import InputRefused
from linli.testing import Client, fixed
from plugins.pidu_talent import cohorts, enrollments, events, programmes, sessions
from plugins.pidu_talent.choices import TalentAttendanceState as A
from plugins.pidu_talent.choices import TalentEnrollmentState as S
from plugins.pidu_talent.models import Attendance, Cohort, CompletionRule, Enrollment, Session
from tests.plugins.pidu_talent.camp import (
    BEGINS,
    ENDS,
    LATER,
    NOW,
    PRACTICUM,
    TALENT,
    THEORY,
    Camp,
    a_member,
    a_session,
    active,
    admitted,
    applied,
    as_person,
    at,
    attend,
    completed,
    date,
    gid,
    problems_of,
    viewer_of,
)


async def test_from_the_application_to_completion(camp: Camp) -> None:
    row = await applied(camp)
    assert (row.state, row.admitted_at, row.active_on) == (S.APPLIED, None, None)
    await enrollments.admit(row.id)
    assert (await Cohort.get(id=camp.cohort.id)).seats_taken == 1
    with fixed(NOW):
        row = await enrollments.activate(row.id, enrollments.FirstDay())
    assert (row.state, row.active_on) == (S.ACTIVE, date(2024, 8, 10))
    assert await problems_of(cohorts.close(camp.cohort.id)) == [("WRONG_STATE", "id")]
    await attend(await a_session(camp, THEORY, date(2024, 9, 1)), row)
    await attend(await a_session(camp, PRACTICUM, date(2024, 9, 2)), row, A.LATE, 60)
    with fixed(LATER):
        row = await enrollments.complete(row.id)
    assert (row.state, row.ended_on) == (S.COMPLETED, date(2024, 12, 1))
    assert await problems_of(enrollments.fail(row.id, enrollments.Ending(reason="缺课"))) == [("WRONG_STATE", "id")]
    with fixed(LATER):
        assert (await cohorts.close(camp.cohort.id)).closed_on == date(2024, 12, 1)


async def test_all_hours_of_theory_never_complete_without_practicum(camp: Camp) -> None:
    row = await active(camp)
    for day in range(1, 11):
        await attend(await a_session(camp, THEORY, date(2024, 9, day)), row)
    with pytest.raises(InputRefused) as refused, fixed(LATER):
        await enrollments.complete(row.id)
    assert [(one.code, one.message) for one in refused.value.problems] == [
        ("NOT_COMPLETE", "There are 0 minutes of practicum, and 60 are needed.")
    ]
    # The database holds it as well.
    with pytest.raises(IntegrityError, match="pidu_talent_enrollment_both_minima"):
        await Enrollment.filter(id=row.id).update(state=S.COMPLETED, ended_on=date(2024, 12, 1))
    # And no rule can ask for less than both.
    rule = programmes.NewRule(min_theory_minutes=600, min_practicum_minutes=0)
    assert await problems_of(programmes.set_rule(camp.programme.id, rule)) == [("OUT_OF_RANGE", "minPracticumMinutes")]
    with pytest.raises(IntegrityError):
        await CompletionRule.create(programme=camp.programme, number=9, min_theory_minutes=600, min_practicum_minutes=0)


async def test_every_part_of_the_rule_counts(camp: Camp) -> None:
    rule = await programmes.set_rule(
        camp.programme.id,
        programmes.NewRule(
            min_theory_minutes=1,
            min_practicum_minutes=1,
            min_attendance_percent=80,
            min_mentor_logs=2,
            needs_project=True,
            needs_assessments=True,
        ),
    )
    cohort = await cohorts.create(
        cohorts.NewCohort(
            programme_id=camp.programme.id,
            rule_id=rule.id,
            number=2,
            name="第二期",
            capacity=1,
            starts_on=BEGINS,
            ends_on=date(2024, 12, 31),
        )
    )
    await cohorts.open_for_applications(cohort.id)
    with fixed(NOW):
        row = await enrollments.apply(enrollments.Application(cohort_id=cohort.id, member_id=camp.members[0].id))
        await enrollments.admit(row.id)
        row = await enrollments.activate(row.id, enrollments.FirstDay(on=BEGINS))
    other = Camp(camp.town, camp.programme, rule, cohort, camp.trainers, camp.members)
    await attend(await a_session(other, THEORY, date(2024, 9, 1)), row)
    await attend(await a_session(other, PRACTICUM, date(2024, 9, 2)), row, A.ABSENT)
    with pytest.raises(InputRefused) as refused, fixed(LATER):
        await enrollments.complete(row.id)
    assert [one.message for one in refused.value.problems] == [
        "There are 0 minutes of practicum, and 1 are needed.",
        "1 of 2 sessions were attended; 80 % are needed.",
        "There are 0 logs of mentoring, and 2 are needed.",
        "No practice project was delivered.",
        "There is no assessment before the training.",
        "There is no assessment after the training.",
    ]


async def test_sessions_before_a_late_enrolment_are_not_applicable(camp: Camp) -> None:
    first = await active(camp, 1)
    before = await a_session(camp, THEORY, date(2024, 8, 5))
    await attend(before, first)
    with fixed(LATER):
        late = await admitted(camp, 2)
        late = await enrollments.activate(late.id, enrollments.FirstDay(on=date(2024, 9, 1)))
    assert await Attendance.filter(enrollment_id=late.id).values_list("state", "minutes") == [(A.NOT_APPLICABLE, 0)]
    # A session that is entered only now is not applicable either, for whoever is not named.
    forgotten, after = await a_session(camp, THEORY, date(2024, 8, 6)), await a_session(camp, THEORY, date(2024, 9, 2))
    with fixed(LATER):
        for session in (before, forgotten, after):
            await sessions.record(session.id, sessions.Roll(rest_absent=True))
    states = Attendance.filter(enrollment_id=late.id).order_by("session__activity__starts_at")
    assert [one.state for one in await states] == [A.NOT_APPLICABLE, A.NOT_APPLICABLE, A.ABSENT]
    states = Attendance.filter(enrollment_id=first.id).order_by("session__activity__starts_at")
    assert [one.state for one in await states] == [A.PRESENT, A.ABSENT, A.ABSENT]
    # Nor can anybody say otherwise.
    for state, code in ((A.ABSENT, "BEFORE_ENROLLMENT"), (A.PRESENT, "BEFORE_ENROLLMENT"), (A.NOT_APPLICABLE, None)):
        roll = sessions.Roll(entries=[sessions.Entry(enrollment_id=late.id, state=state)])
        found = await problems_of(sessions.record(before.id, roll), LATER)
        assert found == ([] if code is None else [(code, "entries.0.state")])
    roll = sessions.Roll(entries=[sessions.Entry(enrollment_id=late.id, state=A.NOT_APPLICABLE)])
    assert await problems_of(sessions.record(after.id, roll), LATER) == [("NOT_ALLOWED", "entries.0.state")]


async def test_attendance_that_does_not_fit_is_refused(camp: Camp) -> None:
    row, waiting = await active(camp, 1), await applied(camp, 2)
    session = await a_session(camp, THEORY, date(2024, 9, 1), minutes=90)
    assert session.minutes == 90
    roll = sessions.Roll(
        entries=[
            sessions.Entry(enrollment_id=row.id, state=A.LATE),
            sessions.Entry(enrollment_id=waiting.id, state=A.PRESENT),
            sessions.Entry(enrollment_id=row.id, state=A.PRESENT, minutes=91),
            sessions.Entry(enrollment_id=row.id, state=A.ABSENT, minutes=5),
        ]
    )
    assert await problems_of(sessions.record(session.id, roll), LATER) == [
        ("REQUIRED", "entries.0.minutes"),
        ("NOT_ALLOWED", "entries.1.enrollmentId"),
        ("DUPLICATE", "entries.2.enrollmentId"),
        ("OUT_OF_RANGE", "entries.2.minutes"),
        ("DUPLICATE", "entries.3.enrollmentId"),
        ("NOT_ALLOWED", "entries.3.minutes"),
    ]
    assert await Attendance.all().count() == 0
    assert await problems_of(sessions.record(session.id, sessions.Roll()), at(date(2024, 8, 31))) == [
        ("IN_THE_FUTURE", "id")
    ]
    # What races past the use case, the database refuses.
    with pytest.raises(IntegrityError, match="pidu_talent_attendance_fits"):
        await Attendance.create(session=session, enrollment=row, state=A.PRESENT, minutes=91)
    with pytest.raises(IntegrityError, match="pidu_talent_attendance_minutes"):
        await Attendance.create(session=session, enrollment=row, state=A.ABSENT, minutes=1)


async def test_attendance_is_corrected_and_keeps_its_row(camp: Camp) -> None:
    row = await active(camp)
    session = await a_session(camp, THEORY, date(2024, 9, 1))
    await attend(session, row, A.ABSENT)
    await attend(session, row, A.LATE, 30)
    await attend(session, row, A.LATE, 30)
    assert await Attendance.all().values_list("state", "minutes", "version") == [(A.LATE, 30, 2)]


async def test_who_may_apply(camp: Camp, client: Client) -> None:
    other = await a_member(camp.town, 9, TALENT)
    application = enrollments.Application(cohort_id=camp.cohort.id, member_id=other.id)
    assert await problems_of(enrollments.apply(application)) == [("NOT_ELIGIBLE", "memberId")]
    mine = enrollments.Application(cohort_id=camp.cohort.id, member_id=camp.members[0].id)
    assert await problems_of(enrollments.apply(mine), at(date(2025, 8, 1))) == [("NOT_OPEN", "cohortId")]
    with as_person(camp.members[1]):
        assert await problems_of(enrollments.apply(mine)) == [("NOT_FOUND", "memberId")]
    apply = """mutation ($input: ApplyForTalentCohortInput!) { applyForTalentCohort(input: $input) {
      enrollment { state stateLabel member { name } } userErrors { code field } } }"""
    given = {"cohortId": gid("tco", camp.cohort.id), "memberId": gid("tme", camp.members[0].id), "statement": "想学"}
    with fixed(NOW):
        assert (await client.anonymous.refusal(apply, {"input": given}))[0] == "FORBIDDEN"
        answer = await client.seen_by(viewer_of(camp.members[1])).ask(apply, {"input": given})
        assert answer["applyForTalentCohort"]["userErrors"] == [{"code": "NOT_FOUND", "field": ["memberId"]}]
        answer = await client.seen_by(viewer_of(camp.members[0])).ask(apply, {"input": given})
    assert answer["applyForTalentCohort"] == {
        "enrollment": {"state": "APPLIED", "stateLabel": "已报名", "member": {"name": "演示学员001"}},
        "userErrors": [],
    }
    assert await problems_of(enrollments.apply(mine)) == [("DUPLICATE", "memberId")]


async def test_seats_are_counted_and_freed(camp: Camp) -> None:
    await Cohort.filter(id=camp.cohort.id).update(capacity=1)
    first, second = await admitted(camp, 1), await applied(camp, 2)
    assert await problems_of(enrollments.admit(second.id)) == [("NO_SEATS_LEFT", "id")]
    with as_person(camp.members[1]):
        ending = enrollments.Ending(reason="时间冲突")
        assert await problems_of(enrollments.withdraw(first.id, ending)) == [("NOT_FOUND", "id")]
    with as_person(camp.members[0]), fixed(NOW):
        assert (await enrollments.withdraw(first.id, ending)).state is S.WITHDRAWN
    assert (await enrollments.admit(second.id)).state is S.ADMITTED
    # Who withdrew may apply again.
    assert (await applied(camp, 1)).state is S.APPLIED


async def test_a_cohort_keeps_its_rule_once_it_is_open(camp: Camp) -> None:
    rule = await programmes.set_rule(
        camp.programme.id, programmes.NewRule(min_theory_minutes=1, min_practicum_minutes=1)
    )
    assert rule.number == 2
    assert await problems_of(cohorts.set_rule(camp.cohort.id, cohorts.AnotherRule(rule_id=rule.id))) == [
        ("WRONG_STATE", "id")
    ]
    with pytest.raises(IntegrityError, match="pidu_talent_cohort_rule_frozen"):
        await Cohort.filter(id=camp.cohort.id).update(rule_id=rule.id)
    with pytest.raises(IntegrityError, match="pidu_talent_rule_unchanging"):
        await CompletionRule.filter(id=camp.rule.id).update(min_practicum_minutes=1)


async def test_a_cohort_lies_within_its_programme(camp: Camp) -> None:
    new = cohorts.NewCohort(
        programme_id=camp.programme.id,
        rule_id=camp.rule.id,
        number=2,
        name="第二期",
        capacity=3,
        starts_on=BEGINS - datetime.timedelta(days=1),
        ends_on=BEGINS + datetime.timedelta(days=800),
        categories=[],
    )
    assert await problems_of(cohorts.create(new)) == [("OUTSIDE_WINDOW", "startsOn"), ("OUTSIDE_WINDOW", "endsOn")]


UPDATE = """mutation ($input: UpdateTalentCohortInput!) { updateTalentCohort(input: $input) {
  cohort { name nameEn capacity startsOn endsOn applyUntil version } userErrors { code field }
} }"""


async def test_a_cohort_changes_within_the_window_and_its_members(camp: Camp, client: Client) -> None:
    await active(camp, 1, date(2024, 8, 5))
    await admitted(camp, 2)
    admin = client.in_role("pidu_talent.administrator", areas=[camp.town.pitong])

    async def update(**values: object) -> Any:
        done: Any = await admin.ask(UPDATE, {"input": {"id": gid("tco", camp.cohort.id), **values}})
        return done["updateTalentCohort"]

    async def refused(**values: object) -> list[tuple[str, str]]:
        payload = await update(**values)
        assert payload["cohort"] is None
        return [(error["code"], ".".join(error["field"])) for error in payload["userErrors"]]

    assert await refused(name=" ", capacity=1) == [("REQUIRED", "name"), ("OUT_OF_RANGE", "capacity")]
    assert await refused(endsOn="2025-08-01") == [("OUTSIDE_WINDOW", "endsOn")]
    assert await refused(startsOn="2024-08-06") == [("OUTSIDE_WINDOW", "startsOn")]
    assert await refused(endsOn="2024-08-04") == [("OUTSIDE_WINDOW", "endsOn")]
    assert await refused(endsOn="2024-07-31") == [("ENDS_BEFORE_START", "endsOn")]
    assert await refused(name="二期", expectedVersion=1) == [("CONFLICT", "expectedVersion")]
    # After an extension of the programme the cohort may last longer.
    await programmes.extend(camp.programme.id, programmes.NewExtension(ends_on=date(2025, 9, 30), reason="汛期"))
    before = (await Cohort.get(id=camp.cohort.id)).version
    given = {"capacity": 2, "endsOn": "2025-09-30", "applyUntil": "2024-09-01", "nameEn": None}
    for _ in range(2):
        assert await update(**given) == {
            "cohort": {
                "name": "第一期",
                "nameEn": None,
                "capacity": 2,
                "startsOn": "2024-08-01",
                "endsOn": "2025-09-30",
                "applyUntil": "2024-09-01",
                "version": before + 1,
            },
            "userErrors": [],
        }
    elsewhere = client.in_role("pidu_talent.administrator", areas=[camp.town.jinniu])
    done: Any = await elsewhere.ask(UPDATE, {"input": {"id": gid("tco", camp.cohort.id), "capacity": 9}})
    assert [error["code"] for error in done["updateTalentCohort"]["userErrors"]] == ["NOT_PERMITTED"]
    for key, verb in ((1, enrollments.fail), (2, enrollments.withdraw)):
        row = await Enrollment.get(member_id=camp.members[key - 1].id)
        await verb(row.id, enrollments.Ending(reason="离岗"))
    await cohorts.close(camp.cohort.id)
    assert await refused(capacity=9) == [("WRONG_STATE", "id")]


async def test_only_extensions_move_the_window_of_a_programme(camp: Camp) -> None:
    key = camp.programme.programme_id
    await core_programmes.update(key, core_programmes.ProgrammeChange(name="菁英计划", ends_on=date(2027, 1, 1)))
    event = await Event.filter(name="programme.updated", subject_id=key).order_by("-position").first()
    assert event is not None
    for _ in range(2):
        await events.on_programme_updated(event)
    programme = await Programme.get(id=key)
    assert (programme.name, programme.starts_on, programme.ends_on) == ("菁英计划", BEGINS, ENDS)


async def test_progress_is_told_beside_the_rule_in_one_statement(camp: Camp, client: Client) -> None:
    row = await completed(camp)
    other = await active(camp, 2)
    question = """{ talentEnrollments(orderBy: [{state: ASC}]) { nodes {
      ready progress { theoryMinutes practicumMinutes attendanceRate theoryMet practicumMet projectMet complete }
    } } }"""
    answer = await client.ask(question)
    assert len(client.statements) == 1
    assert answer["talentEnrollments"]["nodes"] == [
        {
            "ready": False,
            "progress": {
                "theoryMinutes": 0,
                "practicumMinutes": 0,
                "attendanceRate": None,
                "theoryMet": False,
                "practicumMet": False,
                "projectMet": True,
                "complete": False,
            },
        },
        {
            "ready": False,
            "progress": {
                "theoryMinutes": 120,
                "practicumMinutes": 120,
                "attendanceRate": 1.0,
                "theoryMet": True,
                "practicumMet": True,
                "projectMet": True,
                "complete": True,
            },
        },
    ]
    for session in await Session.all():
        await attend(session, other)
    answer = await client.ask("{ talentEnrollments(where: {ready: {eq: true}}) { nodes { id } } }")
    assert answer == {"talentEnrollments": {"nodes": [{"id": gid("ten", other.id)}]}}
    assert row.id != other.id

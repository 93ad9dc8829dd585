"""Who sees whom: members themselves, trainers their own cohorts, offices their areas, the public nobody."""

from __future__ import annotations

from linli.testing import Client, assert_no_leaks, fixed
from plugins.pidu_talent import assessments, cohorts, enrollments, pools
from plugins.pidu_talent.choices import TalentAssessmentPhase
from plugins.pidu_talent.models import Assessment, Cohort, CohortTrainer, Enrollment
from tests.plugins.pidu_talent.camp import (
    BEGINS,
    CADRE,
    LATER,
    NOW,
    THEORY,
    Camp,
    a_member,
    a_session,
    active,
    as_person,
    asked,
    attend,
    date,
    gid,
    problems_of,
    viewer_of,
)

SEEN = """{
  talentEnrollments { totalCount nodes { member { name } attendances { totalCount } assessments { totalCount } } }
  talentMembers { totalCount }
  talentAssessments { totalCount }
}"""


async def another_cohort(camp: Camp) -> Enrollment:
    """A member of another cohort, with which the trainers do not work."""
    cohort = await cohorts.create(
        cohorts.NewCohort(
            programme_id=camp.programme.id,
            rule_id=camp.rule.id,
            number=2,
            name="第二期",
            capacity=5,
            starts_on=BEGINS,
            ends_on=date(2024, 12, 31),
            categories=[CADRE],
        )
    )
    await cohorts.open_for_applications(cohort.id)
    member = await a_member(camp.town, 20)
    with fixed(NOW):
        row = await enrollments.apply(enrollments.Application(cohort_id=cohort.id, member_id=member.id))
        await enrollments.admit(row.id)
        return await enrollments.activate(row.id, enrollments.FirstDay(on=BEGINS))


async def assessed(row: Enrollment, trainer: object) -> None:
    new = assessments.NewAssessment(enrollment_id=row.id, phase=TalentAssessmentPhase.BEFORE, score=50, remark="评语")
    with as_person(trainer), fixed(NOW):  # type: ignore[arg-type]  # a trainer
        await assessments.record(new)


async def test_trainers_see_their_own_cohort_in_full_and_no_other(camp: Camp, client: Client) -> None:
    mine, other = await active(camp, 1), await another_cohort(camp)
    await attend(await a_session(camp, THEORY, date(2024, 9, 1)), mine)
    await assessed(mine, camp.trainers[0])
    trainer = client.seen_by(viewer_of(camp.trainers[0]))
    answer = await trainer.ask(SEEN)
    assert len(client.statements) == 3
    assert answer == {
        "talentEnrollments": {
            "totalCount": 1,
            "nodes": [
                {"member": {"name": "演示学员001"}, "attendances": {"totalCount": 1}, "assessments": {"totalCount": 1}}
            ],
        },
        "talentMembers": {"totalCount": 1},
        "talentAssessments": {"totalCount": 1},
    }
    # A name that is private is filtered and searched by with the permission alone.
    for by_name in (
        '{ talentMembers(where: {name: {contains: "学员"}}) { totalCount } }',
        '{ search(text: "演示学员", types: [TALENT_MEMBER]) { totalCount } }',
    ):
        assert (await trainer.refusal(by_name))[0] == "FORBIDDEN"
    # Asked of everything, a search finds those whose names the trainer sees anyhow.
    assert await trainer.ask('{ search(text: "演示学员") { totalCount } }') == {"search": {"totalCount": 1}}
    with as_person(camp.trainers[0]):
        new = assessments.NewAssessment(enrollment_id=other.id, phase=TalentAssessmentPhase.BEFORE, score=1)
        assert await problems_of(assessments.record(new)) == [("NOT_FOUND", "enrollmentId")]
    # Who works with the cohort no more sees it no more, with the next request.
    link = await CohortTrainer.get(trainer_id=camp.trainers[0].id)
    await cohorts.remove_trainer(link.id)
    assert (await trainer.ask("{ talentEnrollments { totalCount } }")) == {"talentEnrollments": {"totalCount": 0}}


async def test_members_see_themselves(camp: Camp, client: Client) -> None:
    mine, _ = await active(camp, 1), await active(camp, 2)
    await assessed(mine, camp.trainers[0])
    answer = await client.seen_by(viewer_of(camp.members[0])).ask(SEEN)
    assert answer["talentEnrollments"] == {
        "totalCount": 1,
        "nodes": [
            {"member": {"name": "演示学员001"}, "attendances": {"totalCount": 0}, "assessments": {"totalCount": 1}}
        ],
    }
    answer = await client.seen_by(viewer_of(camp.members[1])).ask(SEEN)
    assert answer["talentAssessments"] == {"totalCount": 0}


async def test_offices_see_their_area_and_names_with_a_permission(camp: Camp, client: Client) -> None:
    mine = await active(camp, 1)
    await assessed(mine, camp.trainers[0])
    for role, where, count, name in (
        ("pidu_talent.administrator", camp.town.pitong, 1, "演示学员001"),
        ("pidu_talent.administrator", camp.town.xihua, 0, None),
        ("pidu_talent.district_reader", camp.town.pidu, 1, "演**"),
        ("pidu_talent.auditor", camp.town.pidu, 1, "演**"),
    ):
        answer = await client.in_role(role, areas=[where]).ask(SEEN)
        told = answer["talentEnrollments"]
        assert (told["totalCount"], [node["member"]["name"] for node in told["nodes"]]) == (count, [name] * count)
        assert answer["talentAssessments"]["totalCount"] == count
    admit = """mutation ($id: ID!) { admitTalentEnrollment(input: {id: $id}) {
      enrollment { state } userErrors { code } } }"""
    row = await Enrollment.create(cohort=camp.cohort, member=camp.members[1])
    variables = {"id": gid("ten", row.id)}
    reader = client.in_role("pidu_talent.district_reader", areas=[camp.town.pidu])
    assert (await reader.refusal(admit, variables))[0] == "FORBIDDEN"
    elsewhere = client.in_role("pidu_talent.administrator", areas=[camp.town.xihua])
    assert (await elsewhere.ask(admit, variables))["admitTalentEnrollment"]["userErrors"] == [{"code": "NOT_FOUND"}]
    here = client.in_role("pidu_talent.administrator", areas=[camp.town.pitong])
    assert (await here.ask(admit, variables))["admitTalentEnrollment"] == {
        "enrollment": {"state": "ADMITTED"},
        "userErrors": [],
    }


async def test_the_public_is_told_of_nobody(camp: Camp, client: Client) -> None:
    row = await active(camp, 1)
    session = await a_session(camp, THEORY, date(2024, 9, 1))
    await attend(session, row)
    await asked(camp, row, 0)
    await assessed(row, camp.trainers[0])
    for name in (
        "talentMembers",
        "talentEnrollments",
        "talentAttendances",
        "talentMentorships",
        "talentMentorLogs",
        "talentSurveys",
        "talentAssessments",
        "talentCertificates",
    ):
        code, message = await client.anonymous.refusal(f"{{ {name} {{ totalCount }} }}")
        assert code == "FORBIDDEN"
        assert "needs the permission 'pidu_talent." in message
    for where in (
        "talentCohorts(where: {enrollments: {some: {}}})",
        "talentSessions(where: {attendances: {some: {state: {eq: ABSENT}}}})",
        "talentCohorts(orderBy: [{enrollments: {count: DESC}}])",
    ):
        assert (await client.anonymous.refusal(f"{{ {where} {{ totalCount }} }}"))[0] == "FORBIDDEN"
    public = "{ talentCohorts { nodes { name seatsTaken seatsFree state } } talentTrainers { totalCount } }"
    with fixed(NOW):
        assert await client.anonymous.ask(public) == {
            "talentCohorts": {"nodes": [{"name": "第一期", "seatsTaken": 1, "seatsFree": 2, "state": "RUNNING"}]},
            "talentTrainers": {"totalCount": 2},
        }
    # What is sensitive is in the audit log of nobody.
    assert await Assessment.all().count() == 1


async def test_what_is_not_public_leaves_no_trace(camp: Camp, client: Client) -> None:
    planned = await Cohort.create(
        programme=camp.programme,
        area=camp.town.pitong,
        rule=camp.rule,
        number=7,
        name="筹备中的班",
        capacity=3,
        starts_on=BEGINS,
        ends_on=date(2024, 12, 31),
    )
    with fixed(LATER):
        retired = await pools.add_trainer(pools.NewTrainer(area_id=camp.town.pitong.id, name="示例导师丁"))
        retired = await pools.retire_trainer(retired.id)
    await assert_no_leaks(client.anonymous, [planned])
    await assert_no_leaks(client.anonymous, [retired])

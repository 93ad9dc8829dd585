"""From problems to courses, from needs to projects, from writing to reading; and who assesses whom."""

from __future__ import annotations

from typing import Any

from linli.testing import Client, fixed
from plugins.pidu_talent import assessments, courses, exchanges, projects, surveys
from plugins.pidu_talent.choices import TalentAssessmentPhase, TalentExchangeState, TalentProjectState
from plugins.pidu_talent.models import Assessment, Enrollment, Exchange, SurveyAnswer, SurveyTopic
from tests.plugins.pidu_talent.camp import (
    LATER,
    NOW,
    PRACTICUM,
    Camp,
    a_member,
    active,
    applied,
    as_person,
    at,
    completed,
    date,
    problems_of,
    viewer_of,
)

BEFORE, AFTER = TalentAssessmentPhase


async def test_from_the_survey_to_the_course(camp: Camp, client: Client) -> None:
    rows = [await active(camp, number) for number in (1, 2, 3)]
    survey = await surveys.create(
        surveys.NewSurvey(
            cohort_id=camp.cohort.id,
            title="需求调查",
            topics=[surveys.NewTopic(title="调解"), surveys.NewTopic(title="议事")],
        )
    )
    topics = [one.id for one in await SurveyTopic.filter(survey_id=survey.id).order_by("position")]
    given = [surveys.Answer(topic_id=key, importance=4) for key in topics]
    mine = surveys.Answers(enrollment_id=rows[0].id, answers=given)
    assert await problems_of(surveys.answer(survey.id, mine)) == [("WRONG_STATE", "id")]
    await surveys.open_for_answers(survey.id)
    with as_person(camp.members[1]):
        assert await problems_of(surveys.answer(survey.id, mine)) == [("NOT_FOUND", "enrollmentId")]
    wrong = surveys.Answers(enrollment_id=rows[0].id, answers=[surveys.Answer(topic_id=topics[0], importance=6)])
    assert await problems_of(surveys.answer(survey.id, wrong)) == [
        ("INCOMPLETE", "answers"),
        ("OUT_OF_RANGE", "answers.0.importance"),
    ]
    with as_person(camp.members[0]):
        assert await problems_of(surveys.answer(survey.id, mine)) == []
        assert await problems_of(surveys.answer(survey.id, mine)) == [("DUPLICATE", "answers")]
    assert await SurveyAnswer.all().count() == 2
    await surveys.close(survey.id)
    course = await courses.create(
        courses.NewCourse(area_id=camp.town.pitong.id, code="P1", title="矛盾调解实训", kind=PRACTICUM, minutes=60)
    )
    new = surveys.NewObjective(
        cohort_id=camp.cohort.id, title="会调解", topic_id=topics[0], course_ids=[course.id, course.id]
    )
    await surveys.set_objective(new)
    question = """{ talentObjectives { nodes {
      title served topic { title answersCount importance } courses { nodes { course { title } } } } } }"""
    path = {"title": "会调解", "served": True, "courses": {"nodes": [{"course": {"title": "矛盾调解实训"}}]}}
    answer = await client.ask(question)
    assert len(client.statements) == 1
    # One answer might be known by name.
    told = {"title": "调解", "answersCount": None, "importance": None}
    assert answer["talentObjectives"]["nodes"] == [{**path, "topic": told}]
    # The public sees the objective and its courses, and not the survey.
    assert (await client.anonymous.ask(question))["talentObjectives"]["nodes"] == [{**path, "topic": None}]
    with fixed(LATER):
        await courses.retire(course.id)
    answer = await client.anonymous.ask("{ talentObjectives { nodes { served } } }")
    assert answer["talentObjectives"]["nodes"] == [{"served": False}]


async def test_five_answers_are_told_of_once_there_are_no_more(camp: Camp, client: Client) -> None:
    """The sixth answer would be known from the means before and after it."""
    survey = await surveys.create(
        surveys.NewSurvey(cohort_id=camp.cohort.id, title="需求调查", topics=[surveys.NewTopic(title="调解")])
    )
    topic = await SurveyTopic.get(survey_id=survey.id)
    question = "{ talentSurveys { nodes { topics { nodes { answersCount importance } } } } }"

    async def told() -> Any:
        return (await client.ask(question))["talentSurveys"]["nodes"][0]["topics"]["nodes"]

    for number in range(6):
        member = await a_member(camp.town, 50 + number)
        row = await Enrollment.create(cohort=camp.cohort, member=member)
        await SurveyAnswer.create(topic=topic, enrollment=row, importance=1 + number % 2)
        assert await told() == [{"answersCount": 5 if number >= 4 else None, "importance": None}]
    with fixed(NOW):
        await surveys.open_for_answers(survey.id)
        await surveys.close(survey.id)
    assert await told() == [{"answersCount": 5, "importance": 1.5}]
    await SurveyAnswer.filter(importance=2).delete()
    assert await told() == [{"answersCount": None, "importance": None}]


async def test_from_the_need_to_the_review(camp: Camp, client: Client) -> None:
    row, other = await active(camp, 1), await active(camp, 2)
    with fixed(NOW):
        need = await projects.note_need(projects.NewNeed(area_id=camp.town.pitong.id, title="楼道缺灯"))
    state = "{ talentNeeds { nodes { state stateLabel } } talentProjects { nodes { title state } } }"
    new = projects.NewProject(
        cohort_id=camp.cohort.id, title="微光行动", plan="装灯", need_ids=[need.id], enrollment_ids=[row.id, other.id]
    )
    none = projects.NewProject(cohort_id=camp.cohort.id, title=" ", plan="装灯", need_ids=[], enrollment_ids=[])
    assert await problems_of(projects.propose(none)) == [("REQUIRED", "needIds"), ("REQUIRED", "enrollmentIds")]
    with as_person(camp.members[2]):
        assert await problems_of(projects.propose(new)) == [("NOT_FOUND", "cohortId")]
    with as_person(camp.members[0]):
        project = await projects.propose(new)
    # A proposal is for its team and the trainers, and a need without an approved project is open.
    proposed = {"title": "微光行动", "state": "PROPOSED"}
    for viewer, seen in (
        (client.anonymous, []),
        (client.seen_by(viewer_of(camp.members[1])), [proposed]),
        (client.seen_by(viewer_of(camp.members[2])), []),
        (client.seen_by(viewer_of(camp.trainers[0])), [proposed]),
    ):
        answer = await viewer.ask(state)
        assert answer["talentProjects"]["nodes"] == seen
        assert answer["talentNeeds"]["nodes"] == [{"state": "OPEN", "stateLabel": "待认领"}]
    assert await problems_of(projects.start(project.id)) == [("WRONG_STATE", "id")]
    await projects.approve(project.id)
    assert (await client.anonymous.ask(state))["talentNeeds"]["nodes"][0]["state"] == "IN_HAND"
    delivery = projects.Delivery(deliverable="装了十二盏灯", on=date(2024, 8, 9))
    with as_person(camp.members[1]), fixed(NOW):
        await projects.start(project.id)
        await projects.deliver(project.id, delivery)
        found = projects.Review(score=90, result="夜里亮了")
        assert await problems_of(projects.review(project.id, found)) == [("NOT_PERMITTED", "id")]
    with fixed(NOW):
        project = await projects.review(project.id, found)
    assert (project.state, project.review_score, project.result) == (TalentProjectState.REVIEWED, 90, "夜里亮了")
    assert (await client.anonymous.ask(state))["talentNeeds"]["nodes"] == [
        {"state": "ANSWERED", "stateLabel": "已回应"}
    ]
    # The outcome is public, and what was said of the team's work is not.
    said = "{ talentProjects { nodes { result reviewScore } } good: talentProjects(where: {reviewScore: {gte: 60}}) {"
    for viewer, score in (
        (client.anonymous, None),
        (client.seen_by(viewer_of(camp.members[2])), None),
        (client.seen_by(viewer_of(camp.members[1])), 90),
        (client.seen_by(viewer_of(camp.trainers[0])), 90),
        (client.permitted("pidu_talent.projects_read"), 90),
    ):
        answer = await viewer.ask(said + " totalCount } }")
        assert answer == {
            "talentProjects": {"nodes": [{"result": "夜里亮了", "reviewScore": score}]},
            "good": {"totalCount": 0 if score is None else 1},
        }
    team = "{ talentProjects { nodes { team { totalCount } } } }"
    assert (await client.anonymous.refusal(team))[0] == "FORBIDDEN"
    answer = await client.seen_by(viewer_of(camp.members[0])).ask(team)
    assert answer["talentProjects"]["nodes"] == [{"team": {"totalCount": 2}}]


async def test_several_evaluators_before_and_after(camp: Camp, client: Client) -> None:
    row = await active(camp)

    def by(phase: TalentAssessmentPhase, score: int) -> assessments.NewAssessment:
        return assessments.NewAssessment(enrollment_id=row.id, phase=phase, score=score)

    for trainer, before, after in ((camp.trainers[0], 60, 80), (camp.trainers[1], 50, 90)):
        with as_person(trainer), fixed(NOW):
            await assessments.record(by(BEFORE, before))
            await assessments.record(by(AFTER, after))
            assert await problems_of(assessments.record(by(AFTER, 1))) == [("DUPLICATE", "phase")]
    with as_person(camp.members[0]):
        assert await problems_of(assessments.record(by(AFTER, 101))) == [("OUT_OF_RANGE", "score")]
        assert await problems_of(assessments.record(by(AFTER, 70))) == []
    with as_person(camp.members[1]):
        assert await problems_of(assessments.record(by(AFTER, 1))) == [("NOT_FOUND", "enrollmentId")]
    assert await problems_of(assessments.record(by(AFTER, 1))) == [("REQUIRED", "evaluatorId")]
    answer = await client.ask("{ talentEnrollments { nodes { progress { scoreBefore scoreAfter scoreChange } } } }")
    assert answer["talentEnrollments"]["nodes"] == [
        {"progress": {"scoreBefore": 55.0, "scoreAfter": 80.0, "scoreChange": 25.0}}
    ]
    # Assessments are sensitive: who sees enrolments and not these sees whether there are some, and no score.
    question = "{ talentEnrollments { nodes { progress { scoreBefore scoreAfter scoreChange assessmentsMet } } } }"
    hidden = {"scoreBefore": None, "scoreAfter": None, "scoreChange": None, "assessmentsMet": True}
    answer = await client.permitted("pidu_talent.enrollments_read").ask(question)
    assert answer["talentEnrollments"]["nodes"] == [{"progress": hidden}]
    for person in (camp.members[0], camp.trainers[0]):
        answer = await client.seen_by(viewer_of(person)).ask(question)
        assert answer["talentEnrollments"]["nodes"][0]["progress"]["scoreAfter"] == 80.0
    ended, waiting = await completed(camp, 2), await applied(camp, 3)
    for one in (ended, waiting):
        with as_person(camp.trainers[0]):
            new = assessments.NewAssessment(enrollment_id=one.id, phase=AFTER, score=1)
            assert await problems_of(assessments.record(new)) == [("WRONG_STATE", "enrollmentId")]
    assert await Assessment.all().count() == 5


async def test_exchanges_are_seen_once_they_are_moderated(camp: Camp, client: Client) -> None:
    await active(camp, 1)
    new = exchanges.NewExchange(cohort_id=camp.cohort.id, title="怎么筹款", text="请教大家")
    assert await problems_of(exchanges.submit(new)) == [("NOT_FOUND", "cohortId")]
    with as_person(camp.members[2]):
        assert await problems_of(exchanges.submit(new)) == [("NOT_FOUND", "cohortId")]
    with as_person(camp.members[0]), fixed(NOW):
        row = await exchanges.submit(new)
        assert await problems_of(exchanges.publish(row.id)) == [("NOT_PERMITTED", "id")]
    reply = exchanges.NewExchange(cohort_id=camp.cohort.id, title="公益金", text="可以申请", answers_id=row.id)
    with as_person(camp.trainers[0]):
        assert await problems_of(exchanges.submit(reply)) == [("NOT_ALLOWED", "answersId")]
    question = "{ talentExchanges { nodes { title replies { nodes { title } } } } }"
    author, stranger = client.seen_by(viewer_of(camp.members[0])), client.seen_by(viewer_of(camp.members[1]))
    seen = {"title": "怎么筹款", "replies": {"nodes": []}}
    for viewer, nodes in ((author, [seen]), (stranger, []), (client.anonymous, [])):
        assert (await viewer.ask(question))["talentExchanges"]["nodes"] == nodes
    with fixed(NOW):
        await exchanges.publish(row.id)
        with as_person(camp.trainers[0]):
            answer = await exchanges.submit(reply)
        await exchanges.reject(answer.id, exchanges.Reasoned(reason="重复"))
    why = "{ talentExchanges(where: {state: {eq: REJECTED}}) { nodes { reason } } }"
    for viewer, reasons in (
        (client.seen_by(viewer_of(camp.trainers[0])), [{"reason": "重复"}]),
        (client.permitted("pidu_talent.moderate"), [{"reason": "重复"}]),
        (author, []),
    ):
        assert (await viewer.ask(why))["talentExchanges"]["nodes"] == reasons
    assert (await client.anonymous.ask(question))["talentExchanges"]["nodes"] == [seen]
    with as_person(camp.members[1]):
        gone = exchanges.Reasoned(reason="不想展示了")
        assert await problems_of(exchanges.withdraw(row.id, gone)) == [("NOT_FOUND", "id")]
    with as_person(camp.members[0]), fixed(at(date(2024, 8, 11))):
        await exchanges.withdraw(row.id, gone)
    assert [one.state for one in await Exchange.all().order_by("id")] == [
        TalentExchangeState.WITHDRAWN,
        TalentExchangeState.REJECTED,
    ]
    assert (await client.anonymous.ask(question))["talentExchanges"]["nodes"] == []

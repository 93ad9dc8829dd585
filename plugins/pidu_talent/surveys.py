"""From problems to courses (问题、需求、目标导向): needs surveys, their answers, and the objectives that follow."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from linli.services import Problems, References, changed, created, locked, refuse, writing
from plugins.pidu_talent import tags
from plugins.pidu_talent.acting import require
from plugins.pidu_talent.choices import TalentEnrollmentState
from plugins.pidu_talent.choices import TalentSurveyState as S
from plugins.pidu_talent.models import (
    Cohort,
    Course,
    Enrollment,
    Objective,
    ObjectiveCourse,
    Survey,
    SurveyAnswer,
    SurveyTopic,
)
from plugins.pidu_talent.models.database_rules import RULES
from plugins.pidu_talent.permissions import NEEDS_WRITE

ANSWERING = (TalentEnrollmentState.ADMITTED, TalentEnrollmentState.ACTIVE)
"""Whose needs are asked for."""

MOST_TOPICS = 50
MOST_COURSES = 50


@dataclass(frozen=True, kw_only=True)
class NewTopic:
    """A topic of which members say how much they need it."""

    title: str
    title_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewSurvey:
    """A survey with its topics, in order."""

    cohort_id: uuid.UUID
    title: str
    topics: Sequence[NewTopic]
    title_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How much a member needs a topic, from 1 to 5."""

    topic_id: uuid.UUID
    importance: int


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a member answers, of each topic of the survey."""

    enrollment_id: uuid.UUID
    answers: Sequence[Answer]


@dataclass(frozen=True, kw_only=True)
class NewObjective:
    """What a cohort is to learn, from which topic that follows, and which courses serve it."""

    cohort_id: uuid.UUID
    title: str
    title_en: str | None = None
    topic_id: uuid.UUID | None = None
    course_ids: Sequence[uuid.UUID] = ()


async def create(new: NewSurvey) -> Survey:
    """Draw up a survey. Raises `linli.services.InputRefused`, as all verbs here do."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Cohort, new.cohort_id, "cohort_id")
        survey = Survey(
            cohort_id=new.cohort_id,
            title=problems.text(Survey, "title", new.title, "title"),
            title_en=problems.optional_text(Survey, "title_en", new.title_en, "title_en"),
        )
        if not new.topics:
            problems.add("REQUIRED", "A survey has at least one topic.", "topics")
        if len(new.topics) > MOST_TOPICS:
            problems.add("TOO_MANY", f"Has {len(new.topics)} items, and at most {MOST_TOPICS} fit.", "topics")
        topics = [
            SurveyTopic(
                position=index + 1,
                title=problems.text(SurveyTopic, "title", topic.title, "topics", index, "title"),
                title_en=problems.optional_text(SurveyTopic, "title_en", topic.title_en, "topics", index, "title_en"),
            )
            for index, topic in enumerate(new.topics)
        ]
        await references.check(problems)
        problems.refuse()
        await created(survey, "pidu_talent.survey_created", tag=tags.SURVEY)
        for topic in topics:
            topic.survey_id = survey.id
        await SurveyTopic.bulk_create(topics)
    return survey


async def open_for_answers(survey_id: uuid.UUID, *, expected_version: int | None = None) -> Survey:
    """Let members answer a survey."""
    return await _step(survey_id, S.DRAFT, S.OPEN, "opened", expected_version)


async def close(survey_id: uuid.UUID, *, expected_version: int | None = None) -> Survey:
    """End a survey; its results are the means of its topics."""
    return await _step(survey_id, S.OPEN, S.CLOSED, "closed", expected_version)


async def answer(survey_id: uuid.UUID, given: Answers, *, expected_version: int | None = None) -> Survey:
    """Answer a survey, once, each topic: as the member, or for them with the permission.

    WRONG_STATE for a survey that is not open; NOT_ALLOWED for who does not learn in the cohort; INCOMPLETE; DUPLICATE.
    """
    async with writing(RULES):
        survey = await Survey.get_or_none(id=survey_id).select_related("cohort")
        found = await Enrollment.get_or_none(id=given.enrollment_id).select_related("member")
        if survey is None or found is None:
            raise refuse("NOT_FOUND", "There is no such row.", "id" if survey is None else "enrollment_id")
        await require(NEEDS_WRITE, survey.cohort.area_id, found.member.person_id, field="enrollment_id")
        # Closing it waits for those who answer, and the other way round.
        survey = await locked(Survey, survey_id, expected_version)
        if survey.state is not S.OPEN:
            raise refuse("WRONG_STATE", f"The survey is {survey.state.value}.", "id")
        problems = Problems()
        if found.cohort_id != survey.cohort_id or found.state not in ANSWERING:
            problems.add("NOT_ALLOWED", "Does not learn in the cohort of the survey.", "enrollment_id")
        topics = set(await SurveyTopic.filter(survey_id=survey.id).values_list("id", flat=True))
        named = [one.topic_id for one in given.answers]
        if set(named) != topics or len(named) != len(topics):
            problems.add("INCOMPLETE", f"Answer each of the {len(topics)} topics of the survey once.", "answers")
        for index, one in enumerate(given.answers):
            problems.within(one.importance, 1, 5, "answers", index, "importance")
        problems.refuse()
        if await SurveyAnswer.exists(enrollment_id=found.id, topic_id__in=list(topics)):
            raise refuse("DUPLICATE", "The member has answered this survey already.", "answers")
        await SurveyAnswer.bulk_create(
            SurveyAnswer(topic_id=one.topic_id, enrollment_id=found.id, importance=one.importance)
            for one in given.answers
        )
        await changed(survey, {}, "pidu_talent.survey_answered", tag=tags.SURVEY)
    return survey


async def set_objective(new: NewObjective) -> Objective:
    """Set an objective of a cohort. NOT_ALLOWED for a topic of another cohort's survey."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Cohort, new.cohort_id, "cohort_id")
        references.add(SurveyTopic, new.topic_id, "topic_id")
        if len(new.course_ids) > MOST_COURSES:
            problems.add("TOO_MANY", f"Has {len(new.course_ids)} items, and at most {MOST_COURSES} fit.", "course_ids")
        for index, key in enumerate(new.course_ids):
            references.add(Course, key, "course_ids", index)
        row = Objective(
            cohort_id=new.cohort_id,
            topic_id=new.topic_id,
            title=problems.text(Objective, "title", new.title, "title"),
            title_en=problems.optional_text(Objective, "title_en", new.title_en, "title_en"),
        )
        await references.check(problems)
        problems.refuse()
        await locked(Cohort, new.cohort_id, None)
        if new.topic_id is not None and not await SurveyTopic.exists(id=new.topic_id, survey__cohort_id=new.cohort_id):
            raise refuse("NOT_ALLOWED", "The topic is of another cohort's survey.", "topic_id")
        row.position = await Objective.filter(cohort_id=new.cohort_id).count() + 1
        await created(row, "pidu_talent.objective_set", tag=tags.OBJECTIVE)
        await ObjectiveCourse.bulk_create(
            ObjectiveCourse(objective_id=row.id, course_id=key) for key in dict.fromkeys(new.course_ids)
        )
    return row


async def _step(survey_id: uuid.UUID, before: S, after: S, done: str, expected_version: int | None) -> Survey:
    async with writing(RULES):
        survey = await locked(Survey, survey_id, expected_version)
        if survey.state is not before:
            raise refuse("WRONG_STATE", f"A survey that is {survey.state.value} cannot be {done}.", "id")
        await changed(survey, {"state": after}, f"pidu_talent.survey_{done}", tag=tags.SURVEY)
    return survey

"""From problems to courses (问题、需求、目标导向): surveys, their topics and answers, objectives and their courses."""

from __future__ import annotations

from pypika_tortoise.functions import Cast
from pypika_tortoise.terms import Case, Criterion, Term

from linli import (
    Connection,
    LanguageArgument,
    Row,
    auto,
    column,
    computed,
    count_of_people,
    label,
    literal,
    many,
    model_type,
    to_one,
    translated,
)
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.choices import TalentSurveyState
from plugins.pidu_talent.permissions import SURVEYS_READ
from plugins.pidu_talent.types.cohorts import TalentCohort, TalentEnrollment
from plugins.pidu_talent.types.expressions import FEWEST, has
from plugins.pidu_talent.types.library import TalentCourse


@model_type(
    models.Survey,
    tag=tags.SURVEY,
    area="cohort.area",
    own=("cohort.enrollments.member.person", "cohort.trainers.trainer.person"),
    order_by=("id",),
    requires=SURVEYS_READ,
    group_by=("state", "cohort"),
    since="0.1.0",
)
class TalentSurvey:
    """A survey of what the members of a cohort need to learn (需求调查). Seen by its members and trainers."""

    cohort: TalentCohort = to_one("The cohort (班次).")
    title: auto = translated("The title (标题).")
    title_en: auto = column("The title in English; null where there is none (英文标题).")
    state: auto = column("Whether it can be answered (调查状态).")
    topics: Connection[TalentSurveyTopic] = many("Its topics, in order (调查主题).", order_by=("position",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (调查状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, TalentSurveyState, lang)


@model_type(
    models.SurveyTopic,
    tag=tags.SURVEY_TOPIC,
    area="survey.cohort.area",
    order_by=("position",),
    follows="survey",
    since="0.1.0",
)
class TalentSurveyTopic:
    """A topic of a survey (调查主题)."""

    survey: TalentSurvey = to_one("The survey (需求调查).")
    position: auto = column("Its place in the survey, from 1 (次序).")
    title: auto = translated("The topic (主题).")
    title_en: auto = column("The topic in English; null where there is none (英文主题).")
    objectives: Connection[TalentObjective] = many(
        "The objectives that follow from it (培训目标).", order_by=("position",)
    )
    answers: Connection[TalentSurveyAnswer] = many("The answers that you may see (答卷).", order_by=("id",))

    @computed(int | None, "How many answered, in whole steps of five; null for fewer (答题人数).")
    def answers_count(row: Row) -> Term:
        return count_of_people(_count(row))

    @computed(
        float | None,
        "The mean importance, 1 to 5, once the survey is closed; null for fewer than five answers (平均重要程度).",
    )
    def importance(row: Row) -> Term:
        answer, rows = row.related("answers", visible=False)
        mean = rows.value("avg({0})", Cast(answer.importance, "double precision"))
        # While it is open, the mean before and after an answer would tell that.
        closed = has(row, "survey", lambda survey: survey.state.eq(literal(TalentSurveyState.CLOSED.value)))
        told: Term = Case().when(closed & (_count(row) >= literal(FEWEST)), mean)
        return told


def _count(topic: Row) -> Term:
    return topic.related("answers", visible=False)[1].value("count(*)")


@model_type(
    models.SurveyAnswer,
    tag=tags.SURVEY_ANSWER,
    area="enrollment.cohort.area",
    own="enrollment.member.person",
    order_by=("id",),
    requires=SURVEYS_READ,
    group_by=("topic", "importance"),
    since="0.1.0",
)
class TalentSurveyAnswer:
    """How much a member needs a topic (答卷). Seen by the member, and with a permission."""

    topic: TalentSurveyTopic | None = to_one("The topic (主题).")
    enrollment: TalentEnrollment | None = to_one("The member's enrolment (学员).")
    importance: auto = column("How much, from 1 (little) to 5 (urgently) (重要程度).")
    created_at: auto = column("When it was answered.")


@model_type(
    models.Objective,
    tag=tags.OBJECTIVE,
    area="cohort.area",
    order_by=("position",),
    follows="cohort",
    group_by=("cohort",),
    since="0.1.0",
)
class TalentObjective:
    """What a cohort is to learn (培训目标), and from which topic of the survey that follows."""

    cohort: TalentCohort = to_one("The cohort (班次).")
    position: auto = column("Its place among the objectives, from 1 (次序).")
    title: auto = translated("The objective (目标).")
    title_en: auto = column("The objective in English; null where there is none (英文目标).")
    topic: TalentSurveyTopic | None = to_one("The topic that it follows from, for those who see the survey (来源主题).")
    courses: Connection[TalentObjectiveCourse] = many("The courses that serve it (对应课程).", order_by=("id",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(bool, "Whether a course in use serves it (是否有课程).", filterable=True)
    def served(row: Row) -> Criterion:
        return row.any("courses", lambda link: link.any("course", lambda course: course.retired_on.isnull()))


@model_type(
    models.ObjectiveCourse,
    tag=tags.OBJECTIVE_COURSE,
    area="objective.cohort.area",
    order_by=("id",),
    follows="objective",
    since="0.1.0",
)
class TalentObjectiveCourse:
    """A course serves an objective (目标对应课程)."""

    objective: TalentObjective = to_one("The objective (培训目标).")
    course: TalentCourse | None = to_one("The course (课程).")

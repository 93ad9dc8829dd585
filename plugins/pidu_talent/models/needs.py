"""From problems to courses (问题、需求、目标导向): the needs survey, objectives that follow from it, their courses."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.pidu_talent.choices import TalentSurveyState


class Survey(Model):
    """A survey of what the members of a cohort need to learn."""

    id = key()
    cohort = reference("pidu_talent.Cohort", related_name="surveys")
    cohort_id: uuid.UUID
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)
    state = fields.CharEnumField(TalentSurveyState, max_length=32, default=TalentSurveyState.DRAFT)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_survey"
        indexes = (("cohort_id", "id"),)


class SurveyTopic(Model):
    """A topic of a survey, of which members say how much they need it."""

    id = key()
    survey = reference("pidu_talent.Survey", related_name="topics", owned=True)
    position = fields.SmallIntField()
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_survey_topic"
        unique_together = (("survey", "position"),)


class SurveyAnswer(Model):
    """How much a member needs a topic, from 1 (little) to 5 (urgently)."""

    id = key()
    topic = reference("pidu_talent.SurveyTopic", related_name="answers")
    enrollment = reference("pidu_talent.Enrollment", related_name="survey_answers")
    importance = fields.SmallIntField()
    created_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_survey_answer"
        unique_together = (("topic", "enrollment"),)
        indexes = (("enrollment_id",),)
        constraints = (CheckConstraint(check="importance BETWEEN 1 AND 5", name="pidu_talent_survey_answer_range"),)


class Objective(Model):
    """What a cohort is to learn, and from which topic of a survey that follows."""

    id = key()
    cohort = reference("pidu_talent.Cohort", related_name="objectives")
    cohort_id: uuid.UUID
    position = fields.SmallIntField()
    title = fields.CharField(max_length=300)
    title_en = fields.CharField(max_length=300, null=True)
    topic = reference("pidu_talent.SurveyTopic", related_name="objectives", null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_objective"
        unique_together = (("cohort", "position"),)
        indexes = (("topic_id",),)


class ObjectiveCourse(Model):
    """A course serves an objective."""

    id = key()
    objective = reference("pidu_talent.Objective", related_name="courses", owned=True)
    course = reference("pidu_talent.Course", related_name="objectives")

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_objective_course"
        unique_together = (("objective", "course"),)
        indexes = (("course_id", "objective_id"),)

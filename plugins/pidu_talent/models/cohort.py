"""Cohorts (班次), whom they admit, who trains them, and enrolments."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.pidu_talent.choices import TalentEnrollmentState, TalentMemberCategory


class Cohort(Model):
    """A cohort of a programme. From its opening on, its rule of completion stays.

    ``seats_taken`` counts who was admitted and has not withdrawn; the use cases of enrolments keep it.
    """

    id = key()
    programme = reference("pidu_talent.TalentProgramme", related_name="cohorts")
    programme_id: uuid.UUID
    area = reference("Area", related_name="pidu_talent_cohorts")
    area_id: uuid.UUID
    rule = reference("pidu_talent.CompletionRule", related_name="cohorts")
    rule_id: uuid.UUID
    number = fields.SmallIntField()
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    capacity = fields.SmallIntField()
    seats_taken = fields.SmallIntField(default=0)
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    apply_until = fields.DateField(null=True)
    opened_at: datetime.datetime | None = InstantField(null=True)
    closed_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_cohort"
        unique_together = (("programme", "number"),)
        indexes = (("area_id", "id"), ("rule_id",), ("starts_on", "id"))
        constraints = (
            CheckConstraint(check="number >= 1", name="pidu_talent_cohort_number_from_one"),
            CheckConstraint(check="ends_on >= starts_on", name="pidu_talent_cohort_period"),
            CheckConstraint(check="capacity >= 1", name="pidu_talent_cohort_capacity"),
            CheckConstraint(check="seats_taken BETWEEN 0 AND capacity", name="pidu_talent_cohort_within_capacity"),
            CheckConstraint(check="closed_on IS NULL OR opened_at IS NOT NULL", name="pidu_talent_cohort_opened_first"),
        )


class CohortCategory(Model):
    """A category of members that a cohort admits."""

    id = key()
    cohort = reference("pidu_talent.Cohort", related_name="categories", owned=True)
    category = fields.CharEnumField(TalentMemberCategory, max_length=32)

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_cohort_category"
        unique_together = (("cohort", "category"),)


class CohortTrainer(Model):
    """A trainer or mentor works with a cohort, and sees its members while this row is there."""

    id = key()
    cohort = reference("pidu_talent.Cohort", related_name="trainers", owned=True)
    cohort_id: uuid.UUID
    trainer = reference("pidu_talent.Trainer", related_name="cohorts")
    version = fields.IntField(default=1)
    created_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_cohort_trainer"
        unique_together = (("cohort", "trainer"),)
        indexes = (("trainer_id", "cohort_id"),)


class Enrollment(Model):
    """A member's way through a cohort. Sessions before ``active_on`` are not applicable to the member.

    A trigger lets an enrolment become COMPLETED only with the minutes of theory and of practicum that its cohort asks.
    """

    id = key()
    cohort = reference("pidu_talent.Cohort", related_name="enrollments")
    cohort_id: uuid.UUID
    member = reference("pidu_talent.Member", related_name="enrollments")
    member_id: uuid.UUID
    state = fields.CharEnumField(TalentEnrollmentState, max_length=32, default=TalentEnrollmentState.APPLIED)
    statement = fields.TextField(null=True)
    applied_at = CreatedField()
    admitted_at: datetime.datetime | None = InstantField(null=True)
    active_on = fields.DateField(null=True)
    ended_on = fields.DateField(null=True)
    end_reason = fields.CharField(max_length=500, null=True)
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_enrollment"
        indexes = (("cohort_id", "state", "id"), ("member_id", "id"))
        constraints = (
            UniqueConstraint(
                fields=("cohort_id", "member_id"), name="pidu_talent_enrollment_one", condition="state <> 'WITHDRAWN'"
            ),
            CheckConstraint(
                check="state IN ('APPLIED', 'WITHDRAWN') OR admitted_at IS NOT NULL",
                name="pidu_talent_enrollment_admitted_first",
            ),
            CheckConstraint(
                check="state NOT IN ('ACTIVE', 'COMPLETED', 'FAILED') OR active_on IS NOT NULL",
                name="pidu_talent_enrollment_active_first",
            ),
            CheckConstraint(
                check="(state IN ('COMPLETED', 'WITHDRAWN', 'FAILED')) = (ended_on IS NOT NULL)",
                name="pidu_talent_enrollment_ended_has_day",
            ),
        )

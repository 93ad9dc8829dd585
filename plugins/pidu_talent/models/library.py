"""The three libraries: courses (课程库) with versions, trainers (师资库), members (成员库) with categories."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.pidu_talent.choices import TalentMemberCategory, TalentSessionKind


class Course(Model):
    """A course. Its title, kind and length are those of its current version, by which it is found."""

    id = key()
    area = reference("Area", related_name="pidu_talent_courses")
    code = fields.CharField(max_length=64, unique=True)
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)
    kind = fields.CharEnumField(TalentSessionKind, max_length=32)
    minutes = fields.IntField()
    current_number = fields.SmallIntField(default=1)
    retired_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_course"
        indexes = (("area_id", "id"), ("title", "id"))
        constraints = (CheckConstraint(check="minutes >= 1", name="pidu_talent_course_minutes"),)


class CourseVersion(Model):
    """A version of a course, which never changes: sessions and certificates keep theirs."""

    id = key()
    course = reference("pidu_talent.Course", related_name="versions", owned=True)
    course_id: uuid.UUID
    number = fields.SmallIntField()
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)
    summary = fields.TextField(null=True)
    kind = fields.CharEnumField(TalentSessionKind, max_length=32)
    minutes = fields.IntField()
    created_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_course_version"
        unique_together = (("course", "number"),)
        constraints = (CheckConstraint(check="minutes >= 1", name="pidu_talent_course_version_minutes"),)


class Trainer(Model):
    """A trainer or mentor. ``mentees_count`` is kept by the use cases of mentorships, within the capacity."""

    id = key()
    area = reference("Area", related_name="pidu_talent_trainers")
    person = reference("Person", related_name="pidu_talent_trainer", null=True, unique=True)
    person_id: uuid.UUID | None
    name = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100, null=True)
    title = fields.CharField(max_length=200, null=True)
    title_en = fields.CharField(max_length=200, null=True)
    expertise = fields.CharField(max_length=500, null=True)
    organization = reference("Organization", related_name="pidu_talent_trainers", null=True)
    mentor_capacity = fields.SmallIntField(default=0)
    mentees_count = fields.SmallIntField(default=0)
    retired_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_trainer"
        indexes = (("area_id", "id"), ("name", "id"), ("organization_id",))
        constraints = (
            CheckConstraint(check="mentor_capacity >= 0", name="pidu_talent_trainer_capacity"),
            CheckConstraint(
                check="mentees_count BETWEEN 0 AND mentor_capacity", name="pidu_talent_trainer_within_capacity"
            ),
        )


class Member(Model):
    """A person in the member pool. ``name`` is the person's, kept here because it is searched for; triggers keep it."""

    id = key()
    person = reference("Person", related_name="pidu_talent_member", unique=True)
    person_id: uuid.UUID
    area = reference("Area", related_name="pidu_talent_members")
    area_id: uuid.UUID
    name = fields.CharField(max_length=100)
    organization = reference("Organization", related_name="pidu_talent_members", null=True)
    organization_id: uuid.UUID | None
    position = fields.CharField(max_length=200, null=True)
    joined_on = fields.DateField()
    left_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_member"
        indexes = (("area_id", "id"), ("organization_id",))
        constraints = (CheckConstraint(check="left_on >= joined_on", name="pidu_talent_member_period"),)


class MemberCategory(Model):
    """A member belongs to a category."""

    id = key()
    member = reference("pidu_talent.Member", related_name="categories", owned=True)
    category = fields.CharEnumField(TalentMemberCategory, max_length=32)

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_member_category"
        unique_together = (("member", "category"),)
        indexes = (("category", "member_id"),)

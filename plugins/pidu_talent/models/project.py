"""Pressing needs (急难愁盼) of residents, and the practice projects (实践项目) that answer them."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.pidu_talent.choices import TalentProjectState


class PressingNeed(Model):
    """What residents of an area need urgently, in words that name nobody."""

    id = key()
    area = reference("Area", related_name="pidu_talent_needs")
    place = reference("Place", related_name="pidu_talent_needs", null=True)
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)
    description = fields.TextField(null=True)
    raised_on = fields.DateField()
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_need"
        indexes = (("area_id", "id"), ("place_id",), ("raised_on", "id"))


class Project(Model):
    """A practice project of a cohort."""

    id = key()
    cohort = reference("pidu_talent.Cohort", related_name="projects")
    cohort_id: uuid.UUID
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)
    plan = fields.TextField()
    state = fields.CharEnumField(TalentProjectState, max_length=32, default=TalentProjectState.PROPOSED)
    deliverable = fields.TextField(null=True)
    deliverable_media = reference("Media", related_name="pidu_talent_projects", null=True)
    delivered_on = fields.DateField(null=True)
    review_score = fields.SmallIntField(null=True)
    review = fields.TextField(null=True)
    result = fields.TextField(null=True)
    reviewed_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_project"
        indexes = (("cohort_id", "state", "id"), ("deliverable_media_id",))
        constraints = (
            CheckConstraint(
                check="(delivered_on IS NULL) = (deliverable IS NULL)",
                name="pidu_talent_project_delivered",
            ),
            CheckConstraint(
                check="(state IN ('DELIVERED', 'REVIEWED')) = (delivered_on IS NOT NULL)",
                name="pidu_talent_project_delivered_has_day",
            ),
            CheckConstraint(
                check="(state = 'REVIEWED') = (review_score IS NOT NULL AND reviewed_on IS NOT NULL)",
                name="pidu_talent_project_reviewed",
            ),
            CheckConstraint(check="review_score BETWEEN 0 AND 100", name="pidu_talent_project_score"),
        )


class ProjectNeed(Model):
    """A project answers a need."""

    id = key()
    project = reference("pidu_talent.Project", related_name="needs", owned=True)
    need = reference("pidu_talent.PressingNeed", related_name="projects")

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_project_need"
        unique_together = (("project", "need"),)
        indexes = (("need_id", "project_id"),)


class ProjectMember(Model):
    """A member of a project's team; one of them leads it."""

    id = key()
    project = reference("pidu_talent.Project", related_name="team", owned=True)
    enrollment = reference("pidu_talent.Enrollment", related_name="projects")
    enrollment_id: uuid.UUID
    leads = fields.BooleanField(default=False)

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_project_member"
        unique_together = (("project", "enrollment"),)
        indexes = (("enrollment_id", "project_id"),)
        constraints = (
            UniqueConstraint(fields=("project_id",), name="pidu_talent_project_one_lead", condition="leads"),
        )

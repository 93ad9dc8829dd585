"""Organisations: government bodies, companies, social organisations, volunteer teams."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import OrganizationKind, OrganizationStatus
from core.models.fields import CreatedField, key, reference


class Organization(Model):
    """A body that hosts, operates, partners or employs."""

    id = key()
    kind = fields.CharEnumField(OrganizationKind, max_length=32)
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    unified_social_credit_code = fields.CharField(max_length=18, null=True, unique=True)
    parent = reference("Organization", related_name="children", null=True)
    area = reference("Area", related_name="organizations", null=True)
    status = fields.CharEnumField(OrganizationStatus, max_length=32, default=OrganizationStatus.ACTIVE)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "organization"
        indexes = (("name", "id"), ("parent_id",))
        constraints = (
            CheckConstraint(check="parent_id IS NULL OR parent_id <> id", name="organization_not_its_own_parent"),
            CheckConstraint(check="length(unified_social_credit_code) = 18", name="organization_credit_code_length"),
        )

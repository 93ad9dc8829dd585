"""Accounts of those who sign in, and the roles of people at a scope."""

from __future__ import annotations

import datetime

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.fields import CreatedField, InstantField, key, reference


class Account(Model):
    """An account at an issuer of identities, linked to at most one person. An unlinked one has no assignments."""

    id = key()
    issuer = fields.CharField(max_length=255)
    subject = fields.CharField(max_length=255)
    person = reference("Person", related_name="accounts", null=True)
    disabled_at: datetime.datetime | None = CreatedField(null=True, default=None)
    version = fields.IntField(default=1)
    created_at = CreatedField()

    class Meta:
        app = "core"
        table = "account"
        unique_together = (("issuer", "subject"),)


class RoleAssignment(Model):
    """A person holds a role at exactly one scope (an area, an organisation or a place), from a day to a day.

    One that was ended before its first day was over has its last day before its first: it holds on no day any more.
    """

    id = key()
    person = reference("Person", related_name="role_assignments")
    role = fields.CharField(max_length=64)
    area = reference("Area", related_name="role_assignments", null=True)
    organization = reference("Organization", related_name="role_assignments", null=True)
    place = reference("Place", related_name="role_assignments", null=True)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    ended_at = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()

    class Meta:
        app = "core"
        table = "role_assignment"
        indexes = (("person_id", "role"), ("area_id",), ("organization_id",), ("place_id",))
        constraints = (
            CheckConstraint(
                check="(CASE WHEN area_id IS NULL THEN 0 ELSE 1 END)"
                " + (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END)"
                " + (CASE WHEN place_id IS NULL THEN 0 ELSE 1 END) = 1",
                name="role_assignment_one_scope",
            ),
            CheckConstraint(
                check="valid_to >= valid_from OR ended_at IS NOT NULL", name="role_assignment_valid_period"
            ),
        )

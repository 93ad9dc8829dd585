"""Accounts of those who sign in, and the roles of people at a scope."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import AccountLinkState
from core.models.fields import CreatedField, InstantField, key, reference


class Account(Model):
    """An account at an issuer of identities, linked to at most one person. An unlinked one has no assignments."""

    id = key()
    issuer = fields.CharField(max_length=255)
    subject = fields.CharField(max_length=255)
    person = reference("Person", related_name="accounts", null=True)
    person_id: uuid.UUID | None
    disabled_at: datetime.datetime | None = CreatedField(null=True, default=None)
    version = fields.IntField(default=1)
    created_at = CreatedField()

    class Meta:
        app = "core"
        table = "account"
        unique_together = (("issuer", "subject"),)


class AccountLinkRequest(Model):
    """Somebody asked to link an account to a person; it is linked once somebody else has confirmed it.

    ``asked_by`` and ``decided_by`` name who did it as the audit log does; ``asked_by_person`` is there for people. One
    that has expired is PENDING until the same account is asked for again.
    """

    id = key()
    issuer = fields.CharField(max_length=255)
    subject = fields.CharField(max_length=255)
    person = reference("Person", related_name="account_link_requests")
    person_id: uuid.UUID
    asked_by = fields.CharField(max_length=100)
    asked_by_person = reference("Person", related_name="asked_account_links", null=True)
    asked_by_person_id: uuid.UUID | None
    asked_at: datetime.datetime = CreatedField()
    expires_at: datetime.datetime = InstantField()
    state = fields.CharEnumField(AccountLinkState, max_length=32, default=AccountLinkState.PENDING)
    decided_by = fields.CharField(max_length=100, null=True)
    decided_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "account_link_request"
        # One that is open for an account: see the index account_link_request_one_open in database_rules.
        indexes = (("person_id",), ("asked_by_person_id",), ("asked_at", "id"))
        constraints = (
            CheckConstraint(check="expires_at > asked_at", name="account_link_request_expires_later"),
            CheckConstraint(
                check="(state = 'PENDING') = (decided_at IS NULL)", name="account_link_request_decided_at_an_instant"
            ),
            CheckConstraint(
                check="decided_by IS NULL OR decided_at IS NOT NULL", name="account_link_request_decided_by_somebody"
            ),
            CheckConstraint(
                check="state <> 'CONFIRMED' OR coalesce(decided_by, asked_by) <> asked_by",
                name="account_link_request_of_two",
            ),
        )


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

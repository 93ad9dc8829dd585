"""Tokens of programs, and how anybody notices that what people and programs may do has changed."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.fields import CreatedField, InstantField, key, reference


class AccessEpoch(Model):
    """One row, which the database itself advances with every change to what somebody may do (see `database_rules`)."""

    id = fields.SmallIntField(primary_key=True, generated=False, default=1)
    epoch = fields.BigIntField(default=1)

    class Meta:
        app = "core"
        table = "access_epoch"
        constraints = (CheckConstraint(check="id = 1", name="access_epoch_one_row"),)


class ApiToken(Model):
    """A program's token. Of the token itself only the SHA-256 is kept, in hex.

    `area` is the area whose administrators answer for it, the whole city without one; what the token permits is in its
    grants, as far as whoever made it still may: the account `created_by`, or the token `made_by`. One that was made on
    the command line, or with the administrator's token, has neither, and is bounded by nothing else. `last_used_at` is
    exact to a minute.
    """

    id = key()
    name = fields.CharField(max_length=100)
    digest = fields.CharField(max_length=64, unique=True)
    area = reference("Area", related_name="api_tokens", null=True)
    area_id: uuid.UUID | None
    created_by = reference("Account", related_name="api_tokens", null=True)
    made_by = reference("ApiToken", related_name="made", null=True)
    expires_at = InstantField()
    revoked_at: datetime.datetime | None = InstantField(null=True)
    last_used_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    grants: fields.ReverseRelation[ApiTokenGrant]

    class Meta:
        app = "core"
        table = "api_token"
        indexes = (("area_id",), ("created_by_id",), ("made_by_id",))
        constraints = (
            CheckConstraint(check="length(digest) = 64", name="api_token_digest_length"),
            CheckConstraint(check="expires_at > created_at", name="api_token_expires_later"),
        )


class ApiTokenGrant(Model):
    """A permission of a token at one scope (an area, an organisation or a place); everywhere without any."""

    id = key()
    token = reference("ApiToken", related_name="grants", owned=True)
    permission = fields.CharField(max_length=100)
    area = reference("Area", related_name="api_token_grants", null=True)
    organization = reference("Organization", related_name="api_token_grants", null=True)
    place = reference("Place", related_name="api_token_grants", null=True)

    class Meta:
        app = "core"
        table = "api_token_grant"
        indexes = (("token_id",), ("area_id",), ("organization_id",), ("place_id",))
        constraints = (
            CheckConstraint(
                check="(CASE WHEN area_id IS NULL THEN 0 ELSE 1 END)"
                " + (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END)"
                " + (CASE WHEN place_id IS NULL THEN 0 ELSE 1 END) <= 1",
                name="api_token_grant_one_scope",
            ),
        )

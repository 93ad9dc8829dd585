"""Secretary studios (书记工作室), and the moderated exchanges (交流) of members and trainers."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.pidu_talent.choices import TalentExchangeState


class Studio(Model):
    """A place is a secretary studio. ``feed_token`` is the address of its calendar, until another replaces it."""

    id = key()
    place = reference("Place", related_name="pidu_talent_studio", unique=True)
    place_id: uuid.UUID
    host = reference("pidu_talent.Trainer", related_name="studios", null=True)
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    feed_token = fields.CharField(max_length=32, unique=True)
    closed_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_studio"
        indexes = (("host_id",), ("name", "id"))


class Exchange(Model):
    """What somebody shares with the cohort or asks, or an answer to it. Others see it once it was moderated."""

    id = key()
    cohort = reference("pidu_talent.Cohort", related_name="exchanges")
    cohort_id: uuid.UUID
    studio = reference("pidu_talent.Studio", related_name="exchanges", null=True)
    answers = reference("pidu_talent.Exchange", related_name="replies", null=True)
    author = reference("Person", related_name="pidu_talent_exchanges")
    author_id: uuid.UUID
    title = fields.CharField(max_length=200)
    text = fields.TextField()
    state = fields.CharEnumField(TalentExchangeState, max_length=32, default=TalentExchangeState.SUBMITTED)
    submitted_at = CreatedField()
    moderated_at: datetime.datetime | None = InstantField(null=True)
    reason = fields.CharField(max_length=500, null=True)
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "pidu_talent"
        table = "pidu_talent_exchange"
        indexes = (
            ("cohort_id", "submitted_at", "id"),
            ("author_id",),
            ("studio_id",),
            ("answers_id",),
            ("state", "submitted_at"),
        )
        constraints = (
            CheckConstraint(
                check="state NOT IN ('PUBLISHED', 'REJECTED') OR moderated_at IS NOT NULL",
                name="pidu_talent_exchange_moderated",
            ),
        )

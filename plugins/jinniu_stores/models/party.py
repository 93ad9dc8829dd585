"""Party check-in (党员报到) at a store. Membership is sensitive: kept only with consent, seen only by permission."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference


class PartyConsent(Model):
    """A version of the text to which people agree, valid from ``valid_from`` until the day before ``valid_to``."""

    id = key()
    number = fields.SmallIntField(unique=True)
    text = fields.TextField()
    text_en = fields.TextField(null=True)
    valid_from = fields.DateField(unique=True)
    valid_to = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_party_consent"
        constraints = (
            CheckConstraint(check="number >= 1", name="jinniu_stores_party_consent_number_from_one"),
            CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_party_consent_period"),
        )


class PartyCheckIn(Model):
    """A member's check-in at a store on a day, and the text to which they agreed. Withdrawn, it names nobody."""

    id = key()
    store = reference("jinniu_stores.Store", related_name="party_check_ins", owned=True)
    person = reference("Person", related_name="jinniu_stores_party_check_ins", null=True)
    person_id: uuid.UUID | None
    consent = reference("jinniu_stores.PartyConsent", related_name="check_ins")
    day: datetime.date = fields.DateField()
    withdrawn_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_party_check_in"
        indexes = (("person_id",), ("consent_id",), ("day", "id"))
        constraints = (
            UniqueConstraint(fields=("store_id", "person_id", "day"), name="jinniu_stores_party_check_in_once_a_day"),
            CheckConstraint(
                check="(person_id IS NULL) = (withdrawn_at IS NOT NULL)", name="jinniu_stores_party_check_in_named"
            ),
        )

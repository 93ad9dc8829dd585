"""To what people agreed: texts by purpose, and the consents of persons."""

from __future__ import annotations

import datetime

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import ConsentChannel
from core.models.fields import CreatedField, InstantField, key, reference


class ConsentText(Model):
    """A version of the text to which people agree for one purpose, valid until the next one is. Never changed."""

    id = key()
    purpose = fields.CharField(max_length=100)
    number = fields.IntField()
    text = fields.TextField()
    text_en = fields.TextField(null=True)
    valid_from: datetime.date = fields.DateField()
    version = fields.IntField(default=1)
    created_at = CreatedField()

    class Meta:
        app = "core"
        table = "consent_text"
        unique_together = (("purpose", "number"), ("purpose", "valid_from"))
        constraints = (
            CheckConstraint(check="number >= 1", name="consent_text_number_from_one"),
            CheckConstraint(check="length(text) > 0", name="consent_text_not_empty"),
        )


class Consent(Model):
    """A person agreed to a text. It is open until it is withdrawn, or replaced by a consent to a newer text.

    ``purpose`` is that of the text. ``recorded_by`` and ``withdrawn_by`` name who did it as the audit log does.
    """

    id = key()
    person = reference("Person", related_name="consents")
    text = reference("ConsentText", related_name="consents")
    purpose = fields.CharField(max_length=100)
    channel = fields.CharEnumField(ConsentChannel, max_length=32)
    given_at: datetime.datetime = InstantField()
    recorded_by = fields.CharField(max_length=100)
    withdrawn_at: datetime.datetime | None = InstantField(null=True)
    withdrawn_by = fields.CharField(max_length=100, null=True)
    replaced_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "consent"
        # One open for a person and a purpose: see the index consent_one_open in database_rules.
        indexes = (("person_id", "purpose", "given_at"), ("text_id",), ("purpose", "given_at", "id"))
        constraints = (
            CheckConstraint(check="withdrawn_at >= given_at", name="consent_withdrawn_after_given"),
            CheckConstraint(check="replaced_at >= given_at", name="consent_replaced_after_given"),
            CheckConstraint(check="withdrawn_at IS NULL OR replaced_at IS NULL", name="consent_ends_once"),
            CheckConstraint(
                check="(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="consent_withdrawn_by_somebody"
            ),
        )

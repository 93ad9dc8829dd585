"""Media about activities and places, and who is credited for them (记者、供图)."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import CreditRole, MediaKind
from core.models.fields import CreatedField, InstantField, key, reference


class Media(Model):
    """A picture, video, article or document. Without recorded consent it is hidden from the public."""

    id = key()
    kind = fields.CharEnumField(MediaKind, max_length=32)
    title = fields.CharField(max_length=200)
    alternative_text = fields.CharField(max_length=500, null=True)
    url = fields.CharField(max_length=1000)
    byte_size = fields.BigIntField(null=True)
    taken_at = InstantField(null=True)
    consent_recorded = fields.BooleanField(default=False)
    activity = reference("Activity", related_name="media", null=True)
    place = reference("Place", related_name="media", null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()

    class Meta:
        app = "core"
        table = "media"
        indexes = (("activity_id", "id"), ("place_id", "id"))
        constraints = (CheckConstraint(check="byte_size >= 0", name="media_byte_size_not_negative"),)


class MediaCredit(Model):
    """One credit line of a media item, at its position."""

    id = key()
    media = reference("Media", related_name="credits", owned=True)
    position = fields.SmallIntField()
    role = fields.CharEnumField(CreditRole, max_length=32)
    name = fields.CharField(max_length=100)

    class Meta:
        app = "core"
        table = "media_credit"
        unique_together = (("media", "position"),)
        constraints = (CheckConstraint(check="position >= 1", name="media_credit_position_from_one"),)

"""The plugin's table."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from core.models.choices import Choice
from core.models.fields import key, reference


class DutyShift(Choice):
    """When a duty is."""

    DAY = "DAY", "日", "Day"
    NIGHT = "NIGHT", "夜", "Night"


class Duty(Model):
    """The duty at a place, for a lamp of it."""

    id = key()
    place = reference("Place", related_name="duties_duty", unique=True)
    lamp = reference("lamps.Lamp", related_name="duties_duties", null=True)
    shift = fields.CharEnumField(DutyShift, max_length=32, default=DutyShift.NIGHT)

    class Meta:
        app = "duties"
        table = "duties_duty"

"""The plugin's tables."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from core.models.choices import Choice
from core.models.fields import key, reference


class LampState(Choice):
    """How a lamp is."""

    LIT = "LIT", "亮", "Lit"
    BROKEN = "BROKEN", "坏", "Broken"


class LampKind(Model):
    """A kind of lamps."""

    id = key()
    name = fields.CharField(max_length=50)

    class Meta:
        app = "lamps"
        table = "lamps_kind"


class Lamp(Model):
    """A lamp at a place."""

    id = key()
    place = reference("Place", related_name="lamps_lamps")
    kind = reference("lamps.LampKind", related_name="lamps", null=True)
    code = fields.CharField(max_length=50)
    state = fields.CharEnumField(LampState, max_length=32, default=LampState.LIT)
    version = fields.IntField(default=1)

    class Meta:
        app = "lamps"
        table = "lamps_lamp"
        indexes = (("place_id", "code"),)


class LampCheck(Model):
    """Somebody looked at a lamp."""

    id = key()
    lamp = reference("lamps.Lamp", related_name="checks")
    note = fields.CharField(max_length=50)

    class Meta:
        app = "lamps"
        table = "lamps_check"

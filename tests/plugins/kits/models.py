"""The tables of the kits."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from linli.models import Choice, key, reference


class KitStatus(Choice):
    """The condition of a kit."""

    READY = "READY", "可用", "Ready"
    EXPIRED = "EXPIRED", "过期", "Expired"


class KitUse(Choice):
    """What a kit is good for: what is first true of it."""

    NOTHING = "NOTHING", "不可用", "Nothing"
    PRACTICE = "PRACTICE", "演练", "Practice"
    EMERGENCIES = "EMERGENCIES", "应急", "Emergencies"


class Kit(Model):
    """A kit at a place."""

    id = key()
    name = fields.CharField(max_length=100)
    status = fields.CharEnumField(KitStatus, max_length=32, default=KitStatus.READY)
    place = reference("Place", related_name="kits_kits")

    class Meta:
        app = "kits"
        table = "kits_kit"

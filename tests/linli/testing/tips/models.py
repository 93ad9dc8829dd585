"""The tables of tips."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from linli.models import Choice, key, reference


class TipKind(Choice):
    """What a tip is about."""

    PRAISE = "PRAISE", "表扬", "Praise"
    PROBLEM = "PROBLEM", "问题", "Problem"


class Tip(Model):
    """Something that a resident noticed at a place."""

    id = key()
    place = reference("Place", related_name="tips_tips")
    title = fields.CharField(max_length=100)
    kind = fields.CharEnumField(TipKind, max_length=32, default=TipKind.PRAISE)
    secret = fields.BooleanField(default=False)

    class Meta:
        app = "tips"
        table = "tips_tip"


class Remark(Model):
    """What somebody says of a tip."""

    id = key()
    tip = reference("tips.Tip", related_name="remarks")
    text = fields.CharField(max_length=100)

    class Meta:
        app = "tips"
        table = "tips_remark"

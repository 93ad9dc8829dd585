"""The standard of the Ten Elements (红十件), in versions."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.jinniu_stores.choices import TenElement


class Standard(Model):
    """A version of the standard, valid from ``valid_from`` until the day before ``valid_to``. Never changed later."""

    id = key()
    number = fields.SmallIntField(unique=True)
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    valid_from = fields.DateField(unique=True)
    valid_to = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_standard"
        constraints = (
            CheckConstraint(check="number >= 1", name="jinniu_stores_standard_number_from_one"),
            CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_standard_period"),
        )


class Item(Model):
    """What a version of the standard asks of one element, and which of the facets of service need it."""

    id = key()
    standard = reference("jinniu_stores.Standard", related_name="items", owned=True)
    element = fields.CharEnumField(TenElement, max_length=32)
    position = fields.SmallIntField()
    requirement = fields.CharField(max_length=1000, null=True)
    for_eating = fields.BooleanField(default=False)
    for_resting = fields.BooleanField(default=False)
    for_services = fields.BooleanField(default=False)

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_item"
        unique_together = (("standard", "element"), ("standard", "position"))
        constraints = (CheckConstraint(check="position BETWEEN 1 AND 10", name="jinniu_stores_item_one_of_ten"),)

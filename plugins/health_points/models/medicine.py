"""The medicine list (药品目录), and what a kit is to hold by its template (配置标准)."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.health_points.choices import MedicineCategory


class MedicineItem(Model):
    """Something that kits may hold, from one day to another. Prescription medicine is none: the database refuses it."""

    id = key()
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    category = fields.CharEnumField(MedicineCategory, max_length=32)
    specification = fields.CharField(max_length=200, null=True)
    unit = fields.CharField(max_length=20)
    unit_en = fields.CharField(max_length=20, null=True)
    valid_from: datetime.date = fields.DateField()
    valid_to: datetime.date | None = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_medicine_item"
        indexes = (("name", "id"),)
        constraints = (
            CheckConstraint(
                check="category <> 'PRESCRIPTION_MEDICINE'", name="health_points_medicine_item_no_prescription"
            ),
            CheckConstraint(check="valid_to >= valid_from", name="health_points_medicine_item_period"),
        )


class KitTemplate(Model):
    """A version of what kits of a kind hold, how they are stored and how often they are checked.

    It is the current one of its code from ``valid_from`` until the day before ``valid_to``. Kits keep theirs until
    somebody gives them another.
    """

    id = key()
    code = fields.CharField(max_length=64)
    number = fields.SmallIntField()
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    check_every_days = fields.SmallIntField()
    min_celsius = fields.SmallIntField(null=True)
    max_celsius = fields.SmallIntField(null=True)
    max_humidity = fields.SmallIntField(null=True)
    valid_from: datetime.date = fields.DateField()
    valid_to: datetime.date | None = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_kit_template"
        unique_together = (("code", "number"),)
        constraints = (
            CheckConstraint(check="number >= 1", name="health_points_kit_template_number_from_one"),
            CheckConstraint(check="check_every_days >= 1", name="health_points_kit_template_interval_positive"),
            CheckConstraint(check="max_celsius >= min_celsius", name="health_points_kit_template_celsius_range"),
            CheckConstraint(check="max_humidity BETWEEN 0 AND 100", name="health_points_kit_template_humidity_range"),
            CheckConstraint(check="valid_to > valid_from", name="health_points_kit_template_period"),
            UniqueConstraint(
                fields=("code",), name="health_points_kit_template_one_open", condition="valid_to IS NULL"
            ),
        )


class TemplateItem(Model):
    """How much of an item a kit holds when it is full. A kit without any of an ``essential`` item is FAULTY."""

    id = key()
    template = reference("health_points.KitTemplate", related_name="items", owned=True)
    template_id: uuid.UUID
    item = reference("health_points.MedicineItem", related_name="template_items")
    item_id: uuid.UUID
    position = fields.SmallIntField()
    par_level = fields.IntField()
    essential = fields.BooleanField(default=False)

    class Meta:
        app = "health_points"
        table = "health_points_template_item"
        unique_together = (("template", "item"),)
        indexes = (("item_id", "id"),)
        constraints = (
            CheckConstraint(check="par_level BETWEEN 1 AND 10000", name="health_points_template_item_par_range"),
        )

"""Inspections (检查) of stores, what they found, and what has to be put right."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.jinniu_stores.choices import ElementCondition, StoreInspectionKind


class InspectionRule(Model):
    """How often stores are inspected and how soon things are put right, in days, from one day to another."""

    id = key()
    inspect_every_days = fields.SmallIntField()
    rectify_within_days = fields.SmallIntField()
    valid_from = fields.DateField(unique=True)
    valid_to = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_inspection_rule"
        constraints = (
            CheckConstraint(check="inspect_every_days >= 1", name="jinniu_stores_inspection_rule_interval"),
            CheckConstraint(check="rectify_within_days >= 0", name="jinniu_stores_inspection_rule_deadline"),
            CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_inspection_rule_period"),
        )


class Inspection(Model):
    """A look at all items of the standard that was valid on that day.

    ``is_latest`` marks the official inspection that counts by now, at most one of a store. ``next_due_on`` follows from
    the rule that was valid on the day; null without one.
    """

    id = key()
    store = reference("jinniu_stores.Store", related_name="inspections", owned=True)
    standard = reference("jinniu_stores.Standard", related_name="inspections")
    standard_id: uuid.UUID
    kind = fields.CharEnumField(StoreInspectionKind, max_length=32, default=StoreInspectionKind.OFFICIAL)
    inspected_at = InstantField()
    inspector = reference("Person", related_name="jinniu_stores_inspections", null=True)
    note = fields.TextField(null=True)
    next_due_on = fields.DateField(null=True)
    is_latest = fields.BooleanField(default=False)
    created_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_inspection"
        indexes = (("store_id", "inspected_at", "id"), ("inspected_at", "id"), ("standard_id", "id"), ("inspector_id",))
        constraints = (
            CheckConstraint(
                check="kind = 'OFFICIAL' OR NOT is_latest", name="jinniu_stores_inspection_latest_official"
            ),
            UniqueConstraint(fields=("store_id",), name="jinniu_stores_inspection_one_latest", condition="is_latest"),
        )


class Finding(Model):
    """What an inspection found of one item. ``result`` is what was seen and never changes.

    ``condition`` starts as the result and follows the news of the equipment, as of ``condition_since``.
    """

    id = key()
    inspection = reference("jinniu_stores.Inspection", related_name="findings", owned=True)
    item = reference("jinniu_stores.Item", related_name="findings")
    result = fields.CharEnumField(ElementCondition, max_length=32)
    condition = fields.CharEnumField(ElementCondition, max_length=32)
    condition_since = InstantField()
    note = fields.CharField(max_length=500, null=True)
    photo = reference("Media", related_name="jinniu_stores_findings", null=True)

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_finding"
        unique_together = (("inspection", "item"),)
        indexes = (("item_id", "condition"), ("photo_id",))


class Rectification(Model):
    """Something found that has to be put right by a day. The next inspection confirms it.

    It ends when it is done, or ``withdrawn_on`` the day on which the store left the registry.
    """

    id = key()
    finding = reference("jinniu_stores.Finding", related_name="rectifications", owned=True)
    due_on = fields.DateField(null=True)
    done_on = fields.DateField(null=True)
    withdrawn_on = fields.DateField(null=True)
    note = fields.CharField(max_length=500, null=True)
    photo = reference("Media", related_name="jinniu_stores_rectifications", null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_rectification"
        indexes = (("finding_id",), ("due_on", "id"), ("photo_id",))
        constraints = (
            UniqueConstraint(
                fields=("finding_id",), name="jinniu_stores_rectification_one_open", condition="done_on IS NULL"
            ),
            CheckConstraint(
                check="done_on IS NULL OR withdrawn_on IS NULL", name="jinniu_stores_rectification_one_end"
            ),
        )

"""The grid-governance sign (微网实格标识): its designs in versions, and checks of the sign at a store."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.jinniu_stores.choices import SignageCondition


class SignageDesign(Model):
    """A version of the sign, valid from ``valid_from`` until the day before ``valid_to``. Never changed later."""

    id = key()
    number = fields.SmallIntField(unique=True)
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    artwork = reference("Media", related_name="jinniu_stores_signage_designs", null=True)
    valid_from = fields.DateField(unique=True)
    valid_to = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_signage_design"
        indexes = (("artwork_id",),)
        constraints = (
            CheckConstraint(check="number >= 1", name="jinniu_stores_signage_design_number_from_one"),
            CheckConstraint(check="valid_to > valid_from", name="jinniu_stores_signage_design_period"),
        )


class SignageCheck(Model):
    """A look at the sign of a store, with a photo and the version that hangs there; neither where none hangs.

    ``is_latest`` marks the check that counts by now, at most one of a store. What was seen never changes.
    """

    id = key()
    store = reference("jinniu_stores.Store", related_name="signage_checks", owned=True)
    store_id: uuid.UUID
    condition = fields.CharEnumField(SignageCondition, max_length=32)
    design = reference("jinniu_stores.SignageDesign", related_name="checks", null=True)
    photo = reference("Media", related_name="jinniu_stores_signage_checks", null=True)
    checked_at = InstantField()
    checker = reference("Person", related_name="jinniu_stores_signage_checks", null=True)
    note = fields.CharField(max_length=500, null=True)
    is_latest = fields.BooleanField(default=False)
    created_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_signage_check"
        indexes = (
            ("store_id", "checked_at", "id"),
            ("checked_at", "id"),
            ("design_id",),
            ("photo_id",),
            ("checker_id",),
        )
        constraints = (
            CheckConstraint(
                check="condition = 'MISSING' OR (design_id IS NOT NULL AND photo_id IS NOT NULL)",
                name="jinniu_stores_signage_check_shows_it",
            ),
            UniqueConstraint(
                fields=("store_id",), name="jinniu_stores_signage_check_one_latest", condition="is_latest"
            ),
        )

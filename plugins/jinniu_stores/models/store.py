"""Pioneer stores (先锋门店), the waves in which they open, and the history of their states."""

from __future__ import annotations

import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, key, reference
from plugins.jinniu_stores.choices import PioneerStoreStatus


class Wave(Model):
    """A number of stores to be opened by a day (批次), as part of a programme."""

    id = key()
    programme = reference("Programme", related_name="jinniu_stores_waves")
    number = fields.SmallIntField()
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    target_count = fields.IntField()
    starts_on = fields.DateField(null=True)
    due_on = fields.DateField()
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_wave"
        unique_together = (("programme", "number"),)
        constraints = (
            CheckConstraint(check="number >= 1", name="jinniu_stores_wave_number_from_one"),
            CheckConstraint(check="target_count >= 1", name="jinniu_stores_wave_target_positive"),
            CheckConstraint(check="due_on >= starts_on", name="jinniu_stores_wave_period"),
        )


class Store(Model):
    """A store of the partner in the registry. ``status`` is that of today; `StatusChange` has all of them.

    A trigger lets a store become ACTIVE only when its latest official inspection found every element OK.
    ``lacking_since`` is the day since which, without a break, the inspection that counts has had something that is not
    OK; null while all is, and before the first inspection.
    """

    id = key()
    place = reference("Place", related_name="jinniu_stores_store", unique=True)
    place_id: uuid.UUID
    partner_code = fields.CharField(max_length=32, unique=True)
    wave = reference("jinniu_stores.Wave", related_name="stores", null=True)
    wave_id: uuid.UUID | None
    status = fields.CharEnumField(PioneerStoreStatus, max_length=32, default=PioneerStoreStatus.CANDIDATE)
    lacking_since = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_store"
        indexes = (("status", "id"), ("wave_id", "id"))


class StatusChange(Model):
    """From the day ``effective_on`` on, until the day before ``ended_on``, the store had this status.

    Of several changes on one day the last one holds; the earlier ones end on the day on which they begin. ``wave`` is
    the wave to which the store then belonged, so that the progress of a wave is told as of any day.
    """

    id = key()
    store = reference("jinniu_stores.Store", related_name="status_changes", owned=True)
    store_id: uuid.UUID
    position = fields.SmallIntField()
    status = fields.CharEnumField(PioneerStoreStatus, max_length=32)
    wave = reference("jinniu_stores.Wave", related_name="status_changes", null=True)
    wave_id: uuid.UUID | None
    effective_on = fields.DateField()
    ended_on = fields.DateField(null=True)
    reason = fields.CharField(max_length=500, null=True)
    created_at = CreatedField()

    class Meta:
        app = "jinniu_stores"
        table = "jinniu_stores_status_change"
        unique_together = (("store", "position"),)
        indexes = (("status", "effective_on", "ended_on"), ("wave_id", "status"))
        constraints = (
            CheckConstraint(check="ended_on >= effective_on", name="jinniu_stores_status_change_period"),
            UniqueConstraint(fields=("store_id",), name="jinniu_stores_status_one_open", condition="ended_on IS NULL"),
        )

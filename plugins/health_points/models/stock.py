"""What kits hold (库存): par levels, lots with their expiry, movements that are only ever added, and recalls."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.health_points.choices import FirstAidKitAlertKind, MedicineMovementKind


class Stock(Model):
    """An item of a kit. ``par_level`` is how much it holds when it is full; 0 for what its template lacks by now."""

    id = key()
    kit = reference("health_points.Kit", related_name="stock", owned=True)
    kit_id: uuid.UUID
    item = reference("health_points.MedicineItem", related_name="stock")
    item_id: uuid.UUID
    position = fields.SmallIntField()
    par_level = fields.IntField(default=0)
    essential = fields.BooleanField(default=False)

    class Meta:
        app = "health_points"
        table = "health_points_stock"
        unique_together = (("kit", "item"),)
        indexes = (("item_id", "kit_id"),)
        constraints = (CheckConstraint(check="par_level >= 0", name="health_points_stock_par_not_negative"),)


class Recall(Model):
    """A lot that must not be used any more, in an area and those below it (批次召回)."""

    id = key()
    area = reference("Area", related_name="health_points_recalls")
    area_id: uuid.UUID
    item = reference("health_points.MedicineItem", related_name="recalls")
    item_id: uuid.UUID
    number = fields.CharField(max_length=64)
    reason = fields.CharField(max_length=500)
    recalled_at: datetime.datetime = InstantField()
    lifted_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_recall"
        indexes = (("area_id", "id"), ("recalled_at", "id"))
        constraints = (
            UniqueConstraint(
                fields=("item_id", "number", "area_id"),
                name="health_points_recall_one_open",
                condition="lifted_at IS NULL",
            ),
        )


class Lot(Model):
    """A lot in a kit (批次). It is usable on ``expires_on`` until midnight in Asia/Shanghai, unless it is ``recalled``:

    by ``recall``, which stays the last one that found it after it was lifted.

    ``quantity`` is the sum of its movements: a trigger keeps it, and no lot is ever below zero. A lot that is used up
    stays, so that a recall finds every kit that held it. ``kit`` is that of its ``stock``, which a trigger holds.
    """

    id = key()
    kit = reference("health_points.Kit", related_name="lots", owned=True)
    kit_id: uuid.UUID
    stock = reference("health_points.Stock", related_name="lots", owned=True)
    stock_id: uuid.UUID
    number = fields.CharField(max_length=64)
    expires_on: datetime.date = fields.DateField()
    quantity = fields.IntField(default=0)
    recall = reference("health_points.Recall", related_name="lots", null=True)
    recall_id: uuid.UUID | None
    recalled = fields.BooleanField(default=False)
    created_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_lot"
        unique_together = (("stock", "number"),)
        indexes = (("expires_on", "id"), ("number", "stock_id"), ("recall_id",), ("kit_id", "id"))
        constraints = (CheckConstraint(check="quantity >= 0", name="health_points_lot_not_below_zero"),)


class Movement(Model):
    """Stock of a lot grew or shrank by ``change``. Movements are only ever added, which the database holds.

    ``kit`` is that of its ``lot``, which a trigger holds.
    """

    id = key()
    kit = reference("health_points.Kit", related_name="movements", owned=True)
    kit_id: uuid.UUID
    lot = reference("health_points.Lot", related_name="movements", owned=True)
    lot_id: uuid.UUID
    kind = fields.CharEnumField(MedicineMovementKind, max_length=32)
    change = fields.IntField()
    moved_at: datetime.datetime = InstantField()
    moved_on: datetime.date = fields.DateField()
    note = fields.CharField(max_length=500, null=True)
    check_made = reference("health_points.Check", related_name="movements", null=True)
    restock = reference("health_points.Restock", related_name="movements", null=True)
    created_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_movement"
        indexes = (
            ("lot_id", "moved_on"),
            ("moved_on", "kind"),
            ("moved_at", "id"),
            ("kit_id", "moved_at", "id"),
            ("check_made_id",),
            ("restock_id",),
        )
        constraints = (
            CheckConstraint(
                check="(kind IN ('RECEIVED', 'MOVED_IN') AND change > 0) OR (kind = 'COUNTED' AND change <> 0) "
                "OR (kind IN ('USED', 'DISCARDED', 'WITHDRAWN', 'MOVED_OUT') AND change < 0)",
                name="health_points_movement_direction",
            ),
        )


class Alert(Model):
    """Something about a kit to which somebody should see, from ``raised_at`` until ``cleared_at`` (预警).

    ``about`` is the key of the item of stock or of the lot that it is about, and empty for the kit itself, so that
    of each there is one open alert.
    """

    id = key()
    kit = reference("health_points.Kit", related_name="alerts", owned=True)
    kit_id: uuid.UUID
    kind = fields.CharEnumField(FirstAidKitAlertKind, max_length=32)
    stock = reference("health_points.Stock", related_name="alerts", null=True)
    stock_id: uuid.UUID | None
    lot = reference("health_points.Lot", related_name="alerts", null=True)
    lot_id: uuid.UUID | None
    about = fields.CharField(max_length=36, default="")
    raised_at: datetime.datetime = InstantField()
    cleared_at: datetime.datetime | None = InstantField(null=True)

    class Meta:
        app = "health_points"
        table = "health_points_alert"
        indexes = (("kit_id", "raised_at", "id"), ("raised_at", "id"), ("stock_id",), ("lot_id",))
        constraints = (
            UniqueConstraint(
                fields=("kit_id", "kind", "about"), name="health_points_alert_one_open", condition="cleared_at IS NULL"
            ),
        )

"""What is done about kits: checks (检查) and restocking (补货)."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.health_points.choices import RestockState


class Check(Model):
    """A look at a kit. It holds until another is made: ``superseded_on`` is the day of the next one, null for the last.

    ``next_due_on`` follows from the interval of the template that the kit then had.
    """

    id = key()
    kit = reference("health_points.Kit", related_name="checks", owned=True)
    kit_id: uuid.UUID
    checked_at: datetime.datetime = InstantField()
    checked_on: datetime.date = fields.DateField()
    superseded_on: datetime.date | None = fields.DateField(null=True)
    next_due_on: datetime.date = fields.DateField()
    checker = reference("Person", related_name="health_points_checks", null=True)
    celsius = fields.SmallIntField(null=True)
    humidity = fields.SmallIntField(null=True)
    storage_ok = fields.BooleanField(null=True)
    seal_intact = fields.BooleanField()
    note = fields.CharField(max_length=500, null=True)
    created_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_check"
        indexes = (("kit_id", "checked_at", "id"), ("checked_at", "id"), ("next_due_on", "kit_id"), ("checker_id",))
        constraints = (
            CheckConstraint(check="superseded_on >= checked_on", name="health_points_check_period"),
            CheckConstraint(check="next_due_on > checked_on", name="health_points_check_due_later"),
            UniqueConstraint(
                fields=("kit_id",), name="health_points_check_one_latest", condition="superseded_on IS NULL"
            ),
        )


class Restock(Model):
    """A request for what a kit lacks. Of a kit one is open at a time."""

    id = key()
    kit = reference("health_points.Kit", related_name="restocks", owned=True)
    kit_id: uuid.UUID
    state = fields.CharEnumField(RestockState, max_length=32, default=RestockState.REQUESTED)
    note = fields.CharField(max_length=500, null=True)
    requested_at: datetime.datetime = InstantField()
    approved_at: datetime.datetime | None = InstantField(null=True)
    dispatched_at: datetime.datetime | None = InstantField(null=True)
    received_at: datetime.datetime | None = InstantField(null=True)
    cancelled_at: datetime.datetime | None = InstantField(null=True)
    cancel_reason = fields.CharField(max_length=500, null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_restock"
        indexes = (("kit_id", "requested_at", "id"), ("state", "requested_at", "id"))
        constraints = (
            CheckConstraint(
                check="(state = 'RECEIVED') = (received_at IS NOT NULL)", name="health_points_restock_received"
            ),
            CheckConstraint(
                check="(state = 'CANCELLED') = (cancelled_at IS NOT NULL)", name="health_points_restock_cancelled"
            ),
            UniqueConstraint(
                fields=("kit_id",),
                name="health_points_restock_one_open",
                condition="received_at IS NULL AND cancelled_at IS NULL",
            ),
        )


class RestockLine(Model):
    """How much of an item is asked for, and how much came."""

    id = key()
    restock = reference("health_points.Restock", related_name="lines", owned=True)
    restock_id: uuid.UUID
    stock = reference("health_points.Stock", related_name="restock_lines")
    stock_id: uuid.UUID
    quantity = fields.IntField()
    received = fields.IntField(default=0)

    class Meta:
        app = "health_points"
        table = "health_points_restock_line"
        unique_together = (("restock", "stock"),)
        indexes = (("stock_id",),)
        constraints = (
            CheckConstraint(check="quantity BETWEEN 1 AND 10000", name="health_points_restock_line_quantity_range"),
            CheckConstraint(check="received >= 0", name="health_points_restock_line_received_not_negative"),
        )

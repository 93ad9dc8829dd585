"""First-aid kits (应急医药箱) at places: when they can be reached, and the history of their states."""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from linli.services import EquipmentCondition
from plugins.health_points.choices import FirstAidKitAccess, FirstAidKitStatus


class Kit(Model):
    """A stocked and inspected kit at a place, of any kind. ``status`` is that of today; `StatusChange` has all of them.

    ``version`` grows with every change of the kit and of its stock, for whoever changes either locks this row.
    """

    id = key()
    place = reference("Place", related_name="health_points_kits")
    place_id: uuid.UUID
    template = reference("health_points.KitTemplate", related_name="kits")
    template_id: uuid.UUID
    code = fields.CharField(max_length=32, unique=True)
    name = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100, null=True)
    precise_location = fields.CharField(max_length=200)
    precise_location_en = fields.CharField(max_length=200, null=True)
    keeper = reference("Person", related_name="health_points_kits", null=True)
    keeper_id: uuid.UUID | None
    access = fields.CharEnumField(FirstAidKitAccess, max_length=32, default=FirstAidKitAccess.WITH_PLACE)
    status = fields.CharEnumField(FirstAidKitStatus, max_length=32, default=FirstAidKitStatus.PLANNED)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_kit"
        indexes = (("place_id", "id"), ("template_id", "id"), ("status", "id"), ("keeper_id",))


class AccessHours(Model):
    """Hours of one weekday at which a kit can be reached, in minutes after midnight, as the core's `ServiceHours`."""

    id = key()
    kit = reference("health_points.Kit", related_name="access_hours", owned=True)
    kit_id: uuid.UUID
    day = fields.SmallIntField()
    opens_minute = fields.SmallIntField()
    closes_minute = fields.SmallIntField()

    class Meta:
        app = "health_points"
        table = "health_points_access_hours"
        unique_together = (("kit", "day", "opens_minute"),)
        constraints = (
            CheckConstraint(check="day BETWEEN 1 AND 8", name="health_points_access_hours_day_range"),
            CheckConstraint(check="opens_minute BETWEEN 0 AND 1439", name="health_points_access_hours_opens_range"),
            CheckConstraint(
                check="closes_minute > opens_minute AND closes_minute <= opens_minute + 1440",
                name="health_points_access_hours_closes_after_opening",
            ),
        )


class StatusChange(Model):
    """From the day ``effective_on`` on, until the day before ``ended_on``, the kit had this status.

    Of several changes on one day the last one holds; the earlier ones end on the day on which they begin.
    """

    id = key()
    kit = reference("health_points.Kit", related_name="status_changes", owned=True)
    kit_id: uuid.UUID
    position = fields.SmallIntField()
    status = fields.CharEnumField(FirstAidKitStatus, max_length=32)
    effective_on: datetime.date = fields.DateField()
    ended_on: datetime.date | None = fields.DateField(null=True)
    reason = fields.CharField(max_length=500, null=True)
    created_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_status_change"
        unique_together = (("kit", "position"),)
        indexes = (("status", "effective_on", "ended_on"),)
        constraints = (
            CheckConstraint(check="ended_on >= effective_on", name="health_points_status_change_period"),
            UniqueConstraint(fields=("kit_id",), name="health_points_status_one_open", condition="ended_on IS NULL"),
        )


class ToldCondition(Model):
    """In which condition the kits of a place were, when that was last told by the core's event."""

    id = key()
    place = reference("Place", related_name="health_points_told_condition", unique=True)
    place_id: uuid.UUID
    condition = fields.CharEnumField(EquipmentCondition, max_length=32)
    told_at: datetime.datetime = InstantField()

    class Meta:
        app = "health_points"
        table = "health_points_told_condition"

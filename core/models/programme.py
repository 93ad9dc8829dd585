"""Programmes, the series of activities, and dated milestones."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import ProgrammeStatus, SeriesCadence
from core.models.fields import CreatedField, InstantField, key, reference


class Programme(Model):
    """A programme of activities, say 睦邻亲·金牛情. A draft is hidden from the public."""

    id = key()
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    description = fields.TextField(null=True)
    area = reference("Area", related_name="programmes")
    lead_organization = reference("Organization", related_name="led_programmes")
    starts_on = fields.DateField(null=True)
    ends_on = fields.DateField(null=True)
    status = fields.CharEnumField(ProgrammeStatus, max_length=32, default=ProgrammeStatus.DRAFT)
    published_at = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "programme"
        indexes = (("name", "id"), ("lead_organization_id",))
        constraints = (
            CheckConstraint(check="ends_on >= starts_on", name="programme_period"),
            CheckConstraint(
                check="status = 'DRAFT' OR published_at IS NOT NULL", name="programme_published_has_its_time"
            ),
        )


class Series(Model):
    """A line of activities with editions, say the neighbours' festival (邻里节)."""

    id = key()
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    description = fields.TextField(null=True)
    cadence = fields.CharEnumField(SeriesCadence, max_length=32, default=SeriesCadence.IRREGULAR)
    area = reference("Area", related_name="series")
    programme = reference("Programme", related_name="series", null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "series"
        indexes = (("name", "id"), ("area_id",), ("programme_id",))


class Milestone(Model):
    """A dated target of a programme: a cumulative count or a percentage, never both."""

    id = key()
    programme = reference("Programme", related_name="milestones")
    position = fields.SmallIntField()
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    due_on = fields.DateField()
    target_count = fields.IntField(null=True)
    target_percent = fields.DecimalField(max_digits=6, decimal_places=2, null=True)
    aspirational = fields.BooleanField(default=False)
    reached_on = fields.DateField(null=True)
    version = fields.IntField(default=1)

    class Meta:
        app = "core"
        table = "milestone"
        unique_together = (("programme", "position"),)
        indexes = (("due_on", "id"),)
        constraints = (
            CheckConstraint(check="(target_count IS NULL) <> (target_percent IS NULL)", name="milestone_one_target"),
            CheckConstraint(check="target_count >= 0", name="milestone_count_not_negative"),
        )

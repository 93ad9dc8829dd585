"""The tables: duties at night, and what is served during each."""

from __future__ import annotations

import datetime
import uuid

from linli.models import CreatedField, InstantField, key, reference
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from linli_night_pharmacy.choices import NightService

LONGEST_HOURS = 16
"""More than this is no night duty. The database holds it; the setting ``longest_hours`` may ask for less."""


class Duty(Model):
    """A place serves at its counter from ``starts_at`` until just before ``ends_at``.

    Duties are cancelled and retired, and never deleted. A retired one knows no pharmacist any more. Triggers hold what
    constraints cannot say: see `linli_night_pharmacy.rules`.
    """

    id = key()
    place = reference("Place", related_name="night_pharmacy_duties")
    place_id: uuid.UUID
    starts_at = InstantField()
    ends_at = InstantField()
    pharmacist = fields.CharField(max_length=60, null=True)
    phone = fields.CharField(max_length=32)
    cancelled_at: datetime.datetime | None = InstantField(null=True)
    cancel_reason = fields.CharField(max_length=500, null=True)
    retired_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "night_pharmacy"
        table = "night_pharmacy_duty"
        indexes = (("place_id", "starts_at", "id"), ("ends_at", "id"))
        constraints = (
            CheckConstraint(check="ends_at > starts_at", name="night_pharmacy_duty_ends_after_start"),
            CheckConstraint(
                check="(cancelled_at IS NULL) = (cancel_reason IS NULL)", name="night_pharmacy_duty_cancelled_why"
            ),
            CheckConstraint(
                check="(retired_at IS NULL) = (pharmacist IS NOT NULL)", name="night_pharmacy_duty_forgotten"
            ),
        )


class DutyService(Model):
    """A service during a duty."""

    id = key()
    duty = reference("night_pharmacy.Duty", related_name="services", owned=True)
    duty_id: uuid.UUID
    service = fields.CharEnumField(NightService, max_length=32)

    class Meta:
        app = "night_pharmacy"
        table = "night_pharmacy_duty_service"
        unique_together = (("duty", "service"),)

"""Appointments (预约), requests for a call (回电请求) and intents to sign up (签约意向). All of them are sensitive.

They hold who, when and how far, and no word of what it is about: nothing that is said is stored.
"""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.health_points.choices import CallbackState, CallbackTime, DoctorAppointmentStatus, SigningState


class Appointment(Model):
    """Somebody booked a slot. Of a slot at most one is not cancelled. ``ended_at`` is when it was over, however."""

    id = key()
    slot = reference("health_points.Slot", related_name="appointments", owned=True)
    slot_id: uuid.UUID
    person = reference("Person", related_name="health_points_appointments", null=True)
    person_id: uuid.UUID | None
    status = fields.CharEnumField(DoctorAppointmentStatus, max_length=32, default=DoctorAppointmentStatus.BOOKED)
    booked_at: datetime.datetime = InstantField()
    arrived_at: datetime.datetime | None = InstantField(null=True)
    ended_at: datetime.datetime | None = InstantField(null=True)
    by_team = fields.BooleanField(default=False)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_appointment"
        indexes = (("person_id", "id"), ("slot_id", "status"), ("booked_at", "id"))
        constraints = (
            UniqueConstraint(
                fields=("slot_id",), name="health_points_appointment_one_a_slot", condition="status <> 'CANCELLED'"
            ),
            CheckConstraint(
                check="(ended_at IS NOT NULL) = (status IN ('FULFILLED', 'CANCELLED', 'NOSHOW'))",
                name="health_points_appointment_ended",
            ),
            CheckConstraint(
                check="person_id IS NOT NULL OR ended_at IS NOT NULL", name="health_points_appointment_named"
            ),
        )


class Callback(Model):
    """Somebody would like to be called by the team of a contact point. The number is the one that the core keeps."""

    id = key()
    contact_point = reference("health_points.ContactPoint", related_name="callbacks", owned=True)
    contact_point_id: uuid.UUID
    person = reference("Person", related_name="health_points_callbacks", null=True)
    person_id: uuid.UUID | None
    preferred = fields.CharEnumField(CallbackTime, max_length=32, default=CallbackTime.ANY)
    state = fields.CharEnumField(CallbackState, max_length=32, default=CallbackState.OPEN)
    attempts = fields.SmallIntField(default=0)
    requested_at: datetime.datetime = InstantField()
    requested_on: datetime.date = fields.DateField()
    ended_at: datetime.datetime | None = InstantField(null=True)
    minutes_to_call = fields.IntField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_callback"
        indexes = (("contact_point_id", "requested_on"), ("requested_at", "id"), ("person_id", "id"))
        constraints = (
            UniqueConstraint(
                fields=("contact_point_id", "person_id"),
                name="health_points_callback_one_open",
                condition="ended_at IS NULL",
            ),
            CheckConstraint(
                check="(ended_at IS NOT NULL) = (state IN ('CALLED', 'CANCELLED'))", name="health_points_callback_ended"
            ),
            CheckConstraint(
                check="(minutes_to_call IS NOT NULL) = (state = 'CALLED')", name="health_points_callback_called"
            ),
            CheckConstraint(check="person_id IS NOT NULL OR ended_at IS NOT NULL", name="health_points_callback_named"),
        )


class SigningIntent(Model):
    """Somebody would like to sign up with a team. A person has one open intent at a time; signing is done elsewhere."""

    id = key()
    team = reference("health_points.Team", related_name="signing_intents", owned=True)
    team_id: uuid.UUID
    person = reference("Person", related_name="health_points_signing_intents", null=True)
    person_id: uuid.UUID | None
    state = fields.CharEnumField(SigningState, max_length=32, default=SigningState.OPEN)
    registered_at: datetime.datetime = InstantField()
    contacted_at: datetime.datetime | None = InstantField(null=True)
    ended_at: datetime.datetime | None = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_signing_intent"
        indexes = (("team_id", "registered_at", "id"), ("person_id", "id"))
        constraints = (
            UniqueConstraint(
                fields=("person_id",), name="health_points_signing_intent_one_open", condition="ended_at IS NULL"
            ),
            CheckConstraint(
                check="(ended_at IS NOT NULL) = (state IN ('SIGNED', 'DECLINED', 'WITHDRAWN'))",
                name="health_points_signing_intent_ended",
            ),
            CheckConstraint(
                check="person_id IS NOT NULL OR ended_at IS NOT NULL", name="health_points_signing_intent_named"
            ),
        )

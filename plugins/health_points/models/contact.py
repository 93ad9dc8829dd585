"""Family doctor teams (家庭医生团队), their contact points (联络点), sessions and slots. All of it is public.

Only who belongs to a team needs a permission.
"""

from __future__ import annotations

import datetime
import uuid

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from linli.models import CreatedField, InstantField, key, reference
from plugins.health_points.choices import DoctorFunction


class Team(Model):
    """A team of family doctors. Roles that are given at its ``organization`` hold for the team."""

    id = key()
    organization = reference("Organization", related_name="health_points_teams")
    organization_id: uuid.UUID
    area = reference("Area", related_name="health_points_teams")
    area_id: uuid.UUID
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    phone = fields.CharField(max_length=32, null=True)
    ended_on: datetime.date | None = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_team"
        indexes = (("name", "id"), ("area_id", "id"), ("organization_id", "id"))


class TeamMember(Model):
    """Somebody works in a team, from a day to a day."""

    id = key()
    team = reference("health_points.Team", related_name="members", owned=True)
    team_id: uuid.UUID
    person = reference("Person", related_name="health_points_memberships")
    person_id: uuid.UUID
    function = fields.CharEnumField(DoctorFunction, max_length=32)
    valid_from: datetime.date = fields.DateField()
    valid_to: datetime.date | None = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_team_member"
        unique_together = (("team", "person", "valid_from"),)
        indexes = (("person_id", "id"),)
        constraints = (CheckConstraint(check="valid_to >= valid_from", name="health_points_team_member_period"),)


class ContactPoint(Model):
    """A place at which a team can be met and asked. It is not a clinic.

    Of a team one at a place is open; closed ones stay, with their sessions.
    """

    id = key()
    team = reference("health_points.Team", related_name="contact_points")
    team_id: uuid.UUID
    place = reference("Place", related_name="health_points_contact_points")
    place_id: uuid.UUID
    services = fields.CharField(max_length=500, null=True)
    services_en = fields.CharField(max_length=500, null=True)
    phone = fields.CharField(max_length=32, null=True)
    needs_confirmation = fields.BooleanField(default=False)
    opened_on: datetime.date = fields.DateField()
    closed_on: datetime.date | None = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_contact_point"
        indexes = (("place_id", "id"), ("team_id", "id"))
        constraints = (
            CheckConstraint(check="closed_on >= opened_on", name="health_points_contact_point_period"),
            UniqueConstraint(
                fields=("team_id", "place_id"),
                name="health_points_contact_point_one_open",
                condition="closed_on IS NULL",
            ),
        )


class ContactSession(Model):
    """Hours at which a team is at a contact point, on one ``day`` in Asia/Shanghai.

    It was held once the team says so; ``walk_ins`` came without a booking.
    """

    id = key()
    contact_point = reference("health_points.ContactPoint", related_name="sessions", owned=True)
    contact_point_id: uuid.UUID
    doctor = reference("Person", related_name="health_points_sessions", null=True)
    day: datetime.date = fields.DateField()
    starts_at: datetime.datetime = InstantField()
    ends_at: datetime.datetime = InstantField()
    topic = fields.CharField(max_length=200, null=True)
    topic_en = fields.CharField(max_length=200, null=True)
    held_at: datetime.datetime | None = InstantField(null=True)
    walk_ins = fields.IntField(default=0)
    cancelled_at: datetime.datetime | None = InstantField(null=True)
    cancel_reason = fields.CharField(max_length=500, null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "health_points"
        table = "health_points_contact_session"
        unique_together = (("contact_point", "starts_at"),)
        indexes = (("starts_at", "id"), ("day", "contact_point_id"), ("doctor_id",))
        constraints = (
            CheckConstraint(check="ends_at > starts_at", name="health_points_contact_session_ends_after_start"),
            CheckConstraint(check="walk_ins >= 0", name="health_points_contact_session_walk_ins"),
            CheckConstraint(
                check="held_at IS NULL OR cancelled_at IS NULL", name="health_points_contact_session_one_end"
            ),
        )


class Slot(Model):
    """A part of a session that one person can book. ``blocked`` ones are offered to nobody."""

    id = key()
    session = reference("health_points.ContactSession", related_name="slots", owned=True)
    session_id: uuid.UUID
    starts_at: datetime.datetime = InstantField()
    ends_at: datetime.datetime = InstantField()
    blocked = fields.BooleanField(default=False)
    version = fields.IntField(default=1)

    class Meta:
        app = "health_points"
        table = "health_points_slot"
        unique_together = (("session", "starts_at"),)
        indexes = (("starts_at", "id"),)
        constraints = (CheckConstraint(check="ends_at > starts_at", name="health_points_slot_ends_after_start"),)

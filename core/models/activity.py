"""Activities, who hosts them, which programmes they belong to, and registrations."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import ActivityDecision, Audience, HostRole, JoinPolicy, RegistrationState
from core.models.fields import CreatedField, InstantField, key, reference


class Activity(Model):
    """One occurrence of something that people come to.

    ``decision`` is the state that somebody decided; the shown status follows from it and the clock.
    ``seats_taken`` is kept by triggers on registrations, so that the check on capacity holds under concurrency.
    """

    id = key()
    title = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, null=True)
    summary = fields.TextField(null=True)
    series = reference("Series", related_name="activities", null=True)
    year = fields.SmallIntField(null=True)
    quarter = fields.SmallIntField(null=True)
    place = reference("Place", related_name="activities", null=True)
    area = reference("Area", related_name="activities")
    lead_organization = reference("Organization", related_name="led_activities")
    starts_at = InstantField()
    ends_at = InstantField()
    capacity = fields.IntField(null=True)
    waitlist = fields.BooleanField(default=False)
    seats_taken = fields.IntField(default=0)
    join_policy = fields.CharEnumField(JoinPolicy, max_length=32, default=JoinPolicy.OPEN)
    volunteering = fields.BooleanField(default=False)
    decision = fields.CharEnumField(ActivityDecision, max_length=32, default=ActivityDecision.DRAFT)
    decision_reason = fields.CharField(max_length=500, null=True)
    published_at = InstantField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "activity"
        indexes = (
            ("starts_at", "id"),
            ("place_id", "starts_at", "id"),
            ("area_id", "starts_at", "id"),
            ("lead_organization_id", "starts_at", "id"),
            ("series_id", "starts_at", "id"),
        )
        constraints = (
            CheckConstraint(check="ends_at >= starts_at", name="activity_ends_after_start"),
            CheckConstraint(check="(year IS NULL) = (quarter IS NULL)", name="activity_quarter_has_its_year"),
            CheckConstraint(check="quarter BETWEEN 1 AND 4", name="activity_quarter_range"),
            CheckConstraint(check="capacity >= 0", name="activity_capacity_not_negative"),
            CheckConstraint(check="seats_taken >= 0", name="activity_seats_not_negative"),
            CheckConstraint(check="capacity IS NULL OR seats_taken <= capacity", name="activity_within_capacity"),
            CheckConstraint(
                check="decision IN ('DRAFT', 'IN_REVIEW', 'CANCELLED') OR published_at IS NOT NULL",
                name="activity_published_has_its_time",
            ),
        )


class ActivityHost(Model):
    """An organisation hosts an activity, at a position in the order in which the hosts are named."""

    id = key()
    activity = reference("Activity", related_name="hosts", owned=True)
    organization = reference("Organization", related_name="hostings")
    role = fields.CharEnumField(HostRole, max_length=32, default=HostRole.HOST)
    position = fields.SmallIntField()

    class Meta:
        app = "core"
        table = "activity_host"
        unique_together = (("activity", "position"), ("activity", "organization"))
        indexes = (("organization_id", "activity_id"),)
        constraints = (CheckConstraint(check="position >= 1", name="activity_host_position_from_one"),)


class ActivityProgramme(Model):
    """An activity belongs to a programme; it may belong to several."""

    id = key()
    activity = reference("Activity", related_name="programme_links", owned=True)
    programme = reference("Programme", related_name="activity_links")

    class Meta:
        app = "core"
        table = "activity_programme"
        unique_together = (("activity", "programme"),)
        indexes = (("programme_id", "activity_id"),)


class ActivityAudience(Model):
    """An activity is meant for an audience; none means everybody."""

    id = key()
    activity = reference("Activity", related_name="audiences", owned=True)
    audience = fields.CharEnumField(Audience, max_length=32)

    class Meta:
        app = "core"
        table = "activity_audience"
        unique_together = (("activity", "audience"),)


class Registration(Model):
    """A person's registration, with a party, for an activity. One that is live for a person and an activity."""

    id = key()
    activity = reference("Activity", related_name="registrations")
    person = reference("Person", related_name="registrations")
    party_size = fields.SmallIntField(default=1)
    answers: Any = fields.JSONField(null=True)
    state = fields.CharEnumField(RegistrationState, max_length=32, default=RegistrationState.PENDING)
    registered_at = CreatedField()
    version = fields.IntField(default=1)
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "registration"
        indexes = (("activity_id", "registered_at", "id"), ("person_id", "registered_at", "id"))
        constraints = (CheckConstraint(check="party_size >= 1", name="registration_party_size_positive"),)

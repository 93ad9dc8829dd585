"""Places, their amenities and designations, and the hours at which they serve."""

from __future__ import annotations

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from core.models.choices import CalendarDayKind, HoursPurpose, PlaceKind, PlaceStatus
from core.models.fields import CreatedField, key, reference

#: The day number that stands for public holidays beside the ISO weekdays 1 (Monday) to 7 (Sunday).
HOLIDAY = 8


class Place(Model):
    """A location where something is offered. Coordinates are WGS-84, whatever a client sends or asks for."""

    id = key()
    name = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, null=True)
    kind = fields.CharEnumField(PlaceKind, max_length=32, default=PlaceKind.OTHER)
    area = reference("Area", related_name="places")
    operator = reference("Organization", related_name="operated_places", null=True)
    address = fields.CharField(max_length=300, null=True)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    status = fields.CharEnumField(PlaceStatus, max_length=32, default=PlaceStatus.ACTIVE)
    always_open = fields.BooleanField(default=False)
    last_verified_on = fields.DateField(null=True)
    version = fields.IntField(default=1)
    created_at = CreatedField()
    updated_at = CreatedField()

    class Meta:
        app = "core"
        table = "place"
        indexes = (("name", "id"), ("latitude", "longitude"))
        constraints = (
            CheckConstraint(check="(latitude IS NULL) = (longitude IS NULL)", name="place_location_complete"),
            CheckConstraint(check="latitude BETWEEN -90 AND 90", name="place_latitude_range"),
            CheckConstraint(check="longitude BETWEEN -180 AND 180", name="place_longitude_range"),
        )


class PlaceAmenity(Model):
    """Something a place has beyond any standard, say outdoor seats (外设桌椅); codes are data, not an enumeration."""

    id = key()
    place = reference("Place", related_name="amenities", owned=True)
    code = fields.CharField(max_length=64)
    name = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100, null=True)

    class Meta:
        app = "core"
        table = "place_amenity"
        unique_together = (("place", "code"),)
        indexes = (("code", "place_id"),)


class PlaceDesignation(Model):
    """A designation that a place carries for a period, say warm space (馨空间)."""

    id = key()
    place = reference("Place", related_name="designations", owned=True)
    code = fields.CharField(max_length=64)
    name = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100, null=True)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)

    class Meta:
        app = "core"
        table = "place_designation"
        unique_together = (("place", "code", "valid_from"),)
        indexes = (("code", "place_id"),)
        constraints = (CheckConstraint(check="valid_to >= valid_from", name="place_designation_valid_period"),)


class ServiceHours(Model):
    """Hours of one weekday, in minutes after midnight in Asia/Shanghai.

    ``day`` is an ISO weekday, or 8 for public holidays. ``closes_minute`` is above 1440 for hours that end on the
    next day; they belong to the day on which they start.
    """

    id = key()
    place = reference("Place", related_name="service_hours", owned=True)
    purpose = fields.CharEnumField(HoursPurpose, max_length=32, default=HoursPurpose.SERVICE)
    day = fields.SmallIntField()
    opens_minute = fields.SmallIntField()
    closes_minute = fields.SmallIntField()

    class Meta:
        app = "core"
        table = "service_hours"
        unique_together = (("place", "purpose", "day", "opens_minute"),)
        constraints = (
            CheckConstraint(check="day BETWEEN 1 AND 8", name="service_hours_day_range"),
            CheckConstraint(check="opens_minute BETWEEN 0 AND 1439", name="service_hours_opens_range"),
            CheckConstraint(
                check="closes_minute > opens_minute AND closes_minute <= opens_minute + 1440",
                name="service_hours_closes_after_opening",
            ),
        )


class ServiceException(Model):
    """On one date a place keeps other hours, or is closed (both minutes null). It replaces that date's usual hours."""

    id = key()
    place = reference("Place", related_name="service_exceptions", owned=True)
    date = fields.DateField()
    opens_minute = fields.SmallIntField(null=True)
    closes_minute = fields.SmallIntField(null=True)
    reason = fields.CharField(max_length=200, null=True)

    class Meta:
        app = "core"
        table = "service_exception"
        unique_together = (("place", "date", "opens_minute"),)
        constraints = (
            CheckConstraint(
                check="(opens_minute IS NULL) = (closes_minute IS NULL)", name="service_exception_hours_complete"
            ),
            CheckConstraint(check="opens_minute BETWEEN 0 AND 1439", name="service_exception_opens_range"),
            CheckConstraint(
                check="closes_minute > opens_minute AND closes_minute <= opens_minute + 1440",
                name="service_exception_closes_after_opening",
            ),
        )


class CalendarDay(Model):
    """A date that the State Council declared a public holiday or a make-up working day (调休).

    A make-up working day follows the hours of ``follows_weekday``.
    """

    id = key()
    date = fields.DateField(unique=True)
    kind = fields.CharEnumField(CalendarDayKind, max_length=32)
    name = fields.CharField(max_length=100)
    name_en = fields.CharField(max_length=100, null=True)
    follows_weekday = fields.SmallIntField(null=True)

    class Meta:
        app = "core"
        table = "calendar_day"
        constraints = (
            CheckConstraint(check="follows_weekday BETWEEN 1 AND 7", name="calendar_day_weekday_range"),
            CheckConstraint(
                check="(kind = 'MAKE_UP_WORKDAY') = (follows_weekday IS NOT NULL)",
                name="calendar_day_weekday_of_make_up_only",
            ),
        )

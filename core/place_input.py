"""What is said about a place when it is made or changed, and whether it can be so."""

from __future__ import annotations

import dataclasses
import datetime
import math
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from tortoise.models import Model

from core import models
from core.geo import Crs, to_wgs84
from core.models import Place, PlaceAmenity, ServiceException
from core.models.choices import HoursPurpose, PlaceKind, PlaceStatus
from core.models.place import HOLIDAY
from core.opening_hours import DAY_MINUTES
from core.problems import Problems
from core.unset import UNSET, Unset
from core.writing import References

MOST_ROWS = 200
"""The most items in a list: hours of a place, its exceptions, its amenities."""

DECIMALS = 9
"""Digits of a stored degree after the point: 0.1 mm, and never a number so small that it underflows."""


@dataclasses.dataclass(frozen=True)
class Location:
    """A point in a coordinate system; stored as WGS-84, into which it is converted once."""

    latitude: float
    longitude: float
    crs: Crs = Crs.WGS84


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewServiceHours:
    """Hours of a day, in minutes after midnight in Asia/Shanghai; above 1440 they end on the next day.

    `day` is an ISO weekday, or 8 for public holidays.
    """

    day: int
    opens_minute: int
    closes_minute: int
    purpose: HoursPurpose = HoursPurpose.SERVICE


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewServiceException:
    """Other hours on one date, or none at all (both minutes None)."""

    date: datetime.date
    opens_minute: int | None = None
    closes_minute: int | None = None
    reason: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewAmenity:
    """Something that the place has, by a code of one's own."""

    code: str
    name: str
    name_en: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewPlace:
    """What a new place is made of."""

    name: str
    area_id: uuid.UUID
    kind: PlaceKind = PlaceKind.OTHER
    name_en: str | None = None
    operator_id: uuid.UUID | None = None
    address: str | None = None
    location: Location | None = None
    status: PlaceStatus = PlaceStatus.ACTIVE
    always_open: bool = False
    last_verified_on: datetime.date | None = None
    service_hours: Sequence[NewServiceHours] = ()
    service_exceptions: Sequence[NewServiceException] = ()
    amenities: Sequence[NewAmenity] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlaceChange:
    """What changes about a place; whatever is UNSET stays. A list replaces the whole list."""

    name: str | Unset = UNSET
    area_id: uuid.UUID | Unset = UNSET
    kind: PlaceKind | Unset = UNSET
    name_en: str | Unset | None = UNSET
    operator_id: uuid.UUID | Unset | None = UNSET
    address: str | Unset | None = UNSET
    location: Location | Unset | None = UNSET
    status: PlaceStatus | Unset = UNSET
    always_open: bool | Unset = UNSET
    last_verified_on: datetime.date | Unset | None = UNSET
    service_hours: Sequence[NewServiceHours] | Unset = UNSET
    service_exceptions: Sequence[NewServiceException] | Unset = UNSET
    amenities: Sequence[NewAmenity] | Unset = UNSET


LISTS = ("service_hours", "service_exceptions", "amenities")
FIELDS = tuple(field.name for field in dataclasses.fields(NewPlace) if field.name not in LISTS)

_REFERENCES: dict[str, type[Model]] = {"area_id": models.Area, "operator_id": models.Organization}


async def checked(
    given: Mapping[str, Any], lists: Mapping[str, Sequence[Any]]
) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
    """The columns to be stored for the fields `given`, and the columns of each row of `lists`.

    Raises InputRefused with every rule that they break.
    """
    problems, references = Problems(), References()
    columns = {name: value for name, value in given.items() if name != "location"}
    if "name" in given:
        columns["name"] = problems.text(Place, "name", given["name"], "name")
    for column in ("name_en", "address"):
        if column in given:
            columns[column] = problems.optional_text(Place, column, given[column], column)
    for column, model in _REFERENCES.items():
        if column in given:
            references.add(model, given[column], column)
    if "location" in given:
        columns |= _stored_location(given["location"], problems)
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, items in lists.items():
        if len(items) > MOST_ROWS:
            problems.add("TOO_MANY", f"Has {len(items)} items, and at most {MOST_ROWS} fit.", name)
        rows[name] = [_ROWS[name](item, problems, name, position) for position, item in enumerate(items)]
    _check_overlaps(lists, problems)
    await references.check(problems)
    problems.refuse()
    return columns, rows


def _stored_location(location: Location | None, problems: Problems) -> dict[str, float | None]:
    if location is None:
        return {"latitude": None, "longitude": None}
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = getattr(location, name)
        if not math.isfinite(value) or abs(value) > most:
            problems.add("OUT_OF_RANGE", f"Is {value}, and must be from -{most} to {most}.", "location", name)
            return {}
    latitude, longitude = to_wgs84(location.latitude, location.longitude, location.crs)
    return {"latitude": round(latitude, DECIMALS), "longitude": round(longitude, DECIMALS)}


def _hours(item: NewServiceHours, problems: Problems, *path: str | int) -> dict[str, Any]:
    problems.within(item.day, 1, HOLIDAY, *path, "day")
    _check_minutes(item.opens_minute, item.closes_minute, problems, *path)
    return dataclasses.asdict(item)


def _exception(item: NewServiceException, problems: Problems, *path: str | int) -> dict[str, Any]:
    if item.opens_minute is not None and item.closes_minute is not None:
        _check_minutes(item.opens_minute, item.closes_minute, problems, *path)
    elif item.opens_minute is not None or item.closes_minute is not None:
        missing = "opens_minute" if item.opens_minute is None else "closes_minute"
        problems.add("INCOMPLETE", "An exception opens and closes, or does neither.", *path, missing)
    reason = problems.optional_text(ServiceException, "reason", item.reason, *path, "reason")
    return {**dataclasses.asdict(item), "reason": reason}


def _amenity(item: NewAmenity, problems: Problems, *path: str | int) -> dict[str, Any]:
    return {
        "code": problems.text(PlaceAmenity, "code", item.code, *path, "code"),
        "name": problems.text(PlaceAmenity, "name", item.name, *path, "name"),
        "name_en": problems.optional_text(PlaceAmenity, "name_en", item.name_en, *path, "name_en"),
    }


_ROWS: dict[str, Any] = {"service_hours": _hours, "service_exceptions": _exception, "amenities": _amenity}


def _check_minutes(opens: int, closes: int, problems: Problems, *path: str | int) -> None:
    problems.within(opens, 0, DAY_MINUTES - 1, *path, "opens_minute")
    problems.within(closes, opens + 1, opens + DAY_MINUTES, *path, "closes_minute")


def _check_overlaps(lists: Mapping[str, Sequence[Any]], problems: Problems) -> None:
    days: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    for position, item in enumerate(lists.get("service_hours", ())):
        spans = days.setdefault((item.purpose, item.day), [])
        if any(opens < item.closes_minute and item.opens_minute < closes for opens, closes in spans):
            problems.add("OVERLAP", "Overlaps with other hours of the day.", "service_hours", position, "opens_minute")
        spans.append((item.opens_minute, item.closes_minute))
    dates: dict[datetime.date, list[tuple[int, int]]] = {}
    for position, item in enumerate(lists.get("service_exceptions", ())):
        # Without minutes the whole date is closed, and beside that nothing else has a meaning.
        span = (item.opens_minute or 0, item.closes_minute or 2 * DAY_MINUTES)
        spans = dates.setdefault(item.date, [])
        if any(opens < span[1] and span[0] < closes for opens, closes in spans):
            message = "Overlaps with another exception of the date."
            problems.add("OVERLAP", message, "service_exceptions", position, "date")
        spans.append(span)
    codes: set[str] = set()
    for position, item in enumerate(lists.get("amenities", ())):
        if item.code.strip() in codes:
            problems.add("DUPLICATE", "The amenity is named twice.", "amenities", position, "code")
        codes.add(item.code.strip())

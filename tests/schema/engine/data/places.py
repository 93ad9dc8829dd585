"""Areas, organisations and places, and what belongs to places."""

from __future__ import annotations

import datetime
from typing import Any

from tortoise.models import Model

from core import models
from core.models import choices
from tests.schema.engine.data.values import DAYS, LOCATIONS, NOW, day, key, maybe_text, pick, stamps, text

AREAS = 20


def areas() -> list[Model]:
    """A tree of all levels, and a second, smaller one."""
    level = choices.AreaLevel
    chain = [
        level.CITY,
        level.DISTRICT,
        level.SUBDISTRICT,
        level.COMMUNITY,
        level.GENERAL_GRID,
        level.ORDINARY_GRID,
        level.MICRO_GRID,
    ]
    tree: list[tuple[choices.AreaLevel, int | None]] = [(chain[i], i - 1 if i else None) for i in range(len(chain))]
    tree += [
        (level.CITY, None),
        (level.DISTRICT, 0),
        (level.DISTRICT, 7),
        (level.SUBDISTRICT, 1),
        (level.SUBDISTRICT, 8),
        (level.VILLAGE, 2),
        (level.COMMUNITY, 10),
        (level.DEDICATED_GRID, 3),
        (level.DEDICATED_GRID, 5),
        (level.MICRO_GRID, 5),
        (level.MICRO_GRID, 5),
        (level.ORDINARY_GRID, 4),
        (level.GENERAL_GRID, 12),
    ]
    assert len(tree) == AREAS
    rows: list[Model] = []
    for number, (at, parent) in enumerate(tree):
        counted = number % 3 != 1
        rows.append(
            models.Area(
                id=key("area", number),
                code=None if number % 4 == 3 else f"51010{number}",
                level=at,
                name=text(number),
                name_en=maybe_text(number),
                parent_id=None if parent is None else key("area", parent),
                households=pick((None, 0, 1200, 2**31 - 1), number),
                population=pick((0, 5, 2**31 - 1), number) if counted else None,
                population_as_of=day(number) if counted else None,
                valid_from=pick((None, datetime.date(2000, 2, 29)), number),
                valid_to=pick((None, datetime.date(2024, 7, 9), None), number),
                **stamps(number),
            )
        )
    return rows


def successions() -> list[Model]:
    """Splits and mergers."""
    pairs = [(0, 7), (1, 8), (1, 9), (8, 9), (2, 10)]
    return [
        models.AreaSuccession(
            id=key("succession", number),
            predecessor_id=key("area", old),
            successor_id=key("area", new),
            takes_effect_on=day(number // 2),
            created_at=NOW,
        )
        for number, (old, new) in enumerate(pairs)
    ]


ORGANIZATIONS = 11


def organizations() -> list[Model]:
    """Organisations, some with parents or areas."""
    return [
        models.Organization(
            id=key("organization", number),
            kind=pick(list(choices.OrganizationKind), number, 3),
            name=text(number // 2),
            name_en=maybe_text(number),
            unified_social_credit_code=None if number % 2 else f"9151010000000000{number:02}",
            parent_id=key("organization", number // 3) if number % 4 in (1, 2) else None,
            area_id=None if number % 3 == 0 else key("area", number % 4),
            status=pick(list(choices.OrganizationStatus), number, 1),
            **stamps(number),
        )
        for number in range(ORGANIZATIONS)
    ]


PLACES = 16


def places() -> list[Model]:
    """Places, some at the same point, some without one."""
    rows: list[Model] = []
    for number in range(PLACES):
        latitude, longitude = pick(LOCATIONS, number)
        rows.append(
            models.Place(
                id=key("place", number),
                name=text(number // 2 + 3),
                name_en=maybe_text(number + 1),
                kind=pick(list(choices.PlaceKind), number, 2),
                area_id=key("area", pick((2, 3, 6, 3, 17, 9, 0), number)),
                operator_id=None if number % 3 == 2 else key("organization", number % 4),
                address=maybe_text(number + 2),
                latitude=latitude,
                longitude=longitude,
                status=choices.PlaceStatus.ACTIVE if number % 4 else pick(list(choices.PlaceStatus), number // 4),
                always_open=number % 5 == 1,
                last_verified_on=pick(DAYS, number),
                **stamps(number),
            )
        )
    return rows


def things_of_places() -> list[Model]:
    """Amenities, designations, hours and exceptions."""
    rows: list[Model] = []
    for number in range(12):
        place = key("place", (number * number) % 7)
        rows.append(
            models.PlaceAmenity(
                id=key("amenity", number),
                place_id=place,
                code=f"c{number % 6}-{number // 6}",
                name=text(number % 4),
                name_en=maybe_text(number),
            )
        )
        rows.append(
            models.PlaceDesignation(
                id=key("designation", number),
                place_id=place,
                code=pick(("warm-space", "pioneer"), number),
                name=text(number % 5),
                name_en=maybe_text(number + 1),
                valid_from=day(number) + datetime.timedelta(days=number),
                valid_to=None if number % 2 else datetime.date(2025, 1, 1),
            )
        )
        opens = number % 5 * 120
        rows.append(
            models.ServiceHours(
                id=key("hours", number),
                place_id=place,
                purpose=pick(list(choices.HoursPurpose), number // 2),
                day=1 + number % 8 if number < 8 else 3,
                opens_minute=opens,
                closes_minute=opens + pick((60, 600, 1440), number),
            )
        )
        rows.append(
            models.ServiceException(
                id=key("exception", number),
                place_id=place,
                date=NOW.date() + datetime.timedelta(days=number % 3 - 1 + number // 7 * 10),
                opens_minute=None if number % 4 == 0 else opens,
                closes_minute=None if number % 4 == 0 else opens + 300,
                reason=maybe_text(number),
            )
        )
    return _without_repeats(rows)


def _without_repeats(rows: list[Model]) -> list[Model]:
    """The rows without those that a unique constraint on place, date and minute would refuse."""
    seen: set[Any] = set()
    found = []
    for row in rows:
        if isinstance(row, models.ServiceException):
            at = (row.place_id, row.date, row.opens_minute)  # type: ignore[attr-defined]  # made by Tortoise
            if at in seen:
                continue
            seen.add(at)
        found.append(row)
    return found


def calendar() -> list[Model]:
    """Holidays and make-up working days."""
    kinds = choices.CalendarDayKind
    return [
        models.CalendarDay(
            id=key("calendar", number),
            date=NOW.date() + datetime.timedelta(days=number * 3 - 3),
            kind=kinds.MAKE_UP_WORKDAY if number % 2 else kinds.PUBLIC_HOLIDAY,
            name=text(number // 2),
            name_en=maybe_text(number),
            follows_weekday=1 + number % 7 if number % 2 else None,
        )
        for number in range(6)
    ]

"""A small data set made to be nasty: ties in every order, nulls wherever they may be, names that need escaping.

Each kind of row has its own numbers in a cycle of odd length, so that columns vary against each other. The keys of
rows are in another order than the rows themselves, and both are the same in every run.
"""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from tortoise.models import Model

from core import models
from core.models import choices

T = TypeVar("T")

#: The instant at which the tests hold the clock. Some activities start or end exactly then.
NOW = datetime.datetime(2024, 7, 10, 1, 0, tzinfo=datetime.UTC)

#: Texts in which something is easily got wrong: escapes, code points beyond the basic plane, case, wildcards.
TEXTS = (
    "红旗",
    "红旗",
    "红旗连锁 🏪",
    "𠮷野家",
    "\uffee",
    'o\'Brien "quoted" \\ back',
    "%_like_%",
    "a",
    "A",
    "ä",
    "a\u0308",
    "",
    " a ",
    "line\nbreak\ttab \x01\x7f\u2028",
    "{0} $1 ?1 :x",
    "</script>",
    "null",
    "1",
)

#: Centre of the town in which most places lie, in WGS-84.
CENTRE = (30.7, 104.05)

LOCATIONS: tuple[tuple[float | None, float | None], ...] = (
    CENTRE,
    CENTRE,
    (None, None),
    (30.71234567890123, 104.1),
    (30.65, 104.0000001),
    (30.7, 104.06),
    (-33.9, 18.4),
    (90.0, 0.0),
    (-90.0, 12.0),
    (0.0, 180.0),
    (0.1, -179.9),
    (None, None),
    (30.9, 104.3),
)

_DAYS: tuple[datetime.date | None, ...] = (
    datetime.date(2024, 7, 10),
    None,
    datetime.date(1999, 12, 31),
    datetime.date(2024, 7, 10),
    datetime.date(9999, 12, 31),
)

_MOMENTS = (
    NOW,
    NOW - datetime.timedelta(seconds=1),
    NOW,
    NOW - datetime.timedelta(days=400),
    NOW + datetime.timedelta(hours=1),
)


def key(kind: str, number: int) -> uuid.UUID:
    """The key of a row. Keys of one kind are in no order that has to do with the number."""
    return uuid.UUID(bytes=hashlib.blake2s(f"{kind}/{number}".encode(), digest_size=16).digest())


def pick(values: Sequence[T], number: int, step: int = 1) -> T:
    """The values in turn."""
    return values[number * step % len(values)]


def text(number: int) -> str:
    """A nasty text."""
    return TEXTS[number % len(TEXTS)]


def maybe_text(number: int) -> str | None:
    """A nasty text or none."""
    return None if number % 3 == 0 else TEXTS[number * 5 % len(TEXTS)]


def day(number: int) -> datetime.date:
    """A day of which there are several."""
    return datetime.date(2024, 1, 1) + datetime.timedelta(days=number % 4 * 7)


async def load() -> None:
    """Write all rows through the models, on the database that is open and migrated."""
    for made in (
        _areas(),
        _successions(),
        _organizations(),
        _places(),
        _things_of_places(),
        _calendar(),
        _people(),
        _things_of_people(),
        _programmes(),
        _activities(),
        _things_of_activities(),
        _media(),
    ):
        for row in made:
            await row.save(force_create=True)


def _stamps(number: int) -> dict[str, Any]:
    return {
        "version": 1 + number % 3,
        "created_at": pick(_MOMENTS, number),
        "updated_at": pick(_MOMENTS, number, 3),
    }


AREAS = 20


def _areas() -> list[Model]:
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
                **_stamps(number),
            )
        )
    return rows


def _successions() -> list[Model]:
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


def _organizations() -> list[Model]:
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
            **_stamps(number),
        )
        for number in range(ORGANIZATIONS)
    ]


PLACES = 16


def _places() -> list[Model]:
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
                last_verified_on=pick(_DAYS, number),
                **_stamps(number),
            )
        )
    return rows


def _things_of_places() -> list[Model]:
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


def _calendar() -> list[Model]:
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


PEOPLE = 8


def _people() -> list[Model]:
    return [
        models.Person(
            id=key("person", number),
            display_name=text(number // 2),
            area_id=None if number % 3 == 1 else key("area", number % 5),
            status=pick(list(choices.PersonStatus), number),
            **_stamps(number),
        )
        for number in range(PEOPLE)
    ]


def _things_of_people() -> list[Model]:
    rows: list[Model] = []
    audiences = list(choices.Audience)
    for number in range(10):
        rows.append(
            models.PersonAudience(
                id=key("person-audience", number),
                person_id=key("person", number % 4),
                audience=pick(audiences, number, 4),
            )
        )
    for number in range(7):
        rows.append(
            models.Account(
                id=key("account", number),
                issuer=pick(("https://id.example.org", "wechat"), number),
                subject=f"s{number}",
                person_id=None if number % 3 == 0 else key("person", number % 5),
                disabled_at=None if number % 2 else NOW,
                created_at=pick(_MOMENTS, number),
            )
        )
        scope = ("area", "organization", "place")[number % 3]
        rows.append(
            models.RoleAssignment(
                id=key("role", number),
                person_id=key("person", number % 3),
                role=pick(("grid-worker", "secretary"), number),
                **{f"{scope}_id": key(scope, number % 2)},
                valid_from=day(number),
                valid_to=None if number % 2 else datetime.date(2024, 12, 31),
                version=1,
                created_at=NOW,
            )
        )
    return rows


PROGRAMMES = 7
SERIES = 6


def _programmes() -> list[Model]:
    status = choices.ProgrammeStatus
    rows: list[Model] = []
    for number in range(PROGRAMMES):
        state = pick((status.PUBLISHED, status.DRAFT, status.CLOSED), number)
        rows.append(
            models.Programme(
                id=key("programme", number),
                code=f"p{number}",
                name=text(number // 2),
                name_en=maybe_text(number),
                description=maybe_text(number + 2),
                area_id=key("area", number % 3),
                lead_organization_id=key("organization", number % 4),
                starts_on=pick(_DAYS[:4], number),
                ends_on=None if number % 2 else datetime.date(2025, 7, 10),
                status=state,
                published_at=None if number in (1, 4) else pick(_MOMENTS, number),
                **_stamps(number),
            )
        )
    for number in range(SERIES):
        rows.append(
            models.Series(
                id=key("series", number),
                code=f"s{number}",
                name=text(number // 2 + 1),
                name_en=maybe_text(number + 1),
                description=maybe_text(number),
                cadence=pick(list(choices.SeriesCadence), number, 3),
                area_id=key("area", number % 2),
                programme_id=None if number % 3 == 2 else key("programme", number % 4),
                **_stamps(number),
            )
        )
    percents = ("12.50", "100.00", "0.10", "9999.99", "-1.50", "12.5", "0")
    for number in range(12):
        counted = number % 3 == 0
        rows.append(
            models.Milestone(
                id=key("milestone", number),
                programme_id=key("programme", number % 5),
                position=1 + number // 5,
                name=text(number // 3),
                name_en=maybe_text(number),
                due_on=day(number // 2),
                target_count=pick((0, 10, 50, 10), number // 3) if counted else None,
                target_percent=None if counted else Decimal(pick(percents, number)),
                aspirational=number % 4 == 1,
                reached_on=pick(_DAYS, number),
                version=1,
            )
        )
    return rows


ACTIVITIES = 24


def _activities() -> list[Model]:
    decision = choices.ActivityDecision
    hour = datetime.timedelta(hours=1)
    times = (
        (NOW, NOW + hour),
        (NOW - hour, NOW),
        (NOW + hour, NOW + 2 * hour),
        (NOW - hour, NOW + hour),
        (NOW, NOW),
        (NOW - 9000 * hour, NOW - 8999 * hour),
        (NOW + hour, NOW + hour),
    )
    rows: list[Model] = []
    for number in range(ACTIVITIES):
        state = (
            decision.PUBLISHED
            if number % 2
            else pick(
                (decision.DRAFT, decision.CANCELLED, decision.IN_REVIEW, decision.POSTPONED, decision.ARCHIVED),
                number // 2,
            )
        )
        unpublished = state in (decision.DRAFT, decision.IN_REVIEW) or (state is decision.CANCELLED and number % 3 == 2)
        starts_at, ends_at = pick(times, number)
        edition = number % 3 == 0
        rows.append(
            models.Activity(
                id=key("activity", number),
                title=text(number // 2),
                title_en=maybe_text(number),
                summary=maybe_text(number + 1),
                series_id=None if number % 4 == 1 else key("series", number % 3),
                year=2023 + number % 2 if edition else None,
                quarter=1 + number % 4 if edition else None,
                place_id=None if number % 5 == 4 else key("place", number % 6),
                area_id=key("area", number % 7),
                lead_organization_id=key("organization", number % 5),
                starts_at=starts_at,
                ends_at=ends_at,
                capacity=pick((None, 100, None, 50), number),
                waitlist=number % 3 == 1,
                join_policy=pick(list(choices.JoinPolicy), number),
                volunteering=number % 4 == 2,
                decision=state,
                decision_reason=maybe_text(number + 2),
                published_at=None if unpublished else pick(_MOMENTS, number),
                **_stamps(number),
            )
        )
    return rows


def _things_of_activities() -> list[Model]:
    rows: list[Model] = []
    audiences = list(choices.Audience)
    for number in range(30):
        activity = key("activity", number % 9)
        turn = number // 9
        rows.append(
            models.ActivityHost(
                id=key("host", number),
                activity_id=activity,
                organization_id=key("organization", (number % 9 + turn * 3) % ORGANIZATIONS),
                role=pick(list(choices.HostRole), number),
                position=4 - turn,
            )
        )
        if turn < 3:
            rows.append(
                models.ActivityProgramme(
                    id=key("link", number),
                    activity_id=activity,
                    programme_id=key("programme", (number % 9 + turn * 2) % PROGRAMMES),
                )
            )
            rows.append(
                models.ActivityAudience(
                    id=key("activity-audience", number),
                    activity_id=activity,
                    audience=pick(audiences, number % 9 + turn * 2),
                )
            )
    states = [state for state in choices.RegistrationState]
    for number in range(26):
        rows.append(
            models.Registration(
                id=key("registration", number),
                activity_id=key("activity", number // PEOPLE * 3 % 7),
                person_id=key("person", number % PEOPLE),
                party_size=1 + number % 4,
                answers={"需要": number} if number % 3 else None,
                state=pick(states, number, 2),
                registered_at=pick(_MOMENTS, number),
                version=1,
                updated_at=pick(_MOMENTS, number, 2),
            )
        )
    return rows


def _media() -> list[Model]:
    rows: list[Model] = []
    for number in range(14):
        rows.append(
            models.Media(
                id=key("media", number),
                kind=pick(list(choices.MediaKind), number, 3),
                title=text(number // 2),
                alternative_text=maybe_text(number),
                url=f"https://example.org/{number}.jpg?a=1&b='\"",
                byte_size=pick((None, 0, 2**53 + 1, 2**63 - 1, 12), number),
                taken_at=None if number % 3 == 0 else pick(_MOMENTS, number),
                consent_recorded=number % 3 != 1,
                activity_id=None if number % 4 == 3 else key("activity", number % 8),
                place_id=None if number % 2 else key("place", number % 5),
                version=1,
                created_at=pick(_MOMENTS, number),
            )
        )
    for number in range(18):
        rows.append(
            models.MediaCredit(
                id=key("credit", number),
                media_id=key("media", number % 8),
                position=1 + number // 8,
                role=pick(list(choices.CreditRole), number),
                name=text(number // 3),
            )
        )
    return rows

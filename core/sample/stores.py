"""The chain's 370 stores in Jinniu. The number is told; every store is made up, and says so (演示).

Stores 1 to 10 stand for the first ten pioneer stores of 10 July 2024: they serve at all hours, have seats and
a parasol outside, and are warm spaces.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import UUID

from core.models import Place, PlaceAmenity, PlaceDesignation
from core.models.choices import HoursPurpose, PlaceKind, PlaceStatus
from core.sample.areas import Areas
from core.sample.hours import Week, add_exception, add_hours, at, daily
from core.sample.rows import SEED, Rows

STORES = 370
PIONEERS = 10
WARM_SPACE_SINCE = date(2024, 7, 10)

OUTDOOR_SEATING = ("OUTDOOR_SEATING", "外设桌椅", "Outdoor seating")
PARASOL = ("PARASOL", "遮阳伞", "Parasol")
WARM_SPACE = ("WARM_SPACE", "馨空间", "Warm space")

SPRING_FESTIVAL_EVES = (date(2025, 1, 28), date(2026, 2, 16))

LATE: Week = daily(at(7), at(26))
"""Until two in the morning of the next day."""
LONG: Week = daily(at(7), at(23), holiday=(at(8), at(22)))
SHORT: Week = daily(at(8), at(22), holiday=(at(9), at(21)))


def store_label(number: int) -> str:
    """The label of a store; numbers start at 1."""
    return f"store-{number:03}"


def add_stores(rows: Rows, areas: Areas, operator: UUID) -> dict[str, UUID]:
    """Add the stores, spread over the micro-grids of Jinniu, with hours, amenities and designations."""
    random = Random(f"{SEED}/stores")
    communities = areas.of_district("jinniu")
    keys: dict[str, UUID] = {}
    for number in range(1, STORES + 1):
        label = store_label(number)
        community = communities[number % len(communities)]
        pioneer = number <= PIONEERS
        closed_for_works = number in (120, 240, 360)
        around_the_clock = pioneer or number % 15 == 0
        # Some 700 m around the middle of the community, which stays inside the district.
        latitude = round(community.latitude + random.uniform(-0.0065, 0.0065), 6)
        longitude = round(community.longitude + random.uniform(-0.0075, 0.0075), 6)
        keys[label] = place = rows.add(
            Place,
            label,
            name=f"红旗连锁（演示）{number:03}店",
            name_en=f"Hongqi Chain (demo) store {number:03}",
            kind=PlaceKind.STORE,
            area_id=random.choice(community.micro_grids),
            operator_id=operator,
            address=f"成都市金牛区演示路{number}号（虚构地址）",
            latitude=latitude,
            longitude=longitude,
            status=PlaceStatus.TEMPORARILY_CLOSED if closed_for_works else PlaceStatus.ACTIVE,
            always_open=around_the_clock,
            last_verified_on=WARM_SPACE_SINCE if pioneer else date(2024, 7, 11) + timedelta(days=number % 160),
        )
        if not around_the_clock:
            _add_times(rows, place, label, number)
        if pioneer or number % 6 == 0:
            _add_amenity(rows, place, label, OUTDOOR_SEATING)
        if pioneer or number % 9 == 0:
            _add_amenity(rows, place, label, PARASOL)
        if pioneer:
            add_warm_space(rows, place, label)
    return keys


def _add_times(rows: Rows, place: UUID, label: str, number: int) -> None:
    week = LATE if number % 7 == 0 else LONG if number % 2 else SHORT
    add_hours(rows, place, label, week, HoursPurpose.TRADING)
    # Residents are served a little later than the store trades, and not until its last minute.
    served = {day: tuple((opens + 60, closes - 30) for opens, closes in spans) for day, spans in week.items()}
    add_hours(rows, place, label, served, HoursPurpose.SERVICE)
    if number % 3 == 0:
        for eve in SPRING_FESTIVAL_EVES:
            add_exception(rows, place, label, eve, (at(9), at(16)), "除夕提前打烊（演示）")
    if number % 20 == 1:
        add_exception(rows, place, label, date(2026, 3, 1 + number % 28), None, "盘点闭店（演示）")


def _add_amenity(rows: Rows, place: UUID, label: str, amenity: tuple[str, str, str]) -> None:
    code, name, name_en = amenity
    rows.add(PlaceAmenity, f"{label}/{code}", place_id=place, code=code, name=name, name_en=name_en)


def add_warm_space(rows: Rows, place: UUID, label: str, valid_to: date | None = None) -> None:
    """Designate a place a warm space (馨空间), from the day of the story on."""
    code, name, name_en = WARM_SPACE
    rows.add(
        PlaceDesignation,
        f"{label}/{code}",
        place_id=place,
        code=code,
        name=name,
        name_en=name_en,
        valid_from=WARM_SPACE_SINCE,
        valid_to=valid_to,
    )

"""First-aid kits: plan them at a place, and take them through their life cycle. Each verb is one transaction.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from linli.models import Person, Place, PlaceStatus
from linli.services import UNSET, Problems, References, Unset, changed, created, locked, refuse, writing
from plugins.health_points import condition, life_cycle, tags
from plugins.health_points.choices import FirstAidKitAccess, FirstAidKitStatus
from plugins.health_points.models import AccessHours, Check, Kit, KitTemplate, StatusChange, Stock, TemplateItem
from plugins.health_points.models.database_rules import RULES

S = FirstAidKitStatus

HOLIDAY = 8
DAY_MINUTES = 1440
MOST_HOURS = 100


@dataclass(frozen=True, kw_only=True)
class NewAccessHours:
    """Hours of a day, in minutes after midnight; above 1440 they end on the next. `day` 8 is for public holidays."""

    day: int
    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, kw_only=True)
class NewKit:
    """A kit at a place."""

    place_id: uuid.UUID
    template_id: uuid.UUID
    code: str
    name: str
    precise_location: str
    name_en: str | None = None
    precise_location_en: str | None = None
    keeper_id: uuid.UUID | None = None
    access: FirstAidKitAccess = FirstAidKitAccess.WITH_PLACE
    access_hours: Sequence[NewAccessHours] = ()


@dataclass(frozen=True, kw_only=True)
class KitChange:
    """What changes about a kit; whatever is UNSET stays. A list replaces the whole list."""

    template_id: uuid.UUID | Unset = UNSET
    name: str | Unset = UNSET
    name_en: str | Unset | None = UNSET
    precise_location: str | Unset = UNSET
    precise_location_en: str | Unset | None = UNSET
    keeper_id: uuid.UUID | Unset | None = UNSET
    access: FirstAidKitAccess | Unset = UNSET
    access_hours: Sequence[NewAccessHours] | Unset = UNSET


@dataclass(frozen=True, kw_only=True)
class Nothing:
    """Nothing more is needed than the row."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something is done."""

    reason: str


async def plan(new: NewKit) -> Kit:
    """Plan a kit at a place of any kind. PLACE_CLOSED for one that has closed for good."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Place, new.place_id, "place_id")
        references.add(KitTemplate, new.template_id, "template_id")
        references.add(Person, new.keeper_id, "keeper_id")
        kit = Kit(
            place_id=new.place_id,
            template_id=new.template_id,
            code=problems.text(Kit, "code", new.code, "code"),
            name=problems.text(Kit, "name", new.name, "name"),
            name_en=problems.optional_text(Kit, "name_en", new.name_en, "name_en"),
            precise_location=problems.text(Kit, "precise_location", new.precise_location, "precise_location"),
            precise_location_en=problems.optional_text(
                Kit, "precise_location_en", new.precise_location_en, "precise_location_en"
            ),
            keeper_id=new.keeper_id,
            access=new.access,
        )
        _check_hours(new.access, new.access_hours, problems)
        await references.check(problems)
        problems.refuse()
        await _require_open_place(new.place_id, "place_id")
        await created(kit, "health_points.kit_planned", tag=tags.KIT)
        await life_cycle.first(kit)
        await _set_hours(kit, new.access_hours)
        await _take_over(kit)
    return kit


async def update(kit_id: uuid.UUID, change: KitChange, *, expected_version: int | None = None) -> Kit:
    """Change what is said of a kit that is not retired. Another template brings other par levels; lots stay."""
    async with writing(RULES):
        kit = await locked(Kit, kit_id, expected_version)
        life_cycle.require(kit, S.PLANNED, S.IN_SERVICE, S.OUT_OF_SERVICE)
        problems, references = Problems(), References()
        given = {name: value for name, value in vars(change).items() if value is not UNSET}
        told = {"changed": sorted(given)}
        hours = given.pop("access_hours", None)
        for column in ("name", "precise_location"):
            if column in given:
                given[column] = problems.text(Kit, column, given[column], column)
        for column in ("name_en", "precise_location_en"):
            if column in given:
                given[column] = problems.optional_text(Kit, column, given[column], column)
        references.add(KitTemplate, given.get("template_id"), "template_id")
        references.add(Person, given.get("keeper_id"), "keeper_id")
        if hours is not None or "access" in given:
            known = await AccessHours.filter(kit_id=kit.id) if hours is None else hours
            _check_hours(given.get("access", kit.access), known, problems)
        await references.check(problems)
        problems.refuse()
        await changed(kit, given, "health_points.kit_updated", told, tag=tags.KIT)
        if hours is not None:
            await AccessHours.filter(kit_id=kit.id).delete()
            await _set_hours(kit, hours)
        if "template_id" in given:
            await _take_over(kit)
        await condition.review(kit)
    return kit


async def put_into_service(kit_id: uuid.UUID, *, expected_version: int | None = None) -> Kit:
    """Put a kit into service, for the first time or again.

    NOT_CHECKED before its first check; CHECK_FAILED where the last one found its seal broken, or found it stored
    outside the limits; STOCK_OUT with what is out of it that is essential, or all; PLACE_CLOSED.
    """
    async with writing(RULES):
        kit = await locked(Kit, kit_id, expected_version)
        life_cycle.require(kit, S.PLANNED, S.OUT_OF_SERVICE)
        await _require_open_place(kit.place_id, "id")
        check = await Check.get_or_none(kit_id=kit.id, superseded_on=None)
        if check is None:
            raise refuse("NOT_CHECKED", "Nobody has checked the kit so far.", "id")
        if faults := condition.faults(check):
            told = "; ".join(fault.en for fault in faults)
            raise refuse("CHECK_FAILED", f"{told}. See to it, and check the kit again.", "id")
        stock = await Stock.filter(kit_id=kit.id).prefetch_related("item").order_by("position")
        usable = await condition.usable_by_stock(item.id for item in stock)
        out = [item.item.name for item in stock if item.par_level > 0 and item.essential and item.id not in usable]
        if out or not usable:
            lacking = ", ".join(out) or "everything"
            raise refuse("STOCK_OUT", f"Nothing usable is left of: {lacking}.", "id")
        await life_cycle.move(kit, S.IN_SERVICE, "in_service")
    return kit


async def take_out_of_service(kit_id: uuid.UUID, reason: Reason, *, expected_version: int | None = None) -> Kit:
    """Take a kit out of service for a time."""
    async with writing(RULES):
        kit = await locked(Kit, kit_id, expected_version)
        await life_cycle.move(kit, S.OUT_OF_SERVICE, "out_of_service", _checked(reason))
    return kit


async def retire(kit_id: uuid.UUID, reason: Reason, *, expected_version: int | None = None) -> Kit:
    """Take a kit away for good. Its stock must be gone: NOT_EMPTY while something is left in it."""
    async with writing(RULES):
        kit = await locked(Kit, kit_id, expected_version)
        life_cycle.require(kit, S.PLANNED, S.IN_SERVICE, S.OUT_OF_SERVICE)
        if await Stock.filter(kit_id=kit.id, lots__quantity__gt=0).exists():
            raise refuse("NOT_EMPTY", "Something is left in the kit: discard it, or move it to another one.", "id")
        await life_cycle.move(kit, S.RETIRED, "retired", _checked(reason))
    return kit


async def close_with_place(kit: Kit) -> None:
    """Take a locked kit out of service because its place has closed for good; nothing if it is not in service."""
    if kit.status is S.IN_SERVICE:
        await life_cycle.move(kit, S.OUT_OF_SERVICE, "out_of_service", "场所已关闭 (the place has closed)")


async def _take_over(kit: Kit) -> None:
    """Let the items of a kit have the par levels of its template; those that it lacks by now have none."""
    wanted = {item.item_id: item for item in await TemplateItem.filter(template_id=kit.template_id)}
    held = {row.item_id: row for row in await Stock.filter(kit_id=kit.id)}
    for item_id, row in held.items():
        line = wanted.get(item_id)
        await Stock.filter(id=row.id).update(
            par_level=0 if line is None else line.par_level,
            essential=line is not None and line.essential,
            position=row.position if line is None else line.position,
        )
    await Stock.bulk_create(
        Stock(
            kit_id=kit.id,
            item_id=item_id,
            position=line.position,
            par_level=line.par_level,
            essential=line.essential,
        )
        for item_id, line in wanted.items()
        if item_id not in held
    )


async def _set_hours(kit: Kit, hours: Sequence[NewAccessHours]) -> None:
    await AccessHours.bulk_create(
        AccessHours(kit_id=kit.id, day=one.day, opens_minute=one.opens_minute, closes_minute=one.closes_minute)
        for one in hours
    )


def _check_hours(access: FirstAidKitAccess, hours: Sequence[NewAccessHours | AccessHours], problems: Problems) -> None:
    if access is FirstAidKitAccess.OWN_HOURS and not hours:
        problems.add("REQUIRED", "A kit by its own hours has some.", "access_hours")
    if access is FirstAidKitAccess.ALWAYS and hours:
        problems.add("NOT_ALLOWED", "A kit that can be reached at all hours has none of its own.", "access_hours")
    if len(hours) > MOST_HOURS:
        problems.add("TOO_MANY", f"Has {len(hours)} items, and at most {MOST_HOURS} fit.", "access_hours")
    for index, one in enumerate(hours):
        problems.within(one.day, 1, HOLIDAY, "access_hours", index, "day")
        problems.within(one.opens_minute, 0, DAY_MINUTES - 1, "access_hours", index, "opens_minute")
        problems.within(
            one.closes_minute,
            one.opens_minute + 1,
            one.opens_minute + DAY_MINUTES,
            "access_hours",
            index,
            "closes_minute",
        )
        for before in hours[:index]:
            if (
                before.day == one.day
                and before.opens_minute < one.closes_minute
                and one.opens_minute < before.closes_minute
            ):
                problems.add("OVERLAP", "Overlaps with other hours of the day.", "access_hours", index, "opens_minute")
                break


async def _require_open_place(place_id: uuid.UUID, field: str) -> None:
    place = await Place.get(id=place_id)
    if place.status is PlaceStatus.CLOSED:
        raise refuse("PLACE_CLOSED", f"{place.name} has closed for good.", field)


def _checked(reason: Reason) -> str:
    problems = Problems()
    text = problems.text(StatusChange, "reason", reason.reason, "reason")
    problems.refuse()
    return text

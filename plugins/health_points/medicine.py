"""The medicine list, and templates of kits in versions. Prescription medicine is refused, also by the database."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.expressions import F

from linli.services import Problems, References, changed, created, locked, now, refuse, today, writing
from plugins.health_points import tags
from plugins.health_points.choices import MedicineCategory
from plugins.health_points.models import KitTemplate, MedicineItem, TemplateItem
from plugins.health_points.models.database_rules import RULES

MOST_ITEMS = 200


@dataclass(frozen=True, kw_only=True)
class NewMedicineItem:
    """Something that kits may hold, from a day on; today by default."""

    code: str
    name: str
    category: MedicineCategory
    unit: str
    name_en: str | None = None
    unit_en: str | None = None
    specification: str | None = None
    valid_from: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class LastDay:
    """The last day of something; today by default."""

    on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewTemplateItem:
    """How much of an item a full kit holds, and whether a kit without it counts as faulty."""

    item_id: uuid.UUID
    par_level: int
    essential: bool = False


@dataclass(frozen=True, kw_only=True)
class NewTemplate:
    """A version of a template: temperatures in °C, humidity in %."""

    code: str
    number: int
    name: str
    check_every_days: int
    valid_from: datetime.date
    items: Sequence[NewTemplateItem]
    name_en: str | None = None
    min_celsius: int | None = None
    max_celsius: int | None = None
    max_humidity: int | None = None


async def add_item(new: NewMedicineItem) -> MedicineItem:
    """Put an item on the medicine list. Raises `linli.services.InputRefused`: PRESCRIPTION_REFUSED …"""
    async with writing(RULES):
        problems = Problems()
        if new.category is MedicineCategory.PRESCRIPTION_MEDICINE:
            problems.add(
                "PRESCRIPTION_REFUSED", "Prescription medicine does not belong into a first-aid kit.", "category"
            )
        item = MedicineItem(
            code=problems.text(MedicineItem, "code", new.code, "code"),
            name=problems.text(MedicineItem, "name", new.name, "name"),
            name_en=problems.optional_text(MedicineItem, "name_en", new.name_en, "name_en"),
            category=new.category,
            specification=problems.optional_text(MedicineItem, "specification", new.specification, "specification"),
            unit=problems.text(MedicineItem, "unit", new.unit, "unit"),
            unit_en=problems.optional_text(MedicineItem, "unit_en", new.unit_en, "unit_en"),
            valid_from=new.valid_from or today(),
        )
        problems.refuse()
        await created(item, "health_points.item_added", tag=tags.ITEM)
    return item


async def end_item(item_id: uuid.UUID, last: LastDay, *, expected_version: int | None = None) -> MedicineItem:
    """Take an item off the list after a day. Kits keep what they have of it. WRONG_STATE if it has a last day."""
    async with writing(RULES):
        item = await locked(MedicineItem, item_id, expected_version)
        if item.valid_to is not None:
            raise refuse("WRONG_STATE", f"Its last day is {item.valid_to}.", "id")
        await changed(item, {"valid_to": last.on or today()}, "health_points.item_ended", tag=tags.ITEM)
    return item


def is_listed(item: MedicineItem) -> bool:
    """Whether an item is on the list today."""
    return item.valid_from <= today() and (item.valid_to is None or item.valid_to >= today())


async def publish_template(new: NewTemplate) -> KitTemplate:
    """Publish a version of a template, which takes over from the last one of its code. Kits keep theirs.

    Raises `linli.services.InputRefused`: NOT_LATER than the last one; NOT_LISTED for an item that is not on the list.
    """
    async with writing(RULES):
        problems, references = Problems(), References()
        problems.within(new.number, 1, 10_000, "number")
        problems.within(new.check_every_days, 1, 3660, "check_every_days")
        problems.within(new.min_celsius, -100, 100, "min_celsius")
        problems.within(new.max_celsius, -100, 100, "max_celsius")
        problems.within(new.max_humidity, 0, 100, "max_humidity")
        code = problems.text(KitTemplate, "code", new.code, "code")
        template = KitTemplate(
            code=code,
            number=new.number,
            name=problems.text(KitTemplate, "name", new.name, "name"),
            name_en=problems.optional_text(KitTemplate, "name_en", new.name_en, "name_en"),
            check_every_days=new.check_every_days,
            min_celsius=new.min_celsius,
            max_celsius=new.max_celsius,
            max_humidity=new.max_humidity,
            valid_from=new.valid_from,
        )
        _check_number_of(new.items, problems)
        for index, line in enumerate(new.items):
            problems.within(line.par_level, 1, 10_000, "items", index, "par_level")
            references.add(MedicineItem, line.item_id, "items", index, "item_id")
            if any(line.item_id == before.item_id for before in new.items[:index]):
                problems.add("DUPLICATE", "The item is named twice.", "items", index, "item_id")
        await references.check(problems)
        problems.refuse()
        await _refuse_unlisted(new.items)
        await _end_last(code, new.valid_from)
        await created(template, "health_points.template_published", tag=tags.TEMPLATE)
        await TemplateItem.bulk_create(
            TemplateItem(
                template_id=template.id,
                item_id=line.item_id,
                position=position,
                par_level=line.par_level,
                essential=line.essential,
            )
            for position, line in enumerate(new.items, start=1)
        )
    return template


def _check_number_of(items: Sequence[NewTemplateItem], problems: Problems) -> None:
    if not items:
        problems.add("REQUIRED", "Name at least one item.", "items")
    if len(items) > MOST_ITEMS:
        problems.add("TOO_MANY", f"Has {len(items)} items, and at most {MOST_ITEMS} fit.", "items")


async def _refuse_unlisted(items: Sequence[NewTemplateItem]) -> None:
    found = {item.id: item for item in await MedicineItem.filter(id__in=[line.item_id for line in items])}
    problems = Problems()
    for index, line in enumerate(items):
        if not is_listed(found[line.item_id]):
            problems.add("NOT_LISTED", "The item is not on the list today.", "items", index, "item_id")
    problems.refuse()


async def _end_last(code: str, valid_from: datetime.date) -> None:
    """End the last version of a code where a new one begins."""
    await KitTemplate.filter(code=code).select_for_update(no_key=True)
    last = await KitTemplate.filter(code=code).order_by("-valid_from").first()
    if last is None:
        return
    if valid_from <= last.valid_from:
        raise refuse("NOT_LATER", f"Must be later than {last.valid_from}, when the last one begins.", "valid_from")
    await KitTemplate.filter(id=last.id).update(valid_to=valid_from, version=F("version") + 1, updated_at=now())

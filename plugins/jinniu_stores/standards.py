"""The standard of the Ten Elements: published once, in versions, and never changed afterwards."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from linli.services import Problems, created, writing
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import TenElement
from plugins.jinniu_stores.models import Item, Standard
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import follow


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """What is asked of one element, and the facets of service that need it."""

    element: TenElement
    requirement: str | None = None
    for_eating: bool = False
    for_resting: bool = False
    for_services: bool = False


@dataclass(frozen=True, kw_only=True)
class NewStandard:
    """A new version; its items are in the order in which they are named."""

    number: int
    name: str
    valid_from: datetime.date
    items: Sequence[NewItem]
    name_en: str | None = None


async def publish(new: NewStandard) -> Standard:
    """Publish a version that takes over from the last one on a day to come.

    Inspections keep the version by which they were made. Raises `linli.services.InputRefused` with all problems, among
    them INCOMPLETE and DUPLICATE unless each of the Ten Elements is named once.
    """
    async with writing(RULES):
        problems = Problems()
        problems.within(new.number, 1, 10_000, "number")
        name = problems.text(Standard, "name", new.name, "name")
        name_en = problems.optional_text(Standard, "name_en", new.name_en, "name_en")
        named: set[TenElement] = set()
        rows: list[dict[str, object]] = []
        for index, item in enumerate(new.items):
            if item.element in named:
                problems.add("DUPLICATE", "The element is named twice.", "items", index, "element")
            named.add(item.element)
            text = problems.optional_text(Item, "requirement", item.requirement, "items", index, "requirement")
            rows.append(
                {
                    "element": item.element,
                    "position": index + 1,
                    "requirement": text,
                    "for_eating": item.for_eating,
                    "for_resting": item.for_resting,
                    "for_services": item.for_services,
                }
            )
        missing = [element.value for element in TenElement if element not in named]
        if missing:
            problems.add("INCOMPLETE", f"Of the Ten Elements are missing: {', '.join(missing)}.", "items")
        problems.refuse()
        await follow(Standard, new.valid_from, problems)
        standard = Standard(number=new.number, name=name, name_en=name_en, valid_from=new.valid_from)
        await created(standard, "jinniu_stores.standard_published", tag=tags.STANDARD)
        await Item.bulk_create(Item(standard_id=standard.id, **row) for row in rows)
    return standard

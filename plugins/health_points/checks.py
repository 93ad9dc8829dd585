"""Checks of kits: somebody looks at the seal, the storage and what there is; what is counted otherwise is booked."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from linli.models import Person
from linli.services import Problems, References, changed, locked, now, today, writing
from plugins.health_points import condition, life_cycle, stock, tags
from plugins.health_points.models import Check, Kit, KitTemplate, Lot
from plugins.health_points.models.database_rules import RULES


@dataclass(frozen=True, kw_only=True)
class CountedLot:
    """How much was found of a lot."""

    lot_id: uuid.UUID
    found: int


@dataclass(frozen=True, kw_only=True)
class NewCheck:
    """What somebody saw: °C, %, the seal; and of which lots they counted how much."""

    seal_intact: bool
    celsius: int | None = None
    humidity: int | None = None
    checker_id: uuid.UUID | None = None
    note: str | None = None
    counts: Sequence[CountedLot] = ()


async def record(kit_id: uuid.UUID, new: NewCheck, *, expected_version: int | None = None) -> Kit:
    """Record a check that is made now. It is due again after the interval of the kit's template.

    Raises `linli.services.InputRefused`: NOT_FOUND and DUPLICATE for lots; OUT_OF_RANGE; WRONG_STATE.
    """
    async with writing(RULES):
        kit = await locked(Kit, kit_id, expected_version)
        life_cycle.require(kit, *stock.STOCKED)
        problems, references = Problems(), References()
        references.add(Person, new.checker_id, "checker_id")
        problems.within(new.celsius, -100, 100, "celsius")
        problems.within(new.humidity, 0, 100, "humidity")
        note = problems.optional_text(Check, "note", new.note, "note")
        lots = {lot.id: lot for lot in await Lot.filter(kit_id=kit.id)}
        for index, line in enumerate(new.counts):
            problems.within(line.found, 0, stock.MOST_UNITS, "counts", index, "found")
            if line.lot_id not in lots:
                problems.add("NOT_FOUND", "The kit has no such lot.", "counts", index, "lot_id")
            if any(line.lot_id == before.lot_id for before in new.counts[:index]):
                problems.add("DUPLICATE", "The lot is named twice.", "counts", index, "lot_id")
        await references.check(problems)
        problems.refuse()
        template = await KitTemplate.get(id=kit.template_id)
        await Check.filter(kit_id=kit.id, superseded_on=None).update(superseded_on=today())
        check = await Check.create(
            kit_id=kit.id,
            checked_at=now(),
            checked_on=today(),
            next_due_on=today() + datetime.timedelta(days=template.check_every_days),
            checker_id=new.checker_id,
            celsius=new.celsius,
            humidity=new.humidity,
            storage_ok=_storage_ok(template, new),
            seal_intact=new.seal_intact,
            note=note,
        )
        for line in new.counts:
            await stock.count(lots[line.lot_id], line.found, check.id)
        await changed(kit, {}, "health_points.kit_checked", tag=tags.KIT)
        await condition.review(kit)
    return kit


def _storage_ok(template: KitTemplate, seen: NewCheck) -> bool | None:
    """Whether what was read is within the limits of the template; None if nothing was read."""
    if seen.celsius is None and seen.humidity is None:
        return None
    too_cold = seen.celsius is not None and template.min_celsius is not None and seen.celsius < template.min_celsius
    too_warm = seen.celsius is not None and template.max_celsius is not None and seen.celsius > template.max_celsius
    too_damp = seen.humidity is not None and template.max_humidity is not None and seen.humidity > template.max_humidity
    return not (too_cold or too_warm or too_damp)

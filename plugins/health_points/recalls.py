"""Recalls of lots by their number, in an area with all below it: every kit that holds or held the lot is found."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from tortoise.queryset import QuerySet

from linli.models import Area
from linli.services import Problems, References, changed, created, locked, now, refuse, writing
from plugins.health_points import stock, tags
from plugins.health_points.models import Kit, Lot, MedicineItem, Recall
from plugins.health_points.models.database_rules import RULES


@dataclass(frozen=True, kw_only=True)
class NewRecall:
    """A lot of an item that must not be used any more, in an area and those below it."""

    area_id: uuid.UUID
    item_id: uuid.UUID
    number: str
    reason: str


async def recall(new: NewRecall) -> Recall:
    """Recall a lot. From then on nothing of it is usable, and nothing of it comes into a kit there.

    Raises `linli.services.InputRefused`: DUPLICATE while the lot is recalled there.
    """
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Area, new.area_id, "area_id")
        references.add(MedicineItem, new.item_id, "item_id")
        row = Recall(
            area_id=new.area_id,
            item_id=new.item_id,
            number=problems.text(Recall, "number", new.number, "number"),
            reason=problems.text(Recall, "reason", new.reason, "reason"),
            recalled_at=now(),
        )
        await references.check(problems)
        problems.refuse()
        # Nothing of the item comes into a kit until the end: who receives locks it too, and before the kit.
        await stock.lock_items([new.item_id])
        if await Recall.exists(area_id=row.area_id, item_id=row.item_id, number=row.number, lifted_at=None):
            raise refuse("DUPLICATE", "The lot is recalled there already.", "number")
        await created(row, "health_points.medicine_recalled", tag=tags.RECALL)
        kits = await _locked_kits(_lots_of(row))
        await _lots_of(row).filter(recalled=False).update(recall_id=row.id, recalled=True)
        for kit in kits:
            await stock.after_change(kit)
    return row


async def lift(recall_id: uuid.UUID, *, expected_version: int | None = None) -> Recall:
    """End a recall. Lots that another one covers stay recalled by that. WRONG_STATE if it was lifted already."""
    async with writing(RULES):
        row = await locked(Recall, recall_id, expected_version)
        if row.lifted_at is not None:
            raise refuse("WRONG_STATE", "The recall was lifted already.", "id")
        await stock.lock_items([row.item_id])
        await changed(row, {"lifted_at": now()}, "health_points.recall_lifted", tag=tags.RECALL)
        kits = await _locked_kits(Lot.filter(recall_id=row.id))
        held = await Lot.filter(recall_id=row.id, recalled=True).values_list("id", flat=True)
        await Lot.filter(id__in=list(held)).update(recalled=False)
        for other in await Recall.filter(item_id=row.item_id, number=row.number, lifted_at=None).order_by("id"):
            covered = await _lots_of(other).filter(recalled=False, id__in=list(held)).values_list("id", flat=True)
            await Lot.filter(id__in=list(covered)).update(recall_id=other.id, recalled=True)
        for kit in kits:
            await stock.after_change(kit)
    return row


def _lots_of(row: Recall) -> QuerySet[Lot]:
    """The lots with the recalled number in kits of the area, used up or not."""
    return Lot.filter(
        number=row.number,
        stock__item_id=row.item_id,
        kit__place__area__ancestor_links__ancestor_id=row.area_id,
    )


async def _locked_kits(lots: QuerySet[Lot]) -> list[Kit]:
    keys = await lots.values_list("kit_id", flat=True)
    return list(await Kit.filter(id__in=list(set(keys))).order_by("id").select_for_update(no_key=True))

"""What comes into a kit and goes out of it. Whoever does it locks the kit, so that two who take see each other.

First expired, first out; only usable stock is used or moved. Each verb is one transaction, and raises
`linli.services.InputRefused` with all problems that it found; it has then changed nothing. Where items are locked, for
recalls, that is before kits.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from linli.models import AreaAncestor, Place
from linli.services import Problems, References, changed, locked, now, refuse, today, writing
from plugins.health_points import condition, life_cycle, tags
from plugins.health_points.choices import FirstAidKitStatus, MedicineMovementKind
from plugins.health_points.medicine import is_listed
from plugins.health_points.models import Kit, Lot, MedicineItem, Movement, Recall, Stock
from plugins.health_points.models.database_rules import RULES

S = FirstAidKitStatus
M = MedicineMovementKind

STOCKED = (S.PLANNED, S.IN_SERVICE, S.OUT_OF_SERVICE)
MOST_LINES = 200
MOST_UNITS = 10_000


@dataclass(frozen=True, kw_only=True)
class NewLot:
    """So many of a lot of an item."""

    item_id: uuid.UUID
    number: str
    expires_on: datetime.date
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What comes into a kit."""

    lots: Sequence[NewLot]
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class Use:
    """So many of an item that were used. Nothing is kept of whom it helped."""

    item_id: uuid.UUID
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class DiscardedLot:
    """So many of a lot; all that is left by default."""

    lot_id: uuid.UUID
    quantity: int | None = None


@dataclass(frozen=True, kw_only=True)
class Discard:
    """What is thrown away, and why; all that has expired or is recalled if no lots are named."""

    reason: str
    lots: Sequence[DiscardedLot] = ()


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """So many of an item that go into another kit."""

    to_kit_id: uuid.UUID
    item_id: uuid.UUID
    quantity: int


async def receive(kit_id: uuid.UUID, receipt: Receipt, *, expected_version: int | None = None) -> Kit:
    """Put lots into a kit.

    NOT_ALLOWED for an item that the kit does not hold, NOT_LISTED for one that is off the list; LOT_EXPIRED,
    LOT_RECALLED; EXPIRY_DIFFERS where the kit has the lot with another expiry.
    """
    async with writing(RULES):
        await lock_items(line.item_id for line in receipt.lots)
        kit = await locked(Kit, kit_id, expected_version)
        life_cycle.require(kit, *STOCKED)
        await add(kit, receipt)
        await after_change(kit)
    return kit


async def report_use(kit_id: uuid.UUID, use: Use, *, expected_version: int | None = None) -> Kit:
    """Take what was used out of a kit: of the usable lots those first that expire first.

    NOT_ENOUGH_STOCK where less is usable.
    """
    async with writing(RULES):
        kit = await locked(Kit, kit_id, expected_version)
        life_cycle.require(kit, S.IN_SERVICE, S.OUT_OF_SERVICE)
        stock = await _stock_of(kit, use.item_id)
        for lot, quantity in await _first_expired(stock, use.quantity):
            await _move(lot, M.USED, -quantity)
        await after_change(kit)
    return kit


async def discard(kit_id: uuid.UUID, what: Discard, *, expected_version: int | None = None) -> Kit:
    """Throw lots away. What is recalled is noted as withdrawn. NOTHING_TO_DISCARD if there is nothing of it."""
    async with writing(RULES):
        kit = await locked(Kit, kit_id, expected_version)
        problems = Problems()
        note = problems.text(Movement, "note", what.reason, "reason")
        lots = {lot.id: lot for lot in await Lot.filter(kit_id=kit.id, quantity__gt=0)}
        named = list(what.lots) or [
            DiscardedLot(lot_id=lot.id) for lot in lots.values() if lot.recalled or lot.expires_on < today()
        ]
        amounts: dict[uuid.UUID, int] = {}
        for index, line in enumerate(named):
            lot = lots.get(line.lot_id)
            if lot is None:
                problems.add("NOT_FOUND", "The kit has nothing of such a lot.", "lots", index, "lot_id")
            elif line.lot_id in amounts:
                problems.add("DUPLICATE", "The lot is named twice.", "lots", index, "lot_id")
            else:
                amounts[lot.id] = lot.quantity if line.quantity is None else line.quantity
                problems.within(amounts[lot.id], 1, lot.quantity, "lots", index, "quantity")
        problems.refuse()
        if not amounts:
            raise refuse("NOTHING_TO_DISCARD", "Nothing in the kit has expired or is recalled.", "lots")
        for key, quantity in amounts.items():
            await _move(lots[key], M.WITHDRAWN if lots[key].recalled else M.DISCARDED, -quantity, note=note)
        await after_change(kit)
    return kit


async def transfer(kit_id: uuid.UUID, what: Transfer, *, expected_version: int | None = None) -> list[Kit]:
    """Move usable stock into another kit, first expired first; both kits. NOT_ENOUGH_STOCK where less is usable."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Kit, what.to_kit_id, "to_kit_id")
        if what.to_kit_id == kit_id:
            problems.add("NOT_ALLOWED", "Is the same kit.", "to_kit_id")
        await references.check(problems)
        problems.refuse()
        await lock_items([what.item_id])
        # In the order of their keys, so that two who move stock to and fro do not wait for each other.
        keys = sorted((kit_id, what.to_kit_id))
        kits = {key: await locked(Kit, key, expected_version if key == kit_id else None) for key in keys}
        source, target = kits[kit_id], kits[what.to_kit_id]
        life_cycle.require(source, *STOCKED)
        life_cycle.require(target, *STOCKED, field="toKitId")
        stock = await _stock_of(source, what.item_id)
        into = await _stock_of(target, what.item_id, "to_kit_id")
        for lot, quantity in await _first_expired(stock, what.quantity):
            await _move(lot, M.MOVED_OUT, -quantity, note=target.code)
            other = await _lot_in(into, lot.number, lot.expires_on, "item_id")
            await _move(other, M.MOVED_IN, quantity, note=source.code)
        for key in keys:
            await after_change(kits[key])
    return [source, target]


async def after_change(kit: Kit) -> None:
    """Note that the stock of a locked kit is another by now, and what follows from it."""
    await changed(kit, {}, "health_points.kit_stock_changed", tag=tags.KIT)
    await condition.review(kit)


async def lock_items(keys: Iterable[uuid.UUID]) -> None:
    """Lock items of the list until the transaction ends, so that nothing comes into a kit beside a recall."""
    await MedicineItem.filter(id__in=list(keys)).order_by("id").select_for_update(no_key=True)


async def add(kit: Kit, receipt: Receipt, restock_id: uuid.UUID | None = None) -> dict[uuid.UUID, int]:
    """Put lots into a locked kit, whose items are locked too; how much of each item of stock came."""
    problems = Problems()
    note = problems.optional_text(Movement, "note", receipt.note, "note")
    if not receipt.lots:
        problems.add("REQUIRED", "Name at least one lot.", "lots")
    if len(receipt.lots) > MOST_LINES:
        problems.add("TOO_MANY", f"Has {len(receipt.lots)} items, and at most {MOST_LINES} fit.", "lots")
    stock = {row.item_id: row for row in await Stock.filter(kit_id=kit.id).prefetch_related("item")}
    recalled = await _recalled_around(kit, [line.item_id for line in receipt.lots])
    checked: list[tuple[Stock, str, NewLot, int]] = []
    for index, line in enumerate(receipt.lots):
        number = problems.text(Lot, "number", line.number, "lots", index, "number")
        problems.within(line.quantity, 1, MOST_UNITS, "lots", index, "quantity")
        row = stock.get(line.item_id)
        if row is None:
            problems.add("NOT_ALLOWED", "Is not what the kit holds by its template.", "lots", index, "item_id")
            continue
        if not is_listed(row.item):
            problems.add("NOT_LISTED", "The item is not on the list today.", "lots", index, "item_id")
        if line.expires_on < today():
            problems.add("LOT_EXPIRED", f"It expired on {line.expires_on}.", "lots", index, "expires_on")
        if (line.item_id, number) in recalled:
            problems.add("LOT_RECALLED", "The lot is recalled.", "lots", index, "number")
        checked.append((row, number, line, index))
    problems.refuse()
    came: dict[uuid.UUID, int] = {}
    for row, number, line, index in checked:
        lot = await _lot_in(row, number, line.expires_on, "lots", index, "expires_on")
        await _move(lot, M.RECEIVED, line.quantity, note=note, restock_id=restock_id)
        came[row.id] = came.get(row.id, 0) + line.quantity
    return came


async def count(lot: Lot, found: int, check_id: uuid.UUID) -> None:
    """Book what a check found of a lot of a locked kit, if that is not what was booked."""
    if found != lot.quantity:
        await _move(lot, M.COUNTED, found - lot.quantity, check_made_id=check_id)


async def _move(lot: Lot, kind: MedicineMovementKind, change: int, **values: Any) -> None:
    """Add a movement; a trigger changes the quantity of the lot with it."""
    await Movement.create(
        kit_id=lot.kit_id, lot_id=lot.id, kind=kind, change=change, moved_at=now(), moved_on=today(), **values
    )


async def _stock_of(kit: Kit, item_id: uuid.UUID, field: str = "item_id") -> Stock:
    stock = await Stock.get_or_none(kit_id=kit.id, item_id=item_id)
    if stock is None:
        raise refuse("NOT_FOUND", "The kit holds no such item.", field)
    return stock


async def _first_expired(stock: Stock, quantity: int) -> list[tuple[Lot, int]]:
    """From which usable lots so many are taken, and how many of each: first expired, first out."""
    problems = Problems()
    problems.within(quantity, 1, MOST_UNITS, "quantity")
    problems.refuse()
    lots = Lot.filter(stock_id=stock.id, quantity__gt=0, expires_on__gte=today(), recalled=False)
    found: list[tuple[Lot, int]] = []
    left = quantity
    for lot in await lots.order_by("expires_on", "number"):
        if left == 0:
            break
        taken = min(left, lot.quantity)
        found.append((lot, taken))
        left -= taken
    if left:
        raise refuse("NOT_ENOUGH_STOCK", f"Of it {quantity - left} can be used, and not {quantity}.", "quantity")
    return found


async def _lot_in(stock: Stock, number: str, expires_on: datetime.date, *path: str | int) -> Lot:
    lot = await Lot.get_or_none(stock_id=stock.id, number=number)
    if lot is None:
        return await Lot.create(kit_id=stock.kit_id, stock_id=stock.id, number=number, expires_on=expires_on)
    if lot.expires_on != expires_on:
        raise refuse("EXPIRY_DIFFERS", f"The kit has this lot with the expiry {lot.expires_on}.", *path)
    return lot


async def _recalled_around(kit: Kit, items: Sequence[uuid.UUID]) -> set[tuple[uuid.UUID, str]]:
    """Which lots are recalled where a kit is."""
    place: Any = await Place.get(id=kit.place_id)
    around = await AreaAncestor.filter(area_id=place.area_id).values_list("ancestor_id", flat=True)
    recalls = Recall.filter(item_id__in=list(items), area_id__in=list(around), lifted_at=None)
    return set(await recalls.values_list("item_id", "number"))

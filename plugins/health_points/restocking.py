"""Requests for restocking: REQUESTED → APPROVED → DISPATCHED → RECEIVED | CANCELLED. Of a kit one is open at a time."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linli.services import Problems, changed, created, locked, now, refuse, writing
from plugins.health_points import condition, life_cycle, stock, tags
from plugins.health_points.choices import RestockState
from plugins.health_points.kits import Reason
from plugins.health_points.models import Kit, Restock, RestockLine, Stock
from plugins.health_points.models.database_rules import RULES

R = RestockState

BEFORE: Mapping[RestockState, frozenset[RestockState]] = {
    R.APPROVED: frozenset({R.REQUESTED}),
    R.DISPATCHED: frozenset({R.APPROVED}),
    R.RECEIVED: frozenset({R.DISPATCHED}),
    R.CANCELLED: frozenset({R.REQUESTED, R.APPROVED, R.DISPATCHED}),
}
"""From which states each state can be reached."""


@dataclass(frozen=True, kw_only=True)
class WantedItem:
    """So many of an item."""

    item_id: uuid.UUID
    quantity: int


@dataclass(frozen=True, kw_only=True)
class NewRestock:
    """What a kit is to get; by default all that is missing from its par levels."""

    items: Sequence[WantedItem] = ()
    note: str | None = None


async def request(kit_id: uuid.UUID, new: NewRestock, *, expected_version: int | None = None) -> Restock:
    """Ask for what a kit lacks.

    Raises `linli.services.InputRefused`: RESTOCK_OPEN while another request of the kit is; NOTHING_MISSING where
    nothing is named and the kit is full.
    """
    async with writing(RULES):
        kit = await locked(Kit, kit_id, expected_version)
        life_cycle.require(kit, *stock.STOCKED)
        if await Restock.exists(kit_id=kit.id, received_at=None, cancelled_at=None):
            raise refuse("RESTOCK_OPEN", "A request of the kit is open already.", "id")
        problems = Problems()
        note = problems.optional_text(Restock, "note", new.note, "note")
        held = {row.item_id: row for row in await Stock.filter(kit_id=kit.id).order_by("position")}
        wanted: dict[uuid.UUID, int] = {}
        for index, line in enumerate(new.items):
            problems.within(line.quantity, 1, stock.MOST_UNITS, "items", index, "quantity")
            if line.item_id not in held:
                problems.add("NOT_ALLOWED", "Is not what the kit holds by its template.", "items", index, "item_id")
            elif held[line.item_id].id in wanted:
                problems.add("DUPLICATE", "The item is named twice.", "items", index, "item_id")
            else:
                wanted[held[line.item_id].id] = line.quantity
        problems.refuse()
        if not new.items:
            usable = await condition.usable_by_stock(row.id for row in held.values())
            missing = {row.id: row.par_level - usable.get(row.id, 0) for row in held.values()}
            wanted = {key: quantity for key, quantity in missing.items() if quantity > 0}
            if not wanted:
                raise refuse("NOTHING_MISSING", "The kit has all that it should hold.", "items")
        row = Restock(kit_id=kit.id, note=note, requested_at=now())
        await created(row, "health_points.restock_requested", tag=tags.RESTOCK)
        await RestockLine.bulk_create(
            RestockLine(restock_id=row.id, stock_id=key, quantity=quantity) for key, quantity in wanted.items()
        )
    return row


async def approve(restock_id: uuid.UUID, *, expected_version: int | None = None) -> Restock:
    """Approve a request."""
    return await _move(restock_id, R.APPROVED, expected_version, {"approved_at": now()})


async def dispatch(restock_id: uuid.UUID, *, expected_version: int | None = None) -> Restock:
    """Note that what was approved is on its way."""
    return await _move(restock_id, R.DISPATCHED, expected_version, {"dispatched_at": now()})


async def cancel(restock_id: uuid.UUID, reason: Reason, *, expected_version: int | None = None) -> Restock:
    """Cancel a request that was not received."""
    problems = Problems()
    text = problems.text(Restock, "cancel_reason", reason.reason, "reason")
    problems.refuse()
    return await _move(restock_id, R.CANCELLED, expected_version, {"cancelled_at": now(), "cancel_reason": text})


async def receive(restock_id: uuid.UUID, receipt: stock.Receipt, *, expected_version: int | None = None) -> Restock:
    """Put what came into the kit, and close the request. Raises what `stock.receive` raises."""
    async with writing(RULES):
        row = await locked(Restock, restock_id, expected_version)
        _require(row, R.RECEIVED)
        await stock.lock_items(line.item_id for line in receipt.lots)
        kit = await locked(Kit, row.kit_id, None)
        life_cycle.require(kit, *stock.STOCKED)
        came = await stock.add(kit, receipt, row.id)
        for line in await RestockLine.filter(restock_id=row.id):
            if line.stock_id in came:
                await RestockLine.filter(id=line.id).update(received=came[line.stock_id])
        values = {"state": R.RECEIVED, "received_at": now()}
        await changed(row, values, "health_points.restock_received", tag=tags.RESTOCK)
        await stock.after_change(kit)
    return row


async def _move(
    restock_id: uuid.UUID, state: RestockState, expected_version: int | None, values: Mapping[str, object]
) -> Restock:
    async with writing(RULES):
        row = await locked(Restock, restock_id, expected_version)
        _require(row, state)
        name = f"health_points.restock_{state.value.lower()}"
        await changed(row, {"state": state, **values}, name, tag=tags.RESTOCK)
    return row


def _require(row: Restock, state: RestockState) -> None:
    if row.state not in BEFORE[state]:
        wanted = " or ".join(one.value for one in R if one in BEFORE[state])
        raise refuse("WRONG_STATE", f"The request is {row.state.value}, and must be {wanted}.", "id")

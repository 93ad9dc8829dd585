"""In which condition kits are, and who is told of it: alerts, and the condition of the equipment at a place.

Both follow from the stock, the checks and the day. `review` brings them up to date: after whatever changed about a kit,
and once a day, since lots expire and checks become late by themselves.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from linli.models import Place
from linli.services import (
    EquipmentCondition,
    equipment_alert,
    equipment_changed,
    now,
    plugin_settings,
    today,
    where_enabled,
    writing,
)
from plugins.health_points import tags
from plugins.health_points.choices import FirstAidKitAlertKind, FirstAidKitStatus
from plugins.health_points.models import Alert, Check, Kit, Lot, Stock, ToldCondition
from plugins.health_points.models.database_rules import RULES
from plugins.health_points.settings import HealthSettings

K = FirstAidKitAlertKind

ITEM = "FIRST_AID_KIT"
"""The code of kits in news of equipment."""

SEEN_TO = (FirstAidKitStatus.IN_SERVICE, FirstAidKitStatus.OUT_OF_SERVICE)
"""Kits that are there, and to which somebody sees."""


@dataclass(frozen=True)
class Standing:
    """An alert that stands by now: about an item of stock or a lot, or about the kit itself."""

    kind: FirstAidKitAlertKind
    stock_id: uuid.UUID | None = None
    lot_id: uuid.UUID | None = None

    @property
    def about(self) -> str:
        """What tells it from others of its kind."""
        return str(self.lot_id or self.stock_id or "")


def is_usable(lot: Lot, day: datetime.date) -> bool:
    """Whether something of a lot can be used on a day: until midnight of the day on which it expires."""
    return lot.quantity > 0 and lot.expires_on >= day and not lot.recalled


async def usable_by_stock(stock_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How much can be used today of each item of stock of which there is anything."""
    lots = Lot.filter(stock_id__in=list(stock_ids), quantity__gt=0, expires_on__gte=today(), recalled=False)
    found: dict[uuid.UUID, int] = {}
    for stock_id, quantity in await lots.values_list("stock_id", "quantity"):
        found[stock_id] = found.get(stock_id, 0) + quantity
    return found


async def review(kit: Kit) -> None:
    """Raise and clear the alerts about a locked kit, and tell in which condition the kits of its place are by now."""
    standing = {(one.kind, one.about): one for one in await _standing(kit)}
    open_ones = {(row.kind, row.about): row for row in await Alert.filter(kit_id=kit.id, cleared_at=None)}
    over = [row.id for key, row in open_ones.items() if key not in standing]
    if over:
        await Alert.filter(id__in=over).update(cleared_at=now())
    for key, one in standing.items():
        if key not in open_ones:
            await _raise(kit, one)
    await tell(kit.place_id)


async def _standing(kit: Kit) -> list[Standing]:
    if kit.status not in SEEN_TO:
        return []
    day = today()
    soon = day + datetime.timedelta(days=plugin_settings(HealthSettings).expiring_days)
    stock = await Stock.filter(kit_id=kit.id).order_by("position")
    lots = await Lot.filter(kit_id=kit.id, quantity__gt=0).order_by("expires_on", "id")
    usable: dict[uuid.UUID, int] = {}
    found: list[Standing] = []
    for lot in lots:
        if is_usable(lot, day):
            usable[lot.stock_id] = usable.get(lot.stock_id, 0) + lot.quantity
        if lot.recalled:
            found.append(Standing(K.RECALLED, lot.stock_id, lot.id))
        elif lot.expires_on < day:
            found.append(Standing(K.EXPIRED, lot.stock_id, lot.id))
        elif lot.expires_on <= soon:
            found.append(Standing(K.EXPIRING, lot.stock_id, lot.id))
    for item in stock:
        left = usable.get(item.id, 0)
        if left < item.par_level:
            found.append(Standing(K.LOW_STOCK if left else K.STOCK_OUT, item.id))
    check = await Check.get_or_none(kit_id=kit.id, superseded_on=None)
    if check is not None:
        found += [Standing(kind) for kind in faults(check)]
        if kit.status is FirstAidKitStatus.IN_SERVICE and check.next_due_on < day:
            found.append(Standing(K.CHECK_LATE))
    return found


def faults(check: Check) -> list[FirstAidKitAlertKind]:
    """What is wrong with a kit by what a check saw: its seal, or how it is stored."""
    found = []
    if not check.seal_intact:
        found.append(K.SEAL_BROKEN)
    if check.storage_ok is False:
        found.append(K.STORAGE_UNFIT)
    return found


async def _raise(kit: Kit, one: Standing) -> None:
    await Alert.create(
        kit_id=kit.id, kind=one.kind, stock_id=one.stock_id, lot_id=one.lot_id, about=one.about, raised_at=now()
    )
    about = {
        "kitId": f"{tags.KIT}_{kit.id}",
        "stockId": None if one.stock_id is None else f"{tags.STOCK}_{one.stock_id}",
        "lotId": None if one.lot_id is None else f"{tags.LOT}_{one.lot_id}",
    }
    await equipment_alert(kit.place_id, ITEM, one.kind.value, about)


async def tell(place_id: uuid.UUID) -> None:
    """Tell others in which condition the kits of a place are, if that is another one than was told last.

    OK where a kit is ready, FAULTY where all that are there lack something, MISSING once the last one is gone; nothing
    of places that never had a kit in service.
    """
    # Two kits of a place that change at once: the second waits here, and then sees the first.
    await Place.filter(id=place_id).select_for_update(no_key=True).get()
    told = await ToldCondition.get_or_none(place_id=place_id)
    condition = await _condition_at(place_id)
    if condition is None:
        if told is None:
            return
        condition = EquipmentCondition.MISSING
    if told is None:
        await ToldCondition.create(place_id=place_id, condition=condition, told_at=now())
    elif told.condition is condition:
        return
    else:
        await ToldCondition.filter(id=told.id).update(condition=condition, told_at=now())
    await equipment_changed(place_id, ITEM, condition)


async def _condition_at(place_id: uuid.UUID) -> EquipmentCondition | None:
    kits = await Kit.filter(place_id=place_id, status__in=SEEN_TO)
    if not kits:
        return None
    serving = [kit.id for kit in kits if kit.status is FirstAidKitStatus.IN_SERVICE]
    stock = await Stock.filter(kit_id__in=serving)
    usable = await usable_by_stock(item.id for item in stock)
    for kit_id in serving:
        of_kit = [item for item in stock if item.kit_id == kit_id]
        lacks = any(item.essential and item.par_level > 0 and item.id not in usable for item in of_kit)
        if not lacks and any(item.id in usable for item in of_kit):
            return EquipmentCondition.OK
    return EquipmentCondition.FAULTY


async def review_all() -> None:
    """Review every kit that is there, each in a transaction of its own: lots have expired, checks have become late."""
    here = Kit.filter(where_enabled("health_points", "place__area_id"), status__in=SEEN_TO)
    for (key,) in await here.order_by("id").values_list("id"):
        async with writing(RULES):
            kit = await Kit.filter(id=key).select_for_update(no_key=True).get_or_none()
            if kit is not None:
                await review(kit)

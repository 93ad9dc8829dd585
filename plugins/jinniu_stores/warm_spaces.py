"""Warm spaces (馨空间): a designation that the place of a store carries for a time."""

from __future__ import annotations

import datetime
import uuid

from linli.models import Place, PlaceDesignation
from linli.services import Problems, changed, locked, refuse, today, writing
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import PioneerStoreStatus
from plugins.jinniu_stores.life_cycle import require
from plugins.jinniu_stores.models import Store
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import past_day

CODE = "WARM_SPACE"
NAME = "馨空间"
NAME_EN = "Warm space"


async def designate(
    store_id: uuid.UUID, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Store:
    """Designate the place of an active store a warm space from a day on, today by default.

    Raises `linli.services.InputRefused`: WRONG_STATE for a store that is not active, DUPLICATE for a place that is or
    was a warm space on that day or later.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        require(store, PioneerStoreStatus.ACTIVE)
        problems = Problems()
        day = past_day(on, problems, "on")
        for known in await PlaceDesignation.filter(place_id=store.place_id, code=CODE):
            if known.valid_to is None or known.valid_to >= day:
                until = "" if known.valid_to is None else f" until {known.valid_to}"
                problems.add("DUPLICATE", f"Is a warm space from {known.valid_from}{until}.", "on")
        problems.refuse()
        await PlaceDesignation.create(place_id=store.place_id, code=CODE, name=NAME, name_en=NAME_EN, valid_from=day)
        await _note(store, "warm_space_designated", day)
    return store


async def end(store_id: uuid.UUID, *, on: datetime.date | None = None, expected_version: int | None = None) -> Store:
    """End the designation; `on` is its last day, today by default.

    Raises `linli.services.InputRefused`: NOT_FOUND if the place is no warm space today, ENDS_BEFORE_START.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        problems = Problems()
        day = past_day(on, problems, "on")
        open_ones = PlaceDesignation.filter(place_id=store.place_id, code=CODE, valid_to=None, valid_from__lte=today())
        designation = await open_ones.get_or_none()
        if designation is None:
            raise refuse("NOT_FOUND", "The store is no warm space.", "id")
        if day < designation.valid_from:
            problems.add("ENDS_BEFORE_START", f"Is {day}, and it began on {designation.valid_from}.", "on")
        problems.refuse()
        await PlaceDesignation.filter(id=designation.id).update(valid_to=day)
        await _note(store, "warm_space_ended", day)
    return store


async def end_before(store: Store, day: datetime.date) -> None:
    """End the designation of a locked store that leaves on a day, in the caller's transaction; the day before is the
    last one. One that begins on that day or later ends on the day on which it begins.
    """
    for designation in await PlaceDesignation.filter(place_id=store.place_id, code=CODE):
        last = max(day - datetime.timedelta(days=1), designation.valid_from)
        if designation.valid_to is None or designation.valid_to > last:
            await PlaceDesignation.filter(id=designation.id).update(valid_to=last)
            await _note(store, "warm_space_ended", last)


async def _note(store: Store, verb: str, day: datetime.date) -> None:
    place = await locked(Place, store.place_id, None)
    await changed(place, {}, "place.updated", {"changed": ["designations"]})
    await changed(store, {}, f"jinniu_stores.{verb}", {"on": day.isoformat()}, tag=tags.STORE)

"""Pioneer stores: enter them into the registry, and take them through their life cycle. Each verb is one transaction.

Every verb raises `linli.services.InputRefused` with all problems that it found, and has then changed nothing.
`expected_version` is the version of the store that the caller saw. `on` is the day from which a change holds: today by
default, and never before the last change.
"""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from linli.models import AreaAncestor, Place, PlaceStatus
from linli.services import Problems, References, created, locked, refuse, today, writing
from plugins.jinniu_stores import compliance, life_cycle, rectifications, tags, warm_spaces
from plugins.jinniu_stores.choices import PioneerStoreStatus
from plugins.jinniu_stores.models import Inspection, StatusChange, Store, Wave
from plugins.jinniu_stores.models.database_rules import RULES
from plugins.jinniu_stores.periods import past_day

S = PioneerStoreStatus


@dataclass(frozen=True, kw_only=True)
class NewStore:
    """A store of the partner."""

    place_id: uuid.UUID
    partner_code: str
    on: datetime.date | None = None


async def register(new: NewStore) -> Store:
    """Enter a store into the registry, as a candidate. PLACE_CLOSED for a place that has closed for good."""
    async with writing(RULES):
        problems, references = Problems(), References()
        code = problems.text(Store, "partner_code", new.partner_code, "partner_code")
        day = past_day(new.on, problems, "on")
        references.add(Place, new.place_id, "place_id")
        await references.check(problems)
        problems.refuse()
        await _require_open_place(new.place_id, "place_id")
        store = Store(place_id=new.place_id, partner_code=code)
        await created(store, "jinniu_stores.store_registered", tag=tags.STORE)
        await life_cycle.first(store, day)
    return store


async def plan(
    store_id: uuid.UUID, wave_id: uuid.UUID, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Store:
    """Plan an eligible store for a wave. NOT_ALLOWED for a wave of a programme of another area than the store's."""
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        problems, references = Problems(), References()
        references.add(Wave, wave_id, "wave_id")
        await references.check(problems)
        problems.refuse()
        around = AreaAncestor.filter(
            area__places__id=store.place_id, ancestor__programmes__jinniu_stores_waves__id=wave_id
        )
        if not await around.exists():
            problems.add("NOT_ALLOWED", "The wave's programme is of an area in which the store is not.", "wave_id")
        problems.refuse()
        await life_cycle.move(store, S.PLANNED, on, "planned", wave_id=wave_id)
    return store


async def start_fitting_out(
    store_id: uuid.UUID, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Store:
    """Begin to bring a planned store to the standard."""
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        await life_cycle.move(store, S.FITTING_OUT, on, "fitting_out")
    return store


async def request_inspection(
    store_id: uuid.UUID, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Store:
    """Report a store as fitted out, so that it can be inspected."""
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        await life_cycle.move(store, S.AWAITING_INSPECTION, on, "inspection_requested")
    return store


async def activate(
    store_id: uuid.UUID, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Store:
    """Open a store whose latest official inspection found ten elements of ten OK, by the current standard.

    PLACE_CLOSED if its place has closed for good.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        life_cycle.require(store, S.AWAITING_INSPECTION)
        await _require_open_place(store.place_id, "id")
        await compliance.require_ten_of_ten(store, on)
        await life_cycle.move(store, S.ACTIVE, on, "activated")
    return store


async def suspend(
    store_id: uuid.UUID, reason: str, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Store:
    """Take an active store out of service for a time."""
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        await life_cycle.move(store, S.SUSPENDED, on, "suspended", reason=_reason(reason))
    return store


async def resume(store_id: uuid.UUID, *, on: datetime.date | None = None, expected_version: int | None = None) -> Store:
    """Let a suspended store serve again; it needs ten of ten, as at its opening."""
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        life_cycle.require(store, S.SUSPENDED)
        await _require_open_place(store.place_id, "id")
        await compliance.require_ten_of_ten(store, on)
        await life_cycle.move(store, S.ACTIVE, on, "resumed")
    return store


async def withdraw(
    store_id: uuid.UUID, reason: str, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Store:
    """Take a store out. Its history stays, and so does coverage as of earlier days.

    It is no warm space any more, and what had to be put right ends undone.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        await leave(store, on, _reason(reason))
    return store


async def leave(store: Store, on: datetime.date | None, reason: str) -> None:
    """Withdraw a locked store in the caller's transaction, from a day on."""
    await life_cycle.move(store, S.WITHDRAWN, on, "withdrawn", reason=reason)
    await rectifications.withdraw(store, on or today())
    await warm_spaces.end_before(store, on or today())


async def readmit(
    store_id: uuid.UUID, *, on: datetime.date | None = None, expected_version: int | None = None
) -> Store:
    """Enter a store that had left into the registry again, as a candidate of no wave.

    What it was before stays in its history. It needs a new inspection before it opens. PLACE_CLOSED as for `register`.
    """
    async with writing(RULES):
        store = await locked(Store, store_id, expected_version)
        life_cycle.require(store, S.WITHDRAWN)
        await _require_open_place(store.place_id, "id")
        await Inspection.filter(store_id=store.id, is_latest=True).update(is_latest=False)
        await life_cycle.move(store, S.CANDIDATE, on, "readmitted", wave_id=None, lacking_since=None)
    return store


async def _require_open_place(place_id: uuid.UUID, field: str) -> None:
    place = await Place.get(id=place_id)
    if place.status is PlaceStatus.CLOSED:
        raise refuse("PLACE_CLOSED", f"{place.name} has closed for good.", field)


def _reason(text: str) -> str:
    problems = Problems()
    reason = problems.text(StatusChange, "reason", text, "reason")
    problems.refuse()
    return reason

"""News of equipment and of closed places, as events tell them."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest

from core.clock import fixed
from core.database.connect import Database
from core.equipment import EQUIPMENT_CHANGED
from core.events import emit
from core.models import Event, Place, PlaceDesignation
from core.models.choices import PlaceStatus
from plugins.jinniu_stores import compliance, equipment, inspections, warm_spaces
from plugins.jinniu_stores.choices import ElementCondition, TenElement
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Finding, Rectification, StatusChange, Store
from tests.plugins.jinniu_stores.office import (
    NOW,
    OPENED,
    Client,
    a_district,
    a_store,
    at,
    date,
    findings,
    gid,
    inspect,
    problems_of,
)

LATER = at(date(2024, 8, 1))


async def news(place: uuid.UUID, moment: datetime.datetime, **payload: Any) -> Event:
    """An event that was emitted, and handled."""
    with fixed(moment):
        event = await emit(EQUIPMENT_CHANGED, "pl", place, payload)
        event = await Event.get(position=event.position)
        await equipment.on_equipment_changed(event)
    return event


async def kit(store: Store) -> tuple[str, str]:
    """What was seen of the first-aid kit, and its condition by now."""
    found = await Finding.get(
        inspection__store_id=store.id, inspection__is_latest=True, item__element=TenElement.FIRST_AID_KIT
    )
    return found.result.value, found.condition.value


async def test_a_kit_without_stock_turns_the_finding(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    question = "query ($id: ID!) { pioneerStore(id: $id) { status compliant elementsOk } }"
    event = await news(store.place_id, LATER, item="FIRST_AID_KIT", condition="FAULTY")

    assert await kit(store) == ("OK", "FAULTY")
    assert await client.ask(question, id=gid("jst", store.id)) == {
        "pioneerStore": {"status": "ACTIVE", "compliant": False, "elementsOk": 9}
    }
    assert await Rectification.all().values_list("due_on", "done_on") == [(date(2024, 8, 15), None)]
    version = (await Store.get(id=store.id)).version
    await equipment.on_equipment_changed(event)
    assert (await Store.get(id=store.id)).version == version

    await news(store.place_id, at(date(2024, 8, 5)), item="FIRST_AID_KIT", condition="OK")
    assert await kit(store) == ("OK", "OK")
    assert await Rectification.all().values_list("due_on", "done_on") == [(date(2024, 8, 15), date(2024, 8, 5))]
    # The first event comes once more, late.
    await equipment.on_equipment_changed(event)
    assert await kit(store) == ("OK", "OK")
    assert await client.ask(question, id=gid("jst", store.id)) == {
        "pioneerStore": {"status": "ACTIVE", "compliant": True, "elementsOk": 10}
    }


async def test_what_is_not_ours_changes_nothing(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.AWAITING_INSPECTION)
    await news(store.place_id, LATER, item="FIRST_AID_KIT", condition="FAULTY")
    await inspect(store, LATER)
    version = (await Store.get(id=store.id)).version
    await news(store.place_id, NOW, item="FIRST_AID_KIT", condition="FAULTY")
    await news(store.place_id, LATER, item="COFFEE_MACHINE", condition="FAULTY")
    await news(store.id, LATER, item="FIRST_AID_KIT", condition="FAULTY")
    assert ((await Store.get(id=store.id)).version, await kit(store)) == (version, ("OK", "OK"))
    with pytest.raises(ValueError, match=r"condition is 'BROKEN'\. Tell it by linli.services.equipment_changed"):
        await news(store.place_id, LATER, item="FIRST_AID_KIT", condition="BROKEN")


async def test_news_outlives_an_inspection_that_is_entered_later(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    await news(store.place_id, at(date(2024, 8, 1), 12), item="FIRST_AID_KIT", condition="FAULTY")
    looked = inspections.NewInspection(findings=findings(), inspected_at=LATER)
    with fixed(at(date(2024, 8, 1), 14)):
        await inspections.record(store.id, looked)
    assert await kit(store) == ("OK", "FAULTY")
    assert await Rectification.filter(done_on=None).count() == 1
    # By the next look it is well, and older news changes nothing.
    await inspect(store, at(date(2024, 8, 2)))
    await news(store.place_id, at(date(2024, 8, 1), 18), item="FIRST_AID_KIT", condition="MISSING")
    assert await kit(store) == ("OK", "OK")
    assert await Rectification.filter(done_on=None).count() == 0


async def test_a_store_cannot_open_on_bad_news(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.AWAITING_INSPECTION)
    await inspect(store)
    await news(store.place_id, NOW, item="BOOK_BASKET", condition=ElementCondition.MISSING.value)
    assert await problems_of(compliance.require_ten_of_ten(store, OPENED)) == [("NOT_TEN_OF_TEN", "id")]


async def test_a_place_that_closes_takes_its_store_out(stores_db: Database) -> None:
    district = await a_district()
    store, other = await a_store(district, 1, S.ACTIVE), await a_store(district, 2)
    for status, changed, expected in (
        (PlaceStatus.TEMPORARILY_CLOSED, ["status"], S.ACTIVE),
        (PlaceStatus.CLOSED, ["name"], S.ACTIVE),
        (PlaceStatus.CLOSED, ["status"], S.WITHDRAWN),
        (PlaceStatus.CLOSED, ["status"], S.WITHDRAWN),
    ):
        await Place.filter(id=store.place_id).update(status=status)
        with fixed(LATER):
            event = await emit(equipment.UPDATED, "pl", store.place_id, {"changed": changed})
            await equipment.on_place_updated(event)
        assert (await Store.get(id=store.id)).status is expected
    assert (await Store.get(id=other.id)).status is S.CANDIDATE


async def test_a_closure_counts_from_its_own_day(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    with fixed(NOW):
        await warm_spaces.designate(store.id)
    await Place.filter(id=store.place_id).update(status=PlaceStatus.CLOSED)
    with fixed(LATER):
        event = await emit(equipment.UPDATED, "pl", store.place_id, {"changed": ["status"]})
    # Told days after it.
    with fixed(at(date(2024, 8, 4))):
        await equipment.on_place_updated(await Event.get(position=event.position))
    last = await StatusChange.get(store_id=store.id, ended_on=None)
    assert (last.status, last.effective_on) == (S.WITHDRAWN, date(2024, 8, 1))
    assert await PlaceDesignation.all().values_list("valid_from", "valid_to") == [(OPENED, date(2024, 7, 31))]

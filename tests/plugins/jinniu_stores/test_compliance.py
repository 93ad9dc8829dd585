"""Active stores that stopped being compliant: which, and since when."""

from __future__ import annotations

import datetime

from core.clock import fixed
from core.database.connect import Database
from core.equipment import equipment_changed
from core.models import Event
from core.models.choices import EquipmentCondition
from plugins.jinniu_stores import equipment, standards
from plugins.jinniu_stores.choices import ElementCondition
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Store
from tests.plugins.jinniu_stores.office import (
    NOW,
    Client,
    a_district,
    a_standard,
    a_store,
    at,
    date,
    gid,
    inspect,
)

FAULTY, MISSING = ElementCondition.FAULTY, ElementCondition.MISSING


async def since(client: Client, store: Store, moment: datetime.datetime) -> str | None:
    """What the public is told of an active store on a day."""
    question = """query ($id: ID!) {
  pioneerStore(id: $id) { status compliant nonCompliantSince }
  bad: pioneerStores(
    where: {status: {eq: ACTIVE}, compliant: {eq: false}, id: {eq: $id}}, orderBy: [{nonCompliantSince: ASC}]
  ) { totalCount }
  since: pioneerStores(where: {nonCompliantSince: {ne: null}, id: {eq: $id}}) { totalCount }
}"""
    answer = await client.ask(question, id=gid("jst", store.id), now=moment, admin=False)
    assert len(client.reader.statements) == 3
    told = answer["pioneerStore"]
    day: str | None = told["nonCompliantSince"]
    assert (told["status"], told["compliant"]) == ("ACTIVE", day is None)
    assert answer["bad"]["totalCount"] == answer["since"]["totalCount"] == (0 if day is None else 1)
    return day


async def news(store: Store, day: date, item: str, condition: str) -> None:
    with fixed(at(day)):
        event = await equipment_changed(store.place_id, item, EquipmentCondition(condition))
        await equipment.on_equipment_changed(await Event.get(position=event.position))


async def test_since_something_is_not_ok(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    assert await since(client, store, NOW) is None
    await news(store, date(2024, 8, 1), "FIRST_AID_KIT", "FAULTY")
    assert await since(client, store, at(date(2024, 9, 1))) == "2024-08-01"
    # Another thing breaks, the first is put right: there was no day without a fault.
    await inspect(store, at(date(2024, 8, 5)), MICROWAVE=MISSING)
    assert await since(client, store, at(date(2024, 9, 1))) == "2024-08-01"
    await news(store, date(2024, 8, 6), "MICROWAVE", "OK")
    assert await since(client, store, at(date(2024, 9, 1))) is None
    await inspect(store, at(date(2024, 8, 9)), BOOK_BASKET=FAULTY)
    assert await since(client, store, at(date(2024, 9, 1))) == "2024-08-09"
    await inspect(store, at(date(2024, 8, 20)))
    assert await since(client, store, at(date(2024, 9, 1))) is None


async def test_since_the_standard_is_another(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    with fixed(NOW):
        await standards.publish(a_standard(2, date(2024, 9, 1)))
    assert await since(client, store, at(date(2024, 8, 31))) is None
    assert await since(client, store, at(date(2024, 9, 1))) == "2024-09-01"
    await news(store, date(2024, 9, 3), "FIRST_AID_KIT", "FAULTY")
    assert await since(client, store, at(date(2024, 9, 4))) == "2024-09-01"
    # By the new standard it is not compliant either, and was not in between.
    await inspect(store, at(date(2024, 9, 5)), MICROWAVE=FAULTY)
    assert await since(client, store, at(date(2024, 9, 6))) == "2024-09-01"
    await inspect(store, at(date(2024, 9, 7)))
    assert await since(client, store, at(date(2024, 9, 8))) is None


async def test_a_fault_before_the_standard_changes(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    with fixed(NOW):
        await standards.publish(a_standard(2, date(2024, 9, 1)))
    await news(store, date(2024, 8, 3), "FIRST_AID_KIT", "FAULTY")
    assert await since(client, store, at(date(2024, 9, 4))) == "2024-08-03"


async def test_never_inspected(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.AWAITING_INSPECTION)
    question = "query ($id: ID!) { pioneerStore(id: $id) { compliant nonCompliantSince } }"
    assert await client.ask(question, id=gid("jst", store.id)) == {
        "pioneerStore": {"compliant": False, "nonCompliantSince": None}
    }

"""What holds when several people act at once, on PostgreSQL, where they really do."""

from __future__ import annotations

import asyncio

import pytest

from core.clock import fixed
from core.database.connect import Database
from core.database.url import Dialect
from core.problems import InputRefused
from plugins.jinniu_stores import inspections, stores
from plugins.jinniu_stores.choices import ElementCondition
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Inspection, Rectification, StatusChange, Store
from tests.plugins.jinniu_stores.office import NOW, a_district, a_store, at, date, inspect, inspection

pytestmark = pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)

AGAIN = at(date(2024, 7, 10), 12)


async def test_two_activations_race_an_inspection_that_finds_nine(stores_db: Database) -> None:
    district = await a_district()
    for number in range(1, 9):
        store = await a_store(district, number, S.AWAITING_INSPECTION)
        await inspect(store, NOW)
        with fixed(AGAIN):
            outcomes = await asyncio.gather(
                stores.activate(store.id),
                inspections.record(store.id, inspection(MICROWAVE=ElementCondition.FAULTY)),
                stores.activate(store.id),
                return_exceptions=True,
            )
        refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert all(isinstance(outcome, InputRefused) for outcome in refused), refused
        store = await Store.get(id=store.id)
        changes = await StatusChange.filter(store_id=store.id).order_by("position")
        activations = [change for change in changes if change.status is S.ACTIVE]
        # Whoever came first: either nine were found before, and it is not open, or it was opened once, with ten.
        assert (store.status, len(activations)) in ((S.ACTIVE, 1), (S.AWAITING_INSPECTION, 0))
        assert [change.position for change in changes] == list(range(1, len(changes) + 1))
        assert [change.status for change in changes if change.ended_on is None] == [store.status]
        codes = {
            problem.code for outcome in refused if isinstance(outcome, InputRefused) for problem in outcome.problems
        }
        assert codes == ({"WRONG_STATE"} if store.status is S.ACTIVE else {"NOT_TEN_OF_TEN"})


async def test_two_inspections_at_once(stores_db: Database) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    with fixed(AGAIN):
        await asyncio.gather(
            *(inspections.record(store.id, inspection(MICROWAVE=ElementCondition.FAULTY)) for _ in range(6))
        )
    assert await Inspection.filter(store_id=store.id).count() == 7
    assert await Inspection.filter(store_id=store.id, is_latest=True).count() == 1
    assert await Rectification.filter(done_on=None).count() == 1


async def test_one_of_many_who_saw_the_same_version(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    with fixed(NOW):
        outcomes = await asyncio.gather(
            *(stores.suspend(store.id, "停电", expected_version=store.version) for _ in range(6)),
            return_exceptions=True,
        )
    assert sum(isinstance(outcome, Store) for outcome in outcomes) == 1
    refused = [outcome.problems[0].code for outcome in outcomes if isinstance(outcome, InputRefused)]
    assert refused == ["CONFLICT"] * 5


async def test_a_place_is_registered_once(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1)
    place = store.place_id
    await StatusChange.all().delete()
    await Store.all().delete()
    with fixed(NOW):
        outcomes = await asyncio.gather(
            *(stores.register(stores.NewStore(place_id=place, partner_code=f"HQ-{n}")) for n in range(6)),
            return_exceptions=True,
        )
    assert await Store.all().count() == 1
    refused = [outcome.problems[0].code for outcome in outcomes if isinstance(outcome, InputRefused)]
    assert refused == ["DUPLICATE"] * 5

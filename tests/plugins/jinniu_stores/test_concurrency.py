"""What holds when several people act at once, on PostgreSQL, where they really do."""

from __future__ import annotations

import asyncio

import pytest

from core.clock import fixed
from core.database.connect import Database
from core.database.url import Dialect
from core.events import emit
from core.models import Event, Place
from core.models.choices import PlaceStatus
from core.problems import InputRefused
from plugins.jinniu_stores import equipment, inspections, service_codes, standards, stores
from plugins.jinniu_stores.choices import ElementCondition, ServiceCodeKind
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import (
    Inspection,
    Rectification,
    ScanEvent,
    ServiceCode,
    Standard,
    StatusChange,
    Store,
)
from tests.plugins.jinniu_stores.office import NOW, a_district, a_standard, a_store, at, date, inspect, inspection

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


async def test_an_activation_beside_the_closing_of_its_place(stores_db: Database) -> None:
    district = await a_district()
    for number in range(1, 9):
        store = await a_store(district, number, S.AWAITING_INSPECTION)
        await inspect(store, NOW)
        with fixed(AGAIN):
            await Place.filter(id=store.place_id).update(status=PlaceStatus.CLOSED)
            event = await emit(equipment.UPDATED, "pl", store.place_id, {"changed": ["status"]})
            told = await Event.get(position=event.position)
            outcomes = await asyncio.gather(
                stores.activate(store.id), equipment.on_place_updated(told), return_exceptions=True
            )
        (refused,) = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert isinstance(refused, InputRefused)
        assert refused.problems[0].code in ("PLACE_CLOSED", "WRONG_STATE")
        assert (await Store.get(id=store.id)).status is S.WITHDRAWN
        assert await StatusChange.filter(store_id=store.id, ended_on=None).count() == 1


async def test_an_activation_beside_a_withdrawal(stores_db: Database) -> None:
    district = await a_district()
    for number in range(1, 9):
        store = await a_store(district, number, S.AWAITING_INSPECTION)
        await inspect(store, NOW)
        with fixed(AGAIN):
            activated, withdrawn = await asyncio.gather(
                stores.activate(store.id), stores.withdraw(store.id, "关店"), return_exceptions=True
            )
        # The withdrawal succeeds before the opening and after it.
        assert isinstance(withdrawn, Store)
        assert isinstance(activated, Store | InputRefused)
        assert (await Store.get(id=store.id)).status is S.WITHDRAWN
        openings = await StatusChange.filter(store_id=store.id, status=S.ACTIVE).count()
        assert openings == (1 if isinstance(activated, Store) else 0)


async def test_versions_that_are_published_at_once_follow_each_other(stores_db: Database) -> None:
    await a_district()
    days = [date(2024, 8, day) for day in range(1, 7)]
    with fixed(NOW):
        outcomes = await asyncio.gather(
            *(standards.publish(a_standard(number, day)) for number, day in enumerate(days, start=2)),
            return_exceptions=True,
        )
    refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert {problem.code for outcome in refused for problem in getattr(outcome, "problems", ())} <= {"NOT_LATER"}
    assert all(isinstance(outcome, InputRefused) for outcome in refused), refused
    versions = await Standard.all().order_by("valid_from").values_list("valid_from", "valid_to")
    assert len(versions) == 7 - len(refused)
    starts = [start for start, _ in versions]
    assert [end for _, end in versions] == [*starts[1:], None]


async def test_the_first_versions_at_once(stores_db: Database) -> None:
    with fixed(NOW):
        outcomes = await asyncio.gather(
            *(standards.publish(a_standard(number, date(2024, 8, number))) for number in range(1, 7)),
            return_exceptions=True,
        )
    refused = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert all(isinstance(outcome, InputRefused) for outcome in refused), refused
    assert await Standard.filter(valid_to=None).count() == 1
    assert await Standard.all().count() == 6 - len(refused)


async def test_no_scan_is_lost(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    with fixed(NOW):
        code = await service_codes.issue(store.id, service_codes.Issue(kind=ServiceCodeKind.COUNSELLING))
        await asyncio.gather(*(service_codes.scan(code.token) for _ in range(16)))
    assert await ScanEvent.all().values_list("code_id", "times") == [(code.id, 16)]


async def test_a_code_is_rotated_once(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    with fixed(NOW):
        code = await service_codes.issue(store.id, service_codes.Issue(kind=ServiceCodeKind.COUNSELLING))
        outcomes = await asyncio.gather(
            *(service_codes.rotate(code.id, service_codes.Rotation()) for _ in range(6)), return_exceptions=True
        )
    assert sum(isinstance(outcome, ServiceCode) for outcome in outcomes) == 1
    refused = [outcome.problems[0].code for outcome in outcomes if isinstance(outcome, InputRefused)]
    assert refused == ["WRONG_STATE"] * 5
    assert await ServiceCode.all().count() == 2


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

"""The life cycle: what follows what, the dated rows, days and versions."""

from __future__ import annotations

import datetime
from collections.abc import Awaitable, Callable

import pytest

from core.clock import fixed
from core.database.connect import Database
from core.models import Event, Place, Programme
from core.models.choices import PlaceKind, PlaceStatus
from plugins.jinniu_stores import eligibility, stores
from plugins.jinniu_stores.choices import EligibilityVerdict
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Assessment, StatusChange, Store
from tests.plugins.jinniu_stores.office import (
    FITTED,
    NOW,
    OPENED,
    REGISTERED,
    District,
    a_district,
    a_store,
    at,
    date,
    inspect,
    problems_of,
)


async def history(store: Store) -> list[tuple[str, date, date | None]]:
    found = await StatusChange.filter(store_id=store.id).order_by("position")
    return [(change.status.value, change.effective_on, change.ended_on) for change in found]


async def test_every_change_is_a_dated_row(stores_db: Database) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    with fixed(at(date(2024, 9, 1))):
        await stores.suspend(store.id, "水管维修", on=date(2024, 8, 30))
        await stores.resume(store.id)
    with fixed(at(date(2024, 12, 1))):
        store = await stores.withdraw(store.id, "租约到期")

    assert (store.status, store.wave_id) == (S.WITHDRAWN, district.wave.id)
    assert await history(store) == [
        ("CANDIDATE", REGISTERED, REGISTERED),
        ("ELIGIBLE", REGISTERED, REGISTERED),
        ("PLANNED", REGISTERED, REGISTERED),
        ("FITTING_OUT", REGISTERED, FITTED),
        ("AWAITING_INSPECTION", FITTED, OPENED),
        ("ACTIVE", OPENED, date(2024, 8, 30)),
        ("SUSPENDED", date(2024, 8, 30), date(2024, 9, 1)),
        ("ACTIVE", date(2024, 9, 1), date(2024, 12, 1)),
        ("WITHDRAWN", date(2024, 12, 1), None),
    ]
    last = await Event.filter(subject_id=store.id).order_by("-position").first()
    assert last is not None
    assert (last.name, last.subject_type, last.payload) == (
        "jinniu_stores.store_withdrawn",
        "jst",
        {"version": store.version, "status": "WITHDRAWN", "on": "2024-12-01"},
    )


VERBS: dict[str, tuple[Callable[[Store, District], Awaitable[object]], set[S]]] = {
    "assess": (
        lambda store, _: eligibility.assess(store.id, eligibility.NewAssessment(verdict=EligibilityVerdict.ELIGIBLE)),
        {S.CANDIDATE, S.ELIGIBLE, S.INELIGIBLE},
    ),
    "plan": (lambda store, district: stores.plan(store.id, district.wave.id), {S.ELIGIBLE}),
    "fit out": (lambda store, _: stores.start_fitting_out(store.id), {S.PLANNED}),
    "request": (lambda store, _: stores.request_inspection(store.id), {S.FITTING_OUT}),
    "suspend": (lambda store, _: stores.suspend(store.id, "停电"), {S.ACTIVE}),
    "resume": (lambda store, _: stores.resume(store.id), {S.SUSPENDED}),
    "withdraw": (lambda store, _: stores.withdraw(store.id, "关店"), set(S) - {S.WITHDRAWN}),
    "readmit": (lambda store, _: stores.readmit(store.id), {S.WITHDRAWN}),
}


@pytest.mark.parametrize("status", [status for status in S if status is not S.WITHDRAWN])
async def test_what_may_follow(stores_db: Database, status: S) -> None:
    district = await a_district()
    for number, (verb, (act, allowed)) in enumerate(VERBS.items(), start=1):
        store = await a_store(district, number, status)
        expected = [] if status in allowed else [("WRONG_STATE", "id")]
        assert await problems_of(act(store, district)) == expected, verb


async def test_only_a_new_beginning_follows_a_withdrawal(stores_db: Database) -> None:
    district = await a_district()
    store = await a_store(district, 1)
    with fixed(NOW):
        await stores.withdraw(store.id, "关店")
    for act, allowed in VERBS.values():
        expected = [] if S.WITHDRAWN in allowed else [("WRONG_STATE", "id")]
        assert await problems_of(act(store, district)) == expected


async def test_a_store_that_comes_back_begins_again(stores_db: Database) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    back = date(2024, 10, 1)
    with fixed(at(date(2024, 9, 1))):
        await stores.withdraw(store.id, "装修")
    with fixed(at(back)):
        store = await stores.readmit(store.id)
        assert (store.status, store.wave_id) == (S.CANDIDATE, None)
        await eligibility.assess(store.id, eligibility.NewAssessment(verdict=EligibilityVerdict.ELIGIBLE))
        await stores.plan(store.id, district.wave.id)
        await stores.start_fitting_out(store.id)
        await stores.request_inspection(store.id)
    # The inspection of before does not count for it any more.
    assert await problems_of(stores.activate(store.id), at(back, 12)) == [("NOT_INSPECTED", "id")]
    await inspect(store, at(back, 11))
    assert await problems_of(stores.activate(store.id), at(back, 12)) == []
    assert [status for status, _, _ in await history(store)][5:] == [
        "ACTIVE",
        "WITHDRAWN",
        "CANDIDATE",
        "ELIGIBLE",
        "PLANNED",
        "FITTING_OUT",
        "AWAITING_INSPECTION",
        "ACTIVE",
    ]


async def test_a_place_that_has_closed_has_no_store(stores_db: Database) -> None:
    district = await a_district()
    store, gone = await a_store(district, 1, S.AWAITING_INSPECTION), await a_store(district, 2)
    await inspect(store)
    with fixed(NOW):
        await stores.withdraw(gone.id, "关店")
    await Place.filter(id__in=[store.place_id, gone.place_id]).update(status=PlaceStatus.CLOSED)
    new = await Place.create(name="红旗3店", area=district.subdistrict, status=PlaceStatus.CLOSED, kind=PlaceKind.STORE)
    for verb, field in (
        (stores.activate(store.id), "id"),
        (stores.readmit(gone.id), "id"),
        (stores.register(stores.NewStore(place_id=new.id, partner_code="HQ-3")), "placeId"),
    ):
        assert await problems_of(verb) == [("PLACE_CLOSED", field)]


async def test_a_store_is_planned_for_a_wave_of_its_own_area(stores_db: Database) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ELIGIBLE)
    await Programme.filter(id=district.programme.id).update(area_id=district.other.id)
    assert await problems_of(stores.plan(store.id, district.wave.id)) == [("NOT_ALLOWED", "waveId")]
    assert await problems_of(stores.plan(store.id, store.id)) == [("NOT_FOUND", "waveId")]


async def test_days_and_versions(stores_db: Database) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.AWAITING_INSPECTION)
    before, rows = store.version, await history(store)
    early, late = FITTED - datetime.timedelta(days=1), OPENED + datetime.timedelta(days=1)
    assert await problems_of(stores.withdraw(store.id, "关店", on=early)) == [("BEFORE_LAST_CHANGE", "on")]
    assert await problems_of(stores.withdraw(store.id, "关店", on=late)) == [("IN_THE_FUTURE", "on")]
    assert await problems_of(stores.withdraw(store.id, " ")) == [("REQUIRED", "reason")]
    stale = stores.withdraw(store.id, "关店", expected_version=before - 1)
    assert await problems_of(stale) == [("CONFLICT", "expectedVersion")]
    assert ((await Store.get(id=store.id)).version, await history(store)) == (before, rows)


async def test_registration(stores_db: Database) -> None:
    district = await a_district()
    store = await a_store(district, 1)
    twice = stores.NewStore(place_id=store.place_id, partner_code="HQ-2")
    assert await problems_of(stores.register(twice)) == [("DUPLICATE", "placeId")]
    nowhere = stores.NewStore(place_id=store.id, partner_code=" ", on=OPENED + datetime.timedelta(days=1))
    assert await problems_of(stores.register(nowhere)) == [
        ("REQUIRED", "partnerCode"),
        ("IN_THE_FUTURE", "on"),
        ("NOT_FOUND", "placeId"),
    ]


async def test_assessments_keep_their_criteria(stores_db: Database) -> None:
    district = await a_district()
    store = await a_store(district, 1)

    async def assess(verdict: str, reasons: str | None = None, on: date | None = None) -> list[tuple[str, str]]:
        new = eligibility.NewAssessment(verdict=EligibilityVerdict(verdict), reasons=reasons, on=on)
        return await problems_of(eligibility.assess(store.id, new))

    assert await assess("UNDECIDED", "待复核") == []
    assert await assess("INELIGIBLE") == [("REQUIRED", "reasons")]
    assert await assess("INELIGIBLE", "面积不足", date(2024, 5, 1)) == [("NO_CRITERIA", "on")]
    assert await assess("INELIGIBLE", "面积不足") == []
    second = eligibility.NewCriteria(number=2, name="第二版", description="放宽", valid_from=OPENED)
    assert await problems_of(eligibility.publish(second)) == []
    assert await assess("ELIGIBLE") == []
    found = await Assessment.filter(store_id=store.id).order_by("position").values_list("verdict", "criteria__number")
    assert found == [("UNDECIDED", 1), ("INELIGIBLE", 1), ("ELIGIBLE", 2)]
    assert [status for status, _, _ in await history(store)] == ["CANDIDATE", "INELIGIBLE", "ELIGIBLE"]
    past = eligibility.NewCriteria(number=3, name="第三版", description="…", valid_from=OPENED)
    assert await problems_of(eligibility.publish(past)) == [("NOT_LATER", "validFrom")]

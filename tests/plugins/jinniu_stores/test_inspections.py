"""Inspections: ten of ten, versions of the standard, what counts, and what has to be put right."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from tortoise.exceptions import IntegrityError

from core.clock import fixed
from core.database.connect import Database
from plugins.jinniu_stores import inspections, rectifications, standards, stores
from plugins.jinniu_stores.choices import ElementCondition, StoreInspectionKind, TenElement
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Finding, Inspection, Item, Rectification, Store
from tests.plugins.jinniu_stores.office import (
    NOW,
    OPENED,
    a_district,
    a_standard,
    a_store,
    at,
    date,
    findings,
    inspect,
    inspection,
    problems_of,
)

FAULTY, MISSING = ElementCondition.FAULTY, ElementCondition.MISSING


async def test_nine_of_ten_cannot_become_active(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.AWAITING_INSPECTION)
    assert await problems_of(stores.activate(store.id)) == [("NOT_INSPECTED", "id")]
    await inspect(store, MICROWAVE=FAULTY)
    assert await problems_of(stores.activate(store.id)) == [("NOT_TEN_OF_TEN", "id")]
    # Nor past the use case.
    with pytest.raises(IntegrityError, match="jinniu_stores_store_ten_of_ten"):
        await Store.filter(id=store.id).update(status=S.ACTIVE)
    assert (await Store.get(id=store.id)).status is S.AWAITING_INSPECTION
    await inspect(store)
    assert await problems_of(stores.activate(store.id)) == []


async def test_a_suspended_store_needs_ten_of_ten_again(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.SUSPENDED)
    await inspect(store, BOOK_BASKET=MISSING)
    assert await problems_of(stores.resume(store.id)) == [("NOT_TEN_OF_TEN", "id")]
    assert await problems_of(stores.activate(store.id)) == [("WRONG_STATE", "id")]


async def test_no_store_is_open_before_it_was_inspected(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.AWAITING_INSPECTION)
    await inspect(store)
    yesterday = OPENED - datetime.timedelta(days=1)
    assert await problems_of(stores.activate(store.id, on=yesterday)) == [("NOT_INSPECTED", "on")]


async def test_a_new_standard_does_not_rewrite_past_inspections(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.AWAITING_INSPECTION)
    old = await inspect(store)
    seen = await Finding.filter(inspection_id=old.id).order_by("id").values()
    next_day = OPENED + datetime.timedelta(days=1)
    assert await problems_of(standards.publish(a_standard(2, next_day))) == []

    assert await Finding.filter(inspection_id=old.id).order_by("id").values() == seen
    assert await Inspection.get(id=old.id).values_list("standard__number", "standard__valid_to") == (1, next_day)
    assert await problems_of(stores.activate(store.id), at(next_day)) == [("OUTDATED_STANDARD", "id")]
    for model, key, values in (
        (Finding, {"inspection_id": old.id}, {"result": FAULTY}),
        (Inspection, {"id": old.id}, {"inspected_at": NOW}),
        (Item, {"standard__number": 1}, {"requirement": "别的"}),
    ):
        with pytest.raises(IntegrityError, match="_unchanging"):
            await model.filter(**key).update(**values)
    new = await inspect(store, at(next_day))
    assert await Inspection.get(id=new.id).values_list("standard__number", "is_latest") == (2, True)
    assert await problems_of(stores.activate(store.id), at(next_day)) == []


async def test_each_element_is_found_once(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.AWAITING_INSPECTION)
    new = inspection()
    nine = dataclasses.replace(new, findings=new.findings[1:])
    twice = dataclasses.replace(new, findings=[*new.findings, new.findings[0]])
    future = dataclasses.replace(new, inspected_at=at(date(2024, 7, 11)))
    before = dataclasses.replace(new, inspected_at=at(date(2024, 5, 1)))
    photo = dataclasses.replace(
        new, findings=[dataclasses.replace(new.findings[0], photo_id=store.id), *new.findings[1:]]
    )
    assert await problems_of(inspections.record(store.id, nine)) == [("INCOMPLETE", "findings")]
    assert await problems_of(inspections.record(store.id, twice)) == [("DUPLICATE", "findings.10.element")]
    assert await problems_of(inspections.record(store.id, future)) == [("IN_THE_FUTURE", "inspectedAt")]
    assert await problems_of(inspections.record(store.id, before)) == [("NO_STANDARD", "inspectedAt")]
    assert await problems_of(inspections.record(store.id, photo)) == [("NOT_FOUND", "findings.0.photoId")]
    assert await Inspection.all().count() == 0


async def test_the_latest_official_inspection_counts(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.AWAITING_INSPECTION)
    first = await inspect(store)
    earlier = inspections.NewInspection(findings=findings(MICROWAVE=FAULTY), inspected_at=at(OPENED, 7))
    own = inspections.NewInspection(findings=findings(MICROWAVE=FAULTY))
    for late, kind in ((earlier, StoreInspectionKind.OFFICIAL), (own, StoreInspectionKind.SELF_CHECK)):
        with fixed(NOW):
            await inspections.record(store.id, late, kind)
    assert await Inspection.filter(is_latest=True).values_list("id", flat=True) == [first.id]
    assert await Rectification.all().count() == 0
    assert await problems_of(stores.activate(store.id)) == []


async def test_rectifications(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    later, last = date(2024, 7, 20), date(2024, 7, 30)
    await inspect(store, NOW, MICROWAVE=FAULTY, BOOK_BASKET=MISSING)
    # The microwave is found broken again: no more time for it.
    await inspect(store, at(later), MICROWAVE=FAULTY, WATER_DISPENSER=FAULTY)

    async def listed() -> list[tuple[str, date | None, date | None]]:
        found = (
            await Rectification.all()
            .order_by("due_on", "finding__item__position")
            .values_list("finding__item__element", "due_on", "done_on")
        )
        return [(TenElement(element).value, due, done) for element, due, done in found]

    assert await listed() == [
        ("MICROWAVE", date(2024, 7, 24), None),
        ("BOOK_BASKET", date(2024, 7, 24), later),
        ("WATER_DISPENSER", date(2024, 8, 3), None),
    ]
    broken = await Rectification.get(finding__item__element=TenElement.MICROWAVE)
    done = rectifications.Completion(note="换新")
    assert await problems_of(rectifications.complete(broken.id, done), at(last)) == []
    assert await problems_of(rectifications.complete(broken.id, done), at(last)) == [("WRONG_STATE", "id")]
    assert (await listed())[0] == ("MICROWAVE", date(2024, 7, 24), last)
    # Reported is not confirmed: an inspection says whether it is OK.
    assert await Finding.filter(inspection__is_latest=True).exclude(condition="OK").count() == 2
    # It does not: the report has bought no time. Broken anew after that, it has the time of a new fault.
    await inspect(store, at(date(2024, 8, 2)), MICROWAVE=FAULTY)
    assert (await listed())[:2] == [("MICROWAVE", date(2024, 7, 24), last), ("MICROWAVE", date(2024, 7, 24), None)]
    await inspect(store, at(date(2024, 8, 5)))
    await inspect(store, at(date(2024, 8, 9)), MICROWAVE=FAULTY)
    assert (await listed())[-1] == ("MICROWAVE", date(2024, 8, 23), None)


async def test_rules_are_data(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    rule = inspections.NewInspectionRule(inspect_every_days=30, rectify_within_days=7, valid_from=date(2024, 8, 1))
    assert await problems_of(inspections.set_rule(rule)) == []
    by_old = await inspect(store, at(date(2024, 7, 31)))
    by_new = await inspect(store, at(date(2024, 8, 1)))
    assert (by_old.next_due_on, by_new.next_due_on) == (date(2024, 10, 29), date(2024, 8, 31))
    wrong = inspections.NewInspectionRule(inspect_every_days=0, rectify_within_days=-1, valid_from=OPENED)
    assert await problems_of(inspections.set_rule(wrong)) == [
        ("OUT_OF_RANGE", "inspectEveryDays"),
        ("OUT_OF_RANGE", "rectifyWithinDays"),
    ]


async def test_a_standard_has_the_ten(stores_db: Database) -> None:
    await a_district()
    new = a_standard(2, date(2024, 8, 1))
    nine = dataclasses.replace(new, items=[*new.items[:9], new.items[0]])
    assert await problems_of(standards.publish(nine)) == [("DUPLICATE", "items.9.element"), ("INCOMPLETE", "items")]
    past = dataclasses.replace(new, valid_from=date(2024, 7, 1))
    assert await problems_of(standards.publish(past)) == [("IN_THE_PAST", "validFrom")]
    taken = dataclasses.replace(new, number=1)
    assert await problems_of(standards.publish(taken)) == [("DUPLICATE", "number")]

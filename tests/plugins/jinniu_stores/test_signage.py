"""The sign of grid governance: designs, checks, and which stores lack a valid one."""

from __future__ import annotations

import datetime

import pytest
from tortoise.exceptions import IntegrityError

from core.clock import fixed
from core.database.connect import Database
from plugins.jinniu_stores import signage
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.choices import SignageCondition
from plugins.jinniu_stores.models import SignageCheck, SignageDesign, Store
from plugins.jinniu_stores.permissions import SIGNAGE_CHECK
from tests.plugins.jinniu_stores.office import (
    NOW,
    OPENED,
    REGISTERED,
    Client,
    a_district,
    a_picture,
    a_store,
    at,
    date,
    gid,
    problems_of,
)

LATER = date(2024, 9, 1)


async def a_design(number: int = 1, valid_from: date = REGISTERED) -> SignageDesign:
    with fixed(at(min(valid_from, OPENED))):
        return await signage.publish(
            signage.NewSignageDesign(number=number, name=f"第{number}版", valid_from=valid_from)
        )


async def valid(client: Client, store: Store, moment: datetime.datetime = NOW) -> bool:
    """What the public is told, as a field and as a filter, each in one statement."""
    question = """query ($id: ID!) {
  pioneerStore(id: $id) { signageValid }
  without: pioneerStores(where: {signageValid: {eq: false}, id: {eq: $id}}) { totalCount }
}"""
    answer = await client.ask(question, id=gid("jst", store.id), admin=False, now=moment)
    assert len(client.reader.statements) == 2
    told: bool = answer["pioneerStore"]["signageValid"]
    assert answer["without"]["totalCount"] == (0 if told else 1)
    return told


async def test_the_latest_check_by_the_current_version_counts(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    design, photo = await a_design(), await a_picture()
    assert await valid(client, store) is False
    record = """mutation ($input: RecordPioneerStoreSignageCheckInput!) {
  recordPioneerStoreSignageCheck(input: $input) {
    pioneerStore { signageValid signageCheckedAt }
    userErrors { code field }
  }
}"""
    given = {
        "id": gid("jst", store.id),
        "condition": "OK",
        "designId": gid("jsd", design.id),
        "photoId": gid("md", photo.id),
        "checkedAt": "2024-07-10T08:30:00+08:00",
        "note": "入口左侧",
    }
    # Who may check signs need not be allowed to read what others saw.
    answer = await client.ask(record, input=given, may={SIGNAGE_CHECK})
    assert answer == {
        "recordPioneerStoreSignageCheck": {
            "pioneerStore": {"signageValid": True, "signageCheckedAt": "2024-07-10T00:30:00+00:00"},
            "userErrors": [],
        }
    }
    assert await valid(client, store) is True

    damaged = signage.NewSignageCheck(
        condition=SignageCondition.DAMAGED, design_id=design.id, photo_id=photo.id, checked_at=at(OPENED, 8)
    )
    # Of an earlier look, entered late: it counts no more.
    assert await problems_of(signage.check(store.id, damaged)) == []
    assert await valid(client, store) is True
    assert await SignageCheck.filter(is_latest=True).count() == 1
    missing = signage.NewSignageCheck(condition=SignageCondition.MISSING)
    assert await problems_of(signage.check(store.id, missing)) == []
    assert await valid(client, store) is False
    checks = """{ pioneerStoreSignageChecks {
      nodes { condition conditionLabel design { number } photo { title credits { nodes { name } } } note isLatest }
    } }"""
    photo_told = {"title": "照片", "credits": {"nodes": [{"name": "供图单位"}]}}
    assert (await client.ask(checks))["pioneerStoreSignageChecks"]["nodes"] == [
        {
            "condition": "MISSING",
            "conditionLabel": "缺失",
            "design": None,
            "photo": None,
            "note": None,
            "isLatest": True,
        },
        {
            "condition": "OK",
            "conditionLabel": "完好",
            "design": {"number": 1},
            "photo": photo_told,
            "note": "入口左侧",
            "isLatest": False,
        },
        {
            "condition": "DAMAGED",
            "conditionLabel": "破损",
            "design": {"number": 1},
            "photo": photo_told,
            "note": None,
            "isLatest": False,
        },
    ]
    assert len(client.reader.statements) == 1
    code, message = await client.refusal(checks, admin=False)
    assert (code, message) == (
        "FORBIDDEN",
        "asking for PioneerStoreSignageCheck needs the permission 'jinniu_stores.inspections_read'",
    )


async def test_a_new_version_outdates_the_signs_that_hang(stores_db: Database, client: Client) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    design, photo = await a_design(), await a_picture()
    whole = signage.NewSignageCheck(condition=SignageCondition.OK, design_id=design.id, photo_id=photo.id)
    assert await problems_of(signage.check(store.id, whole)) == []
    await a_design(2, LATER)
    assert await valid(client, store, at(date(2024, 8, 31))) is True
    assert await valid(client, store, at(LATER)) is False


async def test_refusals(stores_db: Database) -> None:
    district = await a_district()
    store, candidate = await a_store(district, 1, S.ACTIVE), await a_store(district, 2)
    design = await a_design()

    async def check(which: Store, **values: object) -> list[tuple[str, str]]:
        return await problems_of(signage.check(which.id, signage.NewSignageCheck(**values)))  # type: ignore[arg-type]  # by name

    ok, missing = SignageCondition.OK, SignageCondition.MISSING
    assert await check(candidate, condition=missing) == [("WRONG_STATE", "id")]
    assert await check(store, condition=ok) == [("REQUIRED", "designId"), ("REQUIRED", "photoId")]
    assert await check(store, condition=missing, design_id=design.id) == [("NOT_ALLOWED", "designId")]
    assert await check(store, condition=ok, design_id=store.id, photo_id=store.id, checked_at=at(LATER)) == [
        ("IN_THE_FUTURE", "checkedAt"),
        ("NOT_FOUND", "designId"),
        ("NOT_FOUND", "photoId"),
    ]
    assert await SignageCheck.all().count() == 0
    again = signage.NewSignageDesign(number=1, name=" ", valid_from=OPENED)
    assert await problems_of(signage.publish(again)) == [("REQUIRED", "name")]
    again = signage.NewSignageDesign(number=1, name="第一版", valid_from=OPENED)
    assert await problems_of(signage.publish(again)) == [("DUPLICATE", "number")]


async def test_what_was_seen_never_changes(stores_db: Database) -> None:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    with fixed(NOW):
        await signage.check(store.id, signage.NewSignageCheck(condition=SignageCondition.MISSING))
    with pytest.raises(IntegrityError, match="jinniu_stores_signage_check_unchanging"):
        await SignageCheck.all().update(condition=SignageCondition.DAMAGED)

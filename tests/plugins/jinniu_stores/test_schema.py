"""What the plugin brings to the schema: whole answers, each root field in one statement, and who sees what."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core.clock import fixed
from core.database.connect import Database
from core.models import Milestone, PlaceDesignation, Programme, ServiceException, ServiceHours
from core.models.choices import HoursPurpose
from plugins.jinniu_stores import eligibility, stores, warm_spaces, waves
from plugins.jinniu_stores.choices import ElementCondition, EligibilityVerdict, TenElement
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Rectification, Store
from plugins.jinniu_stores.permissions import SELF_CHECK
from tests.plugins.jinniu_stores.office import (
    FITTED,
    NOW,
    OPENED,
    Client,
    District,
    a_district,
    a_store,
    at,
    date,
    gid,
    inspect,
    problems_of,
)


async def a_town() -> tuple[District, dict[str, Store]]:
    """An active warm space, a store that awaits; in the other subdistrict one eligible and one ineligible."""
    district = await a_district()
    made = {
        "active": await a_store(district, 1, S.ACTIVE),
        "waiting": await a_store(district, 2, S.AWAITING_INSPECTION),
        "eligible": await a_store(district, 3, S.ELIGIBLE, district.other),
        "ineligible": await a_store(district, 4, S.INELIGIBLE, district.other),
    }
    await inspect(made["waiting"], NOW, MICROWAVE=ElementCondition.FAULTY)
    with fixed(NOW):
        made["active"] = await warm_spaces.designate(made["active"].id)
    return district, made


async def test_places_know_their_store(stores_db: Database, client: Client) -> None:
    _, made = await a_town()
    question = """{
  places(orderBy: [{pioneerStore: {partnerCode: DESC}}], where: {pioneerStore: {status: {in: [ACTIVE, INELIGIBLE]}}}) {
    totalCount
    nodes { name pioneerStore { id status statusLabel compliant elementsOk canEat canRest canUseServices neverCloses
      warmSpace statusAsOf(asOf: "2024-07-09") wave { name } statusChanges(last: 1) { nodes { status effectiveOn } } } }
  }
}"""
    expected = {
        "places": {
            "totalCount": 2,
            "nodes": [
                {
                    "name": "红旗4店",
                    "pioneerStore": {
                        "id": gid("jst", made["ineligible"].id),
                        "status": "INELIGIBLE",
                        "statusLabel": "无条件",
                        "compliant": False,
                        "elementsOk": 0,
                        "canEat": False,
                        "canRest": False,
                        "canUseServices": False,
                        "neverCloses": False,
                        "warmSpace": False,
                        "statusAsOf": "INELIGIBLE",
                        "wave": None,
                        "statusChanges": {"nodes": [{"status": "INELIGIBLE", "effectiveOn": "2024-05-06"}]},
                    },
                },
                {
                    "name": "红旗1店",
                    "pioneerStore": {
                        "id": gid("jst", made["active"].id),
                        "status": "ACTIVE",
                        "statusLabel": "示范运行",
                        "compliant": True,
                        "elementsOk": 10,
                        "canEat": True,
                        "canRest": True,
                        "canUseServices": True,
                        "neverCloses": False,
                        "warmSpace": True,
                        "statusAsOf": "AWAITING_INSPECTION",
                        "wave": {"name": "首批"},
                        "statusChanges": {"nodes": [{"status": "ACTIVE", "effectiveOn": "2024-07-10"}]},
                    },
                },
            ],
        }
    }
    for admin in (True, False):
        assert await client.ask(question, admin=admin) == expected
        assert len(client.reader.statements) == 1


async def test_places_without_a_store(stores_db: Database, client: Client) -> None:
    _, made = await a_town()
    place = await made["eligible"].place
    await Store.filter(id=made["eligible"].id).delete()
    assert await client.ask("{ places(where: {pioneerStore: null}) { nodes { name pioneerStore { id } } } }") == {
        "places": {"nodes": [{"name": place.name, "pioneerStore": None}]}
    }
    by_id = "query ($id: ID!) { places(where: {pioneerStore: {id: {eq: $id}}}) { nodes { name } } }"
    assert await client.ask(by_id, id=gid("jst", made["active"].id)) == {"places": {"nodes": [{"name": "红旗1店"}]}}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("compliant: {eq: true}", ["HQ-1"]),
        ("compliant: {eq: false}", ["HQ-2", "HQ-3", "HQ-4"]),
        ("canEat: {eq: true}", ["HQ-1"]),
        ("canRest: {ne: false}", ["HQ-1"]),
        ("warmSpace: {eq: true}", ["HQ-1"]),
        ("not: {canUseServices: {eq: true}}", ["HQ-2", "HQ-3", "HQ-4"]),
        ("wave: {number: {eq: 1}}", ["HQ-1", "HQ-2"]),
        ('place: {area: {name: {eq: "沙河源街道"}}}', ["HQ-3", "HQ-4"]),
        ("statusChanges: {some: {status: {eq: FITTING_OUT}}}", ["HQ-1", "HQ-2"]),
    ],
)
async def test_conditions(stores_db: Database, client: Client, condition: str, found: list[str]) -> None:
    await a_town()
    answer = await client.ask(f"{{ pioneerStores(where: {{{condition}}}) {{ nodes {{ partnerCode }} }} }}", admin=False)
    assert [node["partnerCode"] for node in answer["pioneerStores"]["nodes"]] == found


async def test_facets_follow_what_works(stores_db: Database, client: Client) -> None:
    _, made = await a_town()
    await inspect(made["active"], NOW, MICROWAVE=ElementCondition.FAULTY, PARTY_CHECK_IN_CODE=ElementCondition.MISSING)
    question = (
        "query ($id: ID!) { pioneerStore(id: $id) { status compliant elementsOk canEat canRest canUseServices } }"
    )
    expected = {"status": "ACTIVE", "compliant": False, "elementsOk": 8, "canEat": False, "canRest": True}
    answer = await client.ask(question, id=gid("jst", made["active"].id))
    assert answer == {"pioneerStore": {**expected, "canUseServices": False}}


@pytest.mark.parametrize("flag", [True, False])
async def test_never_closes(stores_db: Database, client: Client, flag: bool) -> None:
    _, made = await a_town()
    place = await made["active"].place
    if flag:
        place.always_open = True
        await place.save()
    else:
        rows = ", ".join(f"('{_key(day)}', '{place.id}', 'SERVICE', {day}, 0, 1440)" for day in range(1, 8))
        await stores_db.connection.execute_query(
            f"INSERT INTO service_hours (id, place_id, purpose, day, opens_minute, closes_minute) VALUES {rows}"
        )
    found = "{ pioneerStores(where: {neverCloses: {eq: true}}) { nodes { partnerCode } } }"
    assert await client.ask(found) == {"pioneerStores": {"nodes": [{"partnerCode": "HQ-1"}]}}
    if not flag:
        await stores_db.connection.execute_query("UPDATE service_hours SET closes_minute = 1320 WHERE day = 3")
        assert await client.ask(found) == {"pioneerStores": {"nodes": []}}


HALF, WHOLE = ((0, 720), (720, 1440)), ((0, 1440),)
OVER_MIDNIGHT = ((360, 1800),)


@pytest.mark.parametrize(
    ("week", "holiday", "exception", "expected"),
    [
        (HALF, (), False, True),
        (OVER_MIDNIGHT, (), False, True),
        (WHOLE, WHOLE, False, True),
        (WHOLE, ((480, 1320),), False, False),
        # On the morning of a holiday the day before has closed at six, and the holiday opens at six.
        (WHOLE, OVER_MIDNIGHT, False, False),
        (((0, 720),), (), False, False),
        (WHOLE, (), True, False),
    ],
)
async def test_hours_that_fill_the_week(
    stores_db: Database, client: Client, week: Any, holiday: Any, exception: bool, expected: bool
) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    spans = [(day, *span) for day in range(1, 8) for span in week] + [(8, *span) for span in holiday]
    for day, opens, closes in spans:
        values = {"purpose": HoursPurpose.SERVICE, "day": day, "opens_minute": opens, "closes_minute": closes}
        await ServiceHours.create(place_id=store.place_id, **values)
    await ServiceHours.create(
        place_id=store.place_id, purpose=HoursPurpose.TRADING, day=1, opens_minute=540, closes_minute=600
    )
    if exception:
        await ServiceException.create(place_id=store.place_id, date=OPENED)
    question = (
        "{ pioneerStores(where: {neverCloses: {eq: true}}) { totalCount } pioneerStore(id: $id) { neverCloses } }"
    )
    answer = await client.ask(f"query ($id: ID!) {question}", id=gid("jst", store.id))
    assert answer == {"pioneerStores": {"totalCount": int(expected)}, "pioneerStore": {"neverCloses": expected}}
    if exception:
        assert (await client.ask(f"query ($id: ID!) {question}", id=gid("jst", store.id), now=at(date(2024, 7, 11))))[
            "pioneerStore"
        ] == {"neverCloses": True}


async def test_warm_spaces_on_the_map_serve(stores_db: Database, client: Client) -> None:
    _, made = await a_town()
    on_the_map = "{ places(where: {pioneerStore: {warmSpace: {eq: true}}}) { nodes { name } } }"
    assert await client.ask(on_the_map, admin=False) == {"places": {"nodes": [{"name": "红旗1店"}]}}
    with fixed(NOW):
        await stores.suspend(made["active"].id, "停电")
    assert await client.ask(on_the_map, admin=False) == {"places": {"nodes": []}}
    later = at(date(2024, 7, 20))
    with fixed(later):
        await stores.resume(made["active"].id)
        await stores.withdraw(made["active"].id, "关店")
    assert await client.ask(on_the_map, admin=False, now=later) == {"places": {"nodes": []}}
    assert await PlaceDesignation.all().values_list("valid_to", flat=True) == [date(2024, 7, 19)]


async def test_a_wave_is_told_as_it_was(stores_db: Database, client: Client) -> None:
    """A store that leaves, comes back and is planned anew does not take its past to another wave."""
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    later = date(2024, 9, 1)
    with fixed(at(later)):
        new = waves.NewWave(
            programme_id=district.programme.id, number=2, name="第二批", target_count=1, due_on=date(2024, 12, 31)
        )
        second = await waves.create(new)
        await stores.withdraw(store.id, "装修")
        await stores.readmit(store.id)
        await eligibility.assess(store.id, eligibility.NewAssessment(verdict=EligibilityVerdict.ELIGIBLE))
        await stores.plan(store.id, second.id)
    question = """query ($asOf: Date!) {
  pioneerStoreWaves { nodes { number progress(asOf: $asOf) { planned active } } }
}"""

    async def told(day: str) -> list[tuple[int, int, int]]:
        answer = await client.ask(question, asOf=day, now=at(later))
        nodes = answer["pioneerStoreWaves"]["nodes"]
        return [(node["number"], node["progress"]["planned"], node["progress"]["active"]) for node in nodes]

    assert await told("2024-08-31") == [(1, 0, 1), (2, 0, 0)]
    assert await told("2024-09-01") == [(1, 0, 0), (2, 1, 0)]
    changes = """{ pioneerStores { nodes { statusChanges(last: 3) { nodes { status wave { number } reason } } } } }"""
    for admin, reason in ((True, "装修"), (False, None)):
        answer = await client.ask(changes, admin=admin)
        assert answer["pioneerStores"]["nodes"][0]["statusChanges"]["nodes"] == [
            {"status": "CANDIDATE", "wave": None, "reason": None},
            {"status": "ELIGIBLE", "wave": None, "reason": None},
            {"status": "PLANNED", "wave": {"number": 2}, "reason": None},
        ]
        withdrawn = """{ pioneerStores { nodes {
          statusChanges(where: {status: {eq: WITHDRAWN}}) { nodes { wave { number } reason } }
        } } }"""
        answer = await client.ask(withdrawn, admin=admin)
        assert answer["pioneerStores"]["nodes"][0]["statusChanges"]["nodes"] == [
            {"wave": {"number": 1}, "reason": reason}
        ]


async def test_staff_of_a_store_check_it_and_decide_nothing(stores_db: Database, client: Client) -> None:
    _, made = await a_town()
    self_check = """mutation ($input: RecordPioneerStoreSelfCheckInput!) {
  recordPioneerStoreSelfCheck(input: $input) { pioneerStore { compliant } userErrors { code field } }
}"""
    found = [{"element": element.value, "result": "FAULTY"} for element in TenElement]
    given = {"id": gid("jst", made["active"].id), "findings": found}
    assert await client.ask(self_check, input=given, may={SELF_CHECK}) == {
        "recordPioneerStoreSelfCheck": {"pioneerStore": {"compliant": True}, "userErrors": []}
    }
    kinds = "{ pioneerStoreInspections(where: {kind: {eq: SELF_CHECK}}) { nodes { isLatest foundOk } } }"
    answer = {"pioneerStoreInspections": {"nodes": [{"isLatest": False, "foundOk": 0}]}}
    assert await client.ask(kinds) == answer
    official = self_check.replace("SelfCheck", "Inspection").replace("pioneerStore { compliant }", "inspection { id }")
    code, message = await client.refusal(official, input=given, may={SELF_CHECK})
    assert (code, message) == (
        "FORBIDDEN",
        "recordPioneerStoreInspection needs the permission 'jinniu_stores.inspect'; send a token that has it",
    )


def _key(number: int) -> str:
    return f"00000000-0000-7000-8000-{number:012d}"


COVERAGE = """query ($asOf: Date) {
  areas(where: {name: {in: ["金牛区", "沙河源街道", "成都市"]}}) {
    nodes { name pioneerStoreCoverage(asOf: $asOf) { active eligible total ratio ratioOfTotal } }
  }
}"""


def covered(active: int, eligible: int, total: int, ratio: float | None, of_total: float | None) -> dict[str, object]:
    return {"active": active, "eligible": eligible, "total": total, "ratio": ratio, "ratioOfTotal": of_total}


async def test_coverage_without_an_eligible_store_is_null(stores_db: Database, client: Client) -> None:
    district = await a_district()
    await a_store(district, 1, S.INELIGIBLE)
    answer = await client.ask(COVERAGE, admin=False)
    assert {node["name"]: node["pioneerStoreCoverage"] for node in answer["areas"]["nodes"]} == {
        "成都市": covered(0, 0, 1, None, 0),
        "金牛区": covered(0, 0, 1, None, 0),
        "沙河源街道": covered(0, 0, 0, None, None),
    }
    assert len(client.reader.statements) == 1


async def test_a_closure_changes_present_coverage_only(stores_db: Database, client: Client) -> None:
    _, made = await a_town()
    later = date(2024, 9, 1)
    with fixed(at(later)):
        await stores.withdraw(made["active"].id, "关店")

    async def told(**variables: str) -> dict[str, dict[str, object]]:
        answer = await client.ask(COVERAGE, now=at(later), **variables)
        assert len(client.reader.statements) == 1
        return {node["name"]: node["pioneerStoreCoverage"] for node in answer["areas"]["nodes"]}

    assert await told() == {
        "成都市": covered(0, 2, 3, 0, 0),
        "金牛区": covered(0, 2, 3, 0, 0),
        "沙河源街道": covered(0, 1, 2, 0, 0),
    }
    assert await told(asOf="2024-08-31") == {
        "成都市": covered(1, 3, 4, 1 / 3, 0.25),
        "金牛区": covered(1, 3, 4, 1 / 3, 0.25),
        "沙河源街道": covered(0, 1, 2, 0, 0),
    }
    assert (await told(asOf="2024-05-05"))["金牛区"] == covered(0, 0, 0, None, None)
    wave = """query ($asOf: Date) {
  pioneerStoreWaves { nodes { progress(asOf: $asOf) { target planned active reached } } }
}"""
    for day, planned, active in (("2024-08-31", 1, 1), ("2024-09-01", 1, 0), (str(FITTED), 2, 0)):
        answer = await client.ask(wave, asOf=day)
        progress = {"target": 2, "planned": planned, "active": active, "reached": False}
        assert answer == {"pioneerStoreWaves": {"nodes": [{"progress": progress}]}}


async def test_milestones(stores_db: Database, client: Client) -> None:
    district, _ = await a_town()
    values: dict[str, Any] = {"status": "PUBLISHED", "published_at": NOW, "lead_organization": district.chain}
    other = await Programme.create(code="other", name="别的", area=district.district, **values)
    plans: list[dict[str, Any]] = [
        {"programme": district.programme, "position": 1, "name": "首批1个", "target_count": 1},
        {"programme": district.programme, "position": 2, "name": "2个", "target_count": 2},
        {"programme": district.programme, "position": 3, "name": "三成", "target_percent": "33.33"},
        {"programme": district.programme, "position": 4, "name": "全覆盖", "target_percent": "100.00"},
        {"programme": other, "position": 1, "name": "无关", "target_count": 1},
    ]
    for plan in plans:
        await Milestone.create(due_on=OPENED, **plan)
    question = "{ milestones { nodes { name pioneerStoreProgress { active eligible reached metInTime } } } }"
    answer = await client.ask(question, admin=False)
    assert len(client.reader.statements) == 1
    told = {node["name"]: node["pioneerStoreProgress"] for node in answer["milestones"]["nodes"]}
    counts = {"active": 1, "eligible": 3}
    assert told == {
        "首批1个": {**counts, "reached": True, "metInTime": True},
        "2个": {**counts, "reached": False, "metInTime": False},
        "三成": {**counts, "reached": True, "metInTime": True},
        "全覆盖": {**counts, "reached": False, "metInTime": False},
        "无关": None,
    }
    # The day before nobody knew; and what is lost later was met in time.
    early = await client.ask(question, now=at(date(2024, 7, 9)))
    assert early["milestones"]["nodes"][0]["pioneerStoreProgress"]["metInTime"] is None
    with fixed(at(date(2024, 8, 1))):
        await stores.withdraw((await Store.get(partner_code="HQ-1")).id, "关店")
    late = await client.ask(question, now=at(date(2024, 8, 1)))
    first = next(node for node in late["milestones"]["nodes"] if node["name"] == "首批1个")
    assert first["pioneerStoreProgress"] == {"active": 0, "eligible": 2, "reached": False, "metInTime": True}


@pytest.mark.parametrize(
    "question",
    [
        "{ pioneerStoreInspections { totalCount } }",
        "{ pioneerStores { nodes { inspections { nodes { id } } } } }",
        "{ pioneerStores(where: {inspections: {some: {isLatest: {eq: true}}}}) { totalCount } }",
        "{ pioneerStores(orderBy: [{inspections: {count: DESC}}]) { totalCount } }",
        "{ places(where: {pioneerStore: {inspections: {some: {foundOk: {lt: 10}}}}}) { totalCount } }",
        "{ tenElementsStandards { totalCount } pioneerStoreFindings { totalCount } }",
        "{ pioneerStoreRectifications { totalCount } }",
    ],
)
async def test_inspections_need_a_permission(stores_db: Database, client: Client, question: str) -> None:
    code, message = await client.refusal(question, admin=False)
    assert code == "FORBIDDEN"
    assert "needs the permission 'jinniu_stores.inspections_read'" in message


async def test_the_public_sees_no_due_days(stores_db: Database, client: Client) -> None:
    await a_town()
    late = at(date(2024, 12, 1))
    question = "{ pioneerStores(where: {status: {eq: ACTIVE}}) { nodes { inspectionDueOn inspectionOverdue } } }"
    overdue = "{ pioneerStores(where: {inspectionOverdue: {eq: true}}) { totalCount } }"
    seen = {"inspectionDueOn": "2024-10-08", "inspectionOverdue": True}
    hidden = {"inspectionDueOn": None, "inspectionOverdue": False}
    assert await client.ask(question, now=late) == {"pioneerStores": {"nodes": [seen]}}
    assert await client.ask(overdue, now=late) == {"pioneerStores": {"totalCount": 1}}
    assert await client.ask(question, now=late, admin=False) == {"pioneerStores": {"nodes": [hidden]}}
    assert await client.ask(overdue, now=late, admin=False) == {"pioneerStores": {"totalCount": 0}}


async def test_a_store_is_inspected_and_opened(stores_db: Database, client: Client) -> None:
    _, made = await a_town()
    store = await Store.get(id=made["waiting"].id)
    key = gid("jst", store.id)
    activate = """mutation ($id: ID!, $version: Int) {
  activatePioneerStore(input: {id: $id, expectedVersion: $version}) {
    pioneerStore { status compliant }
    userErrors { code field message }
  }
}"""
    refused = {
        "code": "NOT_TEN_OF_TEN",
        "field": ["id"],
        "message": "Of the Ten Elements, 1 are not OK: MICROWAVE (FAULTY).",
    }
    assert await client.ask(activate, id=key) == {
        "activatePioneerStore": {"pioneerStore": None, "userErrors": [refused]}
    }
    record = """mutation ($input: RecordPioneerStoreInspectionInput!) {
  recordPioneerStoreInspection(input: $input) {
    inspection {
      foundOk allOk isLatest nextDueOn standard { number } store { version compliant }
      findings(first: 2) { nodes { result item { element } } }
    }
    userErrors { code field }
  }
}"""
    elements = await client.ask("{ tenElementsStandards { nodes { items { nodes { element } } } } }")
    found = [
        {"element": item["element"], "result": "OK"}
        for item in elements["tenElementsStandards"]["nodes"][0]["items"]["nodes"]
    ]
    given = {"id": key, "expectedVersion": store.version, "findings": found}
    answer = (await client.ask(record, input=given))["recordPioneerStoreInspection"]
    assert answer == {
        "inspection": {
            "foundOk": 10,
            "allOk": True,
            "isLatest": True,
            "nextDueOn": "2024-10-08",
            "standard": {"number": 1},
            "findings": {
                "nodes": [
                    {"result": "OK", "item": {"element": "INDOOR_SPACE"}},
                    {"result": "OK", "item": {"element": "TABLES_AND_CHAIRS"}},
                ]
            },
            "store": {"version": store.version + 1, "compliant": True},
        },
        "userErrors": [],
    }
    stale = (await client.ask(activate, id=key, version=store.version))["activatePioneerStore"]
    assert [error["code"] for error in stale["userErrors"]] == ["CONFLICT"]
    opened = await client.ask(activate, id=key, version=store.version + 1)
    assert opened == {
        "activatePioneerStore": {"pioneerStore": {"status": "ACTIVE", "compliant": True}, "userErrors": []}
    }
    code, message = await client.refusal(activate, id=key, admin=False)
    assert (code, message) == (
        "FORBIDDEN",
        "activatePioneerStore needs the permission 'jinniu_stores.approve'; send a token that has it",
    )
    assert await Rectification.filter(done_on=None).count() == 0


async def test_warm_spaces(stores_db: Database) -> None:
    _, made = await a_town()
    active, waiting = made["active"], made["waiting"]
    assert await problems_of(warm_spaces.designate(waiting.id)) == [("WRONG_STATE", "id")]
    assert await problems_of(warm_spaces.designate(active.id)) == [("DUPLICATE", "on")]
    assert await problems_of(warm_spaces.end(waiting.id)) == [("NOT_FOUND", "id")]
    last = OPENED + datetime.timedelta(days=30)
    assert await problems_of(warm_spaces.end(active.id), at(last)) == []
    assert await problems_of(warm_spaces.designate(active.id), at(last)) == [("DUPLICATE", "on")]
    assert await PlaceDesignation.all().values_list("code", "name", "valid_from", "valid_to") == [
        ("WARM_SPACE", "馨空间", OPENED, last)
    ]

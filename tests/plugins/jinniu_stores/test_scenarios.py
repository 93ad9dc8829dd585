"""Scenario reports: from the draft to the public, with figures that stay as they were."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from core.clock import fixed
from core.database.connect import Database
from plugins.jinniu_stores import scenarios, service_codes, stores
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.choices import ScenarioFigureKind, ServiceCodeKind
from plugins.jinniu_stores.models import Scenario, ScenarioFigure, ScenarioPicture
from plugins.jinniu_stores.permissions import SCENARIOS_WRITE
from tests.plugins.jinniu_stores.office import (
    NOW,
    Client,
    District,
    a_district,
    a_picture,
    a_store,
    at,
    date,
    gid,
    problems_of,
)

K = ScenarioFigureKind
LATER = at(date(2024, 9, 1))


def a_report(district: District, **values: Any) -> scenarios.NewScenario:
    """A report on the stores of the district over July 2024, with every figure."""
    given = {
        "title": "家门口的治理场景",
        "text": "首批门店投入运行。",
        "starts_on": date(2024, 7, 1),
        "ends_on": date(2024, 7, 31),
        "area_id": district.district.id,
        "figures": list(K),
        **values,
    }
    return scenarios.NewScenario(**given)


async def published(district: District, **values: Any) -> Scenario:
    with fixed(LATER):
        report = await scenarios.create(a_report(district, **values))
        await scenarios.submit(report.id)
        return await scenarios.publish(report.id)


async def test_from_the_draft_to_the_public(stores_db: Database, client: Client) -> None:
    district = await a_district()
    await a_store(district, 1, S.ACTIVE)
    await a_store(district, 2, S.ELIGIBLE)
    picture = await a_picture()
    create = """mutation ($input: CreatePioneerStoreScenarioInput!) {
  createPioneerStoreScenario(input: $input) { scenario { id version state } userErrors { code field message } }
}"""
    given = {
        "areaId": gid("ar", district.district.id),
        "title": "家门口的治理场景",
        "titleEn": "Governance on the doorstep",
        "text": "正文",
        "startsOn": "2024-07-01",
        "endsOn": "2024-12-31",
        "figures": ["ACTIVE_STORES", "COVERAGE"],
        "pictures": [{"mediaId": gid("md", picture.id), "caption": "开业"}],
    }
    made = (await client.ask(create, input=given))["createPioneerStoreScenario"]
    assert made["userErrors"] == []
    key = made["scenario"]["id"]
    question = """query ($id: ID!) {
  pioneerStoreScenario(id: $id) {
    title(lang: EN) text(lang: EN) state stateLabel edition latest publishedAt store { id } area { name }
    figures { nodes { kind kindLabel value asOf } }
    pictures { nodes { caption media { title credits { nodes { roleLabel name } } } } }
  }
  search(text: "doorstep") { nodes { __typename id } }
}"""
    hidden: Any = {"pioneerStoreScenario": None, "search": {"nodes": []}}
    assert await client.ask(question, id=key, admin=False) == hidden

    step = """mutation ($id: ID!, $version: Int) {{
  {verb}PioneerStoreScenario(input: {{id: $id, expectedVersion: $version}}) {{
    scenario {{ state version }} userErrors {{ code }}
  }}
}}"""
    for verb, version, state in (("submit", 1, "IN_REVIEW"), ("publish", 2, "PUBLISHED")):
        answer = await client.ask(step.format(verb=verb), id=key, version=version)
        assert answer[f"{verb}PioneerStoreScenario"] == {
            "scenario": {"state": state, "version": version + 1},
            "userErrors": [],
        }
    # The period is not over: the figures are of today.
    credit = {"roleLabel": "供图", "name": "供图单位"}
    shown = {
        "pioneerStoreScenario": {
            "title": "Governance on the doorstep",
            "text": "正文",
            "state": "PUBLISHED",
            "stateLabel": "已发布",
            "edition": 1,
            "latest": True,
            "publishedAt": "2024-07-10T01:00:00+00:00",
            "store": None,
            "area": {"name": "金牛区"},
            "figures": {
                "nodes": [
                    {"kind": "ACTIVE_STORES", "kindLabel": "示范运行门店数", "value": "1.0000", "asOf": "2024-07-10"},
                    {"kind": "COVERAGE", "kindLabel": "覆盖率", "value": "0.5000", "asOf": "2024-07-10"},
                ]
            },
            "pictures": {"nodes": [{"caption": "开业", "media": {"title": "照片", "credits": {"nodes": [credit]}}}]},
        },
        "search": {"nodes": [{"__typename": "PioneerStoreScenario", "id": key}]},
    }
    assert await client.ask(question, id=key, admin=False) == shown
    assert len(client.reader.statements) == 2

    withdraw = """mutation ($id: ID!) {
  withdrawPioneerStoreScenario(input: {id: $id, reason: "数字有误"}) {
    scenario { state stateReason } userErrors { code }
  }
}"""
    assert await client.ask(withdraw, id=key) == {
        "withdrawPioneerStoreScenario": {
            "scenario": {"state": "WITHDRAWN", "stateReason": "数字有误"},
            "userErrors": [],
        }
    }
    assert await client.ask(question, id=key, admin=False) == hidden


async def test_a_figure_is_what_its_question_answers(stores_db: Database, client: Client) -> None:
    district = await a_district()
    store = await a_store(district, 1, S.ACTIVE)
    await a_store(district, 2, S.ELIGIBLE, district.other)
    await a_store(district, 3)
    with fixed(NOW):
        code = await service_codes.issue(store.id, service_codes.Issue(kind=ServiceCodeKind.PARTY_CHECK_IN))
        for _ in range(3):
            await service_codes.scan(code.token)
    reports = [
        await published(district),
        await published(district, area_id=None, store_id=store.id, figures=[K.SCANS, K.SERVICE_TAPS]),
    ]
    # What happens afterwards changes no figure, and no answer as of the day.
    with fixed(LATER):
        await service_codes.scan(code.token)
        await stores.withdraw(store.id, "关店")
    told: list[dict[str, float]] = []
    for report in reports:
        values = {}
        for figure in await ScenarioFigure.filter(scenario_id=report.id).order_by("position"):
            assert figure.query is not None
            assert figure.variables is not None
            assert figure.amount is not None
            assert figure.as_of == date(2024, 7, 31)
            found: Any = await client.ask(figure.query, now=LATER, **json.loads(figure.variables))
            while isinstance(found, dict):
                (found,) = found.values()
            assert found == pytest.approx(float(figure.amount), abs=1e-4), figure.kind
            values[figure.kind.value] = float(figure.amount)
        told.append(values)
    assert told == [
        {
            "ACTIVE_STORES": 1,
            "ELIGIBLE_STORES": 2,
            "REGISTERED_STORES": 3,
            "COVERAGE": 0.5,
            "SCANS": 3,
            "SERVICE_TAPS": 0,
        },
        {"SCANS": 3, "SERVICE_TAPS": 0},
    ]
    # Somebody enters late that another store was open by then: the answer changes, and what was published does not.
    await a_store(district, 9, S.ACTIVE)
    frozen = await ScenarioFigure.get(kind=K.ACTIVE_STORES)
    assert frozen.query is not None
    late = await client.ask(frozen.query, now=LATER, **json.loads(frozen.variables or ""))
    assert late == {"area": {"pioneerStoreCoverage": {"active": 2}}}
    assert frozen.amount is not None
    assert int(frozen.amount) == 1


async def test_nothing_can_be_computed_without_eligible_stores(stores_db: Database) -> None:
    report = await published(await a_district(), figures=[K.COVERAGE])
    assert await ScenarioFigure.filter(scenario_id=report.id).values_list("amount", "as_of") == [
        (None, date(2024, 7, 31))
    ]


async def test_a_published_report_does_not_change(stores_db: Database) -> None:
    report = await published(await a_district(), pictures=[scenarios.NewPicture(media_id=(await a_picture()).id)])
    change = scenarios.ScenarioChange(title="别的")
    assert await problems_of(scenarios.change(report.id, change)) == [("WRONG_STATE", "id")]
    with pytest.raises(IntegrityError, match="jinniu_stores_scenario_unchanging"):
        await Scenario.all().update(text="别的")
    with pytest.raises(IntegrityError, match="jinniu_stores_scenario_figure_frozen"):
        await ScenarioFigure.all().update(amount=99)
    with pytest.raises(IntegrityError, match="jinniu_stores_scenario_picture_frozen"):
        await ScenarioPicture.all().delete()
    with pytest.raises(IntegrityError, match="jinniu_stores_scenario_figure_frozen"):
        await ScenarioFigure.create(scenario_id=report.id, position=9, kind=K.SCANS)


async def test_a_report_goes_back_to_its_author(stores_db: Database) -> None:
    district = await a_district()
    with fixed(LATER):
        report = await scenarios.create(a_report(district, figures=[K.ACTIVE_STORES]))
        await scenarios.submit(report.id)
    assert await problems_of(scenarios.send_back(report.id, scenarios.Reason(reason=" "))) == [("REQUIRED", "reason")]
    assert await problems_of(scenarios.send_back(report.id, scenarios.Reason(reason="写短些"))) == []
    assert await ScenarioFigure.all().values_list("amount", "as_of", "query") == [(None, None, None)]
    change = scenarios.ScenarioChange(text="短", figures=[K.COVERAGE, K.SCANS])
    with fixed(LATER):
        report = await scenarios.change(report.id, change)
    assert (report.title, report.text, report.state_reason) == ("家门口的治理场景", "短", "写短些")
    assert [figure.kind for figure in await ScenarioFigure.all().order_by("position")] == [K.COVERAGE, K.SCANS]
    await scenarios.submit(report.id)
    assert (await Scenario.get(id=report.id)).state_reason is None


async def test_editions(stores_db: Database, client: Client) -> None:
    district = await a_district()
    first = await published(district)
    new = a_report(district, area_id=None, replaces_id=first.id, title="第二版")
    with fixed(LATER):
        second = await scenarios.create(new)
    assert (second.edition, second.area_id) == (2, first.area_id)
    assert await problems_of(scenarios.create(new)) == [("DUPLICATE", "replacesId")]
    draft = a_report(district, area_id=None, replaces_id=second.id)
    assert await problems_of(scenarios.create(draft)) == [("WRONG_STATE", "replacesId")]
    question = """{ pioneerStoreScenarios(orderBy: [{edition: ASC}]) {
      nodes { edition latest replaces { edition } replacedBy { edition } }
    } }"""
    alone = {"edition": 1, "latest": True, "replaces": None, "replacedBy": None}
    assert await client.ask(question, admin=False) == {"pioneerStoreScenarios": {"nodes": [alone]}}
    with fixed(LATER):
        await scenarios.submit(second.id)
        await scenarios.publish(second.id)
    assert await client.ask(question, admin=False) == {
        "pioneerStoreScenarios": {
            "nodes": [
                {"edition": 1, "latest": False, "replaces": None, "replacedBy": {"edition": 2}},
                {"edition": 2, "latest": True, "replaces": {"edition": 1}, "replacedBy": None},
            ]
        }
    }
    assert len(client.reader.statements) == 1


async def test_pictures_need_consent_and_credits(stores_db: Database) -> None:
    pictures = [await a_picture(consent=False), await a_picture(credited=False), await a_picture()]
    shown = [scenarios.NewPicture(media_id=picture.id) for picture in pictures]
    with fixed(LATER):
        report = await scenarios.create(a_report(await a_district(), pictures=shown))
        await scenarios.submit(report.id)
    assert await problems_of(scenarios.publish(report.id)) == [("NO_CONSENT", "id"), ("NO_CREDIT", "id")]
    assert (await Scenario.get(id=report.id)).published_at is None


async def test_refusals(stores_db: Database, client: Client) -> None:
    district = await a_district()
    store = await a_store(district, 1)
    picture = scenarios.NewPicture(media_id=(await a_picture()).id)
    nothing = a_report(district, area_id=None)
    both = a_report(district, store_id=store.id)
    for new in (nothing, both):
        assert await problems_of(scenarios.create(new)) == [("REQUIRED", "areaId")]
    wrong = a_report(
        district,
        area_id=None,
        store_id=store.id,
        title=" ",
        ends_on=date(2024, 6, 1),
        figures=[K.COVERAGE, K.SCANS, K.SCANS],
        pictures=[picture, picture, scenarios.NewPicture(media_id=store.id)],
    )
    assert await problems_of(scenarios.create(wrong)) == [
        ("REQUIRED", "title"),
        ("ENDS_BEFORE_START", "endsOn"),
        ("NOT_ALLOWED", "figures.0"),
        ("DUPLICATE", "figures.2"),
        ("DUPLICATE", "pictures.1.mediaId"),
        ("NOT_FOUND", "pictures.2.mediaId"),
    ]
    assert await Scenario.all().count() == 0
    with fixed(NOW):
        early = await scenarios.create(a_report(district))
    before = at(date(2024, 6, 30))
    assert await problems_of(scenarios.submit(early.id), before) == [("IN_THE_FUTURE", "id")]
    for verb in (scenarios.publish(early.id), scenarios.withdraw(early.id, scenarios.Reason(reason="x"))):
        assert await problems_of(verb) == [("WRONG_STATE", "id")]
    # Whoever writes does not publish.
    publish = "mutation ($id: ID!) { publishPioneerStoreScenario(input: {id: $id}) { userErrors { code } } }"
    code, _ = await client.refusal(publish, id=gid("jsn", early.id), may={SCENARIOS_WRITE})
    assert code == "FORBIDDEN"

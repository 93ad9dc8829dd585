"""The demo's registry, and what the reports tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from graphql import parse

from core.database.connect import Database, database
from core.database.url import Dialect
from core.models import Area, PluginEnablement
from core.plugins.loaded import PluginSet
from core.reports.periods import ReportQuestion
from core.reports.run import run_report
from linli.testing import plugin_set
from linli.testing.databases import Databases
from plugins.jinniu_stores import models, sample
from plugins.jinniu_stores.examples import EXAMPLES, FIGURES
from plugins.jinniu_stores.models import Store
from tests.plugins.jinniu_stores.office import Client, at, date
from tests.support import demo as of_the_core

ROWS = {
    "Agreement": 2,
    "Assessment": 350,
    "CounsellingService": 1,
    "Criteria": 1,
    "Finding": 450,
    "Inspection": 45,
    "InspectionRule": 1,
    "Item": 10,
    "Obligation": 6,
    "PartyCheckIn": 8,
    "PartyConsent": 1,
    "Rectification": 6,
    "ScanEvent": 180,
    "Scenario": 2,
    "ScenarioFigure": 7,
    "ScenarioPicture": 1,
    "ServiceCode": 31,
    "ServiceItem": 4,
    "ServiceTap": 120,
    "SignageCheck": 20,
    "SignageDesign": 1,
    "Signatory": 4,
    "Standard": 1,
    "StatusChange": 815,
    "Store": 370,
    "Wave": 2,
}
PHOTOS = 20
"""Of signs, with a credit each: media of the core."""
TOTAL = sum(ROWS.values()) + 2 * PHOTOS


async def fill(url: str) -> None:
    """Load the plugin's demo into a database with the core's."""
    async with database(url, apps=plugin_set("jinniu_stores").model_modules):
        assert await sample.load() == TOTAL


@pytest.fixture
async def stores_url(dialect: Dialect, plugins: PluginSet, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database into which both demos were loaded, once for all tests."""
    core_fill = of_the_core.load
    async with databases.migrated(dialect, plugins.apps, tmp_path, core_fill=core_fill, fill=fill) as url:
        yield url


async def test_everything_that_was_planned_is_there(stores_db: Database) -> None:
    assert {name: await getattr(models, name).all().count() for name in models.__all__} == ROWS
    assert Counter(str(status) for status in await Store.all().values_list("status", flat=True)) == {
        "ACTIVE": 10,
        "PLANNED": 15,
        "FITTING_OUT": 15,
        "AWAITING_INSPECTION": 10,
        "ELIGIBLE": 230,
        "CANDIDATE": 40,
        "INELIGIBLE": 50,
    }
    assert await Store.filter(assessments__id=None).count() == 20
    held = {(change.store_id, change.status) for change in await models.StatusChange.filter(ended_on=None)}
    assert held == set(await Store.all().values_list("id", "status"))
    assert await models.Agreement.all().values_list("signed_on", flat=True) == [date(2024, 7, 10)] * 2
    assert await models.Wave.all().order_by("number").values_list("number", "target_count") == [(1, 10), (2, 40)]


async def test_what_the_first_stores_offer(stores_db: Database, client: Client) -> None:
    question = """{
  signs: pioneerStores(where: {signageValid: {eq: true}}) { totalCount }
  codes: pioneerStoreServiceCodes { totalCount }
  lacking: pioneerStores(where: {nonCompliantSince: {ne: null}}) { totalCount }
  pioneerStoreScenarios { nodes { state figures { nodes { kind value } } } }
  search(text: "治理场景", types: [PIONEER_STORE_SCENARIO]) { totalCount }
}"""
    assert await client.ask(question, now=at(date(2026, 7, 1)), admin=False) == {
        "signs": {"totalCount": 9},
        "codes": {"totalCount": 30},
        "lacking": {"totalCount": 5},
        "pioneerStoreScenarios": {
            "nodes": [
                {
                    "state": "PUBLISHED",
                    "figures": {
                        "nodes": [
                            {"kind": "ACTIVE_STORES", "value": "10.0000"},
                            {"kind": "ELIGIBLE_STORES", "value": "280.0000"},
                            {"kind": "REGISTERED_STORES", "value": "370.0000"},
                            {"kind": "COVERAGE", "value": "0.0357"},
                            {"kind": "SCANS", "value": "2790.0000"},
                            {"kind": "SERVICE_TAPS", "value": "600.0000"},
                        ]
                    },
                }
            ]
        },
        "search": {"totalCount": 1},
    }
    assert await PluginEnablement.all().values_list("plugin", "area__code", "enabled") == [
        ("jinniu_stores", "510106", True)
    ]


async def test_loading_again_adds_nothing(stores_db: Database) -> None:
    first = await Store.all().order_by("partner_code").first().values_list("id", "partner_code")
    assert await sample.load() == 0
    assert await Store.all().order_by("partner_code").first().values_list("id", "partner_code") == first
    assert str(first[0]) == "018fd14f-8280-7b44-a4a6-87f9a1c60d2b"


async def test_nothing_is_added_without_the_demo_of_the_core(
    dialect: Dialect, plugins: PluginSet, databases: Databases, tmp_path: Path
) -> None:
    async with databases.migrated(dialect, plugins.apps, tmp_path) as url, database(url, apps=plugins.model_modules):
        assert await sample.load() == 0


async def report(plugins: PluginSet, name: str, **period: Any) -> list[dict[str, Any]]:
    (found,) = [one for one in plugins.plugins[-1].reports if one.name == f"jinniu_stores.{name}"]
    values = {"starts_on": date(2024, 7, 1), "ends_on": date(2025, 1, 31), "as_of": date(2025, 1, 31), **period}
    return (await run_report("jinniu_stores", found, ReportQuestion(**values), None)).rows


async def test_coverage(stores_db: Database, plugins: PluginSet) -> None:
    rows = await report(plugins, "coverage")
    assert rows[-1] == {
        "area": "合计",
        "active": 10,
        "eligible": 280,
        "registered": 370,
        "ratio": 0.0357,
        "ratio_of_total": 0.027,
    }
    assert [row["area"] for row in rows] == ["沙河源街道", "西华街道", "合计"]
    assert sum(row["registered"] for row in rows[:-1]) == 370
    pidu = await Area.get(code="510117")
    assert (await report(plugins, "coverage", area_id=pidu.id))[-1]["registered"] == 0
    before = await report(plugins, "coverage", as_of=date(2024, 5, 1))
    assert before == [
        {"area": "合计", "active": 0, "eligible": 0, "registered": 0, "ratio": None, "ratio_of_total": None}
    ]


async def test_rollout(stores_db: Database, plugins: PluginSet) -> None:
    rows = await report(plugins, "rollout", ends_on=date(2024, 12, 31))
    assert [(row["day"], row["active"], row["milestone"], row["target"], row["reached"]) for row in rows] == [
        (date(2024, 7, 10), 10, "首批10个示范门店", 10, True),
        *((date(2024, month, day), 10, None, None, None) for month, day in ((7, 31), (8, 31), (9, 30))),
        *((date(2024, month, day), 10, None, None, None) for month, day in ((10, 31), (11, 30), (12, 31))),
        (date(2024, 12, 31), 10, "2024年底50个", 50, False),
    ]
    last = (await report(plugins, "rollout", ends_on=date(2025, 12, 31), as_of=date(2025, 12, 31)))[-1]
    assert (last["milestone"], last["ratio"], last["reached"]) == ("力争有条件门店全覆盖", 0.0357, False)


async def test_ten_elements(stores_db: Database, plugins: PluginSet) -> None:
    rows = {row.pop("element"): row for row in await report(plugins, "ten_elements")}
    assert list(rows) == [
        "INDOOR_SPACE",
        "TABLES_AND_CHAIRS",
        "MICROWAVE",
        "WATER_DISPENSER",
        "FIRST_AID_KIT",
        "HEATING_AND_COOLING",
        "BOOK_BASKET",
        "PARTY_CHECK_IN_CODE",
        "COUNSELLING_CODE",
        "GOVERNMENT_SERVICE_CODE",
    ]
    assert rows["MICROWAVE"] == {
        "inspected": 25,
        "ok": 24,
        "faulty": 1,
        "missing": 0,
        "pass_rate": 0.96,
        "rectifications_overdue": 0,
    }
    assert rows["TABLES_AND_CHAIRS"]["rectifications_overdue"] == 1


async def test_overdue_inspections(stores_db: Database, plugins: PluginSet) -> None:
    assert await report(plugins, "overdue_inspections") == []
    rows = await report(plugins, "overdue_inspections", as_of=date(2026, 8, 1))
    assert len(rows) == 10
    assert rows[0] == {
        "partner_code": "DEMO-001",
        "place": "红旗连锁（演示）001店",
        "inspected_on": date(2026, 1, 14),
        "due_on": date(2026, 7, 13),
        "days_overdue": 19,
    }


async def test_obligations(stores_db: Database, plugins: PluginSet) -> None:
    rows = await report(plugins, "obligations")
    assert [(row["obligation"], row["state"]) for row in rows if row["due_on"]] == [
        ("首批建成10个示范门店", "MET"),
        ("2024年底建成50个示范门店", "LATE"),
    ]
    assert await report(plugins, "obligations", as_of=date(2024, 7, 9)) == []


async def test_examples_and_figures_answer(stores_db: Database, client: Client) -> None:
    now = at(date(2026, 1, 20))
    for example in EXAMPLES:
        assert len(parse(example.query).definitions) == 1
        assert await client.ask(example.query, now=now, admin=False, **example.variables)
    told = []
    for figure in FIGURES:
        found: Any = await client.ask(figure.query, now=now, admin=False)
        for step in figure.path:
            found = found[step]
        told.append(found)
    assert told == [10, 10]

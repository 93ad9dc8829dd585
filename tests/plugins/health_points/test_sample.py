"""The demo's kits and contact points, what the reports tell of them, and the operations that are ready to run."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import parse

from core.clock import fixed
from core.models import Area, PluginEnablement
from core.privacy import ContactVault
from core.reports.periods import ReportQuestion
from core.reports.run import run_report
from core.sample.demo import load_demo
from linli.testing import Client
from plugins.health_points import condition, models, sample
from plugins.health_points.examples import EXAMPLES, FIGURES
from plugins.health_points.models import Alert, Kit, Lot
from plugins.health_points.reports import REPORTS
from tests.plugins.health_points.ward import at, date

KEY = "bGlubGkgdGVzdHMgb25seSwgbmV2ZXIgYSBzZWNyZXQ="
NOW = at(date(2026, 7, 1), 12)

ROWS = {
    "AccessHours": 8,
    "Alert": 25,
    "Check": 29,
    "ContactPoint": 4,
    "ContactSession": 60,
    "Kit": 10,
    "KitTemplate": 1,
    "MedicineItem": 8,
    "Recall": 1,
    "Restock": 1,
    "RestockLine": 8,
    "SigningIntent": 10,
    "Slot": 480,
    "StatusChange": 20,
    "Stock": 80,
    "Team": 2,
    "TeamMember": 4,
    "TemplateItem": 8,
    "ToldCondition": 10,
}


@pytest.fixture
async def demo(client: Client) -> Client:
    await load_demo(client.server.database, ContactVault([KEY], KEY))
    assert await sample.load() > 0
    return client


async def report(name: str, area_id: Any = None) -> list[dict[str, Any]]:
    (found,) = [one for one in REPORTS if one.name == f"health_points.{name}"]
    asked = ReportQuestion(
        starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30), as_of=date(2026, 7, 1), area_id=area_id
    )
    return (await run_report("health_points", found, asked, None)).rows


async def test_the_demo(demo: Client) -> None:
    found = {name: await getattr(models, name).all().count() for name in models.__all__}
    assert {name: found[name] for name in ROWS} == ROWS
    assert await sample.load() == 0
    first = await Kit.all().order_by("code").first().values_list("id", flat=True)
    assert str(first).startswith("018fd14f-8280-7")
    assert sorted(await PluginEnablement.all().values_list("plugin", "area__code")) == [
        ("health_points", "510106"),
        ("health_points", "510117"),
    ]
    assert await Lot.filter(quantity__lt=0).count() == 0
    with fixed(NOW):
        # What the job finds is what the demo says, but for what expires soon and what is low.
        known = {(row.kit_id, row.kind, row.about) for row in await Alert.all()}
        await condition.review_all()
        raised = {str(row.kind.value) for row in await Alert.all() if (row.kit_id, row.kind, row.about) not in known}
        assert raised == {"EXPIRING", "LOW_STOCK"}
        assert await Alert.exclude(cleared_at=None).count() == 0
        for example in EXAMPLES:
            assert len(parse(example.query).definitions) == 1
            assert await demo.anonymous.ask(example.query, example.variables)
        told = []
        for figure in FIGURES:
            answer: Any = await demo.anonymous.ask(figure.query)
            for step in figure.path:
                answer = answer[step]
            told.append(answer)
        assert told == [10, 4]
        search = '{ search(text: "yiyaoxiang", types: [FIRST_AID_KIT]) { totalCount } }'
        assert await demo.anonymous.ask(search) == {"search": {"totalCount": 10}}

    jinniu, pidu = await Area.get(code="510106"), await Area.get(code="510117")
    print("MED", await report("medicine"))
    print("PIDU", await report("medicine", pidu.id))
    expiring = await report("expiring", jinniu.id)
    print("EXP", expiring)
    print("POINTS", await report("contact_points"))
    print("COV", await report("coverage", jinniu.id))
    with fixed(NOW):
        for field in ("Medicine { rows { area } }", "Expiring { rows { kit } }", "ContactPoints { rows { place } }", "Coverage { rows { community } }"):
            print(await demo.ask("{ healthPoints" + field + " }"), len(demo.statements), demo.statements[:3])

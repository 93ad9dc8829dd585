"""The demo's kits and contact points, what the reports tell of them, and the operations that are ready to run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from graphql import parse

from core.clock import fixed
from core.models import Area, Consent, ConsentText, Person, PluginEnablement
from core.reports.periods import ReportQuestion
from core.reports.run import run_report
from linli.testing import Client, Dialect, PluginSet, assert_statements
from linli.testing.databases import Databases
from plugins.health_points import condition, models, sample
from plugins.health_points.appointments import CONSENT
from plugins.health_points.examples import EXAMPLES
from plugins.health_points.models import Alert, Appointment, Callback, Kit, Lot, SigningIntent
from plugins.health_points.reports import REPORTS
from tests.plugins.health_points.ward import at, date, signed_in
from tests.support import demo as of_the_core

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
async def migrated_database_url(
    dialect: Dialect, plugins: PluginSet, databases: Databases, tmp_path: Path
) -> AsyncIterator[str]:
    """The address of a database with the core's demo."""
    async with databases.migrated(dialect, plugins.apps, tmp_path, core_fill=of_the_core.load) as url:
        yield url


@pytest.fixture
async def demo(client: Client) -> Client:
    with fixed(NOW):
        assert await sample.load() > 0
    return client


async def report(name: str, area_id: Any = None, **period: date) -> list[dict[str, Any]]:
    (found,) = [one for one in REPORTS if one.name == f"health_points.{name}"]
    values = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30), "as_of": date(2026, 7, 1), **period}
    return (await run_report("health_points", found, ReportQuestion(area_id=area_id, **values), None)).rows


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
            if not example.query.startswith("mutation"):
                assert await demo.anonymous.ask(example.query, example.variables)
        figures = "{ figures { name value of points { label value } } }"
        told = [one for one in (await demo.anonymous.ask(figures))["figures"] if one["name"].startswith("health_")]
        assert [tuple(one.values()) for one in told] == [
            ("health_points.kits", 10, None, []),
            ("health_points.contact_points", 4, None, []),
            ("health_points.expiring", 2, 4, [{"label": "金牛区", "value": 4}]),
        ]
        search = '{ search(text: "yiyaoxiang", types: [FIRST_AID_KIT]) { totalCount } }'
        assert await demo.anonymous.ask(search) == {"search": {"totalCount": 10}}

    left = [
        medicine("沙河源街道", 2, 0, 1, 2, 0, 0, 0),
        medicine("西华街道", 6, 2, 2, 2, 8, 8, 1),
        medicine("郫筒街道", 2, 0, 0, 0, 0, 8, 0),
        medicine("合计", 10, 2, 3, 4, 8, 16, 1),
    ]
    # As of today, and as of a day that has passed: what was left is then worked out in another way.
    for days in (0, 1):
        with fixed(NOW + timedelta(days=days)):
            assert await report("medicine") == left
    # Before what the last kit held was used up, and what had expired was still good.
    assert (await report("medicine", as_of=date(2026, 6, 14)))[-1] == medicine("合计", 10, 9, 10, 12, 0, 0, 1)
    assert (await report("medicine", as_of=date(2024, 7, 9)))[-1] == medicine("合计", 0, 0, 0, 0, 0, 0, 0)
    jinniu, pidu = await Area.get(code="510106"), await Area.get(code="510117")
    assert [row["kits"] for row in await report("medicine", pidu.id)] == [2, 2]
    expiring = await report("expiring", jinniu.id)
    assert [(row["kit"], row["quantity"], row["days_left"]) for row in expiring if row["days_left"] >= 0] == [
        ("DEMO-K06", 49, 0),
        ("DEMO-K01", 3, 19),
        ("DEMO-K02", 27, 45),
        ("DEMO-K03", 4, 71),
    ]
    assert len(expiring) == 12
    point, *_, last = await report("contact_points")
    assert point == {
        "place": "红旗连锁（演示）001店",
        "team": "西华家庭医生团队（演示）",
        "sessions_held": 13,
        "slots": 104,
        "booked": 65,
        "fill_rate": 0.625,
        "no_shows": 10,
        "walk_ins": 15,
        "callbacks": 5,
        "hours_to_call": 1.75,
    }
    assert (last["place"], last["sessions_held"]) == ("郫筒演示一社区党群服务中心（演示）", 12)
    # Of few people nothing is told.
    (few, *_) = await report("contact_points", starts_on=date(2026, 4, 7), ends_on=date(2026, 4, 7))
    assert {name: few[name] for name in ("sessions_held", "slots", "booked", "fill_rate", "no_shows", "callbacks")} == {
        "sessions_held": 1,
        "slots": 8,
        "booked": 5,
        "fill_rate": 0.625,
        "no_shows": None,
        "callbacks": None,
    }
    covered = await report("coverage", jinniu.id)
    assert [(row["community"], row["kits"], row["contact_points"], row["covered"], row["uses"]) for row in covered] == [
        ("沙河源演示一社区", 1, 1, True, 6),
        ("沙河源演示二社区", 1, 0, False, 6),
        ("西华演示社区", 3, 1, True, 18),
        ("跃进社区", 3, 1, True, 12),
    ]
    for field in ("Medicine", "Expiring", "ContactPoints", "Coverage"):
        await assert_statements(demo, f"{{ healthPoints{field} {{ rows {{ __typename }} }} }}", 1)
    await everybody_is_told_of_whole_districts_with_several_kits(demo)


async def everybody_is_told_of_whole_districts_with_several_kits(demo: Client) -> None:
    jinniu, pidu = await Area.get(code="510106"), await Area.get(code="510117")
    street = await Area.get(name="西华街道")
    told = [
        {"area": "郫都区", "kits": 2, "expiring_30": None, "expiring_60": None, "expiring_90": None},
        {"area": "金牛区", "kits": 8, "expiring_30": 2, "expiring_60": 3, "expiring_90": 4},
    ]
    assert await report("expiring_by_district") == told
    assert await report("expiring_by_district", jinniu.id) == told[1:]
    assert await report("expiring_by_district", pidu.id) == told[:1]
    # Six kits are there; told of them, everybody could subtract and would know of the other two.
    assert await report("expiring_by_district", street.id) == []
    assert await report("expiring_by_district", as_of=date(2024, 7, 9)) == []
    with fixed(NOW):
        query = "{ healthPointsExpiringByDistrict { rows { area kits expiring90 } } }"
        answer = await assert_statements(demo.anonymous, query, 1)
    assert answer["healthPointsExpiringByDistrict"]["rows"] == [
        {"area": "郫都区", "kits": 2, "expiring90": None},
        {"area": "金牛区", "kits": 8, "expiring90": 4},
    ]


async def test_somebody_of_the_demo_agrees_and_books(demo: Client) -> None:
    (example,) = [one for one in EXAMPLES if one.query.startswith("mutation")]
    person = await Person.filter(consents__isnull=True, display_name__startswith="演示居民").order_by("id").first()
    assert person is not None
    with fixed(NOW):
        answer = await demo.seen_by(signed_in(person)).ask(example.query, example.variables)
    assert answer == {
        "recordConsent": {
            "consents": [{"purpose": "health_points.contact", "givenAt": "2026-07-01T04:00:00+00:00"}],
            "userErrors": [],
        },
        "bookMyDoctorAppointment": {
            "doctorAppointment": {
                "statusLabel": "已预约",
                "slot": {
                    "startsAt": "2026-07-08T06:30:00+00:00",
                    "session": {"contactPoint": {"place": {"name": "红旗连锁（演示）002店"}}},
                },
            },
            "userErrors": [],
        },
    }
    # Whoever has a health contact in the demo has agreed to it.
    for model in (Appointment, Callback, SigningIntent):
        assert not await model.filter(person__consents__isnull=True).exists()


@pytest.mark.parametrize("days", [1, 2, 3, 4, 5, 6, 149, 10_000])
@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_the_demo_lies_around_the_day_on_which_it_is_loaded(client: Client, days: int) -> None:
    moved = timedelta(days=days)
    with fixed(NOW + moved):
        assert await sample.load() > 0
        today = NOW.date() + moved
        left = await report("medicine", as_of=today)
        assert left[-1] == medicine("合计", 10, 2, 3, 4, 8, 16, 1)
        expiring = await report("expiring", as_of=today)
        assert [row["days_left"] for row in expiring if row["days_left"] >= 0] == [0, 19, 45, 71]
        known = await Alert.all().count()
        await condition.review_all()
        assert await Alert.exclude(cleared_at=None).count() == 0
        assert await Alert.all().count() > known
    # In the evening somebody books a slot that the examples name; there are sessions to come on each weekday of theirs.
    with fixed(NOW + moved + timedelta(hours=11)):
        (example,) = [one for one in EXAMPLES if one.query.startswith("mutation")]
        person = await Person.filter(consents__isnull=True, display_name__startswith="演示居民").order_by("id").first()
        assert person is not None
        booked = await client.seen_by(signed_in(person)).ask(example.query, example.variables)
        assert booked["bookMyDoctorAppointment"]["userErrors"] == []
        asked = "{ doctorContactSessions(where: {freeSlots: {gt: 0}}) { nodes { startsAt } } }"
        sessions = (await client.ask(asked))["doctorContactSessions"]["nodes"]
        free = [datetime.fromisoformat(one["startsAt"]) for one in sessions]
        assert {one.isoweekday() for one in free} == {2, 3, 4, 5}
        assert all(one > NOW + moved for one in free)
    # What the reports tell of 2024 keeps its day; and a load on another day adds nothing.
    assert await models.ContactPoint.exclude(opened_on=date(2024, 7, 10)).count() == 0
    assert await sample.load() == 0


async def test_what_is_told_keeps_its_days_before_the_day_it_was_written_for(client: Client) -> None:
    with fixed(at(date(2025, 1, 1), 12)):
        assert await sample.load() > 0
    with fixed(NOW):
        assert (await report("medicine"))[-1] == medicine("合计", 10, 2, 3, 4, 8, 16, 1)


async def test_the_text_that_somebody_published_stays_the_only_one(client: Client) -> None:
    await ConsentText.create(purpose=CONSENT, number=1, text="我同意", valid_from=date(2026, 1, 1))
    assert await sample.load() > 0
    assert [one.text for one in await ConsentText.all()] == ["我同意"]
    assert not await Consent.exists()


def medicine(area: str, *numbers: int) -> dict[str, Any]:
    names = ("kits", "expiring_30", "expiring_60", "expiring_90", "expired", "stock_outs", "late_checks")
    return {"area": area, **dict(zip(names, numbers, strict=True))}

"""What frontends ask: places on duty, duties of places, labels, counts; each root field is one statement."""

from __future__ import annotations

import datetime

import pytest
from linli.testing import Client, Town, assert_no_leaks, assert_statements, fixed

from linli_night_pharmacy import duties, sample
from linli_night_pharmacy.choices import NightService
from linli_night_pharmacy.models import Duty

HOUR = datetime.timedelta(hours=1)
PLACES = "query ($at: DateTime!) { places(where: {onNightDutyAt: $at}) { nodes { name onNightDuty(at: $at) } } }"


async def put(town: Town, begins: datetime.datetime, hours: int = 10) -> Duty:
    return await duties.create(
        duties.NewDuty(
            place_id=town.store.id,
            starts_at=begins,
            ends_at=begins + hours * HOUR,
            pharmacist="演示药师甲",
            phone="028-0000 0001",
            services=[NightService.PRESCRIPTION, NightService.DELIVERY],
        )
    )


@pytest.fixture
async def duty(town: Town, evening: datetime.datetime) -> Duty:
    """At the store, from 21:00 to 07:00."""
    return await put(town, evening + 3 * HOUR)


@pytest.fixture
async def cancelled(town: Town, evening: datetime.datetime) -> Duty:
    """At the store, the night after."""
    return await duties.cancel((await put(town, evening + 27 * HOUR)).id, "停电")


async def test_duties_of_places(client: Client, town: Town, duty: Duty) -> None:
    question = """{
      places(where: {nightDuties: {some: {services: {some: {service: {eq: DELIVERY}}}}}}) {
        nodes {
          name
          onNightDuty
          nightDuties {
            totalCount
            nodes { pharmacist phone statusLabel(lang: ZH) services { nodes { serviceLabel(lang: EN) } } }
          }
        }
      }
    }"""
    assert await assert_statements(client.anonymous, question, 1, district="jinniu") == {
        "places": {
            "nodes": [
                {
                    "name": "演示便利店",
                    "onNightDuty": False,
                    "nightDuties": {
                        "totalCount": 1,
                        "nodes": [
                            {
                                "pharmacist": "演示药师甲",
                                "phone": "028-0000 0001",
                                "statusLabel": "未开始",
                                "services": {
                                    "nodes": [
                                        {"serviceLabel": "Prescriptions"},
                                        {"serviceLabel": "Delivery to the door"},
                                    ]
                                },
                            }
                        ],
                    },
                }
            ]
        }
    }


async def test_places_on_duty_at_an_instant(client: Client, town: Town, duty: Duty) -> None:
    found = {"places": {"nodes": [{"name": "演示便利店", "onNightDuty": True}]}}
    for at, expected in (
        ("2026-07-01T20:59:59+08:00", {"places": {"nodes": []}}),
        ("2026-07-01T21:00:00+08:00", found),
        ("2026-07-02T06:59:59+08:00", found),
        ("2026-07-02T07:00:00+08:00", {"places": {"nodes": []}}),
    ):
        assert await assert_statements(client.anonymous, PLACES, 1, {"at": at}) == expected


async def test_a_cancelled_duty_serves_nobody_whoever_asks(client: Client, town: Town, cancelled: Duty) -> None:
    for viewer in (client.anonymous, client.administrator):
        assert await viewer.ask(PLACES, {"at": "2026-07-02T23:00:00+08:00"}) == {"places": {"nodes": []}}


async def test_the_state_follows_from_the_clock(
    client: Client, town: Town, duty: Duty, cancelled: Duty, evening: datetime.datetime
) -> None:
    question = "{ nightDuties { nodes { status statusLabel } } places(where: {onNightDutyAt: $at}) { totalCount } }"
    question = "query ($at: DateTime!) " + question
    for hours, status, label in (
        (0, "COMING", "Coming"),
        (3, "ON_DUTY", "On duty"),
        (13, "OVER", "Over"),
    ):
        with fixed(evening + hours * HOUR) as now:
            reply = await client.send(question, {"at": now.isoformat()}, language="en")
            assert reply.json()["data"] == {
                "nightDuties": {
                    "nodes": [
                        {"status": status, "statusLabel": label},
                        {"status": "CANCELLED", "statusLabel": "Cancelled"},
                    ]
                },
                "places": {"totalCount": int(status == "ON_DUTY")},
            }
            by_status = "query ($is: NightDutyStatus!) { nightDuties(where: {status: {eq: $is}}) { totalCount } }"
            assert await client.ask(by_status, {"is": status}) == {"nightDuties": {"totalCount": 1}}


async def test_cancelled_duties_are_seen_by_who_may_edit(client: Client, town: Town, cancelled: Duty) -> None:
    question = "{ nightDuties { nodes { cancelReason } } }"
    assert await client.permitted("night_pharmacy.reports_read").ask(question) == {"nightDuties": {"nodes": []}}
    assert await client.permitted("night_pharmacy.duties_write").ask(question) == {
        "nightDuties": {"nodes": [{"cancelReason": "停电"}]}
    }


async def test_cancelled_duties_leave_no_trace(client: Client, town: Town, duty: Duty, cancelled: Duty) -> None:
    await assert_no_leaks(client.anonymous, [cancelled])
    await assert_no_leaks(client.anonymous, [cancelled], district="jinniu")


async def test_sample_data_is_a_week_of_duties(client: Client, town: Town) -> None:
    assert await sample.load() == 22
    assert await sample.load() == 0
    question = """{
      nightDuties(first: 2) { totalCount nodes { startsAt place { name } } }
    }"""
    assert await client.anonymous.ask(question) == {
        "nightDuties": {
            "totalCount": 7,
            "nodes": [
                {"startsAt": "2026-07-01T13:00:00+00:00", "place": {"name": "演示便利店"}},
                {"startsAt": "2026-07-02T13:00:00+00:00", "place": {"name": "演示便利店"}},
            ],
        }
    }

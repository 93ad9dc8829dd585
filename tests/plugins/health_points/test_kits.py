"""Kits on the map: near, reachable at an instant, with an item in them; and what the public sees of them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core.clock import fixed
from core.events import emit
from core.models import CalendarDay, Event, Place, ServiceHours
from core.models.choices import CalendarDayKind, PlaceStatus
from linli.testing import Client, Dialect, assert_no_leaks
from plugins.health_points import events, kits, stock, teams
from plugins.health_points.choices import FirstAidKitAccess, FirstAidKitStatus
from plugins.health_points.models import Alert, Check, ContactPoint, Kit, Lot, Movement
from tests.plugins.health_points.ward import (
    NOW,
    TODAY,
    Ward,
    a_kit,
    a_served_kit,
    a_session,
    asked,
    at,
    date,
    gid,
    problems_of,
)

FOUND = """query ($near: NearInput, $at: DateTime, $item: ID) {
  firstAidKits(near: $near, accessibleAt: $at, hasItem: $item, orderBy: [{code: ASC}]) { nodes { code } }
}"""
NIGHT = at(TODAY, 3)


async def codes(client: Client, moment: Any = NOW, **given: Any) -> list[str]:
    answer: Any = await asked(client, moment, FOUND, **given)
    assert len(client.statements) == 1
    return [node["code"] for node in answer["firstAidKits"]["nodes"]]


async def test_a_kit_in_a_store_that_is_closed_at_three(client: Client, ward: Ward) -> None:
    """Edge case 17; the hours of a kit are apart from those of its place."""
    await a_served_kit(ward, ward.town.theatre, "K-2", FirstAidKitAccess.WITH_PLACE)
    await a_served_kit(ward, ward.town.theatre, "K-3", FirstAidKitAccess.ALWAYS)
    await ServiceHours.create(place=ward.town.theatre, day=3, opens_minute=540, closes_minute=1320)
    night = kits.NewAccessHours(day=2, opens_minute=1320, closes_minute=1680)
    with fixed(NOW):
        own = await a_served_kit(ward, ward.town.theatre, "K-4", FirstAidKitAccess.ALWAYS)
        await kits.update(own.id, kits.KitChange(access=FirstAidKitAccess.OWN_HOURS, access_hours=[night]))
        by_day = kits.NewAccessHours(day=3, opens_minute=480, closes_minute=1200)
        await kits.update(ward.kit.id, kits.KitChange(access_hours=[by_day]))
    # Wednesday, 3:00, in the hours that begin on Tuesday at 22:00; the store never closes, its kit is put away.
    assert await codes(client, at=NIGHT.isoformat()) == ["K-3", "K-4"]
    assert await codes(client, at=at(TODAY, 10).isoformat()) == ["K-1", "K-2", "K-3"]
    places: Any = await asked(
        client,
        NOW,
        """query ($at: DateTime) { places(where: {firstAidKitAccessibleAt: $at}, orderBy: [{name: ASC}]) {
          nodes { name firstAidKitAccessible(at: $at) firstAidKits { nodes { code accessible(at: $at) } } }
        } }""",
        at=NIGHT.isoformat(),
    )
    assert places["places"]["nodes"] == [
        {
            "name": "演示小剧场",
            "firstAidKitAccessible": True,
            "firstAidKits": {
                "nodes": [
                    {"code": "K-2", "accessible": False},
                    {"code": "K-3", "accessible": True},
                    {"code": "K-4", "accessible": True},
                ]
            },
        }
    ]
    await Place.filter(id=ward.town.theatre.id).update(status=PlaceStatus.CLOSED)
    assert await codes(client, at=NIGHT.isoformat()) == []


async def test_holidays_have_hours_of_their_own(client: Client, ward: Ward) -> None:
    hours = [
        kits.NewAccessHours(day=3, opens_minute=480, closes_minute=1200),
        kits.NewAccessHours(day=8, opens_minute=600, closes_minute=660),
    ]
    with fixed(NOW):
        await kits.update(ward.kit.id, kits.KitChange(access=FirstAidKitAccess.OWN_HOURS, access_hours=hours))
    assert await codes(client, at=at(TODAY, 15).isoformat()) == ["K-1"]
    await CalendarDay.create(date=TODAY, kind=CalendarDayKind.PUBLIC_HOLIDAY, name="节日")
    assert await codes(client, at=at(TODAY, 15).isoformat()) == []
    assert await codes(client, at=at(TODAY, 10).isoformat()) == ["K-1"]


async def test_near_a_point_with_an_item(client: Client, ward: Ward) -> None:
    await a_served_kit(ward, ward.town.theatre, "K-2", FirstAidKitAccess.ALWAYS)
    near = {"latitude": 30.7, "longitude": 104.0, "radius": 500}
    assert await codes(client, near=near) == ["K-2"]
    assert await codes(client, near={**near, "radius": 3000}) == ["K-1", "K-2"]
    assert await codes(client, item=gid("hmi", ward.wipes.id), at=NIGHT.isoformat()) == ["K-1"]
    with fixed(NOW):
        await stock.report_use(ward.kit.id, stock.Use(item_id=ward.wipes.id, quantity=5))
    assert await codes(client, item=gid("hmi", ward.wipes.id)) == []
    ordered: Any = await asked(
        client,
        NOW,
        """query ($near: NearInput!, $here: PointInput!) {
          firstAidKits(near: $near, orderBy: [{distance: ASC}]) { nodes { code distance(origin: $here) } }
        }""",
        near={**near, "radius": 3000},
        here={"latitude": 30.7, "longitude": 104.0},
    )
    assert [(node["code"], round(node["distance"])) for node in ordered["firstAidKits"]["nodes"]] == [
        ("K-2", 0),
        ("K-1", 1466),
    ]
    code, message = await client.refusal("{ firstAidKits(orderBy: [{distance: ASC}]) { nodes { code } } }")
    assert (code, message) == (
        "BAD_USER_INPUT",
        "ordering by distance needs a point to measure from: add the argument `near`",
    )


async def test_what_is_lacking_is_found(client: Client, ward: Ward) -> None:
    question = """{
      out: firstAidKitStocks(where: {stockOut: {eq: true}}) { nodes { item { name } kit { code } } }
      soon: medicineLots(where: {expiresOn: {lte: "2024-08-09"}, quantity: {gt: 0}}) { nodes { number expiresOn } }
      late: firstAidKits(where: {checkLate: {eq: true}}) { nodes { code checkedOn checkDueOn } }
    }"""
    before: Any = await asked(client, NOW, question)
    assert before == {
        "out": {"nodes": []},
        "soon": {"nodes": [{"number": "A1", "expiresOn": "2024-08-01"}]},
        "late": {"nodes": []},
    }
    assert len(client.statements) == 3
    after: Any = await asked(client, at(date(2024, 8, 10)), question)
    assert after["out"] == {"nodes": [{"item": {"name": "创可贴"}, "kit": {"code": "K-1"}}]}
    assert after["late"] == {"nodes": [{"code": "K-1", "checkedOn": "2024-07-10", "checkDueOn": "2024-08-09"}]}


async def test_how_much_there_is_needs_a_permission(client: Client, ward: Ward) -> None:
    question = "{ firstAidKits { nodes { code stock { nodes { parLevel available usable missing } } } } }"
    public: Any = await asked(client.anonymous, NOW, question)
    nothing = {"usable": None, "missing": None}
    assert public["firstAidKits"]["nodes"] == [
        {
            "code": "K-1",
            "stock": {
                "nodes": [
                    {"parLevel": 10, "available": True, **nothing},
                    {"parLevel": 5, "available": True, **nothing},
                ]
            },
        }
    ]
    # At the place of somebody's own kit it is told.
    keeper = client.in_role("health_points.store_staff", places=[ward.town.store])
    told: Any = await asked(keeper, NOW, question)
    assert [item["usable"] for item in told["firstAidKits"]["nodes"][0]["stock"]["nodes"]] == [10, 5]
    for field in ("medicineLots", "medicineMovements", "firstAidKitChecks", "firstAidKitAlerts", "firstAidKitRestocks"):
        assert (await client.anonymous.refusal(f"{{ {field} {{ totalCount }} }}"))[0] == "FORBIDDEN"
    found: Any = await asked(keeper, NOW, "{ medicineLots { totalCount } firstAidKitAlerts { nodes { kind } } }")
    assert found == {"medicineLots": {"totalCount": 2}, "firstAidKitAlerts": {"nodes": [{"kind": "EXPIRING"}]}}


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_kits_that_are_planned_leave_no_trace(client: Client, ward: Ward) -> None:
    with fixed(NOW):
        planned = [await a_kit(ward.town.theatre, ward.template, "K-2")]
    assert planned[0].status is FirstAidKitStatus.PLANNED
    await assert_no_leaks(client.anonymous, planned)


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_movements_checks_and_alerts_leave_no_trace(client: Client, ward: Ward) -> None:
    await assert_no_leaks(client.anonymous, list(await Movement.all()))
    await assert_no_leaks(client.anonymous, list(await Alert.all()))
    # Whether there is some, and when a kit was checked, is public by design.
    assert await Check.all().count() == await Kit.all().count() == 1
    assert await Lot.all().count() == 2


async def test_a_place_that_closes(ward: Ward) -> None:
    tomorrow = TODAY + datetime.timedelta(days=1)
    with fixed(NOW):
        session = await a_session(ward)
        other = await teams.create(
            teams.NewTeam(organization_id=ward.team.organization_id, area_id=ward.town.xihua.id, name="另一团队")
        )
        later = await teams.open_point(
            teams.NewContactPoint(team_id=other.id, place_id=ward.town.store.id, opened_on=tomorrow)
        )
    await Place.filter(id=ward.town.store.id).update(status=PlaceStatus.CLOSED)
    with fixed(NOW):
        event = await emit(events.PLACE_UPDATED, "pl", ward.town.store.id, {"changed": ["status"]})
        for _ in range(2):
            await events.on_place_updated(await Event.get(position=event.position))
    assert (await Kit.get(id=ward.kit.id)).status is FirstAidKitStatus.OUT_OF_SERVICE
    assert (await ContactPoint.get(id=ward.point.id)).closed_on == TODAY
    # The one that was to open tomorrow does not hinder it.
    assert (await ContactPoint.get(id=later.id)).closed_on == tomorrow
    await session.refresh_from_db()
    assert session.cancelled_at == NOW
    new = kits.NewKit(
        place_id=ward.town.store.id, template_id=ward.template.id, code="K-9", name="箱", precise_location="门口"
    )
    assert await problems_of(kits.plan(new)) == [("PLACE_CLOSED", "placeId")]


async def test_hours_that_make_no_sense(ward: Ward) -> None:
    def change(access: FirstAidKitAccess, *hours: tuple[int, int, int]) -> Any:
        given = [kits.NewAccessHours(day=day, opens_minute=opens, closes_minute=closes) for day, opens, closes in hours]
        return kits.update(ward.kit.id, kits.KitChange(access=access, access_hours=given))

    with_place, own, always = FirstAidKitAccess
    assert await problems_of(change(own)) == [("REQUIRED", "accessHours")]
    assert await problems_of(change(always, (1, 0, 60))) == [("NOT_ALLOWED", "accessHours")]
    assert await problems_of(change(with_place, (9, 0, 60))) == [("OUT_OF_RANGE", "accessHours.0.day")]
    assert await problems_of(change(own, (1, 0, 60), (1, 30, 90))) == [("OVERLAP", "accessHours.1.opensMinute")]
    assert await problems_of(change(own, (1, 60, 60))) == [("OUT_OF_RANGE", "accessHours.0.closesMinute")]

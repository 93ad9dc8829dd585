"""A place that closes, and the job that retires old duties."""

from __future__ import annotations

import datetime

import pytest
from linli.models import Event
from linli.testing import Client, Town, assert_no_leaks, fixed

from linli_night_pharmacy import duties, reactions
from linli_night_pharmacy.models import Duty

DAY = datetime.timedelta(days=1)
HOUR = datetime.timedelta(hours=1)
UPDATE = """mutation ($input: UpdatePlaceInput!) {
  updatePlace(input: $input) { place { status } userErrors { code field message } }
}"""


@pytest.fixture
async def three(town: Town, evening: datetime.datetime) -> list[Duty]:
    """At the store: last night, now, and tomorrow."""
    found = []
    for begins in (evening - DAY, evening - HOUR, evening + DAY):
        with fixed(begins):
            new = duties.NewDuty(
                place_id=town.store.id,
                starts_at=begins,
                ends_at=begins + 8 * HOUR,
                pharmacist="演示药师甲",
                phone="028-0000 0001",
                services=[],
            )
            found.append(await duties.create(new))
    return found


async def told(client: Client, town: Town, **changes: str) -> None:
    """Change the place, and give the plugin the event as the worker does."""
    payload = (await client.ask(UPDATE, {"input": {"id": f"pl_{town.store.id}", **changes}}))["updatePlace"]
    assert payload["userErrors"] == []
    event = await Event.filter(name="place.updated").order_by("-position").first()
    assert event is not None
    await reactions.on_place_updated(event)


async def test_a_place_that_closes_has_no_duties_any_more(client: Client, town: Town, three: list[Duty]) -> None:
    await told(client, town, address="演示路1号")
    await told(client, town, status="TEMPORARILY_CLOSED")
    assert await Duty.filter(cancelled_at=None).count() == 3
    await told(client, town, status="CLOSED")
    assert [duty.cancel_reason for duty in await Duty.all().order_by("starts_at")] == [
        None,
        "场所已关闭 (the place has closed)",
        "场所已关闭 (the place has closed)",
    ]
    events = await Event.filter(name="night_pharmacy.duty_cancelled").order_by("position")
    assert [event.subject_id for event in events] == [duty.id for duty in three[1:]]


async def test_what_comes_twice_changes_nothing(client: Client, town: Town, three: list[Duty]) -> None:
    await told(client, town, status="CLOSED")
    before = await Duty.all().order_by("id").values()
    await reactions.on_place_updated(await Event.get(name="place.updated"))
    assert await Duty.all().order_by("id").values() == before


async def test_old_duties_are_retired(
    client: Client, town: Town, three: list[Duty], evening: datetime.datetime
) -> None:
    # 90 days after the end of the second one, to the second.
    with fixed(evening + 7 * HOUR + 90 * DAY):
        await duties.retire_old()
        assert await Duty.filter(retired_at=None).count() == 2
    with fixed(evening + 8 * HOUR + 90 * DAY):
        await duties.retire_old()
        await duties.retire_old()
        question = "{ nightDuties { nodes { pharmacist version } } }"
        assert await client.anonymous.ask(question) == {
            "nightDuties": {"nodes": [{"pharmacist": "演示药师甲", "version": 1}]}
        }
        assert (await client.ask(question))["nightDuties"]["nodes"] == [
            {"pharmacist": None, "version": 2},
            {"pharmacist": None, "version": 2},
            {"pharmacist": "演示药师甲", "version": 1},
        ]
        await assert_no_leaks(client.anonymous, [await Duty.get(id=three[0].id)])


async def test_nothing_is_retired_where_the_plugin_is_not_enabled(
    client: Client, town: Town, three: list[Duty], evening: datetime.datetime
) -> None:
    await client.disable("night_pharmacy", district="jinniu")
    with fixed(evening + 365 * DAY):
        await duties.retire_old()
    assert await Duty.filter(retired_at=None).count() == 3

"""Secretary studios, and their calendars."""

from __future__ import annotations

import datetime
from typing import Any

from icalendar import Calendar

from core.models.choices import ActivityDecision
from linli.models import Activity
from linli.testing import Client, fixed
from plugins.pidu_talent import studios
from plugins.pidu_talent.models import Studio
from tests.plugins.pidu_talent.camp import NOW, THEORY, Camp, a_session, at, date, gid, problems_of


async def a_studio(camp: Camp) -> Studio:
    return await studios.create(
        studios.NewStudio(place_id=camp.town.library.id, name="甲书记工作室", host_id=camp.trainers[0].id)
    )


async def test_the_calendar_tells_what_is_published_at_the_studio(camp: Camp, client: Client) -> None:
    studio = await a_studio(camp)
    session = await a_session(camp, THEORY, date(2024, 9, 1))
    await Activity.filter(id=camp.town.talk.id).update(decision=ActivityDecision.CANCELLED, version=4)
    for title, decision, place in (
        ("草稿", ActivityDecision.DRAFT, camp.town.library),
        ("别处", ActivityDecision.PUBLISHED, camp.town.theatre),
    ):
        await Activity.create(
            title=title,
            area=camp.town.pitong,
            place=place,
            lead_organization=camp.town.office,
            starts_at=at(date(2024, 9, 3)),
            ends_at=at(date(2024, 9, 3), 10),
            decision=decision,
            published_at=NOW,
        )
    address = f"/plugins/pidu_talent/studios/{studio.feed_token}.ics"
    with fixed(NOW):
        reply = await client.http.get(address)
    assert reply.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(reply.content)
    assert calendar["X-WR-CALNAME"] == "甲书记工作室"
    events: Any = calendar.walk("VEVENT")
    told = [
        (str(event["SUMMARY"]), str(event["UID"]), event["SEQUENCE"], str(event["STATUS"]), event["DTSTART"].dt)
        for event in events
    ]
    starts = datetime.datetime(2024, 9, 1, 1, tzinfo=datetime.UTC)
    assert told == [
        ("演示讲座", f"at_{camp.town.talk.id}@linli", 4, "CANCELLED", at(date(2024, 7, 10))),
        ("理论课", f"at_{session.activity_id}@linli", 1, "CONFIRMED", starts),
    ]
    last = events[-1]
    assert (str(last["LOCATION"]), str(last["DESCRIPTION"])) == ("演示图书馆", "理论")
    # Another address, and the old one is gone; a closed studio has none.
    with fixed(NOW):
        rotated = await studios.rotate_feed(studio.id)
        assert (await client.http.get(address)).status_code == 404
        address = f"/plugins/pidu_talent/studios/{rotated.feed_token}.ics"
        assert (await client.http.get(address)).status_code == 200
        await client.disable("pidu_talent", district="pidu")
        assert (await client.http.get(address)).status_code == 404
        await client.enable("pidu_talent", district="pidu")
        await studios.close(studio.id)
        assert (await client.http.get(address)).status_code == 404
        assert await problems_of(studios.rotate_feed(studio.id)) == [("WRONG_STATE", "id")]


async def test_a_studio_is_public_and_the_address_of_its_calendar_is_not(camp: Camp, client: Client) -> None:
    studio = await a_studio(camp)
    question = """{ places(where: {talentStudio: {open: {eq: true}}}) { nodes {
      talentStudio { id name feedToken host { name } activities { nodes { title } } } } } }"""
    expected = {
        "id": gid("tsd", studio.id),
        "name": "甲书记工作室",
        "feedToken": None,
        "host": {"name": "示例书记甲"},
        "activities": {"nodes": [{"title": "演示讲座"}]},
    }
    answer = await client.anonymous.ask(question)
    assert len(client.statements) == 1
    assert answer["places"]["nodes"] == [{"talentStudio": expected}]
    keeper = client.permitted("pidu_talent.studios_write", places=[camp.town.library])
    answer = await keeper.ask(question)
    assert answer["places"]["nodes"] == [{"talentStudio": {**expected, "feedToken": studio.feed_token}}]
    again = studios.NewStudio(place_id=camp.town.library.id, name="又一个")
    assert await problems_of(studios.create(again)) == [("DUPLICATE", "placeId")]

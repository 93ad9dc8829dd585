"""Places in the outbox that clients carry."""

from __future__ import annotations

import uuid

import pytest

from core.database.connect import Database
from core.database.url import Dialect
from core.event_cursors import (
    EventNames,
    EventsGone,
    InvalidEventCursor,
    cursor_of,
    delete_events,
    events_between,
    latest,
    offset_from,
    refuse_gone,
)
from core.events import Offset, emit, events_after, offset_of, present
from core.events import latest as latest_place
from core.models import Event

ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.parametrize("offset", [Offset(), Offset(1, 2), Offset(2**63 - 1, 2**63 - 1)])
def test_a_cursor_is_read_back(offset: Offset) -> None:
    assert offset_from(cursor_of(offset)) == offset


@pytest.mark.parametrize("text", ["", "1", "1-", "-1", "1-2-3", "g-1", "1-ffffffffffffffff", "1-0 ", "A-1", "１-1"])
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidEventCursor) as refused:
        offset_from(text)
    assert refused.value.message == (
        f"The cursor {text!r} is none of events; take cursors from events, or begin without one."
    )


def test_a_star_stands_for_any_rest() -> None:
    names = EventNames(("place.*", "store.opened", "a+b.c_*"))
    told = ["place.updated", "place.", "store.opened", "a+b.c_d"]
    others = ["places.updated", "store.opened.again", "xstore.opened", "aab.c_d", "place", ""]
    assert [name for name in (*told, *others) if names.has(name)] == told


async def test_events_between_two_places_are_those_of_one_type(db: Database) -> None:
    start = await present()
    for name, tag, key in (("a", "pl", ONE), ("b", "at", ONE), ("c", "pl", TWO), ("d", "pl", ONE), ("e", "pl", TWO)):
        await emit(name, tag, key)
    events = await events_after(start)
    places = [offset_of(event) for event in events]

    async def between(first: Offset, last: Offset, most: int = 10) -> list[str]:
        return [event.name for event in await events_between(first, last, "pl", most)]

    assert await between(start, places[-1]) == ["a", "c", "d", "e"]
    assert await between(places[0], places[3]) == ["c", "d"]
    assert await between(places[3], places[0]) == []
    assert await between(start, places[2], most=2) == ["a", "c"]
    with pytest.raises(EventsGone):
        await between(start, places[3], most=2)
    assert [event.name for event in latest(await events_between(start, places[-1], "pl", 9))] == ["d", "e"]


async def test_what_was_deleted_after_a_place_is_missed(db: Database) -> None:
    start = await present()
    await refuse_gone(Offset())
    await refuse_gone(start)
    for number in range(4):
        await emit(f"e{number}", "pl", ONE)
    places = [offset_of(event) for event in await events_after(start)]
    for place in (Offset(), start, *places):
        await refuse_gone(place)

    # An older one may be left, because it was set aside.
    await delete_events(await Event.filter(name="e1"))
    for place in (Offset(), start, places[0]):
        with pytest.raises(EventsGone):
            await refuse_gone(place)
    for place in places[1:]:
        await refuse_gone(place)


async def test_a_place_that_is_yet_to_come_is_one_of_another_outbox(db: Database) -> None:
    await emit("e", "pl", ONE)
    for place in (Offset(0, 2**40), Offset(2**40, 0)):
        if db.dialect is Dialect.POSTGRES and place.transaction == 0:
            continue
        with pytest.raises(EventsGone):
            await refuse_gone(place)


async def test_the_end_of_an_outbox_without_events_is_where_they_were(db: Database) -> None:
    await emit("e", "pl", ONE)
    events = await events_after(Offset())
    end = await present()
    await delete_events(events)
    await refuse_gone(await present())
    assert await present() >= end
    assert await latest_place() == offset_of(events[-1])

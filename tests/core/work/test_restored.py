"""A backup that was restored into another server of PostgreSQL."""

from __future__ import annotations

import logging

import pytest
from tortoise.expressions import F

from core.database.url import Dialect
from core.events import Offset, emit, events_after, present
from core.models import Event, EventCursor
from core.work.restored import renumber_if_restored
from tests.core.work.plugins import ONE

pytestmark = pytest.mark.usefixtures("db")


async def left(consumer: str) -> list[str]:
    """What a consumer has before it."""
    cursor = await EventCursor.get(consumer=consumer)
    return [event.name for event in await events_after(Offset(cursor.transaction, cursor.position))]


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_consumers_go_on_where_they_stood(caplog: pytest.LogCaptureFixture) -> None:
    events = [await emit(f"e{number}", "pl", ONE) for number in range(4)]
    rows = {event.name: event for event in await Event.all()}
    for consumer, last in (("kits.some", "e1"), ("kits.all", "e3")):
        row = rows[last]
        await EventCursor.create(consumer=consumer, transaction=row.transaction, position=row.position)
    now = await present()
    await EventCursor.create(consumer="kits.new", transaction=now.transaction, position=now.position)
    # Of an earlier server, whose transactions had larger numbers.
    await Event.all().update(transaction=F("transaction") + 10**9)
    await EventCursor.all().update(transaction=F("transaction") + 10**9)
    assert await left("kits.some") == []
    with caplog.at_level(logging.WARNING, "linli.work"):
        await renumber_if_restored()
        await renumber_if_restored()
    assert [record.getMessage() for record in caplog.records] == [
        "The database was restored from a backup of another server: the outbox was numbered anew."
    ]
    await emit("e4", "pl", ONE)
    assert await left("kits.some") == ["e2", "e3", "e4"]
    assert await left("kits.all") == await left("kits.new") == ["e4"]
    assert len(events) == 4


async def test_a_database_at_home_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    await renumber_if_restored()
    await emit("e", "pl", ONE)
    offset = await present()
    await EventCursor.create(consumer="kits.see", transaction=offset.transaction, position=offset.position)
    before = [(event.transaction, event.position) for event in await Event.all()]
    await renumber_if_restored()
    assert [(event.transaction, event.position) for event in await Event.all()] == before
    assert (await EventCursor.get(consumer="kits.see")).position == offset.position
    assert caplog.records == []

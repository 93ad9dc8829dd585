"""Delivery of events after their commit: order, failures, what is set aside, districts, and several workers."""

from __future__ import annotations

import asyncio
import datetime
import logging

import pytest

from core import modules
from core.clock import fixed, now
from core.events import Offset, emit, latest, present
from core.models import Area, Event, EventCursor, Organization, SetAsideEvent
from core.models.choices import AreaLevel, OrganizationKind
from core.plugins.contributions import EventHandler
from core.settings_sections import Work
from core.work import Handlers
from core.work.delivery import BATCH, CursorMoved, DeliveryFailed, deliver_some, redeliver, register
from tests.core.work.plugins import ONE, SETTINGS, Seen, areas, handlers, loaded

pytestmark = pytest.mark.usefixtures("db")


async def deliver(found: Handlers, settings: Work = SETTINGS) -> None:
    """Deliver to all consumers what they can take now."""
    for handler in found.consumers.values():
        while await deliver_some(found, handler, settings):
            pass


async def written() -> list[str]:
    """The names of the rows that handlers made."""
    return [row.name for row in await Organization.all().order_by("id")]


async def offsets() -> dict[str, Offset]:
    return {cursor.consumer: Offset(cursor.transaction, cursor.position) for cursor in await EventCursor.all()}


async def test_each_consumer_gets_what_it_is_for_in_order_and_once() -> None:
    places, everything = Seen(), Seen()
    found = handlers(loaded("kits", places.after_commit("place.*"), everything.after_commit(name="all")))
    await emit("place.before", "pl", ONE)
    await register(found)
    for name in ("place.created", "area.created", "place.updated"):
        await emit(name, "pl", ONE)
    await deliver(found)
    await deliver(found)
    assert places.names == ["place.created", "place.updated"]
    assert everything.names == ["place.created", "area.created", "place.updated"]
    assert await offsets() == {"kits.see": await latest(), "kits.all": await latest()}


async def test_a_consumer_keeps_its_place_and_a_new_one_begins_at_the_present() -> None:
    old, new = Seen(), Seen()
    await register(handlers(loaded("kits", old.after_commit())))
    await emit("one", "pl", ONE)
    await register(both := handlers(loaded("kits", old.after_commit(), new.after_commit(name="new"))))
    await emit("two", "pl", ONE)
    await deliver(both)
    assert (old.names, new.names) == (["one", "two"], ["two"])


async def test_more_events_than_are_read_at_a_time() -> None:
    seen = Seen()
    await register(found := handlers(loaded("kits", seen.after_commit())))
    for number in range(BATCH + 1):
        await emit(f"e{number}", "pl", ONE)
    handler = found.consumers["kits.see"]
    assert [await deliver_some(found, handler, SETTINGS) for _ in range(2)] == [True, False]
    assert seen.names == [f"e{number}" for number in range(BATCH + 1)]


async def test_a_failure_undoes_the_handlers_rows_and_holds_back_what_follows() -> None:
    async def fail(event: Event) -> None:
        await Organization.create(name=event.name, kind=OrganizationKind.COMPANY)
        if broken and event.name == "two":
            raise KeyError("kit")

    broken = True
    await register(found := handlers(loaded("kits", EventHandler("*", fail))))
    for name in ("one", "two", "three"):
        await emit(name, "pl", ONE)

    moment = now()
    with fixed(moment):
        await deliver(found)
        await deliver(found)
        cursor = await EventCursor.get(consumer="kits.fail")
        assert (cursor.attempts, cursor.retry_at) == (1, moment + datetime.timedelta(seconds=1))
        assert cursor.last_error is not None
        assert cursor.last_error.startswith("KeyError: 'kit' (")
    assert await written() == ["one"]
    with fixed(moment + datetime.timedelta(seconds=1)):
        await deliver(found)
        cursor = await EventCursor.get(consumer="kits.fail")
        assert (cursor.attempts, cursor.retry_at) == (2, moment + datetime.timedelta(seconds=1 + 2))
    broken = False
    with fixed(moment + datetime.timedelta(seconds=3)):
        await deliver(found)
    assert await written() == ["one", "two", "three"]
    cursor = await EventCursor.get(consumer="kits.fail")
    assert (cursor.attempts, cursor.retry_at) == (0, None)
    assert cursor.last_error is None


async def set_aside(found: Handlers) -> None:
    """As many deliveries as it takes, each when it is due."""
    moment = now()
    for number in range(SETTINGS.attempts):
        with fixed(moment + datetime.timedelta(hours=number)):
            await deliver(found)


async def test_an_event_that_fails_for_good_is_set_aside_and_later_ones_go_on(caplog: pytest.LogCaptureFixture) -> None:
    seen, other = Seen("two", error=ValueError("a \x00 in it")), Seen()
    await register(found := handlers(loaded("kits", seen.after_commit(), other.after_commit(name="other"))))
    events = [await emit(name, "pl", ONE) for name in ("one", "two", "three")]
    with caplog.at_level(logging.WARNING, "linli.work"):
        await set_aside(found)
    assert seen.names == ["one", "two", "two", "two", "three"]
    assert other.names == ["one", "two", "three"]
    (aside,) = await SetAsideEvent.all().prefetch_related("event")
    assert (aside.consumer, aside.event.position, aside.attempts) == ("kits.see", events[1].position, 3)
    assert aside.last_error.startswith("ValueError: a \ufffd in it (")
    function = "tests.core.work.plugins.Seen._function.<locals>.see"
    told = f"kits.see ({function}) upon event {events[1].position} (two) failed"
    assert [record.getMessage() for record in caplog.records] == [
        f"{told}, attempt 1 of 3. It is tried again in 1 s.",
        f"{told}, attempt 2 of 3. It is tried again in 2 s.",
        f"{told} 3 times, and the event was set aside: `linli events` shows it.",
    ]


async def test_what_was_set_aside_is_delivered_when_it_is_asked_for() -> None:
    seen = Seen("bad")
    await register(found := handlers(loaded("kits", seen.after_commit())))
    event = await emit("bad", "pl", ONE)
    await set_aside(found)
    (aside,) = await SetAsideEvent.all()
    with pytest.raises(DeliveryFailed) as failed:
        await redeliver(found, aside.id, SETTINGS)
    assert failed.value.message.startswith(
        "kits.see (tests.core.work.plugins.Seen._function.<locals>.see) failed on event "
        f"{event.position} (bad), attempt 4: ValueError: broken ("
    )
    assert [row.attempts for row in await SetAsideEvent.all()] == [4]
    seen.failing.clear()
    await redeliver(found, aside.id, SETTINGS)
    assert (seen.names, await SetAsideEvent.all().count()) == (["bad"] * 5, 0)


async def test_what_an_uninstalled_handler_set_aside_stays() -> None:
    await register(found := handlers(loaded("kits", Seen("bad").after_commit())))
    event = await emit("bad", "pl", ONE)
    await set_aside(found)
    (aside,) = await SetAsideEvent.all()
    with pytest.raises(DeliveryFailed) as failed:
        await redeliver(handlers(), aside.id, SETTINGS)
    assert failed.value.message == (
        f"kits.see is not installed, so event {event.position} cannot be delivered to it. "
        "Install its plugin again, or drop the event: `linli events drop`."
    )
    assert await SetAsideEvent.all().count() == 1


async def test_what_happened_where_the_plugin_is_not_enabled_counts_as_delivered() -> None:
    city = await Area.create(name="成都市", level=AreaLevel.CITY)
    here, there = [await Area.create(name=name, level=AreaLevel.DISTRICT, parent=city) for name in ("金牛区", "郫都区")]
    seen = Seen()
    kits = loaded("kits", seen.after_commit("of.*"))
    await modules.enable("kits", here.id, {"kits": kits.manifest})
    subjects = {area.id: area.id for area in (city, here, there)}
    await register(found := handlers(kits, area_of=areas(subjects)))
    for area in (there, city, here, there):
        await emit(f"of.{area.name}", "ar", area.id)
    await deliver(found)
    assert seen.names == ["of.成都市", "of.金牛区"]
    assert await offsets() == {"kits.see": await latest()}


async def test_two_that_deliver_to_one_consumer_do_not_both_succeed() -> None:
    """As after a worker was stopped for longer than its lease, and goes on."""
    began, go_on, calls = asyncio.Event(), asyncio.Event(), 0

    async def slow(event: Event) -> None:
        nonlocal calls
        calls += 1
        await Organization.create(name=event.name, kind=OrganizationKind.COMPANY)
        began.set()
        await go_on.wait()

    await register(found := handlers(loaded("kits", EventHandler("*", slow))))
    await emit("one", "pl", ONE)
    handler = found.consumers["kits.slow"]
    first = asyncio.create_task(deliver_some(found, handler, SETTINGS))
    await began.wait()
    second = asyncio.create_task(deliver_some(found, handler, SETTINGS))
    go_on.set()
    results = await asyncio.gather(first, second, return_exceptions=True)
    # The second may come so late that it finds nothing left to do.
    assert results[0] is False
    assert results[1] is False or isinstance(results[1], CursorMoved)
    assert (calls, await Organization.all().count()) == (1, 1)


async def test_a_failure_is_not_noted_for_a_consumer_that_another_has_moved_on() -> None:
    async def overtaken(event: Event) -> None:
        raise RuntimeError("lost")

    await register(found := handlers(loaded("kits", EventHandler("*", overtaken))))
    await emit("one", "pl", ONE)
    handler, end = found.consumers["kits.overtaken"], await present()

    async def concerns(*_: object) -> bool:
        await EventCursor.all().update(transaction=end.transaction, position=end.position)
        return True

    found.concerns = concerns  # type: ignore[assignment,method-assign]  # the other worker, at the worst moment
    with pytest.raises(CursorMoved):
        await deliver_some(found, handler, SETTINGS)
    assert [cursor.attempts for cursor in await EventCursor.all()] == [0]


async def test_a_handler_that_takes_long_is_named() -> None:
    named = asyncio.Event()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(record.getMessage())
            named.set()

    async def wait(event: Event) -> None:
        await named.wait()

    told: list[str] = []
    listener = Listener()
    await register(found := handlers(loaded("kits", EventHandler("*", wait))))
    event = await emit("one", "pl", ONE)
    logger = logging.getLogger("linli.work")
    logger.addHandler(listener)
    try:
        await deliver(found, Work(slow_seconds=0.001))
    finally:
        logger.removeHandler(listener)
    assert told[0] == (
        f"kits.wait ({__name__}.test_a_handler_that_takes_long_is_named.<locals>.wait) upon event "
        f"{event.position} (one) still runs after 0.001 s."
    )

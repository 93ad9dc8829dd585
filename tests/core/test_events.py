import asyncio
import uuid

import pytest

from core import events
from core.database.connect import Database, transaction
from core.database.url import Dialect
from core.events import COMMITTED, Offset, emit, events_after, offset_of, present, wait_for_events
from core.ids import new_id
from core.models import Event

pytestmark = pytest.mark.usefixtures("db")

ONE = uuid.UUID("01900000-0000-7000-8000-000000000001")
START = Offset()


async def names(offset: Offset = START, limit: int = 100) -> list[str]:
    return [event.name for event in await events_after(offset, limit)]


async def test_an_event_says_what_happened_to_which_row() -> None:
    emitted = await emit("place.updated", "pl", ONE, {"version": 2, "名": "红旗"})

    (event,) = await events_after(START)
    assert event.position == emitted.position
    assert (event.name, event.subject_type, event.subject_id, event.payload) == (
        "place.updated",
        "pl",
        ONE,
        {"version": 2, "名": "红旗"},
    )


async def test_events_are_read_in_order_from_an_offset_on() -> None:
    for number in range(5):
        await emit(f"e{number}", "pl", ONE)

    first = await events_after(START, 2)
    assert [event.name for event in first] == await names(limit=2) == ["e0", "e1"]
    assert await names(offset_of(first[-1])) == ["e2", "e3", "e4"]
    assert await names(offset_of((await events_after(START))[-1])) == []


async def test_the_present_is_behind_all_that_was() -> None:
    before_all = await present()
    await emit("before", "pl", ONE)
    now = await present()
    await emit("after", "pl", ONE)

    assert (await names(before_all), await names(now)) == (["before", "after"], ["after"])


async def test_an_event_is_undone_with_its_transaction() -> None:
    async def fail() -> None:
        async with transaction():
            await emit("e", "pl", ONE)
            raise RuntimeError("undone")

    sent = COMMITTED.count
    with pytest.raises(RuntimeError, match="undone"):
        await fail()

    assert await names() == []
    assert await Event.all().count() == 0
    assert COMMITTED.count == sent


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_an_event_that_commits_late_is_not_skipped(db: Database) -> None:
    begun, finish = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with transaction():
            await emit("slow", "pl", ONE)
            begun.set()
            await finish.wait()

    task = asyncio.create_task(slow())
    await begun.wait()
    await emit("fast", "pl", ONE)
    assert [event.name for event in await Event.all()] == ["fast"]
    early, now = await events_after(START), await present()
    finish.set()
    await task

    assert early == []
    assert await names() == await names(now) == ["slow", "fast"]


async def test_many_writers_and_a_reader_see_everything_once(db: Database) -> None:
    seen: list[str] = []
    done = asyncio.Event()

    async def write(writer: int) -> None:
        for number in range(20):
            async with transaction():
                await emit(f"{writer}/{number}", "pl", new_id())
                await asyncio.sleep(0)

    async def read() -> None:
        offset = START
        while True:
            finished = done.is_set()
            found = await events_after(offset, 7)
            if found:
                offset = offset_of(found[-1])
            seen.extend(event.name for event in found)
            if finished and not found:
                return
            await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(writer) for writer in range(5)))
    done.set()
    await reader

    assert sorted(seen) == sorted(f"{writer}/{number}" for writer in range(5) for number in range(20))
    for writer in range(5):
        mine = [name for name in seen if name.startswith(f"{writer}/")]
        assert mine == [f"{writer}/{number}" for number in range(20)]


async def test_who_waits_is_woken_by_a_commit_and_not_before() -> None:
    woken = asyncio.create_task(COMMITTED.wait(COMMITTED.count, 3600))
    waiting = [asyncio.create_task(wait_for_events(await present())) for _ in range(2)]
    async with transaction():
        await emit("one", "pl", ONE)
        async with transaction():
            await emit("two", "pl", ONE)
        assert not any(task.done() for task in (woken, *waiting))
    assert await woken
    assert [[event.name for event in await task] for task in waiting] == [["one", "two"]] * 2
    assert await COMMITTED.wait(COMMITTED.count - 1, 3600)


async def test_events_of_other_processes_are_found_by_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(COMMITTED, "send", lambda: None)
    waiting = asyncio.create_task(wait_for_events(await present()))
    await asyncio.sleep(0)
    await emit("theirs", "pl", ONE)
    assert [event.name for event in await waiting] == ["theirs"]


async def test_pauses_grow_until_there_is_something(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[float] = []

    async def wait(seen: int, seconds: float) -> bool:
        lengths.append(seconds)
        return len(lengths) == 6

    monkeypatch.setattr(COMMITTED, "wait", wait)
    pauses = events.Pauses()
    for _ in range(7):
        await pauses.rest(0)
    assert lengths == [0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 0.2]

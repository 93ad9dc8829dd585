import asyncio
import uuid

import pytest

from core.database.connect import Database, transaction
from core.database.url import Dialect
from core.events import acknowledge, emit, read_events
from core.ids import new_id
from core.models import Event

pytestmark = pytest.mark.usefixtures("db")

ONE = uuid.UUID("01900000-0000-7000-8000-000000000001")


async def names(consumer: str = "feed", limit: int = 100) -> list[str]:
    return [event.name for event in await read_events(consumer, limit)]


async def test_an_event_says_what_happened_to_which_row() -> None:
    emitted = await emit("place.updated", "pl", ONE, {"version": 2, "名": "红旗"})

    (event,) = await read_events("feed")
    assert event.position == emitted.position
    assert (event.name, event.subject_type, event.subject_id, event.payload) == (
        "place.updated",
        "pl",
        ONE,
        {"version": 2, "名": "红旗"},
    )


async def test_events_come_again_until_they_are_acknowledged() -> None:
    for number in range(5):
        await emit(f"e{number}", "pl", ONE)

    first = await read_events("feed", 2)
    assert [event.name for event in first] == await names(limit=2) == ["e0", "e1"]
    await acknowledge("feed", first)
    assert await names() == ["e2", "e3", "e4"]
    await acknowledge("feed", await read_events("feed"))
    assert await names() == []
    assert await names("webhooks") == ["e0", "e1", "e2", "e3", "e4"]


async def test_a_cursor_never_moves_back() -> None:
    for number in range(3):
        await emit(f"e{number}", "pl", ONE)
    events = await read_events("feed")

    await acknowledge("feed", events)
    await acknowledge("feed", events[:1])
    await acknowledge("feed", [])

    assert await names() == []


async def test_an_event_is_undone_with_its_transaction() -> None:
    async def fail() -> None:
        async with transaction():
            await emit("e", "pl", ONE)
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await fail()

    assert await names() == []
    assert await Event.all().count() == 0


async def test_progress_is_undone_with_the_handlers_transaction() -> None:
    await emit("e", "pl", ONE)

    async def fail() -> None:
        async with transaction():
            await acknowledge("feed", await read_events("feed"))
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await fail()

    assert await names() == ["e"]


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
    early = await read_events("feed")
    await acknowledge("feed", early)
    finish.set()
    await task

    assert early == []
    assert await names() == ["slow", "fast"]


async def test_many_writers_and_a_reader_deliver_everything_once(db: Database) -> None:
    seen: list[str] = []
    done = asyncio.Event()

    async def write(writer: int) -> None:
        for number in range(20):
            async with transaction():
                await emit(f"{writer}/{number}", "pl", new_id())
                await asyncio.sleep(0)

    async def read() -> None:
        while True:
            finished = done.is_set()
            events = await read_events("feed", 7)
            await acknowledge("feed", events)
            seen.extend(event.name for event in events)
            if finished and not events:
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

"""Two workers in two processes, on PostgreSQL."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

import pytest

from core.database.connect import Database
from core.database.url import Dialect
from core.events import emit
from core.models import EventCursor, Lease, Organization
from tests.core.work.plugins import ONE
from tests.docs.markdown import ROOT

pytestmark = pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)

Start = Callable[..., Coroutine[Any, Any, Process]]


@pytest.fixture
async def start(migrated_database_url: str, db: Database) -> AsyncIterator[Start]:
    """Starts a worker, and comes back when it is at work. All are killed in the end."""
    started: list[Process] = []

    async def start(name: str, *options: str) -> Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.core.work.process",
            migrated_database_url,
            name,
            *options,
            stdout=PIPE,
            cwd=ROOT,
        )
        started.append(process)
        assert await line(process) == "at work"
        return process

    yield start
    for process in started:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def line(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def until(question: Callable[[], Awaitable[bool]]) -> None:
    """Ask the database, for there is nothing else that two processes share, until it is so."""
    async with asyncio.timeout(60):
        while not await question():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def _none_held() -> bool:
    return not await Lease.exists()


async def until_done(number: int) -> list[str]:
    """What handlers have noted, once there are so many notes; the order of the notes."""

    async def done() -> bool:
        return await Organization.all().count() >= number

    await until(done)
    return [row.name for row in await Organization.all().order_by("id")]


async def test_one_of_two_workers_delivers_each_event_once_and_in_order(start: Start) -> None:
    await start("one")
    await start("two")
    for number in range(40):
        await emit(f"e{number:02}", "pl", ONE)
        if number % 10 == 9:
            await until_done(number + 1)
    noted = await until_done(40)
    assert [name.partition(" ")[0] for name in noted] == [f"e{number:02}" for number in range(40)]


async def test_a_worker_that_is_killed_is_replaced_when_its_lease_ends(start: Start) -> None:
    hanging = await start("dead", "hang")
    await emit("one", "pl", ONE)
    assert await line(hanging) == "called"
    (lease,) = await Lease.all()
    assert f":{hanging.pid}:" in lease.holder
    await start("heir")
    # The lease is renewed while the handler hangs: the heir must not get in.
    hanging.kill()
    await hanging.wait()
    # What the dead one had written is undone, and the heir does it.
    assert await until_done(1) == ["one by heir"]
    await until(_none_held)
    assert [cursor.attempts for cursor in await EventCursor.all()] == [0]

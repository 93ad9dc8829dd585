"""A whole worker: events and jobs reach their functions, whatever happens beside them, and it stops in order."""

from __future__ import annotations

import asyncio
import logging

import pytest

from core.clock import now
from core.database.connect import Database, transaction
from core.events import emit
from core.models import Event, EventCursor, JobRun, Lease
from core.models.choices import JobOutcome
from core.plugins.contributions import EventHandler, Job
from core.work import Worker, worker
from core.work.dispatcher import Dispatcher, lease_of
from core.work.jobs import Jobs
from tests.core.work.plugins import ONE, SETTINGS, Seen, daily, handlers, loaded

pytestmark = pytest.mark.usefixtures("db")


class Waiting:
    """A handler or job that says that it began, and ends when it is told to."""

    def __init__(self) -> None:
        self.began, self.go_on = asyncio.Event(), asyncio.Event()
        self.ended = 0

    async def handle(self, _: Event) -> None:
        await self.work()

    async def work(self) -> None:
        self.began.set()
        await self.go_on.wait()
        self.ended += 1

    def handler(self) -> EventHandler:
        async def wait(event: Event) -> None:
            await self.handle(event)

        return EventHandler("*", wait)

    def job(self) -> Job:
        async def wait() -> None:
            await self.work()

        return daily("kits.wait", wait)


class Until:
    """A handler that says when it has seen so many events."""

    def __init__(self, number: int) -> None:
        self.names: list[str] = []
        self.number = number
        self.done = asyncio.Event()

    def handler(self) -> EventHandler:
        async def until(event: Event) -> None:
            self.names.append(event.name)
            if len(self.names) == self.number:
                self.done.set()

        return EventHandler("*", until)


async def test_events_are_delivered_and_jobs_are_run() -> None:
    seen, ran = Until(3), asyncio.Event()

    async def work() -> None:
        ran.set()

    kits, core = loaded("kits", seen.handler()), loaded("core", daily("core.work", work))
    async with Worker(handlers(kits, core), SETTINGS).running():
        for name in ("one", "two", "three"):
            await emit(name, "pl", ONE)
        await seen.done.wait()
        await ran.wait()
    assert seen.names == ["one", "two", "three"]
    assert [run.outcome for run in await JobRun.all()] == [JobOutcome.SUCCEEDED]
    assert await Lease.all().count() == 0


async def test_a_consumer_that_takes_long_holds_no_other_back() -> None:
    slow, seen = Waiting(), Until(2)
    async with Worker(handlers(loaded("slow", slow.handler()), loaded("kits", seen.handler())), SETTINGS).running():
        await emit("one", "pl", ONE)
        await slow.began.wait()
        # SQLite has one transaction at a time: there others wait until the handler is done.
        if (await _dialect()) == "sqlite":
            slow.go_on.set()
        await emit("two", "pl", ONE)
        await seen.done.wait()
        slow.go_on.set()


async def _dialect() -> str:
    return str(Event._meta.db.capabilities.dialect)


async def test_a_consumer_that_fails_holds_no_other_back() -> None:
    failing, seen = Seen("one"), Until(2)
    kits = loaded("kits", failing.after_commit(), seen.handler())
    async with Worker(handlers(kits), SETTINGS).running():
        await emit("one", "pl", ONE)
        await emit("two", "pl", ONE)
        await seen.done.wait()
    assert failing.names[0] == "one"
    assert "two" not in failing.names


async def test_a_worker_that_stops_ends_what_it_has_begun() -> None:
    slow = Waiting()
    running = Worker(handlers(loaded("kits", slow.handler())), SETTINGS).running()
    await running.__aenter__()
    for name in ("one", "two"):
        await emit(name, "pl", ONE)
    await slow.began.wait()
    stop = asyncio.create_task(running.__aexit__(None, None, None))
    await asyncio.sleep(0)
    assert not stop.done()
    slow.go_on.set()
    await stop
    # The second event comes to the next worker.
    assert slow.ended == 1
    assert await Lease.all().count() == 0


async def test_a_worker_that_stops_breaks_off_what_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STOP_SECONDS", 0)
    handler, job = Waiting(), Waiting()
    core = loaded("core", handler.handler(), daily("core.work", job.work))
    async with Worker(handlers(core), SETTINGS).running():
        before = await EventCursor.get(consumer="core.wait")
        # The job notes its begin before a handler holds SQLite's only transaction.
        await job.began.wait()
        await emit("one", "pl", ONE)
        await handler.began.wait()
    after = await EventCursor.get(consumer="core.wait")
    assert (after.transaction, after.position, after.attempts) == (before.transaction, before.position, 0)
    assert [run.outcome for run in await JobRun.all()] == [JobOutcome.INTERRUPTED]
    assert await Lease.all().count() == 0


async def test_a_worker_survives_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen, ran = Until(1), asyncio.Event()

    async def work() -> None:
        ran.set()

    waiting, due, failures = Dispatcher.waiting, Jobs.start_due, []

    async def waiting_after_a_failure(self: Dispatcher) -> object:
        if "events" not in failures:
            failures.append("events")
            raise OSError("away")
        return await waiting(self)

    async def due_after_a_failure(self: Jobs) -> float:
        if "jobs" not in failures:
            failures.append("jobs")
            raise OSError("away")
        return await due(self)

    monkeypatch.setattr(Dispatcher, "waiting", waiting_after_a_failure)
    monkeypatch.setattr(Jobs, "start_due", due_after_a_failure)
    monkeypatch.setattr("core.work.jobs.LONGEST_PAUSE", 0.01)
    core = loaded("core", seen.handler(), daily("core.work", work))
    with caplog.at_level(logging.ERROR, "linli.work"):
        async with Worker(handlers(core), SETTINGS).running():
            await emit("one", "pl", ONE)
            await seen.done.wait()
            await ran.wait()
    assert sorted(record.getMessage() for record in caplog.records) == [
        "The outbox cannot be read. It is tried again.",
        "What jobs are due cannot be read. It is tried again.",
    ]


async def test_a_consumer_whose_lease_another_worker_holds_is_left_to_it(db: Database) -> None:
    seen, other = Seen(), Until(1)
    kits = loaded("kits", seen.after_commit(), other.handler())
    async with transaction():
        await Lease.create(name=lease_of("kits.see"), holder="another", until=now().replace(year=2100))
    async with Worker(handlers(kits), SETTINGS).running():
        await emit("one", "pl", ONE)
        await other.done.wait()
    assert seen.names == []

"""Jobs: when they are due, one run at a time, and what is noted of it."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Awaitable, Callable

import pytest

from core import modules
from core.clock import fixed
from core.models import Area, JobRun
from core.models.choices import AreaLevel, JobOutcome
from core.plugins.contributions import Job
from core.settings_sections import Work
from core.work.jobs import JobRefused, Jobs, current_handlers, lease_of, next_due
from core.work.leases import Leases
from tests.core.work.plugins import handlers, loaded

UTC = datetime.UTC
JULY_10 = datetime.datetime(2024, 7, 10, 9, tzinfo=UTC)
HOUR = datetime.timedelta(hours=1)


async def nothing() -> None: ...


def job(every: datetime.timedelta, function: Callable[[], Awaitable[None]] = nothing) -> Job:
    return Job("core.tidy", every, function)


def run(started_at: datetime.datetime, outcome: JobOutcome = JobOutcome.SUCCEEDED) -> JobRun:
    return JobRun(job="core.tidy", started_at=started_at, outcome=outcome)


@pytest.mark.parametrize(
    ("every", "last", "due"),
    [
        # A day begins at midnight in Shanghai.
        ({"days": 1}, (7, 10, 9, 0), (7, 10, 16, 0)),
        ({"days": 1}, (7, 10, 15, 59), (7, 10, 16, 0)),
        ({"days": 1}, (7, 10, 16, 0), (7, 11, 16, 0)),
        ({"hours": 1}, (7, 10, 9, 59), (7, 10, 10, 0)),
        ({"minutes": 15}, (7, 10, 9, 14), (7, 10, 9, 15)),
        # 10 July 2024 was a Wednesday.
        ({"weeks": 1}, (7, 10, 9, 0), (7, 14, 16, 0)),
        ({"days": 30}, (1, 1, 0, 0), (1, 30, 16, 0)),
    ],
)
def test_the_next_run_is_due_with_the_next_period(
    every: dict[str, int], last: tuple[int, ...], due: tuple[int, ...]
) -> None:
    month, day, hour, minute = last
    started = datetime.datetime(2024, month, day, hour, minute, tzinfo=UTC)
    month, day, hour, minute = due
    found = job(datetime.timedelta(**every))
    for outcome in (JobOutcome.SUCCEEDED, JobOutcome.FAILED, JobOutcome.RUNNING):
        assert next_due(found, run(started, outcome), JULY_10) == datetime.datetime(
            2024, month, day, hour, minute, tzinfo=UTC
        )


def test_what_never_ran_or_was_interrupted_is_due() -> None:
    assert next_due(job(HOUR), None, JULY_10) <= JULY_10
    assert next_due(job(HOUR), run(JULY_10, JobOutcome.INTERRUPTED), JULY_10) <= JULY_10


class Worker:
    """The part of a worker that runs jobs, and how often each ran."""

    def __init__(self, *jobs: Job, plugin: str = "core") -> None:
        self.jobs = Jobs(handlers(loaded(plugin, *jobs)), Leases(30), Work())

    async def look(self) -> None:
        """Run what is due at this moment."""
        await self.jobs.start_due()
        await asyncio.gather(*self.jobs.tasks)


class Counter:
    def __init__(self) -> None:
        self.runs = 0

    async def __call__(self) -> None:
        self.runs += 1


@pytest.mark.usefixtures("db")
async def test_a_missed_period_runs_once_and_the_schedule_stays() -> None:
    count = Counter()
    worker = Worker(job(HOUR, count))
    runs = []
    for minutes in (0, 20, 59, 60, 61, 60 * 26 + 30, 60 * 26 + 31, 60 * 27):
        with fixed(JULY_10 + datetime.timedelta(minutes=minutes)):
            await worker.look()
        runs.append(count.runs)
    assert runs == [1, 1, 1, 2, 2, 3, 3, 4]


@pytest.mark.usefixtures("db")
async def test_a_job_that_fails_is_noted_and_tried_again_in_its_next_period() -> None:
    failing = True

    async def fail() -> None:
        if failing:
            raise KeyError("kit \x00")

    worker = Worker(job(HOUR, fail))
    with fixed(JULY_10):
        await worker.look()
    failed = await JobRun.get(job="core.tidy")
    assert (failed.outcome, failed.started_at, failed.finished_at) == (JobOutcome.FAILED, JULY_10, JULY_10)
    assert failed.seconds is not None
    assert failed.seconds >= 0
    assert failed.last_error is not None
    assert failed.last_error.startswith(r"KeyError: 'kit \x00' (")
    failing = False
    with fixed(JULY_10 + HOUR / 2):
        await worker.look()
    assert (await JobRun.get(job="core.tidy")).outcome is JobOutcome.FAILED
    with fixed(JULY_10 + HOUR):
        await worker.look()
    succeeded = await JobRun.get(job="core.tidy")
    assert (succeeded.outcome, succeeded.started_at) == (JobOutcome.SUCCEEDED, JULY_10 + HOUR)
    assert succeeded.last_error is None


@pytest.mark.usefixtures("db")
async def test_a_run_that_goes_on_is_not_begun_twice() -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    runs = 0

    async def slow() -> None:
        nonlocal runs
        runs += 1
        began.set()
        await go_on.wait()

    one, two = Worker(job(HOUR, slow)), Worker(job(HOUR, slow))
    with fixed(JULY_10):
        await one.jobs.start_due()
        await began.wait()
    with fixed(JULY_10 + datetime.timedelta(seconds=10)):
        await two.look()
        await one.jobs.start_due()
        with pytest.raises(JobRefused) as refused:
            await two.jobs.run_now("core.tidy")
    assert refused.value.message == ("A worker is running core.tidy just now. `linli jobs` shows when it has ended.")
    assert (await JobRun.get(job="core.tidy")).outcome is JobOutcome.RUNNING
    go_on.set()
    await asyncio.gather(*one.jobs.tasks)
    assert (runs, (await JobRun.get(job="core.tidy")).outcome) == (1, JobOutcome.SUCCEEDED)


@pytest.mark.usefixtures("db")
async def test_a_worker_that_loses_the_lease_breaks_off_and_leaves_the_others_run_alone() -> None:
    began = asyncio.Event()

    async def endless() -> None:
        began.set()
        await asyncio.Event().wait()

    stopped, heir = Worker(job(HOUR, endless)), Worker(job(HOUR))
    with fixed(JULY_10):
        await stopped.jobs.start_due()
        await began.wait()
    with fixed(JULY_10 + HOUR):
        await heir.look()
        (task,) = stopped.jobs.tasks
        # As the renewal would, which finds that the lease has gone to somebody else.
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    run = await JobRun.get(job="core.tidy")
    assert (run.started_at, run.outcome) == (JULY_10 + HOUR, JobOutcome.SUCCEEDED)


@pytest.mark.usefixtures("db")
async def test_a_run_that_is_cancelled_is_due_again() -> None:
    began, calls = asyncio.Event(), Counter()

    async def endless() -> None:
        await calls()
        began.set()
        await asyncio.Event().wait()

    worker = Worker(job(HOUR, endless))
    with fixed(JULY_10):
        for expected in (1, 2):
            began.clear()
            await worker.jobs.start_due()
            await began.wait()
            (task,) = worker.jobs.tasks
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert calls.runs == expected
            assert (await JobRun.get(job="core.tidy")).outcome is JobOutcome.INTERRUPTED


@pytest.mark.usefixtures("db")
async def test_a_job_runs_only_if_some_district_has_enabled_its_plugin() -> None:
    city = await Area.create(name="成都市", level=AreaLevel.CITY)
    district = await Area.create(name="金牛区", level=AreaLevel.DISTRICT, parent=city)
    count = Counter()
    found = Job("kits.count", HOUR, count)
    worker = Worker(found, plugin="kits")
    await worker.look()
    with pytest.raises(JobRefused) as refused:
        await worker.jobs.run_now("kits.count")
    assert refused.value.message == "No district has enabled kits, so that its job kits.count has nothing to do."
    assert count.runs == 0
    installed = {"kits": loaded("kits").manifest}
    await modules.enable("kits", district.id, installed)
    await worker.look()
    assert count.runs == 1


@pytest.mark.usefixtures("db")
async def test_a_job_is_run_by_hand_due_or_not() -> None:
    count = Counter()

    async def work() -> None:
        await count()
        assert current_handlers.get() is worker.jobs._handlers
        if count.runs == 3:
            raise ValueError("broken")

    worker = Worker(job(HOUR, work))
    for _ in range(2):
        assert (await worker.jobs.run_now("core.tidy")).outcome is JobOutcome.SUCCEEDED
    with pytest.raises(JobRefused, match=r"^core\.tidy failed after 0\.\d s: ValueError: broken \("):
        await worker.jobs.run_now("core.tidy")
    with pytest.raises(JobRefused) as refused:
        await worker.jobs.run_now("core.tidi")
    assert refused.value.message == "There is no job 'core.tidi'. There are: core.tidy."
    assert lease_of("core.tidy") == "job:core.tidy"

"""The part of a worker that runs jobs: what is due, by the clock of Shanghai, and one run of each at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any, Final

from core.clock import SHANGHAI, now
from core.errors import LinliError
from core.models import JobRun
from core.models.choices import JobOutcome
from core.modules import enabled_plugins
from core.plugins.contributions import Job
from core.plugins.failures import raised
from core.plugins.loaded import PluginSet
from core.settings_sections import Work
from core.work.handlers import Handlers
from core.work.leases import Leases
from core.work.slow import named_if_slow

logger = logging.getLogger("linli.work")

JOBS_AT_ONCE: Final = 2
"""How many jobs a worker runs at a time."""

LONGEST_PAUSE: Final = 5.0
"""How late a job may begin, in seconds, beside that others run."""

EPOCH: Final = datetime(2024, 1, 1, tzinfo=SHANGHAI)
"""From when the periods of jobs are counted: a Monday, at midnight."""

current_handlers: ContextVar[Handlers] = ContextVar("linli_handlers_of_worker")
"""Inside of a job: the handlers of the process that runs it."""


class JobRefused(LinliError):
    """A job cannot be run by hand as things are, or failed."""

    code = "JOB_REFUSED"


def lease_of(job: str) -> str:
    """The name of the lease under which a job is run."""
    return f"job:{job}"


def period_start(every: timedelta, moment: datetime) -> datetime:
    """When the period of a job began in which the moment lies."""
    return EPOCH + (moment - EPOCH) // every * every


def next_due(job: Job, last: JobRun | None, moment: datetime) -> datetime:
    """When a job is to begin next, or was to begin: not after the moment, if it is due. In UTC.

    That is with the period after the one in which it last began; so one run makes up for all periods that went by. A
    job that never ran is due, and so is one that was interrupted because its worker stopped.
    """
    if last is None or last.outcome is JobOutcome.INTERRUPTED:
        return moment if last is None else last.started_at
    return (period_start(job.every, last.started_at) + job.every).astimezone(UTC)


class Jobs:
    """Runs the jobs of plugins that some district has enabled, and the core's."""

    def __init__(self, handlers: Handlers, leases: Leases, settings: Work) -> None:
        self._handlers = handlers
        self._jobs = jobs_of(handlers.plugins)
        self._leases = leases
        self._settings = settings
        self._slots = asyncio.Semaphore(JOBS_AT_ONCE)
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Run what is due, until the task is cancelled."""
        while self._jobs:
            try:
                pause = await self.start_due()
            except Exception:
                # A database that is away for a while must not end the jobs for ever.
                logger.exception("What jobs are due cannot be read. It is tried again.")
                pause = LONGEST_PAUSE
            await asyncio.sleep(pause)

    async def start_due(self) -> float:
        """Begin with the jobs that are due, and give in how many seconds to look again."""
        runs, enabled, moment = await last_runs(), await enabled_plugins(), now()
        pause = LONGEST_PAUSE
        for name, (job, plugin) in self._jobs.items():
            if plugin in enabled and name not in self._running:
                wait = (next_due(job, runs.get(name), moment) - moment).total_seconds()
                if wait > 0:
                    pause = min(pause, wait)
                else:
                    self._running[name] = asyncio.create_task(self._run_due(job), name=lease_of(name))
        return pause

    @property
    def tasks(self) -> Collection[asyncio.Task[None]]:
        """The runs that have begun. One that is cancelled is noted as interrupted, and is due again at once."""
        return list(self._running.values())

    async def run_now(self, name: str) -> JobRun:
        """Run a job by hand, due or not, and give its run.

        Raises JobRefused for an unknown job, one that no district needs or that runs just now, and one that fails.
        """
        found = self._jobs.get(name)
        if found is None:
            known = ", ".join(sorted(self._jobs)) or "none"
            raise JobRefused(f"There is no job {name!r}. There are: {known}.")
        job, plugin = found
        if plugin not in await enabled_plugins():
            raise JobRefused(f"No district has enabled {plugin}, so that its job {name} has nothing to do.")
        async with self._leases.held(lease_of(name), _cancel_this_task()) as held:
            if not held:
                raise JobRefused(f"A worker is running {name} just now. `linli jobs` shows when it has ended.")
            run = await self._run(job)
        if run.outcome is JobOutcome.FAILED:
            raise JobRefused(f"{name} failed after {run.seconds:.1f} s: {run.last_error}")
        return run

    async def _run_due(self, job: Job) -> None:
        try:
            async with self._slots, self._leases.held(lease_of(job.name), _cancel_this_task()) as held:
                # Another worker may have run it since we looked.
                if held and next_due(job, await JobRun.get_or_none(job=job.name), now()) <= now():
                    await self._run(job)
        except Exception:
            logger.exception("The job %s could not be run. It is tried again.", job.name)
        finally:
            del self._running[job.name]

    async def _run(self, job: Job) -> JobRun:
        begun, clock = now(), monotonic()
        await JobRun.update_or_create(
            {
                "started_at": begun,
                "finished_at": None,
                "seconds": None,
                "outcome": JobOutcome.RUNNING,
                "last_error": None,
            },
            job=job.name,
        )

        async def note(outcome: JobOutcome, error: str | None = None) -> None:
            # Only our own run: if the lease was lost, another worker has written its own by now.
            await JobRun.filter(job=job.name, started_at=begun, outcome=JobOutcome.RUNNING).update(
                finished_at=now(), seconds=monotonic() - clock, outcome=outcome, last_error=error
            )

        token = current_handlers.set(self._handlers)
        try:
            with named_if_slow(f"The job {job.name}", self._settings.slow_seconds):
                await job.function()
        except asyncio.CancelledError:
            await note(JobOutcome.INTERRUPTED)
            raise
        except Exception as error:
            logger.error("The job %s failed. It is tried again in its next period.", job.name, exc_info=error)
            await note(JobOutcome.FAILED, raised(error).replace("\x00", "\ufffd"))
        else:
            await note(JobOutcome.SUCCEEDED)
        finally:
            current_handlers.reset(token)
        return await JobRun.get(job=job.name)


def jobs_of(plugins: PluginSet) -> Mapping[str, tuple[Job, str]]:
    """The jobs of all loaded plugins by their names, each with its plugin's name."""
    return {job.name: (job, plugin.name) for plugin in plugins.plugins for job in plugin.jobs}


async def last_runs() -> Mapping[str, JobRun]:
    """The last run of each job that ever ran, by the job's name."""
    return {run.job: run for run in await JobRun.all()}


def _cancel_this_task() -> Any:
    task = asyncio.current_task()
    assert task is not None
    return task.cancel

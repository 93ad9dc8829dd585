"""How the work goes: for `linli events`, `linli jobs` and `linli check`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tortoise.functions import Count

from core.clock import now
from core.events import DELETED, Offset, behind
from core.models import Event, EventCursor, JobRun, Lease, SetAsideEvent
from core.modules import enabled_plugins
from core.plugins.contributions import Delivery, Job
from core.plugins.loaded import PluginSet
from core.work import dispatcher, jobs
from core.work.handlers import handlers_of


@dataclass(frozen=True)
class ConsumerState:
    """How far a consumer is. `waiting` is the number of events that it has not looked at, `since` when the first
    of them happened; `attempts` are those made in vain on it, `last_error` is why. `holder` is the worker that
    delivers to it just now. A consumer without `started` was never seen by a worker."""

    name: str
    installed: bool
    started: bool
    waiting: int = 0
    since: datetime | None = None
    attempts: int = 0
    last_error: str | None = None
    set_aside: int = 0
    holder: str | None = None


@dataclass(frozen=True)
class JobState:
    """A job with its last run. `next_at` is when it is due, or has been due since; None where no district has enabled
    its plugin. `holder` as above."""

    job: Job
    last: JobRun | None
    next_at: datetime | None
    holder: str | None


async def consumer_states(plugins: PluginSet) -> list[ConsumerState]:
    """Every consumer that is installed, or has left its progress behind, by name."""
    consumers = handlers_of(plugins, Delivery.AFTER_COMMIT)
    cursors = {cursor.consumer: cursor for cursor in await EventCursor.exclude(consumer=DELETED)}
    aside = await SetAsideEvent.annotate(number=Count("id")).group_by("consumer").values_list("consumer", "number")
    numbers = dict(aside)
    holders = await _holders()
    return [
        await _consumer_state(name, name in consumers, cursors.get(name), numbers.get(name, 0), holders)
        for name in sorted({*cursors, *numbers, *consumers})
    ]


async def job_states(plugins: PluginSet) -> list[JobState]:
    """Every job that is installed, by name."""
    runs, enabled, holders, moment = await jobs.last_runs(), await enabled_plugins(), await _holders(), now()
    return [
        JobState(
            job,
            runs.get(name),
            jobs.next_due(job, runs.get(name), moment) if plugin in enabled else None,
            holders.get(jobs.lease_of(name)),
        )
        for name, (job, plugin) in sorted(jobs.jobs_of(plugins).items())
    ]


async def _consumer_state(
    name: str, installed: bool, cursor: EventCursor | None, aside: int, holders: dict[str, str]
) -> ConsumerState:
    if cursor is None:
        return ConsumerState(name, installed, started=False, set_aside=aside)
    left = Event.filter(behind(Offset(cursor.transaction, cursor.position)))
    first = await left.order_by("transaction", "position").first()
    return ConsumerState(
        name,
        installed,
        started=True,
        waiting=await left.count(),
        since=None if first is None else first.occurred_at,
        attempts=cursor.attempts,
        last_error=cursor.last_error,
        set_aside=aside,
        holder=holders.get(dispatcher.lease_of(name)),
    )


async def _holders() -> dict[str, str]:
    return {lease.name: lease.holder for lease in await Lease.filter(until__gte=now())}

"""A worker: delivers events, runs jobs, and keeps its leases, until it is stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Final

from core.settings_sections import Work
from core.work.delivery import register
from core.work.dispatcher import DELIVERIES_AT_ONCE, Dispatcher
from core.work.handlers import Handlers
from core.work.jobs import JOBS_AT_ONCE, Jobs
from core.work.leases import Leases
from core.work.restored import renumber_if_restored

WRITERS: Final = DELIVERIES_AT_ONCE + JOBS_AT_ONCE
"""How many writing connections a worker's handlers and jobs may hold for long."""

STOP_SECONDS: Final = 10.0
"""How long a worker that is stopped waits for what it has begun. A delivery that takes longer is undone, and comes
again; a job that takes longer is interrupted, and is due again."""


class Worker:
    """One worker of a process that has the database of `handlers` open."""

    def __init__(self, handlers: Handlers, settings: Work) -> None:
        self._handlers = handlers
        self._leases = Leases(settings.lease_seconds)
        self._dispatcher = Dispatcher(handlers, self._leases, settings)
        self._jobs = Jobs(handlers, self._leases, settings)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work while the block runs. From its begin on no event is missed, also by consumers that are new."""
        await renumber_if_restored()
        await register(self._handlers)
        async with self._leases.kept():
            loops = [
                asyncio.create_task(self._dispatcher.run(), name="dispatcher"),
                asyncio.create_task(self._jobs.run(), name="jobs"),
            ]
            try:
                yield
            finally:
                await _ended(loops, 0)
                self._dispatcher.stop()
                await _ended([*self._dispatcher.tasks, *self._jobs.tasks], STOP_SECONDS)


async def _ended(tasks: Collection[asyncio.Task[None]], seconds: float) -> None:
    """Wait so long for the tasks, and then cancel them."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

"""The part of a worker that delivers events to the handlers that run after the commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from typing import Final

from core.clock import now
from core.events import COMMITTED, Offset, Pauses, latest
from core.models import EventCursor
from core.settings_sections import Work
from core.work.delivery import CursorMoved, deliver_some
from core.work.handlers import Handler, Handlers
from core.work.leases import Leases

logger = logging.getLogger("linli.work")

DELIVERIES_AT_ONCE: Final = 2
"""To how many consumers a worker delivers at a time. Each takes a connection for writing, of which there are few."""


def lease_of(consumer: str) -> str:
    """The name of the lease under which events are delivered to a consumer."""
    return f"events:{consumer}"


class Dispatcher:
    """Looks which consumers are behind, and delivers to those to whom no other worker does."""

    def __init__(self, handlers: Handlers, leases: Leases, settings: Work) -> None:
        self._handlers = handlers
        self._leases = leases
        self._settings = settings
        self._slots = asyncio.Semaphore(DELIVERIES_AT_ONCE)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._stopping = False

    async def run(self) -> None:
        """Deliver until the task is cancelled."""
        pauses = Pauses()
        while self._handlers.consumers:
            seen = COMMITTED.count
            try:
                waiting = await self.waiting()
            except Exception:
                # A database that is away for a while must not end the deliveries for ever.
                logger.exception("The outbox cannot be read. It is tried again.")
                waiting = []
            for handler in waiting:
                if handler.name not in self._running:
                    pauses.shorten()
                    task = asyncio.create_task(self._deliver(handler), name=lease_of(handler.name))
                    self._running[handler.name] = task
            await pauses.rest(seen)

    def stop(self) -> None:
        """Let consumers end with the events that they have at hand."""
        self._stopping = True

    @property
    def tasks(self) -> Collection[asyncio.Task[None]]:
        """The deliveries that have begun."""
        return list(self._running.values())

    async def waiting(self) -> list[Handler]:
        """The consumers that have events before them, but for those whose next attempt is not due yet."""
        end = await latest()
        cursors = await EventCursor.filter(consumer__in=list(self._handlers.consumers))
        moment = now()
        return [
            self._handlers.consumers[cursor.consumer]
            for cursor in cursors
            if Offset(cursor.transaction, cursor.position) < end
            and (cursor.retry_at is None or cursor.retry_at <= moment)
        ]

    async def _deliver(self, handler: Handler) -> None:
        more = True
        try:
            while more and not self._stopping:
                async with self._slots, self._leases.held(lease_of(handler.name)) as held:
                    more = held and await deliver_some(self._handlers, handler, self._settings, lambda: self._stopping)
        except CursorMoved:
            logger.warning("Another worker has taken over the delivery to %s.", handler.name)
        except Exception:
            logger.exception("The delivery to %s was broken off. It is tried again.", handler.name)
        finally:
            del self._running[handler.name]

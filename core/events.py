"""The outbox: events are written in the transaction that caused them, and read at least once afterwards.

Who reads keeps an `Offset`, the place in the outbox up to which it has read:

    offset = await present()
    while True:
        events = await wait_for_events(offset)
        ...
        offset = offset_of(events[-1])
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Q

from core.database.commits import after_commit
from core.database.connect import CONNECTION
from core.models import Event

SHORTEST_PAUSE: Final = 0.2
"""How soon the database is asked again for events of other processes, in seconds. Each further pause is longer."""

LONGEST_PAUSE: Final = 2.0
"""How long an event of another process waits at most until it is seen, in seconds."""

_OLDEST_RUNNING = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest"
_LARGEST: Final = 2**63 - 1


@dataclass(frozen=True, order=True)
class Offset:
    """A place in the outbox, between two events. Offsets are in the order in which events are read."""

    transaction: int = 0
    position: int = 0


def offset_of(event: Event) -> Offset:
    """The place right behind an event that was read from the outbox."""
    return Offset(event.transaction, event.position)


async def emit(name: str, subject_type: str, subject_id: uuid.UUID, payload: Mapping[str, Any] | None = None) -> Event:
    """Note that something happened to a row, in the caller's transaction: both are committed, or neither.

    `name` is say `activity.published`; `subject_type` is the tag of the row's identifier, say `at`. The
    payload is JSON. That of a row with versions has its `version`, by which consumers put its events in
    order.
    """
    event = await Event.create(name=name, subject_type=subject_type, subject_id=subject_id, payload=dict(payload or {}))
    after_commit(_connection(), COMMITTED.send)
    return event


async def present() -> Offset:
    """The place behind all events that `events_after` can give by now, and before all that it will give later."""
    oldest = await _oldest_running()
    if oldest is not None:
        return Offset(oldest - 1, _LARGEST)
    last = await Event.all().order_by("-position").first()
    return Offset() if last is None else offset_of(last)


async def events_after(offset: Offset, limit: int = 100) -> list[Event]:
    """The next events behind `offset`, oldest first; none if there are none yet.

    The order is final: no event ever appears in front of one that was given. On PostgreSQL an event is
    held back while a transaction that is older than its own still runs, because that may yet commit events.
    """
    # Asked before the events: what was settled then is visible to every later statement.
    oldest = await _oldest_running()
    events = Event.filter(
        Q(transaction__gt=offset.transaction) | Q(transaction=offset.transaction, position__gt=offset.position)
    )
    if oldest is not None:
        events = events.filter(transaction__lt=oldest)
    return await events.order_by("transaction", "position").limit(limit)


async def wait_for_events(offset: Offset, limit: int = 100) -> list[Event]:
    """`events_after`, once there are some: at least one event.

    Those that this process commits are there at once, those of others within `LONGEST_PAUSE` seconds.
    Any number of tasks may wait; each asks the database.
    """
    pauses = Pauses()
    while True:
        seen = COMMITTED.count
        if events := await events_after(offset, limit):
            return events
        await pauses.rest(seen)


class Signal:
    """Wakes those who wait for something that happens in this process."""

    def __init__(self) -> None:
        self.count = 0
        """How often it has happened."""
        self._waiting: set[asyncio.Future[None]] = set()

    def send(self) -> None:
        """It has happened."""
        self.count += 1
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, seen: int, seconds: float) -> bool:
        """Wait until it has happened more than `seen` times, and give whether it has within so many seconds."""
        if self.count == seen:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await asyncio.wait({waiter}, timeout=seconds)
            finally:
                self._waiting.discard(waiter)
        return self.count != seen


COMMITTED: Final = Signal()
"""A transaction of this process in which events were emitted has committed."""


class Pauses:
    """The pauses of somebody who asks again and again: each is longer than the last, and a commit ends one."""

    def __init__(self) -> None:
        self._seconds = SHORTEST_PAUSE

    async def rest(self, seen: int) -> None:
        """Pause. `seen` is what `COMMITTED.count` was before the database was asked."""
        if await COMMITTED.wait(seen, self._seconds):
            self.shorten()
        else:
            self._seconds = min(self._seconds * 2, LONGEST_PAUSE)

    def shorten(self) -> None:
        """There was something: begin again with the shortest pause."""
        self._seconds = SHORTEST_PAUSE


def _connection() -> BaseDBAsyncClient:
    return Tortoise.get_connection(CONNECTION)


async def _oldest_running() -> int | None:
    """PostgreSQL: the oldest transaction that still runs, which may be our own. None on SQLite, which runs one."""
    connection = _connection()
    if connection.capabilities.dialect != "postgres":
        return None
    (row,) = await connection.execute_query_dict(_OLDEST_RUNNING)
    return int(row["oldest"])

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
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.context import TortoiseContext, require_context
from tortoise.expressions import Q

from core.database.commits import after_commit
from core.database.connect import CONNECTION, Database, transaction
from core.models import Event, EventCursor

SHORTEST_PAUSE: Final = 0.2
"""How soon the database is asked again for events of other processes, in seconds. Each further pause is longer."""

LONGEST_PAUSE: Final = 2.0
"""How long an event of another process waits at most until it is seen, in seconds."""

DELETED: Final = "core.expire_events"
"""Whose cursor in the outbox says up to where events were deleted: the job's that deletes them."""

Reaction = Callable[[Event], Awaitable[None]]
"""What is done about an event in the transaction that emits it. What it raises undoes the transaction."""

# By the database that is open: two of them, as tests have, may have different plugins.
_REACTIONS: WeakKeyDictionary[TortoiseContext, Reaction] = WeakKeyDictionary()

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


def behind(offset: Offset) -> Q:
    """The condition that an event stands behind an offset."""
    return Q(transaction__gt=offset.transaction) | Q(transaction=offset.transaction, position__gt=offset.position)


async def emit(name: str, subject_type: str, subject_id: uuid.UUID, payload: Mapping[str, Any] | None = None) -> Event:
    """Note that something happened to a row, in the caller's transaction: both are committed, or neither.

    `name` is say `activity.published`; `subject_type` is the tag of the row's identifier, say `at`. The
    payload is JSON. That of a row with versions has its `version`, by which consumers put its events in
    order. Handlers that run in the transaction have run when this comes back; it raises what they raise.
    """
    reaction = _REACTIONS.get(require_context())
    if reaction is not None and not isinstance(_connection(), TransactionalDBClient):
        async with transaction():
            return await emit(name, subject_type, subject_id, payload)
    event = await Event.create(name=name, subject_type=subject_type, subject_id=subject_id, payload=dict(payload or {}))
    after_commit(_connection(), COMMITTED.send)
    if reaction is not None:
        await reaction(event)
    return event


@contextmanager
def reacting(opened: Database, reaction: Reaction) -> Iterator[None]:
    """While the block runs, `reaction` alone is awaited with each event of the database, in its transaction."""
    before = _REACTIONS.get(opened.context)
    _REACTIONS[opened.context] = reaction
    try:
        yield
    finally:
        if before is None:
            del _REACTIONS[opened.context]
        else:
            _REACTIONS[opened.context] = before


async def present() -> Offset:
    """The place behind all events that `events_after` can give by now, and before all that it will give later."""
    oldest = await _oldest_running()
    return await latest() if oldest is None else Offset(oldest - 1, _LARGEST)


async def events_after(offset: Offset, limit: int = 100) -> list[Event]:
    """The next events behind `offset`, oldest first; none if there are none yet.

    The order is final: no event ever appears in front of one that was given. On PostgreSQL an event is
    held back while a transaction that is older than its own still runs, because that may yet commit events.
    """
    # Asked before the events: what was settled then is visible to every later statement.
    oldest = await _oldest_running()
    events = Event.filter(behind(offset))
    if oldest is not None:
        events = events.filter(transaction__lt=oldest)
    return await events.order_by("transaction", "position").limit(limit)


async def latest() -> Offset:
    """The place right behind the last event that `events_after` can give by now."""
    oldest = await _oldest_running()
    events = Event.all() if oldest is None else Event.filter(transaction__lt=oldest)
    last = await events.order_by("-transaction", "-position").first()
    # Of an outbox whose events are all deleted, the end is where they were.
    return max(await deleted_until(), Offset() if last is None else offset_of(last))


async def deleted_until() -> Offset:
    """The place up to which events were deleted."""
    cursor = await EventCursor.get_or_none(consumer=DELETED)
    return Offset() if cursor is None else Offset(cursor.transaction, cursor.position)


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

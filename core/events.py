"""The outbox: events are written in the transaction that caused them, and read at least once afterwards."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from tortoise import Tortoise
from tortoise.expressions import Q

from core.clock import now
from core.database.connect import CONNECTION
from core.models import Event, EventCursor

_OLDEST_RUNNING = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest"


async def emit(name: str, subject_type: str, subject_id: uuid.UUID, payload: Mapping[str, Any] | None = None) -> Event:
    """Note that something happened to a row, in the caller's transaction: both are committed, or neither.

    `name` is say `activity.published`; `subject_type` is the tag of the row's identifier, say `at`. The
    payload is JSON. That of a row with versions has its `version`, by which consumers put its events in
    order.
    """
    return await Event.create(name=name, subject_type=subject_type, subject_id=subject_id, payload=dict(payload or {}))


async def read_events(consumer: str, limit: int = 100) -> list[Event]:
    """The next events that `consumer` has not acknowledged, oldest first.

    Reading changes nothing: until `acknowledge` the same events come again, so each is delivered at least
    once. An event of a transaction that commits late is not skipped: on PostgreSQL an event is held back
    while a transaction that is older than its own still runs.
    """
    cursor = await EventCursor.get_or_none(consumer=consumer)
    events = Event.all()
    if cursor is not None:
        events = events.filter(
            Q(transaction__gt=cursor.transaction) | Q(transaction=cursor.transaction, position__gt=cursor.position)
        )
    connection = Tortoise.get_connection(CONNECTION)
    if connection.capabilities.dialect == "postgres":
        # Asked before the events: what was settled then is visible to every later statement.
        (row,) = await connection.execute_query_dict(_OLDEST_RUNNING)
        events = events.filter(transaction__lt=row["oldest"])
    return await events.order_by("transaction", "position").limit(limit)


async def acknowledge(consumer: str, events: Sequence[Event]) -> None:
    """Never deliver `events`, which `read_events` gave, to `consumer` again.

    In the caller's transaction, if there is one: then a handler's own rows and its progress agree. A cursor
    never moves back.
    """
    if not events:
        return
    last = max(events, key=lambda event: (event.transaction, event.position))
    await EventCursor.bulk_create([EventCursor(consumer=consumer, transaction=0, position=0)], ignore_conflicts=True)
    await EventCursor.filter(
        Q(consumer=consumer),
        Q(transaction__lt=last.transaction) | Q(transaction=last.transaction, position__lt=last.position),
    ).update(transaction=last.transaction, position=last.position, updated_at=now())

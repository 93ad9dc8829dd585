"""Delivery of one event to one consumer: the handler's rows and its progress are committed together, or neither."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from tortoise.backends.base.client import BaseDBAsyncClient

from core.clock import now
from core.database.connect import transaction
from core.errors import LinliError
from core.events import Offset, events_after, offset_of, present
from core.models import Event, EventCursor, SetAsideEvent
from core.plugins.failures import raised
from core.settings_sections import Work
from core.work.handlers import Handler, Handlers
from core.work.slow import named_if_slow

logger = logging.getLogger("linli.work")

BATCH: Final = 100
"""How many events are read at a time."""

LONGEST_RETRY_SECONDS: Final = 300
"""The longest pause before an event is delivered again. The first is a second, and each is twice the last."""

_LONGEST_ERROR: Final = 2000

_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('linli.events'), hashtext($1)) AS mine"


class CursorMoved(Exception):
    """Another worker delivers to the consumer by now. What was begun is undone."""


class DeliveryFailed(LinliError):
    """A handler failed once more on an event that was set aside. The event stays there."""

    code = "DELIVERY_FAILED"


async def register(handlers: Handlers) -> None:
    """Let consumers that are new begin at the present: they see what happens from now on, and no history."""
    known = {cursor.consumer for cursor in await EventCursor.filter(consumer__in=list(handlers.consumers))}
    new = [name for name in handlers.consumers if name not in known]
    if new:
        offset = await present()
        await EventCursor.bulk_create(
            [EventCursor(consumer=name, transaction=offset.transaction, position=offset.position) for name in new],
            ignore_conflicts=True,
        )


async def deliver_some(
    handlers: Handlers, handler: Handler, settings: Work, stopping: Callable[[], bool] = lambda: False
) -> bool:
    """Deliver the next events to a consumer, in their order, and give whether there may be more at once.

    An event that the handler is not declared for, or that happened where its plugin does not work, counts as delivered.
    When the handler fails, that is noted, and the rest waits; after the last attempt the event is set aside. Raises
    CursorMoved if another worker got in between. ``stopping`` is asked before each event.
    """
    cursor = await EventCursor.get(consumer=handler.name)
    if cursor.retry_at is not None and cursor.retry_at > now():
        return False
    stored = passed = Offset(cursor.transaction, cursor.position)
    events = await events_after(stored, BATCH)
    for event in events:
        if stopping():
            return False
        passed = offset_of(event)
        if await handlers.concerns(handler, event):
            if not await _deliver(handler, event, stored, settings):
                return False
            stored = passed
    if passed != stored:
        await _move(handler.name, stored, passed)
    return len(events) == BATCH


async def redeliver(handlers: Handlers, key: uuid.UUID, settings: Work) -> None:
    """Deliver an event that was set aside, and take it off the list. Raises DeliveryFailed, which says why not.

    To be called under the consumer's lease.
    """
    async with transaction():
        aside = await SetAsideEvent.filter(id=key).select_for_update().get()
        handler = handlers.consumers.get(aside.consumer)
        event = await Event.get(position=aside.event_id)  # type: ignore[attr-defined]  # Tortoise adds it
        if handler is None:
            raise DeliveryFailed(
                f"{aside.consumer} is not installed, so event {event.position} cannot be delivered to it. "
                "Install its plugin again, or drop the event: `linli events drop`."
            )
        failure: Exception | None = None
        try:
            async with transaction():
                if await handlers.concerns(handler, event):
                    with named_if_slow(f"{handler} upon event {event.position}", settings.slow_seconds):
                        await handler.function(event)
                await aside.delete()
        except Exception as error:
            failure = error
            aside.attempts += 1
            aside.last_error = _told(error)
            await aside.save(update_fields=["attempts", "last_error"])
    if failure is not None:
        raise DeliveryFailed(
            f"{handler} failed on event {event.position} ({event.name}), attempt {aside.attempts}: {_told(failure)}"
        ) from failure


async def _deliver(handler: Handler, event: Event, stored: Offset, settings: Work) -> bool:
    """Deliver an event, and give whether the consumer goes on to the next."""
    what = f"{handler} upon event {event.position} ({event.name})"
    try:
        async with transaction() as connection:
            await _enter(connection, handler.name, stored)
            with named_if_slow(what, settings.slow_seconds):
                await handler.function(event)
            await _move(handler.name, stored, offset_of(event))
        return True
    except CursorMoved:
        raise
    except Exception as error:
        return await _failed(what, handler.name, event, stored, error, settings)


async def _enter(connection: BaseDBAsyncClient, consumer: str, stored: Offset) -> None:
    """Keep every other delivery to the consumer out until the transaction ends, also if our lease is over by then.

    On SQLite it is the only transaction. On PostgreSQL this takes no lock of a row: that would make it a transaction
    that writes, and no reader is given events that are younger than one which still runs.
    """
    if connection.capabilities.dialect == "postgres":
        (row,) = await connection.execute_query_dict(_TRY_LOCK, [consumer])
        if not row["mine"]:
            raise CursorMoved(consumer)
    cursor = await EventCursor.get(consumer=consumer)
    if Offset(cursor.transaction, cursor.position) != stored:
        raise CursorMoved(consumer)


async def _move(consumer: str, stored: Offset, to: Offset) -> None:
    here = EventCursor.filter(consumer=consumer, transaction=stored.transaction, position=stored.position)
    moved = await here.update(
        transaction=to.transaction,
        position=to.position,
        attempts=0,
        retry_at=None,
        last_error=None,
        updated_at=now(),
    )
    if not moved:
        raise CursorMoved(consumer)


async def _failed(what: str, consumer: str, event: Event, stored: Offset, error: Exception, settings: Work) -> bool:
    """Note a failure, and give whether the consumer goes on: after its last attempt, with the next event."""
    async with transaction():
        here = EventCursor.filter(consumer=consumer, transaction=stored.transaction, position=stored.position)
        cursor = await here.select_for_update().get_or_none()
        if cursor is None:
            raise CursorMoved(consumer)
        attempts = cursor.attempts + 1
        if attempts >= settings.attempts:
            await SetAsideEvent.create(event=event, consumer=consumer, attempts=attempts, last_error=_told(error))
            await _move(consumer, stored, offset_of(event))
            logger.error(
                "%s failed %d times, and the event was set aside: `linli events` shows it.",
                what,
                attempts,
                exc_info=error,
            )
            return True
        seconds = min(2 ** (attempts - 1), LONGEST_RETRY_SECONDS)
        await here.update(
            attempts=attempts,
            retry_at=now() + timedelta(seconds=seconds),
            last_error=_told(error),
            updated_at=now(),
        )
        logger.warning(
            "%s failed, attempt %d of %d. It is tried again in %d s.",
            what,
            attempts,
            settings.attempts,
            seconds,
            exc_info=error,
        )
        return False


def _told(error: Exception) -> str:
    """What is kept of an error. PostgreSQL holds no NUL."""
    return raised(error).replace("\x00", "\ufffd")[:_LONGEST_ERROR]

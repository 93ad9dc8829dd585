"""A backup of PostgreSQL in another server: the outbox is numbered by the transactions of the first."""

from __future__ import annotations

import logging
from typing import Final

from tortoise.functions import Max

from core.database.connect import transaction
from core.events import Offset, behind
from core.models import Event, EventCursor

logger = logging.getLogger("linli.work")

_NEXT = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next"
_LOCK = "LOCK TABLE event, event_cursor IN SHARE ROW EXCLUSIVE MODE"
_LARGEST: Final = 2**63 - 1


async def renumber_if_restored() -> None:
    """Put the events of an earlier server in front of all that this one will write, by their positions.

    Otherwise consumers, whose offsets are numbers of transactions that this server has yet to reach, would not be given
    its events. Each consumer goes on with the first event that it has not passed. On SQLite there is nothing to do.
    """
    async with transaction() as connection:
        if connection.capabilities.dialect != "postgres":
            return
        # In this order: of a transaction that commits between the two, the number is not known yet.
        used = [await _largest(Event), await _largest(EventCursor)]
        (row,) = await connection.execute_query_dict(_NEXT)
        if max(used) < row["next"]:
            return
        await connection.execute_query(_LOCK)
        # Another worker may have done it meanwhile.
        if max(await _largest(Event), await _largest(EventCursor)) < row["next"]:
            return
        for cursor in await EventCursor.all():
            await EventCursor.filter(consumer=cursor.consumer).update(transaction=0, position=await _passed(cursor))
        await Event.all().update(transaction=0)
    logger.warning("The database was restored from a backup of another server: the outbox was numbered anew.")


async def _passed(cursor: EventCursor) -> int:
    """The position of the last event before the first one that the consumer has not passed."""
    waiting = await Event.filter(behind(Offset(cursor.transaction, cursor.position))).order_by("position").first()
    if waiting is not None:
        return int(waiting.position) - 1
    if cursor.position < _LARGEST:
        return int(cursor.position)
    # It never passed an event: it began at a present, in which there were these.
    last = await Event.filter(occurred_at__lte=cursor.updated_at).order_by("-position").first()
    return 0 if last is None else int(last.position)


async def _largest(model: type[Event] | type[EventCursor]) -> int:
    (row,) = await model.all().annotate(largest=Max("transaction")).values_list("largest")
    return int(row[0] or 0)

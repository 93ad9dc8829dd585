"""Old events are deleted, once every handler has seen them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.clock import now
from core.database.connect import transaction
from core.event_cursors import delete_events
from core.events import Offset, behind, present
from core.models import Event, EventCursor
from core.plugins.plugin_settings import plugin_settings
from core.settings import Settings
from core.work.handlers import Handlers
from core.work.jobs import current_handlers

_AT_ONCE: Final = 1000


async def expire_events() -> None:
    """The core's job: delete events that are older than the setting ``work.event_days``.

    Those that a consumer has yet to see, or that were set aside, stay. Progress of handlers that are not installed any
    more holds nothing back; that of a plugin which is installed and could not be loaded does.
    """
    days = plugin_settings(Settings).work.event_days
    seen = ~behind(await _seen_by_all(current_handlers.get()))
    old = Event.filter(seen, occurred_at__lt=now() - timedelta(days=days), set_aside__id__isnull=True)
    while True:
        async with transaction():
            found = await old.order_by("transaction", "position").limit(_AT_ONCE)
            await delete_events(found)
        if len(found) < _AT_ONCE:
            return


async def _seen_by_all(handlers: Handlers) -> Offset:
    left_out = {failure.plugin for failure in handlers.plugins.failures}
    waiting = [
        Offset(cursor.transaction, cursor.position)
        for cursor in await EventCursor.all()
        if cursor.consumer in handlers.consumers or cursor.consumer.partition(".")[0] in left_out
    ]
    return min([await present(), *waiting])

"""One open subscription: what it has missed, what waits to be sent, and whether it may go on."""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from core.access import Viewer, ViewerKind
from core.event_cursors import cursor_of
from core.events import Offset, offset_of
from core.models import Event
from core.settings_sections import Limits
from schema.execution.endings import Expired, RightsChanged, TokenEnded, TooSlow
from schema.execution.following import Told
from schema.http.messages import RequestContext, StreamItem

if TYPE_CHECKING:
    from schema.execution.announcer import Announcer, Group


class Subscriber:
    """One open subscription. Implements `schema.http.messages.GraphQLStream`."""

    def __init__(self, announcer: Announcer, viewer: Viewer, context: RequestContext, limits: Limits) -> None:
        self.anonymous = viewer.kind is ViewerKind.ANONYMOUS
        # Of an account, however many tokens its issuer gives it; of an address where nobody says who they are.
        self.client = context.client if self.anonymous else viewer.name
        self.start = Offset()
        self._announcer = announcer
        self._viewer_now = context.viewer_now
        self._most = limits.subscription_queue
        self._until = monotonic() + limits.subscription_seconds
        self._group: Group | None = None
        self._missed: deque[Event] = deque()
        self._waiting: deque[StreamItem] = deque()
        self._ahead: dict[uuid.UUID, int] = {}
        self._woken = asyncio.Event()
        self._began = False
        self._reason: Exception | None = None

    def join(self, group: Group, start: Offset) -> None:
        """Take part in a group from a place on."""
        self._group, self.start = group, start

    def catch_up(self, missed: Sequence[Event]) -> None:
        """Tell these events before all others."""
        self._missed.extend(missed)

    def offer(self, told: Told) -> None:
        """What to send next; it ends the subscription of a client that has too much before it."""
        if self._reason is not None or offset_of(told.event) <= self.start or self._knows(told):
            return
        if len(self._waiting) >= self._most:
            self.end(TooSlow())
            return
        self._waiting.append(_item(told))
        self._woken.set()

    def _knows(self, told: Told) -> bool:
        """Whether an earlier event about the row has told this one too, because the row had changed by then."""
        key, position = told.event.subject_id, told.event.position
        if self._ahead.get(key, 0) > position:
            return True
        if self._ahead.pop(key, 0) == position:
            return True
        if told.newest > position:
            self._ahead[key] = told.newest
        return False

    def end(self, reason: Exception) -> None:
        """End with this reason, in place of what still waits: the client can have it after its last cursor."""
        if self._reason is None:
            self._reason = reason
            self._missed.clear()
            self._waiting.clear()
            self._woken.set()

    async def next(self, seconds: float) -> StreamItem | None:
        """See `schema.http.messages.GraphQLStream`."""
        until = monotonic() + seconds
        while True:
            item = await self._caught_up()
            await self._look_again()
            if item is not None:
                return item
            if not self._began:
                self._began = True
                return StreamItem(None, cursor_of(self.start))
            if self._waiting:
                return self._waiting.popleft()
            self._woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(until, self._until) - monotonic()):
                    await self._woken.wait()
            if monotonic() >= until:
                await self._look_again()
                return None

    def close(self) -> None:
        """See `schema.http.messages.GraphQLStream`."""
        self._announcer.leave(self, self._group)

    async def _caught_up(self) -> StreamItem | None:
        """The next of the events that were missed, as far as they are for this subscriber."""
        while self._missed and self._group is not None:
            event = self._missed.popleft()
            told = await self._group.tell(event)
            if told is not None and not self._knows(told):
                return _item(told)
        return None

    async def _look_again(self) -> None:
        """Raises the reason for which the subscription is over, if it is."""
        if self._reason is None and self._group is not None:
            viewer = await self._viewer_now()
            if viewer is None:
                self._reason = TokenEnded()
            elif viewer != self._group.viewer:
                self._reason = RightsChanged()
            elif monotonic() >= self._until:
                self._reason = Expired()
        if self._reason is not None:
            raise self._reason


def _item(told: Told) -> StreamItem:
    return StreamItem(told.body, cursor_of(offset_of(told.event)))

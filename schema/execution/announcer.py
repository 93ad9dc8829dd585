"""Subscriptions that are open: one tail of the outbox for a process, one statement for all who ask the same.

The tail reads settled events and hands each to the groups that it concerns. A group is everybody who follows with the
same document, variables, language and rights at the same address; its worker reads what to tell of an event once, and
puts it into the queue of each subscriber.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass

from core.access import Viewer
from core.database.reader import Reader
from core.event_cursors import events_between, latest, refuse_gone
from core.events import Offset, offset_of, present, wait_for_events
from core.models import Event
from core.settings_sections import Limits
from schema.declare.terms import NO_SCOPE, RowScope
from schema.execution.endings import SchemaChanged, ServerStopping, TooManySubscriptions, TooSlow
from schema.execution.following import Following, Told
from schema.execution.subscriber import Subscriber
from schema.http.messages import RequestContext

BATCH = 100
"""How many events the tail reads at once."""

WAITING = 1_000
"""About how many rows events may wait for a group's worker."""

MOST_MISSED = 1_000
"""How many events about rows of its type a subscriber can catch up with."""

READS = 4
"""How many statements of subscriptions run at once, so that they leave connections to queries."""


@dataclass(frozen=True)
class Address:
    """Where subscriptions were sent: the city, or a district by its name.

    ``scope`` gives the areas that the address is for by now; None when it has another schema than it had.
    """

    name: str
    scope: Callable[[], RowScope | None]


EVERYWHERE = Address("", lambda: NO_SCOPE)
"""The address of a schema that is for rows everywhere."""


class Group:
    """Everybody who asks the same. Its worker tells each event once for all of them."""

    def __init__(self, announcer: Announcer, key: Hashable, following: Following, address: Address) -> None:
        self.key = key
        self.following = following
        self.subscribers: set[Subscriber] = set()
        self._announcer = announcer
        self._address = address
        self._events: dict[uuid.UUID, Event] = {}
        self._more = asyncio.Event()
        self.worker = asyncio.create_task(self._work())

    @property
    def viewer(self) -> Viewer:
        """Whose rights all of them have."""
        return self.following.viewer

    def hear(self, event: Event) -> None:
        """Queue an event that concerns the group, in place of an earlier one about the same row that still waits."""
        self._events.pop(event.subject_id, None)
        if len(self._events) >= WAITING:
            self.end(TooSlow())
            return
        self._events[event.subject_id] = event
        self._more.set()

    def look_again(self) -> None:
        """End the subscriptions if the address has another schema by now."""
        if self._address.scope() is None:
            self.end(SchemaChanged())

    async def tell(self, event: Event) -> Told | None:
        """What to tell of an event; None where there is nothing. Raises SchemaChanged."""
        async with self._announcer.reading:
            scope = self._address.scope()
            if scope is None:
                raise SchemaChanged
            return await self.following.tell(self._announcer.reader, event, scope)

    def end(self, reason: Exception) -> None:
        """End all subscriptions of the group; who comes later finds another."""
        self._announcer.forget(self)
        for subscriber in self.subscribers:
            subscriber.end(reason)

    async def _work(self) -> None:
        while True:
            while not self._events:
                self._more.clear()
                await self._more.wait()
            event = self._events.pop(next(iter(self._events)))
            try:
                told = await self.tell(event)
            except Exception as error:
                # Each subscriber raises it, where it is told to the client, and logged if it is a defect.
                self.end(error)
                return
            if told is not None:
                for subscriber in self.subscribers:
                    subscriber.offer(told)


class Announcer:
    """All open subscriptions of a process.

    ``heard`` is awaited with each batch of events before any of them is told: whoever knows more of what they mean can
    take note of it.
    """

    def __init__(
        self, reader: Reader, limits: Limits, heard: Callable[[Sequence[Event]], Awaitable[None]] | None = None
    ) -> None:
        self.reader = reader
        self._limits = limits
        self._heard = heard
        self._begin()

    def _begin(self) -> None:
        self.reading = asyncio.Semaphore(READS)
        self._groups: dict[Hashable, Group] = {}
        self._subscribers: set[Subscriber] = set()
        self._place = Offset()
        self._starting = asyncio.Lock()
        self._tail: asyncio.Task[None] | None = None
        self._stopped = False

    @property
    def open(self) -> int:
        """How many subscriptions are open."""
        return len(self._subscribers)

    @property
    def groups(self) -> int:
        """How many different questions they ask."""
        return len(self._groups)

    async def follow(
        self,
        key: Hashable,
        compiled: Callable[[], Following],
        address: Address,
        viewer: Viewer,
        context: RequestContext,
        after: Offset | None,
    ) -> Subscriber:
        """Opens a subscription of a viewer. ``key`` is equal for those who ask the same; ``compiled`` is called for the
        first.

        Raises what ``compiled`` raises, TooManySubscriptions, ServerStopping, and EventsGone where what came after
        ``after`` cannot be told.
        """
        subscriber = Subscriber(self, viewer, context, self._limits)
        self._refuse_more(subscriber)
        # First: what may not be asked is refused before the database is.
        following = None if key in self._groups else compiled()
        self._subscribers.add(subscriber)
        try:
            async with self._starting:
                if self._tail is None:
                    self._place = await present()
                    self._tail = asyncio.create_task(self._follow_outbox())
            if after is not None:
                await refuse_gone(after)
            group = self._groups.get(key)
            if group is None:
                group = self._groups[key] = Group(self, key, following or compiled(), address)
            # Another process may have told this client what this one has not read yet.
            subscriber.join(group, max(self._place, after or self._place))
            group.subscribers.add(subscriber)
            if after is not None:
                following = group.following
                missed = await events_between(after, subscriber.start, following.tag, MOST_MISSED)
                subscriber.catch_up(latest(event for event in missed if following.concerns(event)))
        except BaseException:
            subscriber.close()
            raise
        return subscriber

    def leave(self, subscriber: Subscriber, group: Group | None) -> None:
        """Forget a subscription, and what is only there for it."""
        self._subscribers.discard(subscriber)
        if group is not None:
            group.subscribers.discard(subscriber)
            if not group.subscribers:
                self.forget(group)
                group.worker.cancel()
        if not self._subscribers and self._tail is not None:
            self._tail.cancel()
            self._tail = None

    def forget(self, group: Group) -> None:
        """Let nobody else take part in a group."""
        if self._groups.get(group.key) is group:
            del self._groups[group.key]

    def stop(self) -> None:
        """End all subscriptions, and open no others."""
        self._stopped = True
        for subscriber in self._subscribers:
            subscriber.end(ServerStopping())

    async def close(self) -> None:
        """`stop`, and let nothing of it run any more. Afterwards it is as it was when it was made."""
        self.stop()
        tasks = [self._tail] if self._tail is not None else []
        tasks += [group.worker for group in self._groups.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._begin()

    def _refuse_more(self, new: Subscriber) -> None:
        if self._stopped:
            raise ServerStopping
        limits = self._limits
        if len(self._subscribers) >= limits.subscriptions:
            raise TooManySubscriptions("The server has", limits.subscriptions)
        if sum(subscriber.client == new.client for subscriber in self._subscribers) >= limits.subscriptions_per_client:
            raise TooManySubscriptions("You have", limits.subscriptions_per_client)
        most = limits.most_anonymous_subscriptions
        # Addresses are cheap: whoever has many leaves room for those who say who they are.
        if new.anonymous and sum(subscriber.anonymous for subscriber in self._subscribers) >= most:
            raise TooManySubscriptions("Without a token the server has", most)

    async def _follow_outbox(self) -> None:
        try:
            while True:
                events = await wait_for_events(self._place, BATCH)
                if self._heard is not None:
                    await self._heard(events)
                self._announce(events)
        except Exception as error:
            # Each subscriber raises it, where it is told to the client, and logged if it is a defect. The next one
            # starts another tail.
            self._tail = None
            for group in list(self._groups.values()):
                group.end(error)
            # Also those that have yet to join a group.
            for subscriber in self._subscribers:
                subscriber.end(error)

    def _announce(self, events: Sequence[Event]) -> None:
        groups = list(self._groups.values())
        for group in groups:
            group.look_again()
        for event in events:
            self._place = offset_of(event)
            for group in groups:
                if group.following.concerns(event):
                    group.hear(event)

"""Places in the outbox that clients carry: as texts, and whether what came after one can still be told."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Sequence

from tortoise.expressions import Q

from core.clock import now
from core.errors import LinliError
from core.events import DELETED, Offset, deleted_until, offset_of, present
from core.models import Event, EventCursor

_CURSOR = re.compile(r"([0-9a-f]{1,16})-([0-9a-f]{1,16})")
_LARGEST = 2**63 - 1


class InvalidEventCursor(LinliError):
    """A text that is no cursor of events."""

    code = "INVALID_CURSOR"

    def __init__(self, text: str) -> None:
        super().__init__(
            f"The cursor {text[:100]!r} is none of events; take cursors from events, or begin without one."
        )


class EventsGone(LinliError):
    """The outbox does not hold any more what came after a cursor, or it is too much to be told."""

    code = "CURSOR_EXPIRED"

    def __init__(self) -> None:
        super().__init__("What has changed since this cursor cannot be told any more. Ask anew, and begin from now on.")


def cursor_of(offset: Offset) -> str:
    """The text of a place."""
    return f"{offset.transaction:x}-{offset.position:x}"


def offset_from(cursor: str) -> Offset:
    """The place of a text. Raises InvalidEventCursor."""
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise InvalidEventCursor(cursor)
    offset = Offset(int(found[1], 16), int(found[2], 16))
    if max(offset.transaction, offset.position) > _LARGEST:
        raise InvalidEventCursor(cursor)
    return offset


class EventNames:
    """Names of events, of which one that ends with ``*`` stands for all that start so."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._pattern = re.compile(
            "|".join(re.escape(each[:-1]) + ".*" if each.endswith("*") else re.escape(each) for each in patterns)
        )

    def has(self, name: str) -> bool:
        """Whether a name is one of them."""
        return self._pattern.fullmatch(name) is not None


async def refuse_gone(offset: Offset) -> None:
    """Raise EventsGone unless the outbox still holds all that came after a place.

    A place that lies in the future is one of another outbox: the database was restored from an older state.
    """
    if offset < await deleted_until() or offset > await present():
        raise EventsGone


async def events_between(after: Offset, until: Offset, subject_type: str, most: int) -> list[Event]:
    """The events about rows of a type, given by its tag, from one place to another, oldest first. Both must be settled.

    Raises EventsGone for more than `most` events.
    """
    found = (
        await Event.filter(
            Q(transaction__gt=after.transaction) | Q(transaction=after.transaction, position__gt=after.position),
            subject_type=subject_type,
        )
        .order_by("transaction", "position")
        .limit(most + 1)
    )
    events = [event for event in found if offset_of(event) <= until]
    if len(events) > most:
        raise EventsGone
    return events


async def delete_events(events: Sequence[Event]) -> None:
    """Delete events that nobody needs any more, given oldest first, in the caller's transaction.

    Up to where is noted, so that whoever comes with a cursor from before learns that something is missing.
    """
    if events:
        last = offset_of(events[-1])
        await Event.filter(position__in=[event.position for event in events]).delete()
        await EventCursor.update_or_create(
            {"transaction": last.transaction, "position": last.position, "updated_at": now()}, consumer=DELETED
        )


def latest(events: Iterable[Event]) -> list[Event]:
    """The latest event of each row, oldest first: what has become of the rows, and not each step of the way."""
    found: dict[uuid.UUID, Event] = {event.subject_id: event for event in events}
    return sorted(found.values(), key=offset_of)

"""What the rows are made of: nasty texts, days and instants of which there are several, keys."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

T = TypeVar("T")

#: The instant at which the tests hold the clock. Some activities start or end exactly then.
NOW = datetime.datetime(2024, 7, 10, 1, 0, tzinfo=datetime.UTC)

#: Texts in which something is easily got wrong: escapes, code points beyond the basic plane, case, wildcards.
TEXTS = (
    "红旗",
    "红旗",
    "红旗连锁 🏪",
    "𠮷野家",
    "\uffee",
    'o\'Brien "quoted" \\ back',
    "%_like_%",
    "a",
    "A",
    "ä",
    "a\u0308",
    "",
    " a ",
    "line\nbreak\ttab \x01\x7f\u2028",
    "{0} $1 ?1 :x",
    "</script>",
    "null",
    "1",
)

#: Centre of the town in which most places lie, in WGS-84.
CENTRE = (30.7, 104.05)

LOCATIONS: tuple[tuple[float | None, float | None], ...] = (
    CENTRE,
    CENTRE,
    (None, None),
    (30.71234567890123, 104.1),
    (30.65, 104.0000001),
    (30.7, 104.06),
    (-33.9, 18.4),
    (90.0, 0.0),
    (-90.0, 12.0),
    (0.0, 180.0),
    (0.1, -179.9),
    (None, None),
    (30.9, 104.3),
)

DAYS: tuple[datetime.date | None, ...] = (
    datetime.date(2024, 7, 10),
    None,
    datetime.date(1999, 12, 31),
    datetime.date(2024, 7, 10),
    datetime.date(9999, 12, 31),
)

MOMENTS = (
    NOW,
    NOW - datetime.timedelta(seconds=1),
    NOW,
    NOW - datetime.timedelta(days=400),
    NOW + datetime.timedelta(hours=1),
)


def key(kind: str, number: int) -> uuid.UUID:
    """The key of a row. Keys of one kind are in no order that has to do with the number."""
    return uuid.UUID(bytes=hashlib.blake2s(f"{kind}/{number}".encode(), digest_size=16).digest())


def pick(values: Sequence[T], number: int, step: int = 1) -> T:
    """The values in turn."""
    return values[number * step % len(values)]


def text(number: int) -> str:
    """A nasty text."""
    return TEXTS[number % len(TEXTS)]


def maybe_text(number: int) -> str | None:
    """A nasty text or none."""
    return None if number % 3 == 0 else TEXTS[number * 5 % len(TEXTS)]


def day(number: int) -> datetime.date:
    """A day of which there are several."""
    return datetime.date(2024, 1, 1) + datetime.timedelta(days=number % 4 * 7)


def stamps(number: int) -> dict[str, Any]:
    """A version, and when the row was made and changed."""
    return {
        "version": 1 + number % 3,
        "created_at": pick(MOMENTS, number),
        "updated_at": pick(MOMENTS, number, 3),
    }

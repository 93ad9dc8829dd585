"""What time it is. Every part of Linli asks here, so that a test can hold the clock still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The zone of days: opening hours, "today", quarters. Instants are kept and sent in UTC."""

_fixed: ContextVar[datetime | None] = ContextVar("linli_fixed_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC, cut to whole seconds, which is what the database stores."""
    held = _fixed.get()
    return held if held is not None else datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The present day in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def fixed(instant: datetime) -> Iterator[datetime]:
    """Hold the clock at `instant` inside the block, for this task and the tasks that it starts. For tests.

    Yields the instant as `now()` will give it. Raises ValueError for an instant without an offset.
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"fixed() needs an instant with an offset, and got {instant.isoformat()}")
    held = instant.astimezone(UTC).replace(microsecond=0)
    token = _fixed.set(held)
    try:
        yield held
    finally:
        _fixed.reset(token)

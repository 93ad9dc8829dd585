"""Days and instants as the use cases of health points take them."""

from __future__ import annotations

import datetime
from typing import Any

from tortoise.expressions import Q

from linli.services import SHANGHAI, Problems, today


def on(day: datetime.date, start: str, end: str) -> Q:
    """The condition that a row holds on a day: from ``start`` on, until the day before ``end``."""
    begun: dict[str, Any] = {f"{start}__lte": day}
    open_end: dict[str, Any] = {f"{end}__isnull": True}
    later: dict[str, Any] = {f"{end}__gt": day}
    return Q(**begun) & (Q(**open_end) | Q(**later))


def past_day(day: datetime.date | None, problems: Problems, *path: str) -> datetime.date:
    """The day, which must not be in the future; today by default."""
    if day is not None and day > today():
        problems.add("IN_THE_FUTURE", f"Is {day}, and must not be in the future.", *path)
    return day or today()


def day_of(instant: datetime.datetime) -> datetime.date:
    """The day of an instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def told(instant: datetime.datetime) -> str:
    """An instant as messages tell it."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

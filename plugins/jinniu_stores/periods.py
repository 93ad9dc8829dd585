"""Versions that follow each other in time: each is valid from a day until the day before the next one's."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from tortoise.expressions import Q
from tortoise.models import Model

from linli.services import SHANGHAI, Problems, now, today

ModelT = TypeVar("ModelT", bound=Model)


def on(day: datetime.date, start: str = "valid_from", end: str = "valid_to") -> Q:
    """The condition that a row holds on a day."""
    begun: dict[str, Any] = {f"{start}__lte": day}
    open_end: dict[str, Any] = {f"{end}__isnull": True}
    later: dict[str, Any] = {f"{end}__gt": day}
    return Q(**begun) & (Q(**open_end) | Q(**later))


async def valid_on(model: type[ModelT], day: datetime.date) -> ModelT | None:
    """The version that is valid on a day; None before the first one."""
    return await model.filter(on(day)).get_or_none()


async def follow(model: type[Model], valid_from: datetime.date, problems: Problems) -> None:
    """End the last version where a new one begins. It must begin later than every version before.

    A past day is refused where a version was valid already: what was decided by it stays decided.
    """
    # All are locked before the last one is looked up: whoever waited here sees what was published meanwhile.
    await model.all().select_for_update(no_key=True)
    last: Any = await model.all().order_by("-valid_from").first()
    if last is None:
        return
    if valid_from <= last.valid_from:
        problems.add("NOT_LATER", f"Must be later than {last.valid_from}, when the last one begins.", "valid_from")
    elif valid_from < today():
        problems.add("IN_THE_PAST", "Must not be in the past.", "valid_from")
    problems.refuse()
    await model.filter(pk=last.pk).update(valid_to=valid_from, version=last.version + 1, updated_at=now())


def past_day(day: datetime.date | None, problems: Problems, *path: str) -> datetime.date:
    """The day, which must not be in the future; today by default."""
    if day is not None and day > today():
        problems.add("IN_THE_FUTURE", f"Is {day}, and must not be in the future.", *path)
    return day or today()


def day_of(instant: datetime.datetime) -> datetime.date:
    """The day of an instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()

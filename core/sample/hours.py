"""The hours that the demo's places keep, by pattern."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core.models import ServiceException, ServiceHours
from core.models.choices import HoursPurpose
from core.models.place import HOLIDAY
from core.sample.rows import Rows

Span = tuple[int, int]
"""Opening and closing, in minutes after midnight; a closing above 1440 is on the next day."""
Week = dict[int, tuple[Span, ...]]
"""The spans of each ISO weekday, and of public holidays at `HOLIDAY`. A day without spans is closed."""

WEEKDAYS = range(1, 6)
EVERY_DAY = (*range(1, 8), HOLIDAY)


def at(hour: int, minute: int = 0) -> int:
    """Minutes after midnight."""
    return hour * 60 + minute


def daily(opens: int, closes: int, holiday: Span | None = None) -> Week:
    """The same span on every day; on public holidays another one, if it is given."""
    week: Week = {day: ((opens, closes),) for day in EVERY_DAY}
    if holiday is not None:
        week[HOLIDAY] = (holiday,)
    return week


OFFICE_HOURS: Week = {
    **{day: ((at(9), at(12)), (at(13), at(17))) for day in WEEKDAYS},
    6: ((at(9), at(12)),),
}
"""Of service stations: in two parts on working days, on Saturday mornings, never on public holidays."""
EVENINGS: Week = {
    **{day: ((at(14), at(21)),) for day in WEEKDAYS},
    6: ((at(9), at(21)),),
    7: ((at(9), at(21)),),
    HOLIDAY: ((at(10), at(18)),),
}
"""Of theatres, studios and classrooms."""


def add_hours(rows: Rows, place: UUID, label: str, week: Week, purpose: HoursPurpose) -> None:
    """Add the hours of a place whose own label is `label`."""
    for day, spans in week.items():
        for opens, closes in spans:
            rows.add(
                ServiceHours,
                f"{label}/{purpose}/{day}/{opens}",
                place_id=place,
                purpose=purpose,
                day=day,
                opens_minute=opens,
                closes_minute=closes,
            )


def add_exception(rows: Rows, place: UUID, label: str, day: date, span: Span | None, reason: str) -> None:
    """Add a date on which a place keeps the hours of `span`, or is closed."""
    rows.add(
        ServiceException,
        f"{label}/{day.isoformat()}",
        place_id=place,
        date=day,
        opens_minute=None if span is None else span[0],
        closes_minute=None if span is None else span[1],
        reason=reason,
    )

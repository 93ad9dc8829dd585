"""When a place serves: the rules in Python, the local moment that they look at, and their text for people.

The rules, all in Asia/Shanghai. `core.opening_hours_sql` states the same for the database.

1. Only a place of status ACTIVE is ever open, and only the hours of purpose SERVICE count.
2. An exception for a date replaces everything else on that date; without minutes it closes the place.
3. A place that is always open needs no hours.
4. On a public holiday the hours of day 8 hold, if the place has any, and the weekday's otherwise. A make-up
   working day has the hours of the weekday that it follows.
5. Hours that end after midnight belong to the day on which they start.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.clock import SHANGHAI
from core.models import CalendarDay, Place, ServiceException, ServiceHours
from core.models.choices import CalendarDayKind, HoursPurpose, PlaceStatus
from core.models.place import HOLIDAY

DAY_MINUTES = 1440
_OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "PH")

Span = tuple[int, int]
"""From a minute to the minute before another, after midnight of the day on which it starts."""


@dataclass(frozen=True)
class LocalMoment:
    """An instant as opening hours see it, in Asia/Shanghai: days, ISO weekdays, and the minute of the day."""

    today: datetime.date
    yesterday: datetime.date
    weekday: int
    weekday_yesterday: int
    minute: int


def local_moment(instant: datetime.datetime) -> LocalMoment:
    """The day, the weekday and the minute of `instant` in Asia/Shanghai.

    Raises ValueError for an instant without an offset, for which no local time can be told.
    """
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"Opening hours need an instant with an offset, and got {instant.isoformat()}")
    local = instant.astimezone(SHANGHAI)
    today = local.date()
    yesterday = today - datetime.timedelta(days=1)
    return LocalMoment(today, yesterday, today.isoweekday(), yesterday.isoweekday(), local.hour * 60 + local.minute)


def is_open(
    place: Place,
    hours: Iterable[ServiceHours],
    exceptions: Iterable[ServiceException],
    calendar: Iterable[CalendarDay],
    instant: datetime.datetime,
) -> bool:
    """Whether the place serves at `instant`, by the rules above.

    `hours` and `exceptions` are the rows of this place, of any purpose and any date; `calendar` has what
    there is for at least the local date and the day before.
    """
    if place.status is not PlaceStatus.ACTIVE:
        return False
    service = [row for row in hours if row.purpose is HoursPurpose.SERVICE]
    special = list(exceptions)
    days = {day.date: day for day in calendar}
    local = local_moment(instant)

    def open_on(date: datetime.date, minute: int) -> bool:
        return any(
            opens <= minute < closes
            for opens, closes in _spans_on(date, place.always_open, service, special, days.get(date))
        )

    return open_on(local.today, local.minute) or open_on(local.yesterday, local.minute + DAY_MINUTES)


def format_opening_hours(
    hours: Iterable[ServiceHours],
    *,
    always_open: bool = False,
    purpose: HoursPurpose = HoursPurpose.SERVICE,
) -> str | None:
    """The usual hours of one purpose in the syntax of OpenStreetMap's key `opening_hours`; None without any.

    `24/7`, or say `Mo-Fr 09:00-12:00,13:00-17:00; Sa 22:00-02:00; PH 10:00-16:00`. `PH` stands for public
    holidays; a place without hours for them keeps those of the weekday, as it does in that syntax. Exceptions
    are not part of it. Source: wiki.openstreetmap.org/wiki/Key:opening_hours/specification.
    """
    if always_open:
        return "24/7"
    spans: dict[int, list[Span]] = {}
    for row in hours:
        if row.purpose is purpose:
            spans.setdefault(row.day, []).append((row.opens_minute, row.closes_minute))
    if not spans:
        return None
    groups: dict[tuple[Span, ...], list[int]] = {}
    for day in sorted(spans):
        groups.setdefault(tuple(sorted(spans[day])), []).append(day)
    if len(groups) == 1 and ((0, DAY_MINUTES),) in groups and set(range(1, HOLIDAY)) <= set(spans):
        return "24/7"
    rules = [(days, at) for at, days in groups.items()]
    if len(rules) > 1 and HOLIDAY in spans:
        # A later rule wins for the days that it names, also on holidays, so theirs comes last and by itself.
        rules = [([day for day in days if day != HOLIDAY], at) for days, at in rules]
        rules.append(([HOLIDAY], tuple(sorted(spans[HOLIDAY]))))
    return "; ".join(
        f"{_days(days)} {','.join(f'{_time(opens)}-{_closing(opens, closes)}' for opens, closes in at)}"
        for days, at in rules
        if days
    )


def _spans_on(
    date: datetime.date,
    always_open: bool,
    service: Sequence[ServiceHours],
    exceptions: Sequence[ServiceException],
    special_day: CalendarDay | None,
) -> list[Span]:
    replaced = [row for row in exceptions if row.date == date]
    if replaced:
        return [
            (row.opens_minute, row.closes_minute)
            for row in replaced
            if row.opens_minute is not None and row.closes_minute is not None
        ]
    if always_open:
        return [(0, DAY_MINUTES)]
    day = date.isoweekday()
    if special_day is not None and special_day.kind is CalendarDayKind.MAKE_UP_WORKDAY:
        assert special_day.follows_weekday is not None, "held by calendar_day_weekday_of_make_up_only"
        day = special_day.follows_weekday
    elif special_day is not None and any(row.day == HOLIDAY for row in service):
        day = HOLIDAY
    return [(row.opens_minute, row.closes_minute) for row in service if row.day == day]


def _days(days: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1 and day != HOLIDAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = []
    for run in runs:
        first, last = _OSM_DAYS[run[0] - 1], _OSM_DAYS[run[-1] - 1]
        # Two days are listed, three and more are a range.
        names.append(f"{first}-{last}" if len(run) > 2 else ",".join(dict.fromkeys((first, last))))
    return ",".join(names)


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _closing(opens: int, closes: int) -> str:
    # Past midnight the time of the next day is written. It says less than 24 hours: others run on to 48:00.
    over = closes - DAY_MINUTES
    return _time(over) if 0 < over < opens else _time(closes)

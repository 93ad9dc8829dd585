"""Whether a place is open, as a condition in SQL, the same for PostgreSQL and SQLite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle

from pypika_tortoise.functions import Coalesce
from pypika_tortoise.queries import Query, QueryBuilder, Table
from pypika_tortoise.terms import Case, Criterion, Not, Term, ValueWrapper

from core.database.subselects import Exists, Scalar
from core.models.choices import CalendarDayKind, HoursPurpose, PlaceStatus
from core.models.place import HOLIDAY
from core.opening_hours import DAY_MINUTES


@dataclass(frozen=True)
class LocalTerms:
    """The fields of a `core.opening_hours.LocalMoment` as terms of the statement: parameters, as a rule.

    Days have the type of the column of a date; weekdays and the minute are integers.
    """

    today: Term
    yesterday: Term
    weekday: Term
    weekday_yesterday: Term
    minute: Term


Owned = Callable[[], tuple[Table, Criterion]]
"""Rows of hours under a fresh alias, with columns as those of `core.models.ServiceHours`; and whose they are."""


def hours_at(owned: Owned, local: LocalTerms) -> Criterion:
    """Whether a moment falls into somebody's weekly hours, by the rules 4 and 5 of `core.opening_hours`.

    For what has hours of its own beside those of its place: no status, no exceptions. True or false, never NULL.
    """
    late = local.minute + _literal(DAY_MINUTES)
    return _hours(owned, local.today, local.weekday, local.minute) | _hours(
        owned, local.yesterday, local.weekday_yesterday, late
    )


def open_at(place: Table, local: LocalTerms) -> Criterion:
    """Whether the row of `place` (the table `place`, under any alias) serves at that moment.

    States the rules of `core.opening_hours`; true or false, never NULL. Hours and exceptions are looked up by
    the place's key, the calendar once for the statement.
    """
    minute = local.minute
    owned = _service(place)
    today = _hours(owned, local.today, local.weekday, minute) | place.always_open
    late = minute + _literal(DAY_MINUTES)
    yesterday = _hours(owned, local.yesterday, local.weekday_yesterday, late) & Not(place.always_open)
    return (place.status == _literal(PlaceStatus.ACTIVE)) & (
        _by_exception(place, local.today, minute)
        | (Not(_has_exception(place, local.today)) & today)
        | _by_exception(place, local.yesterday, late)
        | (Not(_has_exception(place, local.yesterday)) & yesterday)
    )


def _has_exception(place: Table, date: Term) -> Exists:
    rows = Table("service_exception").as_("oh_x")
    return Exists(_any_row(rows).where((rows.place_id == place.id) & (rows.date == date)))


def _by_exception(place: Table, date: Term, minute: Term) -> Exists:
    rows = Table("service_exception").as_("oh_x")
    return Exists(_any_row(rows).where((rows.place_id == place.id) & (rows.date == date) & _spans(rows, minute)))


def _hours(owned: Owned, date: Term, weekday: Term, minute: Term) -> Exists:
    (rows, of_owner), (holidays, of_same) = owned(), owned()
    holidays_only = _any_row(holidays).where(of_same & (holidays.day == _literal(HOLIDAY)))
    special = _special_day(date)
    return Exists(
        _any_row(rows).where(
            of_owner
            & _spans(rows, minute)
            & (
                (rows.day == Coalesce(special, weekday))
                | ((special == _literal(HOLIDAY)) & (rows.day == weekday) & Not(Exists(holidays_only)))
            )
        )
    )


def _special_day(date: Term) -> Scalar:
    """The day whose hours hold on a date of the calendar, or NULL. Names no outer row: looked up once."""
    calendar = Table("calendar_day").as_("oh_c")
    day = (
        Case()
        .when(calendar.kind == _literal(CalendarDayKind.PUBLIC_HOLIDAY), _literal(HOLIDAY))
        .else_(calendar.follows_weekday)
    )
    return Scalar(Query.from_(calendar).select(day).where(calendar.date == date))


def _service(place: Table) -> Owned:
    """The hours of service of a place. The aliases alternate: a row's, and that of the same place's holidays in it."""
    aliases = cycle(("oh_h", "oh_p"))

    def owned() -> tuple[Table, Criterion]:
        rows = Table("service_hours").as_(next(aliases))
        return rows, (rows.place_id == place.id) & (rows.purpose == _literal(HoursPurpose.SERVICE))

    return owned


def _spans(rows: Table, minute: Term) -> Criterion:
    return (rows.opens_minute <= minute) & (rows.closes_minute > minute)


def _any_row(rows: Table) -> QueryBuilder:
    return Query.from_(rows).select(_literal(1))


def _literal(value: object) -> Term:
    return ValueWrapper(value, allow_parametrize=False)

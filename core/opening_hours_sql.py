"""Whether a place is open, as a condition in SQL, the same for PostgreSQL and SQLite."""

from __future__ import annotations

from dataclasses import dataclass

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


def open_at(place: Table, local: LocalTerms) -> Criterion:
    """Whether the row of `place` (the table `place`, under any alias) serves at that moment.

    States the rules of `core.opening_hours`; true or false, never NULL. Hours and exceptions are looked up by
    the place's key, the calendar once for the statement.
    """
    minute = local.minute
    today = _hours(place, local.today, local.weekday, minute) | place.always_open
    late = minute + _literal(DAY_MINUTES)
    yesterday = _hours(place, local.yesterday, local.weekday_yesterday, late) & Not(place.always_open)
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


def _hours(place: Table, date: Term, weekday: Term, minute: Term) -> Exists:
    rows = Table("service_hours").as_("oh_h")
    holidays = Table("service_hours").as_("oh_p")
    has_holiday_hours = Exists(
        _any_row(holidays).where(_service(holidays, place) & (holidays.day == _literal(HOLIDAY)))
    )
    special = _special_day(date)
    return Exists(
        _any_row(rows).where(
            _service(rows, place)
            & _spans(rows, minute)
            & (
                (rows.day == Coalesce(special, weekday))
                | ((special == _literal(HOLIDAY)) & (rows.day == weekday) & Not(has_holiday_hours))
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


def _service(rows: Table, place: Table) -> Criterion:
    return (rows.place_id == place.id) & (rows.purpose == _literal(HoursPurpose.SERVICE))


def _spans(rows: Table, minute: Term) -> Criterion:
    return (rows.opens_minute <= minute) & (rows.closes_minute > minute)


def _any_row(rows: Table) -> QueryBuilder:
    return Query.from_(rows).select(_literal(1))


def _literal(value: object) -> Term:
    return ValueWrapper(value, allow_parametrize=False)

"""Conditions and counts that several types share, as expressions of the database.

What follows from lots and appointments for everybody, such as whether there is some of an item or whether a slot is
taken, is public, though the lots and the appointments are not: they are looked up unseen.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Annotated, Any

from pypika_tortoise.terms import Case, Criterion, Not, Term

from linli import Argument, Choice, Row, literal, serves_at, within_hours
from linli.models import PlaceStatus
from plugins.health_points.choices import (
    FHIR_CODES,
    DoctorAppointmentStatus,
    FirstAidKitAccess,
    FirstAidKitStatus,
)

At = Annotated[datetime.datetime | None, Argument("The instant; now by default (时间).")]
AsOf = Annotated[datetime.date | None, Argument("The day as of which it is told; today by default (截至日期).")]
StartsOn = Annotated[datetime.date, Argument("The first day (起始日期).")]
EndsOn = Annotated[datetime.date, Argument("The last day (截止日期).")]

TAKES_A_SLOT = (
    DoctorAppointmentStatus.BOOKED,
    DoctorAppointmentStatus.ARRIVED,
    DoctorAppointmentStatus.FULFILLED,
    DoctorAppointmentStatus.NOSHOW,
)

Condition = Callable[[Row], Criterion]


def day_of(row: Row, as_of: Any) -> Term:
    """The day that an argument names; the day of the request if it names none."""
    return row.today if as_of is None else as_of.term()


def one_of(term: Term, choices: Iterable[Enum]) -> Criterion:
    """Whether a column has one of the values."""
    found: Criterion = term.isin([literal(choice.value) for choice in choices])
    return found


def holds_on(start: Term, end: Term, day: Term) -> Criterion:
    """Whether a period that begins on ``start`` and ended before ``end`` has the day in it."""
    return (start <= day) & (end.isnull() | (end > day))


def fhir_code(status: Term, choices: type[Choice]) -> Term:
    """The code that FHIR has for a status."""
    case = Case()
    for choice in choices:
        case = case.when(status == literal(choice.value), literal(FHIR_CODES[choice]))
    return case


def usable(lot: Row) -> Criterion:
    """Whether something of a lot can be used today: there is some, it has not expired, and it is not recalled."""
    unexpired: Criterion = (lot.quantity > literal(0)) & (lot.expires_on >= lot.today)
    return unexpired & lot.recalled.eq(False)


def has_usable(stock: Row) -> Criterion:
    """Whether there is something usable of an item of a kit."""
    return stock.related("lots", usable, visible=False)[1].exists()


def units(stock: Row, condition: Condition) -> Term:
    """How many units there are in the lots that meet a condition."""
    lot, lots = stock.related("lots", condition, visible=False)
    return lots.value("coalesce(sum({0}), 0)", lot.quantity)


def is_out(stock: Row) -> Criterion:
    """Whether nothing usable is left of an item that the kit should hold."""
    wanted: Criterion = stock.par_level > literal(0)
    return wanted & Not(has_usable(stock))


def in_service(kit: Row) -> Criterion:
    """Whether a kit is in service."""
    serves: Criterion = kit.status == literal(FirstAidKitStatus.IN_SERVICE.value)
    return serves


def ready(kit: Row) -> Criterion:
    """Whether a kit is in service, has something usable, and lacks nothing essential."""

    def lacks(stock: Row) -> Criterion:
        essential: Criterion = stock.essential
        return essential & is_out(stock)

    something = kit.related("stock", has_usable, visible=False)[1].exists()
    return in_service(kit) & something & Not(kit.related("stock", lacks, visible=False)[1].exists())


def accessible(kit: Row, at: Any = None) -> Criterion:
    """Whether a kit in service can be reached at an instant, now by default."""
    within = within_hours(kit, "access_hours", at)
    there = kit.any("place", lambda place: place.status != literal(PlaceStatus.CLOSED.value))
    hours = kit.related("access_hours", visible=False)[1].exists()
    with_place = (
        (kit.access == literal(FirstAidKitAccess.WITH_PLACE.value))
        & kit.any("place", lambda place: serves_at(place, at))
        & (Not(hours) | within)
    )
    by_itself = (kit.access == literal(FirstAidKitAccess.ALWAYS.value)) | (
        (kit.access == literal(FirstAidKitAccess.OWN_HOURS.value)) & within
    )
    return in_service(kit) & (with_place | (by_itself & there))


def latest_check(kit: Row, what: Callable[[Row], Term]) -> Term:
    """Something of the last check of a kit; null before the first."""
    check, checks = kit.related("checks", lambda made: made.superseded_on.isnull(), visible=False)
    return checks.value("{0}", what(check))


def check_late(kit: Row) -> Criterion:
    """Whether a kit in service was to be checked before today, and was not."""
    overdue = kit.related(
        "checks", lambda made: made.superseded_on.isnull() & (made.next_due_on < made.today), visible=False
    )
    return in_service(kit) & overdue[1].exists()


def booked(slot: Row, statuses: Iterable[DoctorAppointmentStatus] = TAKES_A_SLOT) -> Criterion:
    """Whether an appointment of one of the statuses holds a slot."""
    return slot.related("appointments", lambda it: one_of(it.status, statuses), visible=False)[1].exists()


def offered(slot: Row) -> Criterion:
    """Whether a slot is offered at all: it is not blocked, nor is its session cancelled."""
    return slot.blocked.eq(False) & slot.any("session", lambda session: session.cancelled_at.isnull())


def free(slot: Row) -> Criterion:
    """Whether a slot can be booked by now."""
    to_come: Criterion = slot.starts_at > slot.now
    return offered(slot) & to_come & Not(booked(slot, (*TAKES_A_SLOT, DoctorAppointmentStatus.PENDING)))


def open_today(point: Row) -> Criterion:
    """Whether a contact point is open by today."""
    begun: Criterion = point.opened_on <= point.today
    return begun & (point.closed_on.isnull() | (point.closed_on >= point.today))

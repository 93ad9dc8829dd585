"""How much contact points are used, over some days: counts, without a person in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pypika_tortoise.terms import Criterion, Term

from linli import Composite, Row, count_of_people, described, value_type
from plugins.health_points.choices import DoctorAppointmentStatus
from plugins.health_points.permissions import USAGE_READ
from plugins.health_points.types import expressions


@value_type
class DoctorContactPointUse:
    """How much a contact point was used (使用情况). People are counted in whole steps of five; fewer are null."""

    sessions_held: int = described("Sessions that were held (开展场次).")
    slots: int = described("Slots that were offered (号源数).")
    booked: int | None = described("Slots that were booked, and not cancelled (预约数).")
    fulfilled: int | None = described("Appointments that were kept (履约数).")
    no_shows: int | None = described("Appointments to which nobody came (爽约数).")
    walk_ins: int | None = described("People who came without a booking (现场人数).")
    callbacks: int | None = described("Requests for a call (回电请求数).")


def use_of(point: Row, starts_on: Any, ends_on: Any) -> Composite:
    """The counts of a contact point; absent for who may not see them."""
    first, last = starts_on.term(), ends_on.term()

    def within(session: Row) -> Criterion:
        inside: Criterion = (session.day >= first) & (session.day <= last)
        return inside

    def per_session(value: Callable[[Row], Term]) -> Term:
        session, sessions = point.related("sessions", within, visible=False)
        return sessions.value("coalesce(sum({0}), 0)", value(session))

    def slots(condition: Callable[[Row], Criterion]) -> Term:
        return per_session(lambda it: it.related("slots", condition, visible=False)[1].value("count(*)"))

    def taken(statuses: Iterable[DoctorAppointmentStatus]) -> Term:
        return count_of_people(slots(lambda slot: expressions.booked(slot, statuses)))

    _, held = point.related("sessions", lambda it: within(it) & it.held_at.notnull(), visible=False)
    _, callbacks = point.related(
        "callbacks", lambda it: (it.requested_on >= first) & (it.requested_on <= last), visible=False
    )
    return Composite(
        {
            "sessions_held": held.value("count(*)"),
            "slots": slots(expressions.offered),
            "booked": taken((*expressions.TAKES_A_SLOT, DoctorAppointmentStatus.PENDING)),
            "fulfilled": taken((DoctorAppointmentStatus.FULFILLED,)),
            "no_shows": taken((DoctorAppointmentStatus.NOSHOW,)),
            "walk_ins": count_of_people(per_session(lambda session: session.walk_ins)),
            "callbacks": count_of_people(callbacks.value("count(*)")),
        },
        absent=point.where_may(USAGE_READ).negate(),
    )

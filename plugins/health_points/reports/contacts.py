"""Contact points: sessions held, how full they were, who did not come, how soon people were called back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pypika_tortoise.functions import Avg, Coalesce, Count, Sum
from pypika_tortoise.queries import Query, QueryBuilder, Table
from pypika_tortoise.terms import Criterion

from linli import ReportPeriod, literal
from linli.services import count_where, counts_in, fetched, told_count
from plugins.health_points.choices import DoctorAppointmentStatus
from plugins.health_points.reports.queries import after

POINT, TEAM, PLACE = Table("health_points_contact_point"), Table("health_points_team"), Table("place")
SESSION, SLOT = Table("health_points_contact_session"), Table("health_points_slot")
APPOINTMENT, CALLBACK = Table("health_points_appointment"), Table("health_points_callback")


async def contact_points(period: ReportPeriod) -> Sequence[Mapping[str, Any]]:
    """A row for each contact point that was open in the period, with its sessions of the period until the day.

    People are counted in whole steps of five; fewer are None, and so is what follows from them.
    """
    return [_told(row) for row in await fetched(statement(period))]


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    slots, booked, called = int(row["slots"]), told_count(int(row["booked"])), told_count(int(row["called"]))
    minutes = row["minutes_to_call"]
    return {
        "place": row["place"],
        "team": row["team"],
        "sessions_held": int(row["sessions_held"]),
        "slots": slots,
        "booked": booked,
        "fill_rate": None if booked is None else round(booked / slots, 4),
        **{name: told_count(int(row[name])) for name in ("no_shows", "walk_ins", "callbacks")},
        "hours_to_call": None if called is None else round(float(minutes) / 60, 2),
    }


def statement(period: ReportPeriod) -> QueryBuilder:
    """The one statement: contact points with what was counted of their sessions, slots and requests for a call."""
    sessions, slots, callbacks = _sessions(period), _slots(period), _callbacks(period)
    none = literal(0)
    return (
        Query.from_(POINT)
        .join(PLACE)
        .on(PLACE.id == POINT.place_id)
        .join(TEAM)
        .on(TEAM.id == POINT.team_id)
        .left_join(sessions)
        .on(sessions.contact_point_id == POINT.id)
        .left_join(slots)
        .on(slots.contact_point_id == POINT.id)
        .left_join(callbacks)
        .on(callbacks.contact_point_id == POINT.id)
        .where(counts_in(period, PLACE.area_id))
        .where(POINT.opened_on <= min(period.ends_on, period.as_of))
        .where(POINT.closed_on.isnull() | (POINT.closed_on >= period.starts_on))
        .orderby(PLACE.name, TEAM.name, POINT.id)
        .select(
            PLACE.name.as_("place"),
            TEAM.name.as_("team"),
            *(Coalesce(sessions.field(name), none).as_(name) for name in ("sessions_held", "walk_ins")),
            *(Coalesce(slots.field(name), none).as_(name) for name in ("slots", "booked", "no_shows")),
            *(Coalesce(callbacks.field(name), none).as_(name) for name in ("callbacks", "called")),
            callbacks.minutes_to_call,
        )
    )


def _in_period(period: ReportPeriod) -> Criterion:
    until: Criterion = SESSION.day <= min(period.ends_on, period.as_of)
    return until & (SESSION.day >= period.starts_on)


def _sessions(period: ReportPeriod) -> QueryBuilder:
    return (
        Query.from_(SESSION)
        .where(_in_period(period) & (SESSION.held_at < after(period.as_of)))
        .groupby(SESSION.contact_point_id)
        .select(SESSION.contact_point_id, Count("*").as_("sessions_held"), Sum(SESSION.walk_ins).as_("walk_ins"))
        .as_("of_sessions")
    )


def _slots(period: ReportPeriod) -> QueryBuilder:
    known = after(period.as_of)
    cancelled = APPOINTMENT.status == literal(DoctorAppointmentStatus.CANCELLED.value)
    missed = APPOINTMENT.status == literal(DoctorAppointmentStatus.NOSHOW.value)
    # At any instant one appointment at most holds a slot, as the database sees to: no slot comes twice.
    held: Criterion = (APPOINTMENT.booked_at < known) & (cancelled.negate() | (APPOINTMENT.ended_at >= known))
    return (
        Query.from_(SLOT)
        .join(SESSION)
        .on(SESSION.id == SLOT.session_id)
        .left_join(APPOINTMENT)
        .on((APPOINTMENT.slot_id == SLOT.id) & held)
        .where(_in_period(period) & SLOT.blocked.eq(False))
        .where(SESSION.cancelled_at.isnull() | (SESSION.cancelled_at >= known))
        .groupby(SESSION.contact_point_id)
        .select(
            SESSION.contact_point_id,
            Count("*").as_("slots"),
            Count(APPOINTMENT.id).as_("booked"),
            count_where(missed & (APPOINTMENT.ended_at < known)).as_("no_shows"),
        )
        .as_("of_slots")
    )


def _callbacks(period: ReportPeriod) -> QueryBuilder:
    called: Criterion = CALLBACK.minutes_to_call.notnull() & (CALLBACK.ended_at < after(period.as_of))
    return (
        Query.from_(CALLBACK)
        .where(CALLBACK.requested_on >= period.starts_on)
        .where(CALLBACK.requested_on <= min(period.ends_on, period.as_of))
        .groupby(CALLBACK.contact_point_id)
        .select(
            CALLBACK.contact_point_id,
            Count("*").as_("callbacks"),
            count_where(called).as_("called"),
            Avg(CALLBACK.minutes_to_call).filter(called).as_("minutes_to_call"),
        )
        .as_("of_callbacks")
    )

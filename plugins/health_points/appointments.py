"""Appointments with family doctors: who comes when, and no word of why.

A slot has one appointment that is not cancelled: the slot is locked by whoever books, and a unique index holds it. Each
verb is one transaction, and raises `linli.services.InputRefused`. Events name the row, and nobody.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from linli.models import Person
from linli.services import (
    Problems,
    References,
    changed,
    created,
    has_consented,
    locked,
    now,
    own_person,
    plugin_settings,
    refuse,
    today,
    writing,
)
from plugins.health_points import tags
from plugins.health_points.choices import DoctorAppointmentStatus
from plugins.health_points.models import Appointment, Slot
from plugins.health_points.models.database_rules import RULES
from plugins.health_points.periods import day_of
from plugins.health_points.settings import HealthSettings

A = DoctorAppointmentStatus

CONSENT = "health_points.contact"
"""The purpose to which people agree before a health contact of theirs is kept."""

BEFORE: Mapping[DoctorAppointmentStatus, frozenset[DoctorAppointmentStatus]] = {
    A.BOOKED: frozenset({A.PENDING}),
    A.ARRIVED: frozenset({A.BOOKED}),
    A.FULFILLED: frozenset({A.BOOKED, A.ARRIVED}),
    A.NOSHOW: frozenset({A.BOOKED}),
    A.CANCELLED: frozenset({A.PENDING, A.BOOKED}),
}
"""From which statuses each status can be reached."""

AFTER_THE_START = (A.FULFILLED, A.NOSHOW)


@dataclass(frozen=True, kw_only=True)
class Booking:
    """The slot that somebody books for themselves."""

    slot_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class BookingFor:
    """The slot that a team books for somebody."""

    slot_id: uuid.UUID
    person_id: uuid.UUID


async def book_own(booking: Booking) -> Appointment:
    """Book a slot for the person who acts. Raises what `book` raises; NOT_PERMITTED for who is no person."""
    return await book(BookingFor(slot_id=booking.slot_id, person_id=own_person()), by_team=False)


async def book(booking: BookingFor, *, by_team: bool = True) -> Appointment:
    """Book a slot for somebody.

    SLOT_TAKEN, NOT_OFFERED (blocked, or its session cancelled, or its contact point closed), IN_THE_PAST, TOO_EARLY
    (the setting ``book_days_ahead``) at `slotId`; ALREADY_BOOKED for who has another slot of the session;
    CONSENT_REQUIRED without the person's consent to be kept as a health contact, at `personId` where it is given.
    """
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Slot, booking.slot_id, "slot_id")
        references.add(Person, booking.person_id, "person_id")
        await references.check(problems)
        problems.refuse()
        await require_consent(booking.person_id, "person_id" if by_team else "slot_id")
        # The slot first, as by whoever cancels its session; the person by whom they are.
        slot = await locked(Slot, booking.slot_id, None)
        await _refuse_slot(slot)
        session = Appointment.filter(slot__session_id=slot.session_id, person_id=booking.person_id)
        if await session.exclude(status__in=(A.CANCELLED, A.NOSHOW, A.FULFILLED)).exists():
            raise refuse("ALREADY_BOOKED", "The person has another slot of this session.", "slot_id")
        point = (await slot.session).contact_point
        asks = (await point).needs_confirmation and not by_team
        row = Appointment(
            slot_id=slot.id,
            person_id=booking.person_id,
            status=A.PENDING if asks else A.BOOKED,
            booked_at=now(),
            by_team=by_team,
        )
        await created(row, "health_points.appointment_booked", tag=tags.APPOINTMENT)
    return row


async def require_consent(person_id: uuid.UUID, field: str) -> None:
    """Lock a person, who is then in one health contact at a time; CONSENT_REQUIRED unless they agreed to be kept."""
    await Person.filter(id=person_id).select_for_update(no_key=True).get()
    if not await has_consented(person_id, CONSENT):
        raise refuse(
            "CONSENT_REQUIRED",
            f"The person has not agreed to {CONSENT!r}: show the text, and record the consent first.",
            field,
        )


async def _refuse_slot(slot: Slot) -> None:
    session = await slot.session
    point = await session.contact_point
    closed = point.closed_on is not None and point.closed_on < session.day
    if slot.blocked or session.cancelled_at is not None or closed:
        raise refuse("NOT_OFFERED", "The slot is not offered.", "slot_id")
    if slot.starts_at <= now():
        raise refuse("IN_THE_PAST", "The slot has begun already.", "slot_id")
    last = today() + datetime.timedelta(days=plugin_settings(HealthSettings).book_days_ahead)
    if day_of(slot.starts_at) > last:
        raise refuse("TOO_EARLY", f"Slots can be booked until {last} by now.", "slot_id")
    if await Appointment.filter(slot_id=slot.id).exclude(status=A.CANCELLED).exists():
        raise refuse("SLOT_TAKEN", "Somebody else has booked this slot.", "slot_id")


async def cancel_own(appointment_id: uuid.UUID, *, expected_version: int | None = None) -> Appointment:
    """Cancel one's own appointment. NOT_FOUND for that of somebody else, as for one that is not there."""
    person_id = own_person()
    async with writing(RULES):
        row = await Appointment.filter(id=appointment_id, person_id=person_id).get_or_none()
        if row is None:
            raise refuse("NOT_FOUND", "There is no such row.", "id")
        row = await locked(Appointment, appointment_id, expected_version)
        await end(row, A.CANCELLED, by_team=False)
    return row


async def confirm(appointment_id: uuid.UUID, *, expected_version: int | None = None) -> Appointment:
    """Confirm a booking, where the contact point does so."""
    async with writing(RULES):
        row = await locked(Appointment, appointment_id, expected_version)
        _require(row, A.BOOKED)
        values = {"status": A.BOOKED, "by_team": True}
        await changed(row, values, "health_points.appointment_confirmed", tag=tags.APPOINTMENT)
    return row


async def arrive(appointment_id: uuid.UUID, *, expected_version: int | None = None) -> Appointment:
    """Note that the person is there."""
    async with writing(RULES):
        row = await locked(Appointment, appointment_id, expected_version)
        _require(row, A.ARRIVED)
        values = {"status": A.ARRIVED, "arrived_at": now(), "by_team": True}
        await changed(row, values, "health_points.appointment_arrived", tag=tags.APPOINTMENT)
    return row


async def conclude(
    appointment_id: uuid.UUID, status: DoctorAppointmentStatus, *, expected_version: int | None = None
) -> Appointment:
    """Note that an appointment was kept, missed, or cancelled by the team. NOT_BEGUN for the first two, too early."""
    async with writing(RULES):
        row = await locked(Appointment, appointment_id, expected_version)
        slot = await Slot.get(id=row.slot_id)
        _require(row, status)
        if status in AFTER_THE_START and slot.starts_at > now():
            raise refuse("NOT_BEGUN", "The slot has not begun.", "id")
        await end(row, status, by_team=True)
    return row


async def end(row: Appointment, status: DoctorAppointmentStatus, *, by_team: bool) -> None:
    """End an appointment in the caller's transaction."""
    _require(row, status)
    values = {"status": status, "ended_at": now(), "by_team": by_team}
    await changed(row, values, f"health_points.appointment_{status.value.lower()}", tag=tags.APPOINTMENT)


def _require(row: Appointment, status: DoctorAppointmentStatus) -> None:
    if row.status not in BEFORE[status]:
        wanted = " or ".join(one.value for one in A if one in BEFORE[status])
        raise refuse("WRONG_STATE", f"The appointment is {row.status.value}, and must be {wanted}.", "id")

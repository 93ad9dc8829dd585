"""Sessions at contact points, cut into slots that can be booked."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from linli.models import Person
from linli.services import Problems, References, changed, created, locked, now, refuse, writing
from plugins.health_points import appointments, tags
from plugins.health_points.choices import DoctorAppointmentStatus
from plugins.health_points.kits import Reason
from plugins.health_points.models import Appointment, ContactPoint, ContactSession, Slot
from plugins.health_points.models.database_rules import RULES
from plugins.health_points.periods import day_of, told

LONGEST = datetime.timedelta(hours=16)


@dataclass(frozen=True, kw_only=True)
class NewSession:
    """Hours of a team at a contact point, cut into slots of so many minutes; without them nothing can be booked."""

    contact_point_id: uuid.UUID
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    slot_minutes: int | None = None
    doctor_id: uuid.UUID | None = None
    topic: str | None = None
    topic_en: str | None = None


@dataclass(frozen=True, kw_only=True)
class Held:
    """How many came to a session without a booking."""

    walk_ins: int = 0


@dataclass(frozen=True, kw_only=True)
class Blocking:
    """Whether a slot is offered to nobody."""

    blocked: bool


async def plan(new: NewSession) -> ContactSession:
    """Plan a session.

    Raises `linli.services.InputRefused`: ENDS_BEFORE_START, OUT_OF_RANGE, IN_THE_PAST; OVERLAP with another session of
    the contact point; NOT_OPEN on a day on which that is not open.
    """
    async with writing(RULES):
        problems, references = Problems(), References()
        starts_at, ends_at = (at.replace(microsecond=0) for at in (new.starts_at, new.ends_at))
        references.add(ContactPoint, new.contact_point_id, "contact_point_id")
        references.add(Person, new.doctor_id, "doctor_id")
        _check_hours(starts_at, ends_at, problems)
        problems.within(new.slot_minutes, 5, 240, "slot_minutes")
        topic = problems.optional_text(ContactSession, "topic", new.topic, "topic")
        topic_en = problems.optional_text(ContactSession, "topic_en", new.topic_en, "topic_en")
        await references.check(problems)
        problems.refuse()
        # Locked, so that two who plan at once see each other, and a closure sees both.
        point = await locked(ContactPoint, new.contact_point_id, None)
        day = day_of(starts_at)
        if day < point.opened_on or (point.closed_on is not None and day > point.closed_on):
            raise refuse("NOT_OPEN", f"The contact point is not open on {day}.", "starts_at")
        others = ContactSession.filter(
            contact_point_id=point.id, cancelled_at=None, starts_at__lt=ends_at, ends_at__gt=starts_at
        )
        other = await others.first()
        if other is not None:
            raise refuse(
                "OVERLAP", f"Another session is from {told(other.starts_at)} to {told(other.ends_at)}.", "starts_at"
            )
        session = ContactSession(
            contact_point_id=point.id,
            doctor_id=new.doctor_id,
            day=day,
            starts_at=starts_at,
            ends_at=ends_at,
            topic=topic,
            topic_en=topic_en,
        )
        await created(session, "health_points.session_planned", tag=tags.SESSION)
        await Slot.bulk_create(_slots(session, new.slot_minutes))
    return session


def _check_hours(starts_at: datetime.datetime, ends_at: datetime.datetime, problems: Problems) -> None:
    if ends_at <= starts_at:
        problems.add("ENDS_BEFORE_START", "Must end after it starts.", "ends_at")
    elif ends_at - starts_at > LONGEST:
        problems.add("OUT_OF_RANGE", f"Lasts {ends_at - starts_at}, and at most 16 hours are allowed.", "ends_at")
    if starts_at <= now():
        problems.add("IN_THE_PAST", "Has begun already.", "starts_at")


def _slots(session: ContactSession, minutes: int | None) -> list[Slot]:
    """Slots of so many minutes, as many as fit."""
    if minutes is None:
        return []
    length = datetime.timedelta(minutes=minutes)
    starts = [session.starts_at + length * index for index in range((session.ends_at - session.starts_at) // length)]
    return [Slot(session_id=session.id, starts_at=start, ends_at=start + length) for start in starts]


async def confirm(session_id: uuid.UUID, held: Held, *, expected_version: int | None = None) -> ContactSession:
    """Confirm that a session was held, and how many came without a booking. WRONG_STATE before it began."""
    async with writing(RULES):
        session = await locked(ContactSession, session_id, expected_version)
        if session.cancelled_at is not None or session.starts_at > now():
            raise refuse("WRONG_STATE", "The session was cancelled, or has not begun.", "id")
        problems = Problems()
        problems.within(held.walk_ins, 0, 100_000, "walk_ins")
        problems.refuse()
        values = {"held_at": session.held_at or now(), "walk_ins": held.walk_ins}
        await changed(session, values, "health_points.session_confirmed", tag=tags.SESSION)
    return session


async def cancel(session_id: uuid.UUID, reason: Reason, *, expected_version: int | None = None) -> ContactSession:
    """Cancel a session that was not held, and with it what is booked of it. WRONG_STATE if it is over or cancelled."""
    async with writing(RULES):
        session = await locked(ContactSession, session_id, expected_version)
        if session.cancelled_at is not None or session.held_at is not None:
            raise refuse("WRONG_STATE", "The session was held or cancelled already.", "id")
        problems = Problems()
        text = problems.text(ContactSession, "cancel_reason", reason.reason, "reason")
        problems.refuse()
        values = {"cancelled_at": now(), "cancel_reason": text}
        await changed(session, values, "health_points.session_cancelled", tag=tags.SESSION)
        # Who books locks the slot, and then looks at the session.
        await Slot.filter(session_id=session.id).order_by("id").select_for_update(no_key=True)
        waiting = (DoctorAppointmentStatus.PENDING, DoctorAppointmentStatus.BOOKED)
        for row in await Appointment.filter(slot__session_id=session.id, status__in=waiting).order_by("id"):
            await appointments.end(row, DoctorAppointmentStatus.CANCELLED, by_team=True)
    return session


async def block(slot_id: uuid.UUID, blocking: Blocking, *, expected_version: int | None = None) -> Slot:
    """Offer a slot to nobody, or offer it again. SLOT_TAKEN if somebody has booked it."""
    async with writing(RULES):
        slot = await locked(Slot, slot_id, expected_version)
        taken = Appointment.filter(slot_id=slot.id).exclude(status=DoctorAppointmentStatus.CANCELLED)
        if blocking.blocked and await taken.exists():
            raise refuse("SLOT_TAKEN", "Somebody has booked this slot.", "id")
        event = "health_points.slot_blocked" if blocking.blocked else "health_points.slot_offered"
        await changed(slot, {"blocked": blocking.blocked}, event, tag=tags.SLOT)
    return slot

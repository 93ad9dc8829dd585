"""What health points hold of persons: health contacts, which are sensitive; who keeps kits, or is in a team."""

from __future__ import annotations

import uuid
from typing import Any

from tortoise.expressions import F

from linli import ConsentPurpose, PersonalData, Retention
from linli.services import now
from plugins.health_points.appointments import CONSENT
from plugins.health_points.choices import CallbackState, DoctorAppointmentStatus, SigningState
from plugins.health_points.models import Appointment, Callback, Check, ContactSession, Kit, SigningIntent, TeamMember

KEPT_DAYS = 365
"""For how many days it is kept whose a health contact was, once it is over."""

CONSENT_PURPOSES = (
    ConsentPurpose(CONSENT, "家庭医生联系", "Being in touch with a family doctor team", sensitive=True),
)


async def export_contacts(person_id: uuid.UUID) -> Any:
    """The person's appointments, requests for a call and intents to sign up."""
    appointments = Appointment.filter(person_id=person_id).order_by("id")
    callbacks = Callback.filter(person_id=person_id).order_by("id")
    intents = SigningIntent.filter(person_id=person_id).order_by("id")
    return {
        "appointments": [
            {
                "place": one.slot.session.contact_point.place.name,
                "starts_at": one.slot.starts_at,
                "status": one.status.value,
            }
            for one in await appointments.prefetch_related("slot__session__contact_point__place")
        ],
        "callbacks": [
            {"place": one.contact_point.place.name, "requested_at": one.requested_at, "state": one.state.value}
            for one in await callbacks.prefetch_related("contact_point__place")
        ],
        "signing_intents": [
            {"team": one.team.name, "registered_at": one.registered_at, "state": one.state.value}
            for one in await intents.prefetch_related("team")
        ],
    }


async def erase_contacts(person_id: uuid.UUID) -> None:
    """End what is open, and forget whose it all was. It goes on to count."""
    later = {"version": F("version") + 1, "updated_at": now()}
    waiting = (DoctorAppointmentStatus.PENDING, DoctorAppointmentStatus.BOOKED, DoctorAppointmentStatus.ARRIVED)
    mine = Appointment.filter(person_id=person_id)
    await mine.filter(status__in=waiting).update(
        status=DoctorAppointmentStatus.CANCELLED, ended_at=now(), person_id=None, **later
    )
    await Appointment.filter(person_id=person_id).update(person_id=None, **later)
    await Callback.filter(person_id=person_id, ended_at=None).update(
        state=CallbackState.CANCELLED, ended_at=now(), person_id=None, **later
    )
    await Callback.filter(person_id=person_id).update(person_id=None, **later)
    await SigningIntent.filter(person_id=person_id, ended_at=None).update(
        state=SigningState.WITHDRAWN, ended_at=now(), person_id=None, **later
    )
    await SigningIntent.filter(person_id=person_id).update(person_id=None, **later)


async def export_work(person_id: uuid.UUID) -> Any:
    """The kits that the person keeps, the checks that they made, the teams to which they belong or belonged, and the
    sessions that they hold.
    """
    kits = await Kit.filter(keeper_id=person_id).order_by("id").values_list("code", flat=True)
    checks = await Check.filter(checker_id=person_id).order_by("id").prefetch_related("kit")
    members = await TeamMember.filter(person_id=person_id).order_by("id").prefetch_related("team")
    sessions = ContactSession.filter(doctor_id=person_id).order_by("starts_at", "id")
    return {
        "kits": list(kits),
        "checks": [{"kit": one.kit.code, "day": one.checked_on, "note": one.note} for one in checks],
        "sessions": [
            {"place": one.contact_point.place.name, "starts_at": one.starts_at}
            for one in await sessions.prefetch_related("contact_point__place")
        ],
        "teams": [{"team": one.team.name, "function": one.function.value} for one in members],
    }


async def erase_work(person_id: uuid.UUID) -> None:
    """Let kits have no keeper any more. Who checked, and who was in a team, is the erased person, known no further."""
    await Kit.filter(keeper_id=person_id).update(keeper_id=None, version=F("version") + 1, updated_at=now())


PERSONAL_DATA = (
    PersonalData("health_points.contacts", "家庭医生联系", "Health contacts", export_contacts, erase_contacts),
    PersonalData("health_points.work", "健康服务工作", "Work for health points", export_work, erase_work),
)

RETENTION = (
    Retention(
        "health_points.appointments",
        "预约人",
        "Whose appointments they were",
        Appointment,
        "ended_at",
        KEPT_DAYS,
        becomes={"person_id": None},
    ),
    Retention(
        "health_points.callbacks",
        "回电请求人",
        "Whose requests for a call they were",
        Callback,
        "ended_at",
        KEPT_DAYS,
        becomes={"person_id": None},
    ),
    Retention(
        "health_points.signing_intents",
        "签约意向人",
        "Whose intents to sign up they were",
        SigningIntent,
        "ended_at",
        KEPT_DAYS,
        becomes={"person_id": None},
    ),
)

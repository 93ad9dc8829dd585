"""Sample data of contact points: two teams, sessions of a quarter of a year, appointments, requests for a call; and the
text to which people agree first.

All of it is made up. People are those of the core's demo, who are fictional and say so; nothing says why they come.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from linli.models import Consent, ConsentChannel, ConsentText
from linli.sample import Rows, local
from linli.services import today
from plugins.health_points.appointments import CONSENT
from plugins.health_points.choices import (
    CallbackState,
    CallbackTime,
    DoctorAppointmentStatus,
    DoctorFunction,
    SigningState,
)
from plugins.health_points.models import (
    Appointment,
    Callback,
    ContactPoint,
    ContactSession,
    SigningIntent,
    Slot,
    Team,
    TeamMember,
)
from plugins.health_points.sample_days import near, near_in_week

date = datetime.date
A = DoctorAppointmentStatus

OPENED_ON = date(2024, 7, 10)
AGREED_ON = date(2026, 3, 30)
FIRST_SESSION = date(2026, 4, 7)
WEEKS = 15
"""Sessions are held once a week; the last ones are to come."""
SLOTS = 8
SLOT_MINUTES = 15
CANCELLED = (2, 5)
"""The session that was cancelled: of which point, in which week."""

NAMES = (
    ("西华家庭医生团队（演示）", "Xihua family doctor team (demo)"),
    ("郫筒家庭医生团队（演示）", "Pitong family doctor team (demo)"),
)
CONSENT_TEXT = (
    "我同意家庭医生团队保存并使用我的姓名和联系方式，用于预约、回电和签约联系。预约中说了什么不会被保存。我可以随时撤回。（演示）",
    "I agree that a family doctor team keeps and uses my name and contact details for appointments, calls and signing "
    "up. What is said is not stored. I can withdraw this at any time. (demo)",
)
TOPICS = (
    ("血压血糖测量咨询（演示）", "Blood pressure and sugar (demo)"),
    ("用药咨询（演示）", "Questions on medicine (demo)"),
)


def add_contacts(
    rows: Rows,
    *,
    teams: Sequence[tuple[uuid.UUID, uuid.UUID]],
    places: Sequence[uuid.UUID],
    people: Sequence[uuid.UUID],
) -> None:
    """Add the teams (their organisation and area), a contact point at each place, and what happened there.

    The last place is that of the second team.
    """
    keys = [
        rows.add(Team, str(number), organization_id=organization, area_id=area, name=name, name_en=name_en)
        for number, ((organization, area), (name, name_en)) in enumerate(zip(teams, NAMES, strict=True), start=1)
    ]
    for number, team in enumerate(keys):
        for index, function in enumerate((DoctorFunction.DOCTOR, DoctorFunction.NURSE)):
            rows.add(
                TeamMember,
                f"{number}/{index}",
                team_id=team,
                person_id=people[-1 - 2 * number - index],
                function=function,
                valid_from=OPENED_ON,
            )
    for number, place in enumerate(places):
        team = keys[1 if number == len(places) - 1 else 0]
        point = rows.add(
            ContactPoint,
            str(number),
            team_id=team,
            place_id=place,
            services="健康咨询、慢病随访预约、签约咨询；不提供诊疗（演示）",
            services_en="Advice, follow-up appointments, questions on signing up; no treatment (demo)",
            needs_confirmation=number == 2,
            opened_on=OPENED_ON,
        )
        for week in range(WEEKS):
            _add_session(rows, number, week, point, people[-1 - 2 * (team == keys[1])], people)
        _add_callbacks(rows, number, point, people)
    for number in range(10):
        _add_intent(rows, number, keys[number % 2], people[40 + number])


def consent_rows(contacts: Rows) -> Rows:
    """The text to which people agree before a health contact of theirs is kept, and the consent of who has one."""
    rows, agreed_at = Rows(), local(near(AGREED_ON), 10)
    text, text_en = CONSENT_TEXT
    key = rows.add(
        ConsentText,
        f"{CONSENT}/1",
        purpose=CONSENT,
        number=1,
        text=text,
        text_en=text_en,
        valid_from=OPENED_ON,
    )
    people: dict[uuid.UUID, None] = {}
    for model in (Appointment, Callback, SigningIntent):
        people.update((row.person_id, None) for row in contacts.of[model])  # type: ignore[attr-defined]  # each has one
    for person in people:
        rows.add(
            Consent,
            f"{CONSENT}/{person}",
            at=agreed_at,
            person_id=person,
            text_id=key,
            purpose=CONSENT,
            channel=ConsentChannel.PAPER,
            given_at=agreed_at,
            recorded_by="PLATFORM",
        )
    return rows


def _add_session(
    rows: Rows, number: int, week: int, point: uuid.UUID, doctor: uuid.UUID, people: Sequence[uuid.UUID]
) -> None:
    day = near_in_week(FIRST_SESSION + datetime.timedelta(days=7 * week + number))
    label, starts_at = f"{number}/{week}", local(day, 14)
    over, cancelled = day < today(), (number, week) == CANCELLED
    topic, topic_en = TOPICS[week % len(TOPICS)]
    session = rows.add(
        ContactSession,
        label,
        contact_point_id=point,
        doctor_id=doctor,
        day=day,
        starts_at=starts_at,
        ends_at=local(day, 16),
        topic=topic,
        topic_en=topic_en,
        held_at=local(day, 16, 10) if over and not cancelled else None,
        walk_ins=(number + week) % 4 if over and not cancelled else 0,
        cancelled_at=local(day, 9) if cancelled else None,
        cancel_reason="团队参加培训（演示）" if cancelled else None,
    )
    for index in range(SLOTS):
        at = starts_at + datetime.timedelta(minutes=SLOT_MINUTES * index)
        slot = rows.add(
            Slot, f"{label}/{index}", session_id=session, starts_at=at, ends_at=at + datetime.timedelta(minutes=15)
        )
        if over and (index + week + number) % 8 < 5 and not cancelled:
            missed = (index + week) % 9 == 0
            _add_appointment(
                rows, f"{label}/{index}", slot, at, A.NOSHOW if missed else A.FULFILLED, people, index + week
            )
        elif not over and index < 2:
            status = A.PENDING if number == 2 and index == 1 else A.BOOKED
            _add_appointment(rows, f"{label}/{index}", slot, at, status, people, index + week + 20 * number)


def _add_appointment(
    rows: Rows,
    label: str,
    slot: uuid.UUID,
    at: datetime.datetime,
    status: DoctorAppointmentStatus,
    people: Sequence[uuid.UUID],
    who: int,
) -> None:
    to_come = status in (A.BOOKED, A.PENDING)
    booked_at = local(near(date(2026, 6, 29)), 10) if to_come else at - datetime.timedelta(days=3)
    ended = at + datetime.timedelta(minutes=SLOT_MINUTES) if status in (A.FULFILLED, A.NOSHOW) else None
    rows.add(
        Appointment,
        label,
        at=booked_at,
        slot_id=slot,
        person_id=people[who % 40],
        status=status,
        booked_at=booked_at,
        arrived_at=at if status is A.FULFILLED else None,
        ended_at=ended,
    )


def _add_callbacks(rows: Rows, number: int, point: uuid.UUID, people: Sequence[uuid.UUID]) -> None:
    for index in range(8):
        day = near(date(2026, 5, 5) + datetime.timedelta(days=7 * index + number))
        at = local(day, 9, 30)
        open_ = index == 7
        minutes = 30 + 25 * ((index * 3 + number) % 7)
        values: dict[str, Any] = {"state": CallbackState.OPEN}
        if not open_:
            values = {
                "state": CallbackState.CALLED,
                "attempts": 1,
                "minutes_to_call": minutes,
                "ended_at": at + datetime.timedelta(minutes=minutes),
            }
        rows.add(
            Callback,
            f"{number}/{index}",
            at=at,
            contact_point_id=point,
            person_id=people[20 + index],
            preferred=list(CallbackTime)[index % 4],
            requested_at=at,
            requested_on=day,
            **values,
        )


def _add_intent(rows: Rows, number: int, team: uuid.UUID, person: uuid.UUID) -> None:
    at = local(near(date(2026, 6, 1 + number)), 11)
    state = (SigningState.SIGNED, SigningState.OPEN, SigningState.CONTACTED)[number % 3]
    contacted = at + datetime.timedelta(days=2) if state is not SigningState.OPEN else None
    rows.add(
        SigningIntent,
        str(number),
        at=at,
        team_id=team,
        person_id=person,
        state=state,
        registered_at=at,
        contacted_at=contacted,
        ended_at=at + datetime.timedelta(days=4) if state is SigningState.SIGNED else None,
    )

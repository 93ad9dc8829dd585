"""Contact points: sessions, slots and appointments, requests for a call, intents to sign up; and who sees whose."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core import retention
from core.acting import Actor, acting
from core.clock import fixed
from core.consents import NewConsent, NewConsentText, publish_text, record, withdraw
from core.models import AuditEntry, Consent, ConsentText, Event, Person
from core.models.choices import ConsentChannel
from core.persons import erasure
from core.persons.export import export
from linli.testing import Client, Dialect, assert_no_leaks
from plugins.health_points import appointments, events, requests, sessions, teams
from plugins.health_points.appointments import CONSENT
from plugins.health_points.choices import DoctorAppointmentStatus, DoctorFunction
from plugins.health_points.kits import Reason
from plugins.health_points.medicine import LastDay
from plugins.health_points.models import Appointment, Callback, ContactPoint, SigningIntent, Slot
from plugins.health_points.permissions import APPOINTMENTS_READ, APPOINTMENTS_WRITE, ROLES
from tests.plugins.health_points.ward import (
    NOW,
    TODAY,
    Ward,
    a_person,
    a_session,
    asked,
    at,
    date,
    gid,
    own,
    problems_of,
    signed_in,
    slots_of,
)

A = DoctorAppointmentStatus
TOMORROW = TODAY + datetime.timedelta(days=1)
BOOK = """mutation ($input: BookMyDoctorAppointmentInput!) { bookMyDoctorAppointment(input: $input) {
  doctorAppointment { id status statusLabel fhirStatus slot { startsAt } person { displayName } }
  userErrors { code field }
} }"""
SLOTS = "{ doctorSlots { nodes { status fhirStatus } } doctorContactSessions { nodes { freeSlots state } } }"


def booking(slot: Slot) -> appointments.Booking:
    return appointments.Booking(slot_id=slot.id)


async def booked(person: Person, slot: Slot) -> Appointment:
    with fixed(NOW), acting(Actor(signed_in(person))):
        return await appointments.book_own(booking(slot))


async def test_a_resident_books_a_slot(client: Client, ward: Ward) -> None:
    with fixed(NOW):
        slot, other, *_ = await slots_of(await a_session(ward))
        person = await a_person()
    me = client.seen_by(signed_in(person))
    given = {"slotId": gid("hsl", slot.id)}
    done: Any = await asked(me, NOW, BOOK, input=given)
    appointment = done["bookMyDoctorAppointment"]["doctorAppointment"]
    key = appointment.pop("id")
    assert appointment == {
        "status": "BOOKED",
        "statusLabel": "已预约",
        "fhirStatus": "booked",
        "slot": {"startsAt": "2024-07-11T06:00:00+00:00"},
        "person": {"displayName": "演示居民101"},
    }
    again: Any = await asked(me, NOW, BOOK, input={"slotId": gid("hsl", other.id)})
    assert again["bookMyDoctorAppointment"]["userErrors"] == [{"code": "ALREADY_BOOKED", "field": ["slotId"]}]
    elsewhere = {"slotId": gid("hsl", person.id)}
    nowhere: Any = await asked(me, NOW, BOOK.replace("code field", "message"), input=elsewhere)
    assert nowhere["bookMyDoctorAppointment"]["userErrors"] == [{"message": "There is no such slot."}]
    assert (await client.anonymous.refusal(BOOK, {"input": given}))[0] == "FORBIDDEN"
    # The administrator is no person.
    nobody: Any = await asked(client, NOW, BOOK, input=given)
    assert nobody["bookMyDoctorAppointment"]["userErrors"] == [{"code": "NOT_PERMITTED", "field": []}]
    # That it is taken is public; by whom is not.
    seen: Any = await asked(client.anonymous, NOW, SLOTS)
    assert [node["fhirStatus"] for node in seen["doctorSlots"]["nodes"]] == ["busy", "free", "free", "free"]
    assert seen["doctorContactSessions"]["nodes"] == [{"freeSlots": 3, "state": "PLANNED"}]
    assert (await client.anonymous.refusal("{ doctorAppointments { totalCount } }"))[0] == "FORBIDDEN"
    mine: Any = await asked(me, NOW, "{ doctorAppointments { nodes { id } } }")
    assert mine["doctorAppointments"]["nodes"] == [{"id": key}]
    event = await Event.get(name="health_points.appointment_booked")
    assert event.payload == {"version": 1}
    # Neither does the audit log tell whose it is: whoever reads that may not see it.
    (entry,) = await AuditEntry.filter(subject_type="hap")
    assert (entry.actor, entry.action) == ("THEMSELVES", "bookMyDoctorAppointment")
    assert (entry.person_id, entry.account_id, entry.actor_person_id, entry.request_id) == (None, None, None, None)


async def test_a_cancelled_booking_never_blocks(client: Client, ward: Ward) -> None:
    """Edge case 25, one after the other; `test_concurrency` has both at once."""
    with fixed(NOW):
        slot, *_ = await slots_of(await a_session(ward))
        first, second = await a_person(), await a_person("演示居民102")
    row = await booked(first, slot)
    assert await own(second, appointments.book_own(booking(slot))) == [("SLOT_TAKEN", "slotId")]
    assert await own(second, appointments.cancel_own(row.id)) == [("NOT_FOUND", "id")]
    cancel = """mutation ($id: ID!) { cancelMyDoctorAppointment(input: {id: $id}) {
      doctorAppointment { status byTeam } userErrors { code }
    } }"""
    done: Any = await asked(client.seen_by(signed_in(first)), NOW, cancel, id=gid("hap", row.id))
    assert done["cancelMyDoctorAppointment"]["doctorAppointment"] == {"status": "CANCELLED", "byTeam": False}
    await booked(second, slot)
    assert await own(first, appointments.book_own(booking(slot))) == [("SLOT_TAKEN", "slotId")]
    assert await own(first, appointments.cancel_own(row.id)) == [("WRONG_STATE", "id")]


async def test_what_cannot_be_booked(ward: Ward) -> None:
    with fixed(NOW):
        session = await a_session(ward)
        slot, other, *_ = await slots_of(session)
        far, *_ = await slots_of(await a_session(ward, at(TODAY + datetime.timedelta(days=31), 14)))
        person, stranger = await a_person(), await a_person("演示居民102", agreed=False)
        await sessions.block(other.id, sessions.Blocking(blocked=True))
    assert await own(stranger, appointments.book_own(booking(slot))) == [("CONSENT_REQUIRED", "slotId")]
    assert await own(person, appointments.book_own(booking(other))) == [("NOT_OFFERED", "slotId")]
    assert await own(person, appointments.book_own(booking(far))) == [("TOO_EARLY", "slotId")]
    for_them = appointments.BookingFor(slot_id=slot.id, person_id=stranger.id)
    assert await problems_of(appointments.book(for_them)) == [("CONSENT_REQUIRED", "personId")]
    late = appointments.book(appointments.BookingFor(slot_id=slot.id, person_id=person.id))
    assert await problems_of(late, at(TOMORROW, 14)) == [("IN_THE_PAST", "slotId")]
    row = await booked(person, slot)
    assert await problems_of(sessions.block(slot.id, sessions.Blocking(blocked=True))) == [("SLOT_TAKEN", "id")]
    with fixed(NOW):
        await sessions.cancel(session.id, Reason(reason="医生出诊"))
    await row.refresh_from_db()
    assert (row.status, row.by_team) == (A.CANCELLED, True)
    assert await own(person, appointments.book_own(booking(slot))) == [("NOT_OFFERED", "slotId")]


async def test_a_team_keeps_its_appointments(client: Client, ward: Ward) -> None:
    with fixed(NOW):
        await ContactPoint.filter(id=ward.point.id).update(needs_confirmation=True)
        session = await a_session(ward)
        first, second, third, _ = await slots_of(session)
        person, other = await a_person(), await a_person("演示居民102")
    row = await booked(person, first)
    assert row.status is A.PENDING
    assert await problems_of(appointments.arrive(row.id)) == [("WRONG_STATE", "id")]
    seen: Any = await asked(client.anonymous, NOW, SLOTS)
    assert seen["doctorSlots"]["nodes"][0] == {"status": "BUSY_TENTATIVE", "fhirStatus": "busy-tentative"}
    with fixed(NOW):
        missed = await appointments.book(appointments.BookingFor(slot_id=second.id, person_id=other.id))
        await appointments.confirm(row.id)
    assert missed.status is A.BOOKED
    early = appointments.conclude(missed.id, A.NOSHOW)
    assert await problems_of(early) == [("NOT_BEGUN", "id")]
    with fixed(at(TOMORROW, 15)):
        await appointments.arrive(row.id)
        await appointments.conclude(row.id, A.FULFILLED)
        await appointments.conclude(missed.id, A.NOSHOW)
        await sessions.confirm(session.id, sessions.Held(walk_ins=7))
    for status in (A.CANCELLED, A.NOSHOW, A.FULFILLED):
        assert await problems_of(appointments.conclude(row.id, status)) == [("WRONG_STATE", "id")]
    assert await problems_of(sessions.cancel(session.id, Reason(reason="x"))) == [("WRONG_STATE", "id")]
    question = """query ($on: Date!) { doctorContactPoints { nodes { open use(startsOn: $on, endsOn: $on) {
      sessionsHeld slots booked fulfilled noShows walkIns callbacks } } } }"""
    use: Any = await asked(client, NOW, question, on=TOMORROW.isoformat())
    few = {"booked": None, "fulfilled": None, "noShows": None, "callbacks": None}
    assert use["doctorContactPoints"]["nodes"] == [
        {"open": True, "use": {"sessionsHeld": 1, "slots": 4, "walkIns": 5, **few}}
    ]
    public: Any = await asked(client.anonymous, NOW, question, on=TOMORROW.isoformat())
    assert public["doctorContactPoints"]["nodes"] == [{"open": True, "use": None}]
    # How many came to a session is for whoever may see how contact points are used, and few are told by nothing.
    came = "{ doctorContactSessions(where: {walkIns: {gte: 1}}) { nodes { walkIns } } }"
    told: Any = await asked(client, NOW, came)
    assert told["doctorContactSessions"]["nodes"] == [{"walkIns": 7}]
    told = await asked(client.anonymous, NOW, came)
    assert told["doctorContactSessions"]["nodes"] == []
    told = await asked(client.anonymous, NOW, "{ doctorContactSessions { nodes { state walkIns } } }")
    assert told["doctorContactSessions"]["nodes"] == [{"state": "HELD", "walkIns": None}]
    assert third.blocked is False


async def test_who_sees_whose_appointments(client: Client, ward: Ward) -> None:
    with fixed(NOW):
        slot, second, *_ = await slots_of(await a_session(ward))
        person, other = await a_person(), await a_person("演示居民102")
    row = await booked(person, slot)
    await booked(other, second)
    question = "{ doctorAppointments { totalCount nodes { id } } }"
    mine: Any = await asked(client.seen_by(signed_in(person)), NOW, question)
    assert mine["doctorAppointments"] == {"totalCount": 1, "nodes": [{"id": gid("hap", row.id)}]}
    team = client.in_role("health_points.doctor_team", organizations=[ward.team.organization_id])
    assert (await team.ask(question))["doctorAppointments"]["totalCount"] == 2
    others = client.in_role("health_points.doctor_team", organizations=[ward.town.office])
    assert (await others.ask(question))["doctorAppointments"]["totalCount"] == 0
    fulfil = """mutation ($id: ID!) { cancelDoctorAppointment(input: {id: $id}) {
      doctorAppointment { status } userErrors { code }
    } }"""
    refused: Any = await asked(others, NOW, fulfil, id=gid("hap", row.id))
    assert refused["cancelDoctorAppointment"]["userErrors"] == [{"code": "NOT_FOUND"}]
    for role in ("health_points.area_admin", "health_points.administrator", "health_points.auditor"):
        admin = client.in_role(role, areas=[ward.town.jinniu])
        assert (await admin.refusal(question))[0] == "FORBIDDEN"
    holders = [role.name for role in ROLES if {APPOINTMENTS_READ, APPOINTMENTS_WRITE} & set(role.permissions)]
    assert holders == ["health_points.doctor_team"]


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_health_contacts_leave_no_trace(client: Client, ward: Ward) -> None:
    with fixed(NOW):
        slot, *_ = await slots_of(await a_session(ward))
        person = await a_person()
        team = await teams.add_member(
            teams.NewMember(team_id=ward.team.id, person_id=person.id, function=DoctorFunction.NURSE)
        )
    row = await booked(person, slot)
    with fixed(NOW), acting(Actor(signed_in(person))):
        call = await requests.ask_for_call(requests.NewCallback(contact_point_id=ward.point.id))
        intent = await requests.register_intent(requests.NewIntent(team_id=ward.team.id))
    taken = ["DoctorSlot.status", "DoctorSlot.statusLabel", "DoctorSlot.fhirStatus", "DoctorContactSession.freeSlots"]
    for viewer in (client.anonymous, client.seen_by(signed_in(await a_person("演示居民103")))):
        await assert_no_leaks(viewer, [row], except_fields=taken)
        for hidden in (call, intent, team):
            await assert_no_leaks(viewer, [hidden])


async def test_who_withdraws_the_consent_is_called_no_more(ward: Ward) -> None:
    with fixed(NOW):
        first, second, *_ = await slots_of(await a_session(ward))
        person, other = await a_person(), await a_person("演示居民102")
        await publish_text(NewConsentText(purpose="publicity", text="我同意", valid_from=TODAY))
    await booked(person, first)
    await booked(other, second)
    with fixed(NOW), acting(Actor(signed_in(person))):
        call = await requests.ask_for_call(requests.NewCallback(contact_point_id=ward.point.id))
        await requests.register_intent(requests.NewIntent(team_id=ward.team.id))
        text = await ConsentText.get(purpose="publicity")
        (unlike,) = await record(NewConsent(text_ids=[text.id], channel=ConsentChannel.WEB))
        await withdraw(unlike.id)
    told = Event.filter(name="consent.withdrawn")
    await events.on_consent_withdrawn(await told.get(subject_id=unlike.id))
    assert await Appointment.filter(person_id=person.id, status=A.BOOKED).count() == 1

    with fixed(at(TODAY, 10)), acting(Actor(signed_in(person))):
        consent = await withdraw((await Consent.get(person_id=person.id, purpose=CONSENT)).id)
    with fixed(at(TODAY, 10)):
        for _ in range(2):
            await events.on_consent_withdrawn(await told.get(subject_id=consent.id))
    assert await Appointment.all().order_by("slot__starts_at").values_list("person_id", "status") == [
        (None, A.CANCELLED),
        (other.id, A.BOOKED),
    ]
    assert await Callback.all().values_list("person_id", "state") == [(None, "CANCELLED")]
    assert await SigningIntent.all().values_list("person_id", "state") == [(None, "WITHDRAWN")]
    assert await problems_of(requests.note_call(call.id, requests.Call(reached=True))) == [("WRONG_STATE", "id")]


async def test_requests_for_a_call(ward: Ward) -> None:
    with fixed(NOW):
        person, other = await a_person(), await a_person("演示居民102", agreed=False)
    new = requests.NewCallback(contact_point_id=ward.point.id)
    assert await own(other, requests.ask_for_call(new)) == [("CONSENT_REQUIRED", "contactPointId")]
    with fixed(NOW), acting(Actor(signed_in(person))):
        row = await requests.ask_for_call(new)
    assert await own(person, requests.ask_for_call(new)) == [("DUPLICATE", "contactPointId")]
    assert await own(other, requests.cancel_own_call(row.id)) == [("NOT_FOUND", "id")]
    with fixed(at(TODAY, 10)):
        assert (await requests.note_call(row.id, requests.Call(reached=False))).state == "UNREACHED"
    with fixed(at(TODAY, 11, 30)):
        done = await requests.note_call(row.id, requests.Call(reached=True))
    assert (done.state, done.attempts, done.minutes_to_call) == ("CALLED", 2, 150)
    assert await problems_of(requests.note_call(row.id, requests.Call(reached=True))) == [("WRONG_STATE", "id")]
    with fixed(NOW), acting(Actor(signed_in(person))):
        again = await requests.ask_for_call(new)
        assert (await requests.cancel_own_call(again.id)).state == "CANCELLED"


async def test_intents_to_sign_up(ward: Ward) -> None:
    with fixed(NOW):
        person = await a_person()
    new = requests.NewIntent(team_id=ward.team.id)
    with fixed(NOW), acting(Actor(signed_in(person))):
        row = await requests.register_intent(new)
    assert await own(person, requests.register_intent(new)) == [("DUPLICATE", "teamId")]
    with fixed(NOW):
        await requests.note_contact(row.id)
        assert (await requests.conclude_intent(row.id, requests.Signing(signed=True))).state == "SIGNED"
    assert await own(person, requests.withdraw_own_intent(row.id)) == [("WRONG_STATE", "id")]
    with fixed(NOW), acting(Actor(signed_in(person))):
        again = await requests.register_intent(new)
        assert (await requests.withdraw_own_intent(again.id)).state == "WITHDRAWN"
    assert await problems_of(requests.register_intent(new)) == [("NOT_PERMITTED", "")]


async def test_sessions_that_make_no_sense(ward: Ward) -> None:
    def plan(start: datetime.datetime, hours: float, minutes: int | None = 30) -> Any:
        end = start + datetime.timedelta(hours=hours)
        return sessions.plan(
            sessions.NewSession(contact_point_id=ward.point.id, starts_at=start, ends_at=end, slot_minutes=minutes)
        )

    begins = at(TOMORROW, 14)
    assert await problems_of(plan(begins, 0)) == [("ENDS_BEFORE_START", "endsAt")]
    assert await problems_of(plan(begins, 17)) == [("OUT_OF_RANGE", "endsAt")]
    assert await problems_of(plan(NOW, 1)) == [("IN_THE_PAST", "startsAt")]
    assert await problems_of(plan(begins, 1, 4)) == [("OUT_OF_RANGE", "slotMinutes")]
    assert await problems_of(plan(begins, 1.8)) == []
    assert await Slot.all().count() == 3
    assert await problems_of(plan(begins + datetime.timedelta(minutes=60), 1)) == [("OVERLAP", "startsAt")]
    assert await problems_of(plan(begins + datetime.timedelta(hours=1.8), 1, None)) == []
    assert await problems_of(teams.close_point(ward.point.id, LastDay())) == [("SESSIONS_PLANNED", "on")]
    assert await problems_of(teams.end(ward.team.id, LastDay())) == [("POINTS_OPEN", "id")]
    with fixed(NOW):
        await teams.close_point(ward.point.id, LastDay(on=TOMORROW))
        await teams.end(ward.team.id, LastDay(on=TOMORROW))
    assert await problems_of(plan(at(TOMORROW + datetime.timedelta(days=1)), 1)) == [("NOT_OPEN", "startsAt")]


async def test_who_is_exported_erased_and_forgotten(ward: Ward) -> None:
    with fixed(NOW):
        first, second, *_ = await slots_of(await a_session(ward))
        person, other = await a_person(), await a_person("演示居民102")
    await booked(person, first)
    kept = await booked(other, second)
    with fixed(NOW), acting(Actor(signed_in(person))):
        await requests.ask_for_call(requests.NewCallback(contact_point_id=ward.point.id))
        await requests.register_intent(requests.NewIntent(team_id=ward.team.id))
    held = (await export(person.id, "本人申请"))["data"]["health_points.contacts"]
    assert [one["status"] for one in held["appointments"]] == ["BOOKED"]
    assert [one["state"] for one in held["callbacks"]] == ["OPEN"]
    assert [one["team"] for one in held["signing_intents"]] == ["跃进团队"]
    with fixed(NOW):
        await erasure.erase(erasure.PersonToErase(person_id=person.id, purpose="本人申请"))
    assert await Appointment.all().order_by("booked_at", "id").values_list("person_id", "status") == [
        (None, A.CANCELLED),
        (other.id, A.BOOKED),
    ]
    assert await Callback.all().values_list("person_id", "state") == [(None, "CANCELLED")]
    assert await SigningIntent.all().values_list("person_id", "state") == [(None, "WITHDRAWN")]
    with fixed(at(TOMORROW, 15)):
        await appointments.conclude(kept.id, A.FULFILLED)
    with fixed(at(TODAY + datetime.timedelta(days=370))):
        done = {one.rule.name: one.rows for one in await retention.apply()}
    assert done["health_points.appointments"] == 1
    assert await Appointment.filter(person_id=None).count() == 2


async def test_a_contact_point_opens_again_and_keeps_its_past(ward: Ward) -> None:
    new = teams.NewContactPoint(team_id=ward.team.id, place_id=ward.town.store.id)
    again = teams.NewContactPoint(team_id=ward.team.id, place_id=ward.town.store.id, opened_on=TOMORROW)
    assert await problems_of(teams.open_point(new)) == [("DUPLICATE", "placeId")]
    with fixed(NOW):
        await teams.close_point(ward.point.id, LastDay())
    # Today is still a day of the old one.
    assert await problems_of(teams.open_point(new)) == [("DUPLICATE", "placeId")]
    assert await problems_of(teams.open_point(again)) == []
    assert await problems_of(teams.open_point(again)) == [("DUPLICATE", "placeId")]
    points = ContactPoint.filter(place_id=ward.town.store.id).order_by("opened_on")
    assert await points.values_list("opened_on", "closed_on") == [(TODAY, TODAY), (TOMORROW, None)]
    with fixed(NOW):
        await teams.close_point((await points.last()).id, LastDay(on=TOMORROW))  # type: ignore[union-attr]  # there is one
    assert await problems_of(teams.end(ward.team.id, LastDay())) == [("POINTS_OPEN", "id")]
    assert await problems_of(teams.end(ward.team.id, LastDay(on=TOMORROW))) == []
    later = teams.NewContactPoint(team_id=ward.team.id, place_id=ward.town.theatre.id, opened_on=date(2024, 7, 12))
    assert await problems_of(teams.open_point(later)) == [("NOT_OPEN", "teamId")]


UPDATE = """mutation ($team: UpdateDoctorTeamInput!, $point: UpdateDoctorContactPointInput!) {
  updateDoctorTeam(input: $team) { doctorTeam { name nameEn phone version } userErrors { code field } }
  updateDoctorContactPoint(input: $point) {
    doctorContactPoint { services phone needsConfirmation version } userErrors { code field }
  }
}"""


async def test_what_is_said_of_a_team_and_its_contact_points_changes(client: Client, ward: Ward) -> None:
    admin = client.in_role("health_points.area_admin", areas=[ward.town.xihua])
    given: dict[str, Any] = {
        "team": {"id": gid("hdt", ward.team.id), "nameEn": "Yuejin team", "phone": "028-6155 0120"},
        "point": {"id": gid("hcp", ward.point.id), "services": "量血压", "needsConfirmation": True},
    }
    done: Any = await asked(admin, NOW, UPDATE, **given)
    assert done == {
        "updateDoctorTeam": {
            "doctorTeam": {"name": "跃进团队", "nameEn": "Yuejin team", "phone": "028-6155 0120", "version": 2},
            "userErrors": [],
        },
        "updateDoctorContactPoint": {
            "doctorContactPoint": {"services": "量血压", "phone": None, "needsConfirmation": True, "version": 2},
            "userErrors": [],
        },
    }
    wrong: Any = await asked(
        admin,
        NOW,
        UPDATE,
        team={"id": given["team"]["id"], "name": " ", "phone": "none"},
        point={"id": given["point"]["id"], "services": None, "expectedVersion": 1},
    )
    assert wrong["updateDoctorTeam"] == {
        "doctorTeam": None,
        "userErrors": [{"code": "REQUIRED", "field": ["name"]}, {"code": "INVALID_FORMAT", "field": ["phone"]}],
    }
    assert wrong["updateDoctorContactPoint"]["userErrors"] == [{"code": "CONFLICT", "field": ["expectedVersion"]}]
    elsewhere = client.in_role("health_points.area_admin", areas=[ward.town.pitong])
    refused: Any = await asked(elsewhere, NOW, UPDATE, **given)
    assert [part["userErrors"][0]["code"] for part in refused.values()] == ["NOT_PERMITTED", "NOT_PERMITTED"]


async def test_nobody_belongs_to_a_team_twice_on_a_day(ward: Ward) -> None:
    with fixed(NOW):
        person = await a_person()

    def joining(day: datetime.date) -> teams.NewMember:
        return teams.NewMember(
            team_id=ward.team.id, person_id=person.id, function=DoctorFunction.DOCTOR, valid_from=day
        )

    with fixed(NOW):
        member = await teams.add_member(joining(TODAY))
        await teams.end_member(member.id, LastDay(on=date(2024, 7, 20)))
    assert await problems_of(teams.add_member(joining(date(2024, 7, 20)))) == [("DUPLICATE", "personId")]
    assert await problems_of(teams.add_member(joining(date(2024, 7, 21)))) == []

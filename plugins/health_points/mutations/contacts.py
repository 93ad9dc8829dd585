"""Mutations of teams, contact points and sessions; of appointments, requests for a call and intents to sign up.

What people do for themselves needs no permission but to be signed in as a person; what a team does for others has a
mutation of its own, which needs one.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from linli import Converted, InputType, Mutation, Reference
from plugins.health_points import appointments, kits, medicine, requests, sessions, teams
from plugins.health_points.choices import DoctorAppointmentStatus
from plugins.health_points.mutations.declaring import Fields, changing, input_name, making
from plugins.health_points.mutations.kits import LAST_DAY, REASON
from plugins.health_points.permissions import APPOINTMENTS_WRITE, SESSIONS_WRITE, TEAMS_WRITE

_SLOT = Reference("The slot (号源).", "DoctorSlot")
_TEAM = Reference("The team (团队).", "DoctorTeam")
_POINT = Reference("The contact point (联络点).", "DoctorContactPoint")
_POINT_SAID: Fields = {
    "services": "What is offered, in Chinese (服务内容).",
    "services_en": "What is offered, in English (英文服务内容).",
    "phone": "The number of the contact point (电话).",
    "needs_confirmation": "Whether the team confirms each booking (预约是否需确认).",
}


def _conclude(name: str, description: str, status: DoctorAppointmentStatus) -> Mutation:
    def run(given: Converted) -> Awaitable[Any]:
        return appointments.conclude(given.id, status, expected_version=given.expected_version)

    declared = InputType(input_name(name), "The appointment.", kits.Nothing, {}, keyed="DoctorAppointment")
    return Mutation(
        name,
        description,
        declared,
        "doctorAppointment",
        "DoctorAppointment",
        run,
        APPOINTMENTS_WRITE,
        since="0.1.0",
    )


CONTACT_MUTATIONS = (
    making(
        "createDoctorTeam",
        "Sets up a family doctor team (新建家庭医生团队).",
        "DoctorTeam",
        teams.NewTeam,
        {
            "organization_id": Reference("The body that it belongs to, or is (所属机构).", "Organization"),
            "area_id": Reference("For whose people it is there (服务区域).", "Area"),
            "name": "The name in Chinese (名称).",
            "name_en": "The name in English (英文名称).",
            "phone": "The number of its office (电话).",
        },
        teams.create,
        TEAMS_WRITE,
    ),
    changing(
        "updateDoctorTeam",
        "Changes what is said of a team; whatever is left out stays (修改家庭医生团队).",
        "DoctorTeam",
        teams.TeamChange,
        {
            "name": "The name in Chinese (名称).",
            "name_en": "The name in English (英文名称).",
            "phone": "The number of its office (电话).",
        },
        teams.update,
        TEAMS_WRITE,
    ),
    changing(
        "endDoctorTeam",
        "Ends a team after a day (解散家庭医生团队).",
        "DoctorTeam",
        medicine.LastDay,
        LAST_DAY,
        teams.end,
        TEAMS_WRITE,
    ),
    making(
        "addDoctorTeamMember",
        "Lets somebody belong to a team (新增团队成员).",
        "DoctorTeamMember",
        teams.NewMember,
        {
            "team_id": _TEAM,
            "person_id": Reference("Who (人员).", "Person"),
            "function": "What they do (职能).",
            "valid_from": "The first day; today by default (开始日期).",
        },
        teams.add_member,
        TEAMS_WRITE,
    ),
    changing(
        "endDoctorTeamMember",
        "Lets somebody belong to a team no more after a day (结束团队成员).",
        "DoctorTeamMember",
        medicine.LastDay,
        LAST_DAY,
        teams.end_member,
        TEAMS_WRITE,
    ),
    making(
        "openDoctorContactPoint",
        "Opens a contact point of a team at a place (启用家庭医生联络点).",
        "DoctorContactPoint",
        teams.NewContactPoint,
        {
            "team_id": _TEAM,
            "place_id": Reference("The place (场所).", "Place"),
            **_POINT_SAID,
            "opened_on": "The first day; today by default (启用日期).",
        },
        teams.open_point,
        TEAMS_WRITE,
    ),
    changing(
        "updateDoctorContactPoint",
        "Changes what is said of a contact point; whatever is left out stays (修改家庭医生联络点).",
        "DoctorContactPoint",
        teams.ContactPointChange,
        _POINT_SAID,
        teams.update_point,
        TEAMS_WRITE,
    ),
    changing(
        "closeDoctorContactPoint",
        "Closes a contact point after a day (停用家庭医生联络点).",
        "DoctorContactPoint",
        medicine.LastDay,
        LAST_DAY,
        teams.close_point,
        TEAMS_WRITE,
    ),
    making(
        "planDoctorContactSession",
        "Plans hours of a team at a contact point, cut into slots (安排联络时段).",
        "DoctorContactSession",
        sessions.NewSession,
        {
            "contact_point_id": _POINT,
            "starts_at": "When it starts (开始时间).",
            "ends_at": "When it ends (结束时间).",
            "slot_minutes": "How long a slot is; without it nothing can be booked (号源时长分钟).",
            "doctor_id": Reference("Who is there (值守医生).", "Person"),
            "topic": "What it is about, in Chinese (主题).",
            "topic_en": "What it is about, in English (英文主题).",
        },
        sessions.plan,
        SESSIONS_WRITE,
    ),
    changing(
        "confirmDoctorContactSession",
        "Confirms that a session was held (确认联络时段已开展).",
        "DoctorContactSession",
        sessions.Held,
        {"walk_ins": "How many came without a booking (现场人数)."},
        sessions.confirm,
        SESSIONS_WRITE,
    ),
    changing(
        "cancelDoctorContactSession",
        "Cancels a session, and what is booked of it (取消联络时段).",
        "DoctorContactSession",
        kits.Reason,
        REASON,
        sessions.cancel,
        SESSIONS_WRITE,
    ),
    changing(
        "blockDoctorSlot",
        "Offers a slot to nobody, or offers it again (停用或恢复号源).",
        "DoctorSlot",
        sessions.Blocking,
        {"blocked": "Whether it is offered to nobody (是否停用)."},
        sessions.block,
        SESSIONS_WRITE,
    ),
    making(
        "bookMyDoctorAppointment",
        "Books a slot for yourself (本人预约).",
        "DoctorAppointment",
        appointments.Booking,
        {"slot_id": _SLOT},
        appointments.book_own,
        None,
    ),
    changing(
        "cancelMyDoctorAppointment",
        "Cancels an appointment of yours (取消本人预约).",
        "DoctorAppointment",
        kits.Nothing,
        {},
        appointments.cancel_own,
        None,
    ),
    making(
        "bookDoctorAppointment",
        "Books a slot of your team for somebody who has agreed to it (代为预约).",
        "DoctorAppointment",
        appointments.BookingFor,
        {"slot_id": _SLOT, "person_id": Reference("Who comes (预约人).", "Person")},
        appointments.book,
        APPOINTMENTS_WRITE,
        idempotent=True,
    ),
    changing(
        "confirmDoctorAppointment",
        "Confirms a booking that is pending (确认预约).",
        "DoctorAppointment",
        kits.Nothing,
        {},
        appointments.confirm,
        APPOINTMENTS_WRITE,
    ),
    changing(
        "noteDoctorAppointmentArrival",
        "Notes that the person is there (登记到场).",
        "DoctorAppointment",
        kits.Nothing,
        {},
        appointments.arrive,
        APPOINTMENTS_WRITE,
    ),
    _conclude(
        "fulfilDoctorAppointment", "Notes that an appointment was kept (登记履约).", DoctorAppointmentStatus.FULFILLED
    ),
    _conclude("noteDoctorAppointmentNoShow", "Notes that nobody came (登记爽约).", DoctorAppointmentStatus.NOSHOW),
    _conclude(
        "cancelDoctorAppointment",
        "Cancels an appointment for the team (团队取消预约).",
        DoctorAppointmentStatus.CANCELLED,
    ),
    making(
        "requestMyDoctorCallback",
        "Asks for a call to yourself, at the number that is kept of you (请求回电).",
        "DoctorCallback",
        requests.NewCallback,
        {"contact_point_id": _POINT, "preferred": "When that suits (期望时段)."},
        requests.ask_for_call,
        None,
    ),
    changing(
        "cancelMyDoctorCallback",
        "Asks for no call any more (取消回电请求).",
        "DoctorCallback",
        kits.Nothing,
        {},
        requests.cancel_own_call,
        None,
    ),
    changing(
        "noteDoctorCall",
        "Notes that the team called; who was not reached is called again (登记回电).",
        "DoctorCallback",
        requests.Call,
        {"reached": "Whether the person was reached (是否接通)."},
        requests.note_call,
        APPOINTMENTS_WRITE,
    ),
    making(
        "registerMyDoctorSigningIntent",
        "Registers that you would like to sign up with a team (登记签约意向).",
        "DoctorSigningIntent",
        requests.NewIntent,
        {"team_id": _TEAM},
        requests.register_intent,
        None,
    ),
    changing(
        "withdrawMyDoctorSigningIntent",
        "Takes your intent back (撤回签约意向).",
        "DoctorSigningIntent",
        kits.Nothing,
        {},
        requests.withdraw_own_intent,
        None,
    ),
    changing(
        "noteDoctorSigningContact",
        "Notes that the team got in touch (登记已联系).",
        "DoctorSigningIntent",
        kits.Nothing,
        {},
        requests.note_contact,
        APPOINTMENTS_WRITE,
    ),
    changing(
        "concludeDoctorSigningIntent",
        "Notes whether the person signed up (登记签约结果).",
        "DoctorSigningIntent",
        requests.Signing,
        {"signed": "Whether the person signed up (是否签约)."},
        requests.conclude_intent,
        APPOINTMENTS_WRITE,
    ),
)

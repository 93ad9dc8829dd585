"""Family doctor teams (家庭医生团队), contact points (联络点), sessions and slots. All of it is public.

That a slot is taken is public; by whom is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Area,
    Composite,
    Connection,
    Derived,
    LanguageArgument,
    Organization,
    Person,
    Place,
    Row,
    auto,
    column,
    computed,
    label,
    many,
    model_type,
    to_one,
    translated,
)
from plugins.health_points import models, tags
from plugins.health_points.choices import (
    DoctorAppointmentStatus,
    DoctorFunction,
    DoctorSessionState,
    DoctorSlotStatus,
)
from plugins.health_points.permissions import TEAMS_READ, USAGE_READ
from plugins.health_points.types import expressions
from plugins.health_points.types.expressions import EndsOn, StartsOn
from plugins.health_points.types.use import DoctorContactPointUse, use_of

if TYPE_CHECKING:
    from plugins.health_points.types.appointments import DoctorAppointment, DoctorCallback, DoctorSigningIntent


@model_type(
    models.Team,
    tag=tags.TEAM,
    area="area",
    organization="organization",
    order_by=("name",),
    group_by=("area", "organization"),
    since="0.1.0",
)
class DoctorTeam:
    """A team of family doctors (家庭医生团队)."""

    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    organization: Organization = to_one("The body that it belongs to, or is (所属机构).")
    area: Area = to_one("For whose people it is there (服务区域).")
    phone: auto = column("The number of its office (电话).", orderable=False)
    ended_on: auto = column("Its last day; null while it has none (解散日期).")
    members: Connection[DoctorTeamMember] = many(
        "Who belongs to it (成员). Needs a permission.", order_by=("function",)
    )
    contact_points: Connection[DoctorContactPoint] = many("Where it can be met (联络点).", order_by=("opened_on",))
    signing_intents: Connection[DoctorSigningIntent] = many(
        "Who would like to sign up with it (签约意向): your own, or with a permission.", order_by=("-registered_at",)
    )
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")


@model_type(
    models.TeamMember,
    tag=tags.TEAM_MEMBER,
    area="team.area",
    organization="team.organization",
    own="person",
    order_by=("valid_from",),
    requires=TEAMS_READ,
    group_by=("function", "team"),
    since="0.1.0",
)
class DoctorTeamMember:
    """Somebody works in a team (团队成员)."""

    team: DoctorTeam = to_one("The team (团队).")
    person: Person | None = to_one("Who (人员).")
    function: auto = column("What they do (职能).")
    valid_from: auto = column("The first day (开始日期).")
    valid_to: auto = column("The last day; null while it has none (结束日期).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)

    @computed(str, "The function's label (职能名称).")
    def function_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.function, DoctorFunction, lang)


@model_type(
    models.ContactPoint,
    tag=tags.CONTACT_POINT,
    area="place.area",
    organization="team.organization",
    place="place",
    order_by=("opened_on",),
    group_by=("team", "place"),
    since="0.1.0",
)
class DoctorContactPoint:
    """A place at which family doctors can be met and asked (家庭医生联络点). It is not a clinic."""

    team: DoctorTeam = to_one("The team (团队).")
    place: Place = to_one("The place (场所).")
    services: auto = translated("What is offered, in words (服务内容).", orderable=False)
    phone: auto = column("The number of the contact point (电话).", orderable=False)
    needs_confirmation: auto = column("Whether the team confirms each booking (预约是否需确认).")
    opened_on: auto = column("The first day (启用日期).")
    closed_on: auto = column("The last day; null while it has none (停用日期).")
    sessions: Connection[DoctorContactSession] = many("When the team is there (联络时段).", order_by=("starts_at",))
    callbacks: Connection[DoctorCallback] = many(
        "Who would like to be called (回电请求): your own, or with a permission.", order_by=("-requested_at",)
    )
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(bool, "Whether it is open by today (是否启用).", filterable=True)
    def open(row: Row) -> Criterion:
        return expressions.open_today(row)

    @computed(
        DoctorContactPointUse | None,
        "How much it was used over some days; null unless you may see that (使用情况).",
    )
    def use(row: Row, starts_on: StartsOn, ends_on: EndsOn) -> Composite:
        return use_of(row, starts_on, ends_on)


@model_type(
    models.ContactSession,
    tag=tags.SESSION,
    area="contact_point.place.area",
    organization="contact_point.team.organization",
    place="contact_point.place",
    order_by=("starts_at",),
    group_by=("contact_point", "day"),
    since="0.1.0",
)
class DoctorContactSession:
    """Hours at which a team is at a contact point (联络时段)."""

    contact_point: DoctorContactPoint = to_one("The contact point (联络点).")
    doctor: Person | None = to_one("Who is there, where that is recorded (值守医生).")
    day: auto = column("The day (日期).")
    starts_at: auto = column("When it starts (开始时间).")
    ends_at: auto = column("When it ends (结束时间).")
    topic: auto = translated("What it is about, say blood pressure (主题).", orderable=False)
    slots: Connection[DoctorSlot] = many("What can be booked of it (号源).", order_by=("starts_at",))
    held_at: auto = column("When the team confirmed that it was held (确认时间).")
    cancelled_at: auto = column("When it was cancelled (取消时间).")
    cancel_reason: auto = column("Why it was cancelled (取消原因).", orderable=False)
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(DoctorSessionState, "How far it is (状态).", filterable=True, orderable=True)
    def state(row: Row) -> Derived:
        return _state(row)

    @computed(str, "The state's label (状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, _state(row).term(), DoctorSessionState, lang)

    @computed(
        int | None,
        "How many came without a booking; null unless you may see how contact points are used (现场人数).",
        filterable=True,
        orderable=True,
    )
    def walk_ins(row: Row) -> Term:
        return row.if_may(USAGE_READ, row.walk_ins)

    @computed(int, "How many of its slots can be booked by now (剩余号源).", filterable=True, orderable=True)
    def free_slots(row: Row) -> Term:
        return row.count("slots", expressions.free)


def _state(row: Row) -> Derived:
    return Derived(
        [
            (DoctorSessionState.CANCELLED, row.cancelled_at.notnull()),
            (DoctorSessionState.HELD, row.held_at.notnull()),
            (DoctorSessionState.PLANNED, row.starts_at > row.now),
            (DoctorSessionState.ONGOING, row.ends_at > row.now),
            (DoctorSessionState.UNCONFIRMED, row.ends_at <= row.now),
        ]
    )


@model_type(
    models.Slot,
    tag=tags.SLOT,
    area="session.contact_point.place.area",
    organization="session.contact_point.team.organization",
    place="session.contact_point.place",
    order_by=("starts_at",),
    group_by=("session",),
    since="0.1.0",
)
class DoctorSlot:
    """A part of a session that one person can book (号源)."""

    session: DoctorContactSession = to_one("The session (联络时段).")
    starts_at: auto = column("When it starts (开始时间).")
    ends_at: auto = column("When it ends (结束时间).")
    blocked: auto = column("Whether it is offered to nobody (是否停用).")
    appointments: Connection[DoctorAppointment] = many(
        "Who booked it (预约): your own, or with a permission.", order_by=("booked_at",)
    )
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)

    @computed(DoctorSlotStatus, "Whether it can be booked by now (状态).", filterable=True, orderable=True)
    def status(row: Row) -> Derived:
        return _status(row)

    @computed(str, "The status's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, _status(row).term(), DoctorSlotStatus, lang)

    @computed(str, "The status's code in FHIR: free, busy, busy-tentative or busy-unavailable (FHIR 代码).")
    def fhir_status(row: Row) -> Term:
        return expressions.fhir_code(_status(row).term(), DoctorSlotStatus)


def _status(row: Row) -> Derived:
    return Derived(
        [
            (DoctorSlotStatus.BUSY_UNAVAILABLE, expressions.offered(row).negate()),
            (DoctorSlotStatus.BUSY, expressions.booked(row)),
            (DoctorSlotStatus.BUSY_TENTATIVE, expressions.booked(row, (DoctorAppointmentStatus.PENDING,))),
            (DoctorSlotStatus.BUSY_UNAVAILABLE, row.starts_at <= row.now),
            (DoctorSlotStatus.FREE, row.starts_at > row.now),
        ]
    )

"""Appointments (预约), requests for a call (回电请求) and intents to sign up (签约意向).

All of them are sensitive: people see their own, and a team that has the permission those of the team. Nothing of what
is said is stored.
"""

from __future__ import annotations

from pypika_tortoise.terms import Term

from linli import LanguageArgument, Person, Row, auto, column, computed, label, model_type, to_one
from plugins.health_points import models, tags
from plugins.health_points.choices import CallbackState, CallbackTime, DoctorAppointmentStatus, SigningState
from plugins.health_points.permissions import APPOINTMENTS_READ
from plugins.health_points.types import expressions
from plugins.health_points.types.contacts import DoctorContactPoint, DoctorSlot, DoctorTeam


@model_type(
    models.Appointment,
    tag=tags.APPOINTMENT,
    area="slot.session.contact_point.place.area",
    organization="slot.session.contact_point.team.organization",
    own="person",
    sensitive=True,
    order_by=("-booked_at",),
    requires=APPOINTMENTS_READ,
    group_by=("status",),
    since="0.1.0",
)
class DoctorAppointment:
    """Somebody booked a slot (预约). You see your own; those of others need a permission."""

    slot: DoctorSlot = to_one("The slot (号源).")
    person: Person | None = to_one("Who; null once that is forgotten (预约人).")
    status: auto = column("How far it is (状态).")
    booked_at: auto = column("When it was booked (预约时间).")
    arrived_at: auto = column("When the person arrived (到场时间).")
    ended_at: auto = column("When it was over: kept, cancelled or missed (结束时间).")
    by_team: auto = column("Whether the team booked or cancelled it last (是否由团队操作).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The status's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, DoctorAppointmentStatus, lang)

    @computed(str, "The status's code in FHIR: pending, booked, arrived, fulfilled, cancelled or noshow (FHIR 代码).")
    def fhir_status(row: Row) -> Term:
        return expressions.fhir_code(row.status, DoctorAppointmentStatus)


@model_type(
    models.Callback,
    tag=tags.CALLBACK,
    area="contact_point.place.area",
    organization="contact_point.team.organization",
    own="person",
    sensitive=True,
    order_by=("-requested_at",),
    requires=APPOINTMENTS_READ,
    group_by=("state", "preferred"),
    since="0.1.0",
)
class DoctorCallback:
    """Somebody would like to be called (回电请求). You see your own; those of others need a permission."""

    contact_point: DoctorContactPoint = to_one("The contact point whose team is to call (联络点).")
    person: Person | None = to_one("Whom; null once that is forgotten (请求人).")
    preferred: auto = column("When the person would like to be called (期望时段).")
    state: auto = column("How far it is (状态).")
    attempts: auto = column("How often the team has called (呼叫次数).")
    requested_at: auto = column("When it was asked for (请求时间).")
    ended_at: auto = column("When the person was called, or cancelled it (结束时间).")
    minutes_to_call: auto = column("Minutes until the person was called; null until then (回电用时分钟).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, CallbackState, lang)

    @computed(str, "The label of when to call (期望时段名称).")
    def preferred_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.preferred, CallbackTime, lang)


@model_type(
    models.SigningIntent,
    tag=tags.SIGNING_INTENT,
    area="team.area",
    organization="team.organization",
    own="person",
    sensitive=True,
    order_by=("-registered_at",),
    requires=APPOINTMENTS_READ,
    group_by=("state", "team"),
    since="0.1.0",
)
class DoctorSigningIntent:
    """Somebody would like to sign up with a team (签约意向). You see your own; those of others need a permission."""

    team: DoctorTeam = to_one("The team (团队).")
    person: Person | None = to_one("Who; null once that is forgotten (意向人).")
    state: auto = column("How far it is (状态).")
    registered_at: auto = column("When it was registered (登记时间).")
    contacted_at: auto = column("When the team got in touch (联系时间).")
    ended_at: auto = column("When it was over: signed, declined or withdrawn (结束时间).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, SigningState, lang)

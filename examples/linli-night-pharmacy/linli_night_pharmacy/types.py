"""The GraphQL types of duties, who sees which of them, and what places have of them."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from linli import (
    Argument,
    Connection,
    Derived,
    LanguageArgument,
    Part,
    Place,
    RootConnection,
    Row,
    Viewer,
    auto,
    column,
    computed,
    extends,
    label,
    many,
    model_type,
    row_filter,
    to_one,
)
from pypika_tortoise.terms import Criterion, Term

from linli_night_pharmacy import models
from linli_night_pharmacy.choices import NightDutyStatus, NightService
from linli_night_pharmacy.mutations import MUTATIONS
from linli_night_pharmacy.names import DUTY_TAG, SERVICE_TAG
from linli_night_pharmacy.permissions import DUTIES_WRITE


def in_force(row: Row, viewer: Viewer) -> Criterion | None:
    """The rule of visibility, on every path to the rows: who may not edit sees none that is cancelled or retired."""
    return row.unless_may(DUTIES_WRITE, row.cancelled_at.isnull() & row.retired_at.isnull())


def status_of(row: Row) -> Derived:
    """How far a duty is at the instant of the request."""
    coming = row.starts_at > row.now
    return Derived(
        [
            (NightDutyStatus.CANCELLED, row.cancelled_at.notnull()),
            (NightDutyStatus.OVER, row.ends_at <= row.now),
            (NightDutyStatus.COMING, coming),
            (NightDutyStatus.ON_DUTY, ~coming),
        ]
    )


def serves_at(row: Row, instant: Term) -> Criterion:
    """Whether a duty serves at an instant. Its end belongs to it no more."""
    serves: Criterion = (row.starts_at <= instant) & (row.ends_at > instant)
    return serves & row.cancelled_at.isnull()


@model_type(
    models.Duty,
    tag=DUTY_TAG,
    order_by=("starts_at",),
    rule=in_force,
    area="place.area",
    organization="place.operator",
    place="place",
    since="0.1.0",
)
class NightDuty:
    """Hours of a night in which a pharmacy serves at its counter (夜间值班)."""

    place: Place = to_one("The pharmacy (药房).")
    starts_at: auto = column("When it begins (开始时间).")
    ends_at: auto = column("When it ends (结束时间).")
    pharmacist: auto = column("The display name of the pharmacist on duty; null once it is retired (值班药师).")
    phone: auto = column("The phone of the counter (柜台电话).", filterable=False, orderable=False)
    services: Connection[NightDutyService] = many("What is served (夜间服务).", order_by=("service",))
    cancelled_at: auto = column("When it was cancelled; null while it is in force (取消时间).")
    cancel_reason: auto = column("Why it was cancelled (取消原因).", filterable=False, orderable=False)
    retired_at: auto = column("When it was retired; null until then (归档时间).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When it was entered (录入时间).")
    updated_at: auto = column("When it was last changed (更新时间).")

    @computed(NightDutyStatus, "How far it is (值班状态).", filterable=True)
    def status(row: Row) -> Derived:
        return status_of(row)

    @computed(str, "The state's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, status_of(row).term(), NightDutyStatus, lang)


@model_type(
    models.DutyService,
    tag=SERVICE_TAG,
    order_by=("service",),
    follows="duty",
    area="duty.place.area",
    organization="duty.place.operator",
    place="duty.place",
    since="0.1.0",
)
class NightDutyService:
    """A service during a duty (夜间服务)."""

    duty: NightDuty = to_one("The duty (夜间值班).")
    service: auto = column("Which (服务).")

    @computed(str, "The service's label (服务名称).")
    def service_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.service, NightService, lang)


At = Annotated[datetime.datetime | None, Argument("The instant; now by default (时间).")]


@extends(Place, since="0.1.0")
class PlaceNightDuties:
    """What places have."""

    night_duties: Connection[NightDuty] = many("Its duties at night (夜间值班).", relation="night_pharmacy_duties")

    @computed(bool, "Whether it is on duty at an instant (是否夜间值班).")
    def on_night_duty(row: Row, at: At = None) -> Criterion:
        given: Any = at
        instant: Term = row.now if given is None else given.term()
        return row.any("night_pharmacy_duties", lambda duty: serves_at(duty, instant))

    @row_filter("Only places that are on night duty at this instant (夜间值班中).", input=datetime.datetime)
    def on_night_duty_at(row: Row, given: Any) -> Criterion:
        # From the duties, for few of all places have one.
        return row.among("night_pharmacy_duties", lambda duty: serves_at(duty, given.term()))


PART = Part(
    types=(NightDuty, NightDutyService),
    extensions=(PlaceNightDuties,),
    roots=(
        RootConnection(
            "nightDuties", "nightDuty", "NightDuty", "All night duties that you may see (夜间值班).", since="0.1.0"
        ),
    ),
    mutations=MUTATIONS,
)

"""Activities (活动), their hosts, and registrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from core import models
from core.access import DRAFTS_READ, REGISTRATIONS_AGGREGATE, REGISTRATIONS_READ
from core.models.choices import (
    ActivityDecision,
    ActivityStatus,
    Audience,
    HostRole,
    JoinPolicy,
    RegistrationState,
)
from schema.declare.aggregates import Aggregates
from schema.declare.fields import Connection, Derived, auto, column, computed, many, to_one, translated, values
from schema.declare.languages import LanguageArgument, label, literal
from schema.declare.rows import Row
from schema.declare.types import model_type

if TYPE_CHECKING:
    from core.access import Viewer
    from schema.types.areas import Area
    from schema.types.media import Media
    from schema.types.organizations import Organization
    from schema.types.people import Person
    from schema.types.places import Place
    from schema.types.programmes import Programme, Series


def published_only(row: Row, viewer: Viewer) -> Criterion | None:
    """The public sees what was published, also when it was postponed, cancelled or archived since."""
    hidden = [literal(ActivityDecision.DRAFT.value), literal(ActivityDecision.IN_REVIEW.value)]
    return row.unless_may(DRAFTS_READ, row.published_at.notnull() & row.decision.notin(hidden))


def shown_status(row: Row) -> Derived:
    """The decided state and, for a published activity, what the clock makes of it (see the state machine)."""
    published = row.decision == literal(ActivityDecision.PUBLISHED.value)
    cases: list[tuple[ActivityStatus, Criterion]] = [
        (ActivityStatus.PUBLISHED, published & (row.starts_at > row.now)),
        (ActivityStatus.ONGOING, published & (row.starts_at <= row.now) & (row.ends_at > row.now)),
        (ActivityStatus.FINISHED, published & (row.ends_at <= row.now)),
    ]
    for decision in ActivityDecision:
        if decision is not ActivityDecision.PUBLISHED:
            cases.append((ActivityStatus(decision.value), row.decision == literal(decision.value)))
    return Derived(cases, exclusive=True)


@model_type(
    models.Activity,
    tag="at",
    area="area",
    organization=("lead_organization", "hosts.organization"),
    place="place",
    order_by=("starts_at",),
    rule=published_only,
    group_by=("decision", "year", "quarter", "join_policy", "area", "lead_organization", "series", "place"),
)
class Activity:
    """One occurrence of something that people come to (活动)."""

    title: auto = translated("The title (标题).")
    title_en: auto = column("The title in English; null where there is none (英文标题).")
    summary: auto = column("What it is about (简介).", orderable=False)
    series: Series | None = to_one("The series of which it is an edition (系列).")
    year: auto = column("The year of the edition (年度).")
    quarter: auto = column("The quarter of the edition, 1 to 4 (季度).")
    place: Place | None = to_one("The venue (场所).")
    area: Area = to_one("The area that it belongs to (区域).")
    lead_organization: Organization = to_one("The organisation that leads it (牵头单位).")
    hosts: Connection[ActivityHost] = many(
        "Its hosts in the order in which they are named (主办方).", order_by=("position",)
    )
    programmes: Connection[Programme] = many(
        "The programmes that it belongs to (所属计划).", relation="programme_links.programme"
    )
    audiences: list[Audience] = values(
        "Whom it is for; empty means everybody (面向人群).", relation="audiences.audience"
    )
    starts_at: auto = column("When it starts (开始时间).")
    ends_at: auto = column("When it ends (结束时间).")
    capacity: auto = column("The number of seats; null means no limit (容量).")
    waitlist: auto = column("Whether there is a waiting list when it is full (候补).")
    seats_taken: auto = column("The seats that registrations hold (已占名额).")
    join_policy: auto = column("How people join (报名方式).")
    volunteering: auto = column("Whether it is volunteering (志愿服务).")
    decision: auto = column("The state that somebody decided, without what the clock makes of it (决定状态).")
    decision_reason: auto = column("Why it was postponed or cancelled (原因).", orderable=False)
    published_at: auto = column("When it was first published (发布时间).")
    registrations: Connection[Registration] = many("The registrations (报名).", order_by=("registered_at",))
    media: Connection[Media] = many("Pictures, videos and reports (媒体).", order_by=("id",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(
        ActivityStatus,
        "The state as shown; ONGOING and FINISHED follow from the clock (状态).",
        filterable=True,
        orderable=True,
    )
    def status(row: Row) -> Derived:
        return shown_status(row)

    @computed(str, "The state's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, shown_status(row).term(), ActivityStatus, lang)

    @computed(str, "The label of how people join (报名方式名称).")
    def join_policy_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.join_policy, JoinPolicy, lang)


@model_type(
    models.ActivityHost,
    tag="ah",
    area="activity.area",
    organization=("activity.lead_organization", "organization"),
    place="activity.place",
    order_by=("position",),
    follows="activity",
    group_by=("organization", "role"),
)
class ActivityHost:
    """An organisation's part in an activity (主办方)."""

    activity: Activity = to_one("The activity (活动).")
    organization: Organization = to_one("The organisation (组织).")
    role: auto = column("The part that it plays (角色).")
    position: auto = column("Its place in the order of hosts, from 1 (次序).")

    @computed(str, "The part's label (角色名称).")
    def role_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.role, HostRole, lang)


@model_type(
    models.Registration,
    tag="rg",
    area="activity.area",
    organization="activity.lead_organization",
    place="activity.place",
    own="person",
    order_by=("registered_at",),
    requires=REGISTRATIONS_READ,
    aggregates=Aggregates(
        REGISTRATIONS_AGGREGATE, by=("state", "activity"), where=("state", "activity", "activity.area")
    ),
    group_by=("state", "activity", "person"),
)
class Registration:
    """A person's registration for an activity (报名). Asking for registrations needs a permission.

    Who has `registrations.aggregate` alone is told counts: see `totalCount` and `groups`.
    """

    activity: Activity = to_one("The activity (活动).")
    person: Person = to_one("The person (人员).")
    party_size: auto = column("How many people come, the person included (人数).")
    state: auto = column("The state (状态).")
    registered_at: auto = column("When the registration came in (报名时间).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.state, RegistrationState, lang)

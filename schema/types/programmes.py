"""Programmes (计划), series (系列) and milestones (里程碑)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from core import models
from core.access import DRAFTS_READ
from core.models.choices import ProgrammeStatus, SeriesCadence
from schema.declare.fields import Connection, auto, column, computed, many, to_one, translated
from schema.declare.languages import LanguageArgument, label, literal
from schema.declare.rows import Row
from schema.declare.types import model_type

if TYPE_CHECKING:
    from core.access import Viewer
    from schema.types.activities import Activity
    from schema.types.areas import Area
    from schema.types.organizations import Organization


def no_drafts(row: Row, viewer: Viewer) -> Criterion | None:
    """The public does not see drafts of programmes."""
    return row.unless_may(DRAFTS_READ, row.status != literal(ProgrammeStatus.DRAFT.value))


@model_type(
    models.Programme,
    tag="pg",
    area="area",
    organization="lead_organization",
    order_by=("name",),
    rule=no_drafts,
    group_by=("status", "area"),
)
class Programme:
    """A programme of activities (计划), say 睦邻亲·金牛情."""

    code: auto = column("A short code that never changes (代码).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    description: auto = column("What it is about (说明).", orderable=False)
    area: Area = to_one("The area that runs it (区域).")
    lead_organization: Organization = to_one("The organisation that leads it (牵头单位).")
    starts_on: auto = column("The first day (开始日期).")
    ends_on: auto = column("The last day; null while it has no end (结束日期).")
    status: auto = column("The state (状态).")
    published_at: auto = column("When it was published (发布时间).")
    activities: Connection[Activity] = many(
        "The activities that belong to it (活动).",
        relation="activity_links.activity",
        order_by=("starts_at",),
    )
    series: Connection[Series] = many("The series that belong to it (系列).")
    milestones: Connection[Milestone] = many("Its dated targets (里程碑).", order_by=("position",))
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The state's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, ProgrammeStatus, lang)


@model_type(
    models.Series,
    tag="se",
    area="area",
    organization="programme.lead_organization",
    order_by=("name",),
    group_by=("cadence", "programme"),
)
class Series:
    """A line of activities with editions (系列), say the neighbours' festival (邻里节)."""

    code: auto = column("A short code that never changes (代码).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    description: auto = column("What it is about (说明).", orderable=False)
    cadence: auto = column("How often there is an edition (频次).")
    area: Area = to_one("The area that runs it (区域).")
    programme: Programme | None = to_one("The programme that it belongs to (所属计划).")
    activities: Connection[Activity] = many("Its editions (各期活动).", order_by=("starts_at",))
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The label of how often there is an edition (频次名称).")
    def cadence_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.cadence, SeriesCadence, lang)


@model_type(
    models.Milestone,
    tag="ms",
    area="programme.area",
    organization="programme.lead_organization",
    order_by=("due_on",),
    follows="programme",
    group_by=("programme",),
)
class Milestone:
    """A dated target of a programme (里程碑): a cumulative count or a percentage."""

    programme: Programme = to_one("The programme (计划).")
    position: auto = column("Its place among the programme's milestones (次序).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    due_on: auto = column("The day by which it is to be reached (截止日期).")
    target_count: auto = column("The number to reach, earlier ones included (目标数量).")
    target_percent: auto = column("The percentage to reach (目标比例).")
    aspirational: auto = column("Whether it is aimed at rather than promised (力争).")
    reached_on: auto = column("The day on which it was reached (达成日期).")

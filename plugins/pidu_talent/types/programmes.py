"""Talent programmes (人才计划), their extensions, series, partners and rules. Seen where the programme is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Argument,
    Composite,
    Connection,
    Derived,
    LanguageArgument,
    Organization,
    Programme,
    Row,
    Series,
    auto,
    column,
    computed,
    label,
    many,
    model_type,
    row_filter,
    to_one,
    translated,
)
from plugins.pidu_talent import models, tags
from plugins.pidu_talent.choices import TalentPartnerState, TalentSeriesKind
from plugins.pidu_talent.types.verification import TalentCertificateVerification, issued_by, verification

if TYPE_CHECKING:
    from plugins.pidu_talent.types.cohorts import TalentCohort


@model_type(
    models.TalentProgramme,
    tag=tags.PROGRAMME,
    area="programme.area",
    organization=("programme.lead_organization", "partners.organization"),
    order_by=("starts_on",),
    follows="programme",
    since="0.1.0",
)
class TalentProgramme:
    """A talent programme (人才计划): a programme with a brand and a window of days. Seen where the programme is."""

    programme: Programme = to_one("The programme that it is (所属计划), with its publication.")
    brand: auto = translated("The brand, say 筒创营 (品牌).")
    brand_en: auto = column("The brand in English; null where there is none (英文品牌).")
    starts_on: auto = column("The first day of the window (起始日期).")
    ends_on: auto = column("The last day of the window, with all extensions (截止日期).")
    extensions: Connection[TalentProgrammeExtension] = many(
        "How the window was extended, in order (延期记录).", order_by=("position",)
    )
    series: Connection[TalentSeries] = many("Its series (系列).", order_by=("kind",))
    partners: Connection[TalentPartner] = many("Its partners (合作组织).", order_by=("id",))
    rules: Connection[TalentCompletionRule] = many(
        "All versions of what it takes to complete (结业规则).", order_by=("number",)
    )
    cohorts: Connection[TalentCohort] = many("Its cohorts (班次).", order_by=("number",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(bool, "Whether today is within the window (是否在周期内).", filterable=True)
    def running(row: Row) -> Criterion:
        return (row.starts_on <= row.today) & (row.ends_on >= row.today)

    @computed(
        TalentCertificateVerification | None,
        "The certificate with a code, if this programme issued it; null otherwise. Anybody may ask (证书核验).",
    )
    def certificate(
        row: Row,
        code: Annotated[str, Argument("The code on the certificate (证书编号).")],
        lang: LanguageArgument = None,
    ) -> Composite:
        return verification(row, code, lang)

    @row_filter("Only the programme that issued the certificate with this code (证书编号).", input=str)
    def certificate_code(row: Row, given: Any) -> Criterion:
        return issued_by(row, given)


@model_type(
    models.Extension,
    tag=tags.EXTENSION,
    area="programme.programme.area",
    organization="programme.programme.lead_organization",
    order_by=("position",),
    follows="programme",
    since="0.1.0",
)
class TalentProgrammeExtension:
    """An extension of a programme's window (延期记录). It never changes."""

    programme: TalentProgramme = to_one("The programme (人才计划).")
    position: auto = column("Its place among the extensions, from 1 (次序).")
    previous_ends_on: auto = column("The last day before it (原截止日期).")
    ends_on: auto = column("The last day from then on (新截止日期).")
    reason: auto = column("Why (原因).", orderable=False)
    created_at: auto = column("When it was decided.")


@model_type(
    models.ProgrammeSeries,
    tag=tags.SERIES,
    area="series.area",
    organization="programme.programme.lead_organization",
    order_by=("kind",),
    follows="programme",
    group_by=("kind",),
    since="0.1.0",
)
class TalentSeries:
    """A series of a talent programme (系列): 村/社那些事, 书记说郫筒, 社区运营官带你游."""

    programme: TalentProgramme = to_one("The programme (人才计划).")
    series: Series = to_one("The series, with its activities (系列).")
    kind: auto = column("What it is made of (系列类型).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)

    @computed(str, "The kind's label (系列类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, TalentSeriesKind, lang)


@model_type(
    models.Partner,
    tag=tags.PARTNER,
    area="programme.programme.area",
    organization=("organization", "programme.programme.lead_organization"),
    order_by=("id",),
    follows="programme",
    group_by=("organization",),
    since="0.1.0",
)
class TalentPartner:
    """An organisation that works with a programme, and what is planned with it (合作组织)."""

    programme: TalentProgramme = to_one("The programme (人才计划).")
    organization: Organization = to_one("The organisation (组织).")
    collaboration: auto = translated("What is done together (合作内容).", orderable=False)
    collaboration_en: auto = column("The same in English; null where there is none (英文).", orderable=False)
    starts_on: auto = column("The first day; null while it is only planned (开始日期).")
    ended_on: auto = column("The last day; null while it goes on (结束日期).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)

    @computed(TalentPartnerState, "How far it is, by its dates (合作状态).", filterable=True, orderable=True)
    def state(row: Row) -> Derived:
        return _partner_state(row)

    @computed(str, "The state's label (合作状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, _partner_state(row).term(), TalentPartnerState, lang)


def _partner_state(row: Row) -> Derived:
    ended = row.ended_on < row.today
    begun = row.starts_on <= row.today
    return Derived(
        [
            (TalentPartnerState.ENDED, ended),
            (TalentPartnerState.ACTIVE, begun & (row.ended_on.isnull() | (row.ended_on >= row.today))),
            (
                TalentPartnerState.PLANNED,
                (row.starts_on.isnull() | (row.starts_on > row.today))
                & (row.ended_on.isnull() | (row.ended_on >= row.today)),
            ),
        ]
    )


@model_type(
    models.CompletionRule,
    tag=tags.RULE,
    area="programme.programme.area",
    organization="programme.programme.lead_organization",
    order_by=("number",),
    follows="programme",
    since="0.1.0",
)
class TalentCompletionRule:
    """A version of what it takes to complete (结业规则). It never changes, and a cohort keeps its own."""

    programme: TalentProgramme = to_one("The programme (人才计划).")
    number: auto = column("The number of the version, from 1 (版本号).")
    min_theory_minutes: auto = column("Minutes of theory at least (理论分钟数).")
    min_practicum_minutes: auto = column("Minutes of practicum at least (实训分钟数).")
    min_attendance_percent: auto = column("Attended of all expected sessions at least, in percent (出勤率).")
    min_mentor_logs: auto = column("Logs of mentoring at least (帮带记录数).")
    needs_project: auto = column("Whether a practice project must have been delivered (需完成实践项目).")
    needs_assessments: auto = column("Whether assessments before and after are needed (需训前训后评估).")
    cohorts: Connection[TalentCohort] = many("The cohorts that have it (班次).", order_by=("number",))
    created_at: auto = column("When it was set.")

"""Pioneer stores (先锋门店), their waves, and the history of their states. All of it is public."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

from pypika_tortoise.terms import Criterion, Term

from linli import (
    Argument,
    Composite,
    Connection,
    LanguageArgument,
    Place,
    Programme,
    Row,
    auto,
    column,
    computed,
    described,
    label,
    literal,
    many,
    model_type,
    to_one,
    translated,
    value_type,
)
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.choices import IN_PROGRESS, PioneerStoreStatus
from plugins.jinniu_stores.permissions import INSPECTIONS_READ
from plugins.jinniu_stores.types import expressions
from plugins.jinniu_stores.types.use import EndsOn, PioneerStoreUse, StartsOn, use_of
from plugins.jinniu_stores.warm_spaces import CODE as WARM_SPACE

if TYPE_CHECKING:
    from plugins.jinniu_stores.types.eligibility import PioneerStoreAssessment
    from plugins.jinniu_stores.types.inspections import PioneerStoreInspection
    from plugins.jinniu_stores.types.party import PioneerStorePartyCheckIn
    from plugins.jinniu_stores.types.scenarios import PioneerStoreScenario
    from plugins.jinniu_stores.types.services import PioneerStoreServiceCode
    from plugins.jinniu_stores.types.signage import PioneerStoreSignageCheck

AsOf = Annotated[datetime.date | None, Argument("The day as of which it is told; today by default (截至日期).")]


@model_type(
    models.Store,
    tag=tags.STORE,
    area="place.area",
    organization="place.operator",
    place="place",
    order_by=("partner_code",),
    group_by=("status", "wave"),
    since="0.1.0",
)
class PioneerStore:
    """A store of the partner in the registry (先锋门店), from candidate to demonstration store."""

    place: Place = to_one("The place that it is (场所).")
    partner_code: auto = column("The partner's own code of the store (门店编号).")
    wave: PioneerStoreWave | None = to_one("The wave with which it opens or opened (批次).")
    status: auto = column("The status, today (状态).")
    status_changes: Connection[PioneerStoreStatusChange] = many(
        "All statuses that it had, in their order (状态变更).", order_by=("position",)
    )
    inspections: Connection[PioneerStoreInspection] = many(
        "The inspections of the store (检查). Needs a permission.", order_by=("-inspected_at",)
    )
    assessments: Connection[PioneerStoreAssessment] = many(
        "The assessments of its eligibility (条件评估). Needs a permission.", order_by=("position",)
    )
    signage_checks: Connection[PioneerStoreSignageCheck] = many(
        "The checks of its sign (标识检查). Needs a permission.", order_by=("-checked_at",)
    )
    service_codes: Connection[PioneerStoreServiceCode] = many(
        "Its printed codes; the valid ones, unless you may see tokens (服务码).", order_by=("kind", "-issued_at")
    )
    scenarios: Connection[PioneerStoreScenario] = many("Reports on it (治理场景报告).", order_by=("-edition",))
    party_check_ins: Connection[PioneerStorePartyCheckIn] = many(
        "Party members who checked in there (党员报到). Needs a permission.", order_by=("-day",)
    )
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The status's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, PioneerStoreStatus, lang)

    @computed(PioneerStoreStatus | None, "The status on a day; null before it was registered (当日状态).")
    def status_as_of(row: Row, as_of: AsOf = None) -> Term:
        day = expressions.day_of(row, as_of)
        change, rows = row.related("status_changes", lambda it: expressions.holds_on(it.effective_on, it.ended_on, day))
        return rows.value("{0}", change.status)

    @computed(
        bool,
        "Whether the latest official inspection was by the current standard, with all Ten Elements OK (达标).",
        filterable=True,
    )
    def compliant(row: Row) -> Criterion:
        return expressions.compliant(row)

    @computed(
        datetime.date | None,
        "The day since which it has not been compliant: something is not OK, or the standard by which it was inspected "
        "is not current; null while it is compliant, and before its first official inspection (不达标起始日期).",
        filterable=True,
        orderable=True,
    )
    def non_compliant_since(row: Row) -> Term:
        return expressions.non_compliant_since(row)

    @computed(int, "How many of the Ten Elements are OK, by the latest official inspection and news since (完好件数).")
    def elements_ok(row: Row) -> Term:
        def counts(inspection: Row) -> Criterion:
            return inspection.is_latest & (inspection.store_id == row.id)

        def ok(finding: Row) -> Criterion:
            _, inspection = finding.related("inspection", counts, visible=False)
            return expressions.is_ok(finding) & inspection.exists()

        return row.rows_of(models.Finding, ok, visible=False)[1].value("count(*)")

    @computed(bool, "Who is hungry can eat: an active store with all that this needs (饿了能就餐).", filterable=True)
    def can_eat(row: Row) -> Criterion:
        return expressions.facet(row, "for_eating")

    @computed(bool, "Who is tired can rest: an active store with all that this needs (累了能歇脚).", filterable=True)
    def can_rest(row: Row) -> Criterion:
        return expressions.facet(row, "for_resting")

    @computed(bool, "Services by phone work: an active store with all that this needs (掌上能办事).", filterable=True)
    def can_use_services(row: Row) -> Criterion:
        return expressions.facet(row, "for_services")

    @computed(bool, "Whether an active store serves at all hours (服务不打烊).", filterable=True)
    def never_closes(row: Row) -> Criterion:
        return expressions.never_closes(row)

    @computed(bool, "Whether it serves, and is a warm space today (馨空间).", filterable=True)
    def warm_space(row: Row) -> Criterion:
        def today(designation: Row) -> Criterion:
            started = (designation.code == literal(WARM_SPACE)) & (designation.valid_from <= row.today)
            return started & (designation.valid_to.isnull() | (designation.valid_to >= row.today))

        return expressions.serves(row) & row.any("place", lambda place: place.any("designations", today))

    @computed(
        bool,
        "Whether the sign of grid governance hangs there, whole and in the current version (标识有效).",
        filterable=True,
    )
    def signage_valid(row: Row) -> Criterion:
        return expressions.signage_valid(row)

    @computed(
        datetime.datetime | None, "When its sign was last looked at (标识检查时间).", filterable=True, orderable=True
    )
    def signage_checked_at(row: Row) -> Term:
        check, checks = row.related("signage_checks", lambda it: it.is_latest, visible=False)
        return checks.value("{0}", check.checked_at)

    @computed(
        PioneerStoreUse | None,
        "How often its codes were used over some days; null unless you may see that (服务使用情况).",
    )
    def use(row: Row, starts_on: StartsOn, ends_on: EndsOn) -> Composite:
        return use_of(row, starts_on, ends_on, store=row.id)

    @computed(
        datetime.date | None,
        "The day by which it is to be inspected again; null unless you may see inspections (下次检查日期).",
        filterable=True,
        orderable=True,
    )
    def inspection_due_on(row: Row) -> Term:
        inspection, rows = row.related("inspections", lambda seen: seen.is_latest)
        return rows.value("{0}", inspection.next_due_on)

    @computed(
        bool,
        "Whether it serves and its inspection is overdue; false unless you may see inspections (检查逾期).",
        filterable=True,
    )
    def inspection_overdue(row: Row) -> Criterion:
        overdue = row.any("inspections", lambda seen: seen.is_latest & (seen.next_due_on < row.today))
        return (row.status == literal(PioneerStoreStatus.ACTIVE.value)) & overdue


@model_type(
    models.StatusChange,
    tag=tags.STATUS_CHANGE,
    area="store.place.area",
    organization="store.place.operator",
    place="store.place",
    order_by=("effective_on", "position"),
    follows="store",
    group_by=("status",),
    since="0.1.0",
)
class PioneerStoreStatusChange:
    """From a day on, a store had this status (状态变更)."""

    store: PioneerStore = to_one("The store (门店).")
    position: auto = column("Its place among the store's changes, from 1 (次序).")
    status: auto = column("The status (状态).")
    wave: PioneerStoreWave | None = to_one("The wave to which the store then belonged (批次).")
    effective_on: auto = column("The first day (生效日期).")
    ended_on: auto = column("The day from which another status holds; null for the present one (结束日期).")

    @computed(str, "The status's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, PioneerStoreStatus, lang)

    @computed(str | None, "Why it was suspended or withdrawn; null unless you may see inspections (原因).")
    def reason(row: Row) -> Term:
        return row.if_may(INSPECTIONS_READ, row.reason)


@value_type
class PioneerStoreWaveProgress:
    """How far a wave is (批次进展)."""

    target: int = described("How many stores are to open (目标数量).")
    planned: int = described("How many of its stores were planned or in progress (在建数量).")
    active: int = described("How many of its stores were active (运行数量).")
    reached: bool = described("Whether the target was reached (是否达成).")


@model_type(
    models.Wave,
    tag=tags.WAVE,
    area="programme.area",
    organization="programme.lead_organization",
    order_by=("number",),
    follows="programme",
    group_by=("programme",),
    since="0.1.0",
)
class PioneerStoreWave:
    """A number of stores to be opened by a day (批次)."""

    programme: Programme = to_one("The programme to which it belongs (所属计划).")
    number: auto = column("Its number in the programme, from 1 (批号).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    target_count: auto = column("How many stores are to open with it (目标数量).")
    starts_on: auto = column("The first day (开始日期).")
    due_on: auto = column("The day by which they are to open (截止日期).")
    stores: Connection[PioneerStore] = many("The stores of the wave (门店).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(PioneerStoreWaveProgress, "How far it was on a day (进展).")
    def progress(row: Row, as_of: AsOf = None) -> Composite:
        day = expressions.day_of(row, as_of)
        active = expressions.counted_in_wave(row, day, (PioneerStoreStatus.ACTIVE,))
        return Composite(
            {
                "target": row.target_count,
                "planned": expressions.counted_in_wave(row, day, IN_PROGRESS),
                "active": active,
                "reached": active >= row.target_count,
            }
        )

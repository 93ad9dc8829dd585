"""Inspections (检查), findings (检查结果) and rectifications (整改). They need a permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from linli import (
    CITY_WIDE,
    Connection,
    Derived,
    LanguageArgument,
    Media,
    Person,
    Row,
    auto,
    column,
    computed,
    label,
    literal,
    many,
    model_type,
    to_one,
)
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.choices import ElementCondition, RectificationState, StoreInspectionKind
from plugins.jinniu_stores.permissions import INSPECTIONS_READ
from plugins.jinniu_stores.types import expressions
from plugins.jinniu_stores.types.standards import TenElementsItem, TenElementsStandard

if TYPE_CHECKING:
    from plugins.jinniu_stores.types.stores import PioneerStore


@model_type(models.InspectionRule, tag=tags.INSPECTION_RULE, area=CITY_WIDE, order_by=("valid_from",), since="0.1.0")
class PioneerStoreInspectionRule:
    """How often stores are inspected, and how soon things are put right, from a day on (检查规则)."""

    inspect_every_days: auto = column("Days from one inspection to the next (检查间隔天数).")
    rectify_within_days: auto = column("Days until something found is put right (整改期限天数).")
    valid_from: auto = column("The first day (生效日期).")
    valid_to: auto = column("The day from which the next rule is valid; null for the last one (失效日期).")


@model_type(
    models.Inspection,
    tag=tags.INSPECTION,
    area="store.place.area",
    organization="store.place.operator",
    place="store.place",
    order_by=("-inspected_at",),
    follows="store",
    requires=INSPECTIONS_READ,
    group_by=("kind", "standard", "store"),
    since="0.1.0",
)
class PioneerStoreInspection:
    """A look at the Ten Elements of a store (检查). Asking for inspections needs a permission."""

    store: PioneerStore = to_one("The store (门店).")
    standard: TenElementsStandard = to_one("The version of the standard by which it was made (标准).")
    kind: auto = column("Who looked (检查方式).")
    inspected_at: auto = column("When (检查时间).")
    inspector: Person | None = to_one("Who looked, where that is recorded (检查人).")
    note: auto = column("A note (备注).", orderable=False)
    next_due_on: auto = column("The day by which the store is to be inspected again (下次检查日期).")
    is_latest: auto = column("Whether it is the official one that decides about the store by now (最近有效检查).")
    findings: Connection[PioneerStoreFinding] = many("What it found of each element (检查结果).", order_by=("id",))
    created_at: auto = column("When the record was made.")

    @computed(str, "The kind's label (检查方式名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, StoreInspectionKind, lang)

    @computed(int, "How many of the Ten Elements it found OK (完好件数).", filterable=True, orderable=True)
    def found_ok(row: Row) -> Term:
        ok = ElementCondition.OK.value
        count: Term = expressions.findings(row, lambda found: found.result == literal(ok)).value("count(*)")
        return count

    @computed(bool, "Whether all Ten Elements are OK by now, with the news since (是否全部完好).", filterable=True)
    def all_ok(row: Row) -> Criterion:
        return expressions.ten_of_ten(row)


@model_type(
    models.Finding,
    tag=tags.FINDING,
    area="inspection.store.place.area",
    organization="inspection.store.place.operator",
    place="inspection.store.place",
    order_by=("id",),
    follows="inspection",
    requires=INSPECTIONS_READ,
    group_by=("result", "condition", "item"),
    since="0.1.0",
)
class PioneerStoreFinding:
    """What an inspection found of one element (检查结果)."""

    inspection: PioneerStoreInspection = to_one("The inspection (检查).")
    item: TenElementsItem = to_one("The item of the standard (标准条目).")
    result: auto = column("What was seen; never changes (检查时状况).")
    condition: auto = column("The condition by now, with the news since (当前状况).")
    condition_since: auto = column("Since when (当前状况起始时间).")
    note: auto = column("A note (备注).", orderable=False)
    photo: Media | None = to_one("A picture of it (照片).")
    rectifications: Connection[PioneerStoreRectification] = many("What has to be put right (整改).")

    @computed(str, "The condition's label (状况名称).")
    def condition_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.condition, ElementCondition, lang)


@model_type(
    models.Rectification,
    tag=tags.RECTIFICATION,
    area="finding.inspection.store.place.area",
    organization="finding.inspection.store.place.operator",
    place="finding.inspection.store.place",
    order_by=("due_on",),
    follows="finding",
    requires=INSPECTIONS_READ,
    since="0.1.0",
)
class PioneerStoreRectification:
    """Something found that has to be put right by a day (整改)."""

    finding: PioneerStoreFinding = to_one("What was found (检查结果).")
    due_on: auto = column("The day by which it is to be put right; null without a rule (整改期限).")
    done_on: auto = column("The day on which it was put right (完成日期).")
    withdrawn_on: auto = column("The day on which the store left with it undone (撤销日期).")
    note: auto = column("What was done (备注).", orderable=False)
    photo: Media | None = to_one("A picture of it (照片).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(
        RectificationState, "How far it is; OVERDUE follows from the day (整改状态).", filterable=True, orderable=True
    )
    def state(row: Row) -> Derived:
        return _state(row)

    @computed(str, "The state's label (整改状态名称).")
    def state_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, _state(row).term(), RectificationState, lang)


def _state(row: Row) -> Derived:
    waiting = row.done_on.isnull() & row.withdrawn_on.isnull()
    return Derived(
        [
            (RectificationState.DONE, row.done_on.notnull()),
            (RectificationState.WITHDRAWN, row.withdrawn_on.notnull()),
            (RectificationState.OVERDUE, waiting & (row.due_on < row.today)),
            (RectificationState.OPEN, waiting & (row.due_on.isnull() | (row.due_on >= row.today))),
        ]
    )

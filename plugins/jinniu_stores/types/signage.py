"""The sign (标识): its designs are public, and what was seen of it at a store needs a permission."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated

from pypika_tortoise.terms import Criterion, Term

from linli import (
    CITY_WIDE,
    Argument,
    LanguageArgument,
    Media,
    Person,
    Row,
    auto,
    column,
    computed,
    label,
    model_type,
    to_one,
    translated,
)
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.choices import SignageCondition
from plugins.jinniu_stores.permissions import INSPECTIONS_READ
from plugins.jinniu_stores.types import expressions

if TYPE_CHECKING:
    from plugins.jinniu_stores.types.stores import PioneerStore


@model_type(models.SignageDesign, tag=tags.SIGNAGE_DESIGN, area=CITY_WIDE, order_by=("number",), since="0.1.0")
class PioneerStoreSignageDesign:
    """A version of the grid-governance sign that stores show (微网实格标识)."""

    number: auto = column("The number of the version, from 1 (版本号).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    artwork: Media | None = to_one("The picture from which it is printed (设计稿).")
    valid_from: auto = column("The first day (生效日期).")
    valid_to: auto = column("The day from which the next version is valid; null for the last one (失效日期).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")

    @computed(bool, "Whether it is valid on a day, today by default (是否现行).", filterable=True)
    def current(
        row: Row, on: Annotated[datetime.date | None, Argument("The day; today by default (日期).")] = None
    ) -> Criterion:
        return expressions.holds_on(row.valid_from, row.valid_to, expressions.day_of(row, on))


@model_type(
    models.SignageCheck,
    tag=tags.SIGNAGE_CHECK,
    area="store.place.area",
    organization="store.place.operator",
    place="store.place",
    order_by=("-checked_at",),
    follows="store",
    requires=INSPECTIONS_READ,
    group_by=("condition", "design", "store"),
    since="0.1.0",
)
class PioneerStoreSignageCheck:
    """A look at the sign of a store (标识检查). Asking for checks needs a permission."""

    store: PioneerStore = to_one("The store (门店).")
    condition: auto = column("In which condition it was (标识状况).")
    design: PioneerStoreSignageDesign | None = to_one("The version that hangs there; null where none hangs (标识版本).")
    photo: Media | None = to_one("A picture of it; null where none hangs (照片).")
    checked_at: auto = column("When (检查时间).")
    checker: Person | None = to_one("Who looked, where that is recorded (检查人).")
    note: auto = column("A note (备注).", orderable=False)
    is_latest: auto = column("Whether it is the one that counts by now (最近检查).")
    created_at: auto = column("When the record was made.")

    @computed(str, "The condition's label (标识状况名称).")
    def condition_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.condition, SignageCondition, lang)

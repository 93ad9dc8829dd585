"""The standard of the Ten Elements (红十件) in versions. It is public."""

from __future__ import annotations

import datetime
from typing import Annotated

from pypika_tortoise.terms import Criterion, Term

from linli import (
    CITY_WIDE,
    Argument,
    Connection,
    LanguageArgument,
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
from plugins.jinniu_stores import models, tags
from plugins.jinniu_stores.choices import TenElement
from plugins.jinniu_stores.types import expressions


@model_type(models.Standard, tag=tags.STANDARD, area=CITY_WIDE, order_by=("number",), since="0.1.0")
class TenElementsStandard:
    """A version of the standard of the Ten Elements (红十件标准)."""

    number: auto = column("The number of the version, from 1 (版本号).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    valid_from: auto = column("The first day (生效日期).")
    valid_to: auto = column("The day from which the next version is valid; null for the last one (失效日期).")
    items: Connection[TenElementsItem] = many("Its ten items in their order (条目).", order_by=("position",))
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")

    @computed(bool, "Whether it is valid on a day, today by default (是否现行).", filterable=True)
    def current(
        row: Row, on: Annotated[datetime.date | None, Argument("The day; today by default (日期).")] = None
    ) -> Criterion:
        return expressions.holds_on(row.valid_from, row.valid_to, expressions.day_of(row, on))


@model_type(models.Item, tag=tags.ITEM, area=CITY_WIDE, order_by=("position",), group_by=("element",), since="0.1.0")
class TenElementsItem:
    """What a version of the standard asks of one of the Ten Elements (标准条目)."""

    standard: TenElementsStandard = to_one("The version of the standard (标准).")
    element: auto = column("The element (红十件).")
    position: auto = column("Its place in the standard, 1 to 10 (次序).")
    requirement: auto = column("What is asked (要求).", orderable=False)
    for_eating: auto = column("Whether eating there needs it (就餐所需).")
    for_resting: auto = column("Whether resting there needs it (歇脚所需).")
    for_services: auto = column("Whether services by phone need it (办事所需).")

    @computed(str, "The element's label (红十件名称).")
    def element_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.element, TenElement, lang)

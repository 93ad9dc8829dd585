"""The medicine list (药品目录), templates of kits (配置标准) and recalls (批次召回). All of it is public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from linli import (
    CITY_WIDE,
    Area,
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
from plugins.health_points import models, tags
from plugins.health_points.choices import MedicineCategory
from plugins.health_points.types.expressions import AsOf, day_of, holds_on

if TYPE_CHECKING:
    from plugins.health_points.types.stock import MedicineLot


@model_type(
    models.MedicineItem,
    tag=tags.ITEM,
    area=CITY_WIDE,
    order_by=("code",),
    group_by=("category",),
    since="0.1.0",
)
class MedicineItem:
    """Something that first-aid kits may hold (药品物品). Prescription medicine is never on the list."""

    code: auto = column("A short code that never changes (代码).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    category: auto = column("What it is (类别).")
    specification: auto = column("Strength, size or form (规格).", orderable=False)
    unit: auto = translated("In what it is counted (单位).")
    valid_from: auto = column("The first day on the list (生效日期).")
    valid_to: auto = column("The last day on the list; null while it has none (失效日期).")
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The category's label (类别名称).")
    def category_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.category, MedicineCategory, lang)

    @computed(bool, "Whether it is on the list on a day, today by default (是否在目录中).", filterable=True)
    def listed(row: Row, as_of: AsOf = None) -> Criterion:
        day = day_of(row, as_of)
        begun: Criterion = row.valid_from <= day
        return begun & (row.valid_to.isnull() | (row.valid_to >= day))


@model_type(
    models.KitTemplate,
    tag=tags.TEMPLATE,
    area=CITY_WIDE,
    order_by=("code", "number"),
    group_by=("code",),
    since="0.1.0",
)
class FirstAidKitTemplate:
    """A version of what kits of a kind hold, how they are stored and how often they are checked (医药箱配置标准)."""

    code: auto = column("The code of the kind, the same for all versions (代码).")
    number: auto = column("The number of the version, from 1 (版本号).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    check_every_days: auto = column("Days from one check to the next (检查间隔天数).")
    min_celsius: auto = column("The lowest temperature in °C at which it is kept; null for any (最低温度).")
    max_celsius: auto = column("The highest temperature in °C; null for any (最高温度).")
    max_humidity: auto = column("The highest humidity in %; null for any (最高湿度).")
    valid_from: auto = column("The first day (生效日期).")
    valid_to: auto = column("The day from which the next version is valid; null for the last one (失效日期).")
    items: Connection[FirstAidKitTemplateItem] = many("What a kit holds (配置清单).", order_by=("position",))
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")

    @computed(
        bool, "Whether it is the valid version of its kind on a day, today by default (是否现行).", filterable=True
    )
    def current(row: Row, as_of: AsOf = None) -> Criterion:
        return holds_on(row.valid_from, row.valid_to, day_of(row, as_of))


@model_type(models.TemplateItem, tag=tags.TEMPLATE_ITEM, area=CITY_WIDE, order_by=("position",), since="0.1.0")
class FirstAidKitTemplateItem:
    """How much of an item a kit holds (配置项)."""

    template: FirstAidKitTemplate = to_one("The template (配置标准).")
    item: MedicineItem = to_one("The item (物品).")
    position: auto = column("Its place in the list, from 1 (次序).")
    par_level: auto = column("How much there is when the kit is full (标准量).")
    essential: auto = column("Whether a kit without any of it counts as faulty (是否必备).")


@model_type(
    models.Recall,
    tag=tags.RECALL,
    area="area",
    order_by=("-recalled_at",),
    group_by=("area", "item"),
    since="0.1.0",
)
class MedicineRecall:
    """A lot that must not be used any more, in an area and those below it (批次召回)."""

    area: Area = to_one("Where (区域).")
    item: MedicineItem = to_one("The item (物品).")
    number: auto = column("The number of the lot (批号).")
    reason: auto = column("Why (原因).", orderable=False)
    recalled_at: auto = column("When (召回时间).")
    lifted_at: auto = column("When it was lifted; null while it holds (解除时间).")
    lots: Connection[MedicineLot] = many(
        "The lot in each kit that holds or held it (涉及批次). Needs a permission.", order_by=("id",)
    )
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(bool, "Whether it holds (是否有效).", filterable=True)
    def open(row: Row) -> Criterion:
        holds: Criterion = row.lifted_at.isnull()
        return holds

"""Areas (区域): the official levels and the grids below them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pypika_tortoise.terms import Criterion, Term

from core import models
from core.models.choices import AreaLevel
from schema.declare.fields import Connection, IdOf, auto, column, computed, many, row_filter, to_one, translated
from schema.declare.languages import LanguageArgument, label
from schema.declare.rows import Row
from schema.declare.types import model_type

if TYPE_CHECKING:
    from schema.types.activities import Activity
    from schema.types.organizations import Organization
    from schema.types.people import Person
    from schema.types.places import Place
    from schema.types.programmes import Programme


@model_type(models.Area, tag="ar", area="id", order_by=("level", "name"), group_by=("level", "parent"))
class Area:
    """An official area or a grid (区域): from the city down to the micro-grid."""

    code: auto = column("The code of GB/T 2260, extended to 9 and 12 digits; grids have none (行政区划代码).")
    slug: auto = column("How a district is called in addresses, as in /jinniu/graphql; others have none (地址名).")
    level: auto = column("The level (级别).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    parent: Area | None = to_one("The area right above; null for the city (上级区域).")
    children: Connection[Area] = many("The areas right below (下级区域).")
    households: auto = column("The number of households (户数).")
    population: auto = column("The number of residents (人口).")
    population_as_of: auto = column("The day for which the population was counted (人口统计日期).")
    valid_from: auto = column("The first day on which the area exists in this form (生效日期).")
    valid_to: auto = column("The last day on which the area exists in this form; null if it still does (失效日期).")
    places: Connection[Place] = many("The places right in this area, not those of areas below (场所).")
    organizations: Connection[Organization] = many("The organisations registered right in this area (组织).")
    activities: Connection[Activity] = many("The activities of this very area (活动).", order_by=("starts_at",))
    programmes: Connection[Programme] = many("The programmes of this area (计划).")
    people: Connection[Person] = many("The people who live or work in this very area (人员).")
    successions: Connection[AreaSuccession] = many("What became of the area by splits and mergers (拆分与合并).")
    origins: Connection[AreaSuccession] = many("What the area was made from (来源).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The level's label (级别名称).")
    def level_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.level, AreaLevel, lang)

    @row_filter("Only areas in the subtree of this one, itself included (辖区内).", input=IdOf("Area"))
    def within(row: Row, given: Any) -> Criterion:
        return row.among("ancestor_links", lambda link: link.ancestor_id == given.term())


@model_type(models.AreaSuccession, tag="as", area="successor", order_by=("takes_effect_on",))
class AreaSuccession:
    """A split or a merger of areas (区域变更): from a day on, the successor took over from the predecessor."""

    predecessor: Area = to_one("The area that was (原区域).")
    successor: Area = to_one("The area that followed (新区域).")
    takes_effect_on: auto = column("The day of the change (生效日期).")

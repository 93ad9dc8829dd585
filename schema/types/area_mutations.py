"""What can be done to areas: each a use case of `core.areas`."""

from __future__ import annotations

from core import areas
from core.access import AREAS_WRITE
from schema.declare.inputs import InputType, Reference
from schema.declare.roots import Mutation

AREA_MUTATIONS = (
    Mutation(
        "createArea",
        "Creates an area below another; a city has none above it (新建区域).",
        InputType(
            "CreateAreaInput",
            "A new area.",
            areas.NewArea,
            {
                "level": "The level (级别).",
                "name": "The name in Chinese (名称).",
                "name_en": "The name in English (英文名称).",
                "code": "The official code of 6, 9 or 12 digits; levels below the community have none (行政区划代码).",
                "parent_id": Reference("The area above (上级区域).", "Area"),
                "households": "The number of households (户数).",
                "population": "The number of residents (人口).",
                "population_as_of": "The day for which the population was counted (人口统计日期).",
                "valid_from": "The first day (开始日期).",
                "valid_to": "The last day (结束日期).",
                "slug": "How a district is called in addresses, as jinniu in /jinniu/graphql (地址标识).",
            },
        ),
        "area",
        "Area",
        lambda given: areas.create(given.value),
        AREAS_WRITE,
        idempotent=True,
    ),
)

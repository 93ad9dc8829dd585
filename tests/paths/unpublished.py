"""Rows of the built-in plugins that the public does not see, of each type whose rule hides some."""

from __future__ import annotations

from typing import Any

from tortoise.models import Model

from core.clock import today
from core.models import Area, Place
from core.search import SUBJECTS, index_instance
from plugins.health_points.models import Kit, KitTemplate
from plugins.jinniu_stores.models import Agreement
from plugins.pidu_talent.models import Cohort, Course, Project, Trainer


async def add_unpublished(area: Area) -> None:
    """A draft of an agreement, a kit that is planned, a cohort that is not open, a project that is proposed, and what
    the libraries have retired; beside what the samples have.
    """
    place: Any = await Place.filter(operator_id__isnull=False).order_by("id").first()
    template: Any = await KitTemplate.all().order_by("id").first()
    opened: Any = await Cohort.all().order_by("id").first()
    rows: list[Model] = [
        Agreement(area=area, code="hidden", title="未签署协议"),
        Kit(place=place, template=template, code="hidden", name="未启用医药箱", precise_location="柜台旁"),
        Cohort(
            programme_id=opened.programme_id,
            area_id=opened.area_id,
            rule_id=opened.rule_id,
            number=99,
            name="未开班",
            capacity=1,
            starts_on=today(),
            ends_on=today(),
        ),
        Project(cohort=opened, title="未批准项目", plan="待定"),
        Course(
            area_id=opened.area_id,
            code="hidden",
            title="停用课程",
            kind="THEORY",
            minutes=1,
            current_number=1,
            retired_on=today(),
        ),
        Trainer(area_id=opened.area_id, name="已退出师资", title="讲师", expertise="议事", retired_on=today()),
    ]
    for row in rows:
        await row.save(force_create=True)
        if type(row) in SUBJECTS:
            await index_instance(row)

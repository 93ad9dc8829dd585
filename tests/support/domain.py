"""Rows that tests need again and again, made without ceremony."""

import datetime
import uuid
from collections.abc import Awaitable

from core.activities import NewActivity
from core.clock import SHANGHAI
from core.models import Area, Organization
from core.models.choices import AreaLevel, OrganizationKind
from core.problems import InputRefused

STARTS = datetime.datetime(2024, 7, 10, 9, 0, tzinfo=SHANGHAI)
"""When the activity of `new_activity` begins; it lasts two hours."""
ENDS = STARTS + datetime.timedelta(hours=2)
BEFORE = STARTS - datetime.timedelta(days=7)
NOWHERE = uuid.UUID("00000000-0000-7000-8000-000000000000")
"""The key of no row."""


async def an_area(name: str = "成都市") -> Area:
    return await Area.create(level=AreaLevel.CITY, name=name)


async def an_organization(name: str = "金牛区社会工作部") -> Organization:
    return await Organization.create(kind=OrganizationKind.GOVERNMENT, name=name)


async def new_activity(**fields: object) -> NewActivity:
    """The input of an activity with what it must have; `fields` replace parts of it."""
    required: dict[str, object] = {"title": "第三季度邻里节", "starts_at": STARTS, "ends_at": ENDS}
    if "area_id" not in fields:
        required["area_id"] = (await an_area()).id
    if "lead_organization_id" not in fields:
        required["lead_organization_id"] = (await an_organization()).id
    return NewActivity(**{**required, **fields})  # type: ignore[arg-type]  # as the caller means it


async def problems_of(verb: Awaitable[object]) -> list[tuple[str, str]]:
    """The codes and the fields of the problems for which a use case refuses its input, if it does."""
    try:
        await verb
    except InputRefused as refused:
        return [(problem.code, ".".join(problem.field)) for problem in refused.problems]
    return []

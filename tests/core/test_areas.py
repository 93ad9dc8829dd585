import datetime

import pytest

from core import areas
from core.areas import NewArea
from core.models import Area, AreaAncestor, Event, SearchDocument
from core.models.choices import AreaLevel
from tests.support.domain import NOWHERE, problems_of

pytestmark = pytest.mark.usefixtures("db")


async def test_new_areas_stand_in_their_tree() -> None:
    city = await areas.create(NewArea(level=AreaLevel.CITY, name="成都市", code="510100"))
    district = await areas.create(
        NewArea(
            level=AreaLevel.DISTRICT,
            name="金牛区",
            code="510106",
            parent_id=city.id,
            population=1_265_398,
            population_as_of=datetime.date(2020, 11, 1),
        )
    )

    assert await AreaAncestor.filter(area_id=district.id).order_by("distance").values_list(
        "ancestor_id", "distance"
    ) == [(district.id, 0), (city.id, 1)]
    assert await Event.all().order_by("position").values_list("name", "subject_id") == [
        ("area.created", city.id),
        ("area.created", district.id),
    ]
    assert (await SearchDocument.get(subject_id=district.id)).tokens.startswith("金 牛 区")


async def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert await problems_of(
        areas.create(
            NewArea(
                level=AreaLevel.MICRO_GRID,
                name="",
                code="510106",
                parent_id=NOWHERE,
                households=-1,
                population=10,
                valid_from=datetime.date(2024, 1, 2),
                valid_to=datetime.date(2024, 1, 1),
            )
        )
    ) == [
        ("REQUIRED", "name"),
        ("NOT_ALLOWED", "code"),
        ("NOT_FOUND", "parentId"),
        ("OUT_OF_RANGE", "households"),
        ("INCOMPLETE", "populationAsOf"),
        ("ENDS_BEFORE_START", "validTo"),
    ]


async def test_levels_stand_in_order() -> None:
    city = await areas.create(NewArea(level=AreaLevel.CITY, name="成都市", code="510100"))

    assert await problems_of(areas.create(NewArea(level=AreaLevel.DISTRICT, name="区"))) == [
        ("WRONG_LEVEL", "parentId")
    ]
    assert await problems_of(areas.create(NewArea(level=AreaLevel.CITY, name="市", parent_id=city.id))) == [
        ("WRONG_LEVEL", "parentId")
    ]
    community = await areas.create(NewArea(level=AreaLevel.COMMUNITY, name="社区", parent_id=city.id))
    assert await problems_of(areas.create(NewArea(level=AreaLevel.VILLAGE, name="村", parent_id=community.id))) == [
        ("WRONG_LEVEL", "parentId")
    ]


async def test_a_code_is_official_and_belongs_to_one_area() -> None:
    await areas.create(NewArea(level=AreaLevel.CITY, name="成都市", code="510100"))

    assert await problems_of(areas.create(NewArea(level=AreaLevel.CITY, name="市", code="510100"))) == [
        ("DUPLICATE", "code")
    ]
    assert await problems_of(areas.create(NewArea(level=AreaLevel.CITY, name="市", code="51010"))) == [
        ("INVALID_FORMAT", "code")
    ]
    assert await Area.all().count() == 1

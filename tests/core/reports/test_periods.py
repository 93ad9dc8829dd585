"""What a report is asked, and which rows count: by area, by district, on both databases."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import astuple
from typing import Any

import pytest

from core.clock import SHANGHAI, fixed
from core.database.connect import Database
from core.database.url import Dialect
from core.models import Area, Organization
from core.models.choices import AreaLevel, OrganizationKind
from core.plugins.contributions import ReportPeriod
from core.reports.periods import OutsideDistrict, Reach, ReportQuestion, WrongPeriod, area_named, counted, period_of

date = datetime.date
NOW = datetime.datetime(2024, 12, 31, 16, 30, tzinfo=datetime.UTC)
"""Half past midnight of the new year in Asia/Shanghai."""


async def told(question: ReportQuestion) -> tuple[date, date, date]:
    with fixed(NOW):
        period, area = await period_of(question, None)
    assert (period.area_id, period.within, area) == (None, None, None)
    return period.starts_on, period.ends_on, period.as_of


YEAR_2025 = (date(2025, 1, 1), date(2025, 12, 31))


async def test_defaults() -> None:
    assert NOW.astimezone(SHANGHAI).date() == date(2025, 1, 1)
    assert await told(ReportQuestion()) == (*YEAR_2025, date(2025, 1, 1))
    of_2023 = (date(2023, 1, 1), date(2023, 12, 31))
    assert await told(ReportQuestion(as_of=date(2023, 6, 1))) == (*of_2023, date(2023, 6, 1))
    assert await told(ReportQuestion(starts_on=date(2023, 3, 1))) == (date(2023, 3, 1), of_2023[1], date(2025, 1, 1))
    assert await told(ReportQuestion(ends_on=date(2023, 3, 1))) == (of_2023[0], date(2023, 3, 1), date(2025, 1, 1))
    one_day = ReportQuestion(starts_on=date(2023, 3, 1), ends_on=date(2023, 3, 1))
    assert await told(one_day) == (date(2023, 3, 1), date(2023, 3, 1), date(2025, 1, 1))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            ReportQuestion(starts_on=date(2024, 2, 1), ends_on=date(2024, 1, 1)),
            "The period ends on 2024-01-01, before it starts on 2024-02-01.",
        ),
        (
            ReportQuestion(starts_on=date(2004, 1, 1), ends_on=date(2025, 1, 1)),
            "The period from 2004-01-01 to 2025-01-01 is longer than 20 years.",
        ),
        (ReportQuestion(starts_on=date(1, 1, 1)), "The start, 0001-01-01, is not between 1900-01-01 and 2199-12-31."),
        (ReportQuestion(ends_on=date(9999, 1, 1)), "The start, 9999-01-01, is not between 1900-01-01 and 2199-12-31."),
        (
            ReportQuestion(starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 2), as_of=date(9999, 12, 31)),
            "The day as of which it is told, 9999-12-31, is not between 1900-01-01 and 2199-12-31.",
        ),
    ],
)
async def test_days_that_make_no_sense(question: ReportQuestion, said: str) -> None:
    with pytest.raises(WrongPeriod) as caught:
        await period_of(question, None)
    assert caught.value.message == said


class Town:
    """Two districts, each with a subdistrict, and an organisation of every area and one of none."""

    def __init__(self) -> None:
        self.areas: dict[str, uuid.UUID] = {}

    async def area(self, name: str, level: AreaLevel, parent: str | None = None, **columns: Any) -> None:
        above = None if parent is None else self.areas[parent]
        area = await Area.create(name=name, level=level, parent_id=above, **columns)
        await Organization.create(name=name, kind=OrganizationKind.COMPANY, area=area)
        self.areas[name] = area.id


@pytest.fixture
async def town(db: Database) -> Town:
    town = Town()
    await town.area("城", AreaLevel.CITY, code="510100")
    for name, slug in (("金牛", "jinniu"), ("郫都", "pidu")):
        await town.area(name, AreaLevel.DISTRICT, "城", slug=slug)
        await town.area(f"{name}街道", AreaLevel.SUBDISTRICT, name)
    await Organization.create(name="无区", kind=OrganizationKind.COMPANY)
    return town


async def names(period: ReportPeriod) -> set[str]:
    found = await Organization.filter(counted(period, "area")).values_list("name", flat=True)
    assert len(found) == len(set(found))
    return {str(name) for name in found}


async def test_which_rows_count(town: Town) -> None:
    areas = town.areas
    everything = {*areas, "无区"}
    jinniu = Reach((areas["金牛"],), (areas["城"],))
    both = Reach((areas["金牛"], areas["郫都"]), (areas["城"],))
    nowhere = Reach(())
    at_jinniu = Reach((areas["金牛"],), district=areas["金牛"])
    cases: list[tuple[Reach | None, str | None, set[str]]] = [
        (None, None, everything),
        (None, "金牛", {"金牛", "金牛街道"}),
        (both, None, everything),
        (both, "城", set(areas)),
        (jinniu, None, {"城", "金牛", "金牛街道", "无区"}),
        (jinniu, "城", {"城", "金牛", "金牛街道"}),
        (jinniu, "金牛街道", {"金牛街道"}),
        (jinniu, "郫都", set()),
        (jinniu, "郫都街道", set()),
        (nowhere, "城", set()),
        (at_jinniu, None, {"金牛", "金牛街道"}),
        (at_jinniu, "金牛街道", {"金牛街道"}),
    ]
    for reach, area, expected in cases:
        period, found = await period_of(ReportQuestion(None if area is None else areas[area]), reach)
        assert await names(period) == expected, (reach, area)
        assert (found and found.name) == (area or ("金牛" if reach is at_jinniu else None))


async def test_a_district_tells_of_no_other(town: Town) -> None:
    areas = town.areas
    for name in ("城", "郫都", "郫都街道"):
        with pytest.raises(OutsideDistrict) as caught:
            await period_of(ReportQuestion(areas[name]), Reach((areas["金牛"],), district=areas["金牛"]))
        assert caught.value.message == (
            f"{name} does not lie in this district. Ask at /graphql or /reports, of the city."
        )


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_areas_by_name(town: Town) -> None:
    assert await area_named("jinniu") == await area_named(f"ar_{town.areas['金牛']}") == town.areas["金牛"]
    assert await area_named("510100") == town.areas["城"]
    with pytest.raises(WrongPeriod) as caught:
        await area_named("wuhou")
    assert caught.value.message == (
        "There is no area 'wuhou'. Name one by its id, its official code or its name in addresses."
    )
    with pytest.raises(WrongPeriod) as caught:
        await area_named(f"pl_{town.areas['金牛']}")
    assert caught.value.message.endswith("is the id of another type; ids of areas start with 'ar_'.")
    missing = uuid.UUID(int=1)
    with pytest.raises(WrongPeriod) as caught:
        await period_of(ReportQuestion(missing), None)
    assert caught.value.message == f"There is no area with the id ar_{missing}."
    assert astuple(ReportQuestion()) == (None,) * 4

"""Which plugins districts have."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from core import modules
from core.areas import NewArea, create, name_district
from core.database.connect import Database
from core.database.url import Dialect
from core.models import Area, Event, Organization, PluginEnablement
from core.models.choices import AreaLevel, OrganizationKind
from core.plugins.contributions import Manifest
from core.problems import InputRefused
from tests.support.domain import NOWHERE, problems_of

INSTALLED = {
    "core": Manifest("core", "核心", "Core", "1"),
    "lamps": Manifest("lamps", "灯", "Lamps", "1"),
    "duties": Manifest("duties", "值班", "Duties", "1", needs=("core", "lamps")),
}


async def a_district(slug: str | None = "jinniu") -> Area:
    city = await Area.get_or_none(level=AreaLevel.CITY) or await create(NewArea(level=AreaLevel.CITY, name="成都市"))
    return await create(NewArea(level=AreaLevel.DISTRICT, name=slug or "区", parent_id=city.id, slug=slug))


async def test_enabling_and_disabling_is_told_and_kept(db: Database) -> None:
    district = await a_district()
    row = await modules.enable("lamps", district.id, INSTALLED)
    again = await modules.enable("lamps", district.id, INSTALLED)
    assert (again.id, again.enabled, again.version) == (row.id, True, 1)
    off = await modules.disable("lamps", district.id, INSTALLED)
    assert (off.id, off.enabled, off.version) == (row.id, False, 2)
    events = await Event.filter(name__startswith="module.").order_by("position")
    assert [(event.name, event.subject_type, event.subject_id, event.payload) for event in events] == [
        ("module.enabled", "me", row.id, {"version": 1, "plugin": "lamps", "areaId": str(district.id)}),
        ("module.disabled", "me", row.id, {"version": 2, "plugin": "lamps", "areaId": str(district.id)}),
    ]


async def test_disabling_what_never_was_enabled_says_nothing(db: Database) -> None:
    district = await a_district()
    assert (await modules.disable("lamps", district.id, INSTALLED)).enabled is False
    assert await Event.filter(name__startswith="module.").count() == 0


async def test_sample_data_enables_where_nobody_decided(db: Database) -> None:
    district = await a_district()
    for _ in range(2):
        await modules.enable_unless_decided("lamps", district.id)
        row = await PluginEnablement.get(plugin="lamps")
        assert (row.enabled, row.version) == (True, 1)
    await modules.disable("lamps", district.id, INSTALLED)
    await modules.enable_unless_decided("lamps", district.id)
    assert (await PluginEnablement.get(plugin="lamps")).enabled is False
    assert await problems_of(modules.enable_unless_decided("lamps", NOWHERE)) == [("NOT_FOUND", "areaId")]


async def test_needs_are_held(db: Database) -> None:
    district = await a_district()
    assert await problems_of(modules.enable("duties", district.id, INSTALLED)) == [("MODULES_NEEDED", "plugin")]
    await modules.enable("lamps", district.id, INSTALLED)
    await modules.enable("duties", district.id, INSTALLED)
    with pytest.raises(InputRefused) as refused:
        await modules.disable("lamps", district.id, INSTALLED)
    assert refused.value.problems[0].message == ("duties would be without lamps, which it needs. Disable that first.")
    assert refused.value.problems[0].code == "MODULES_STAND_ON_IT"


async def test_refusals(db: Database) -> None:
    district = await a_district()
    city = await Area.get(level=AreaLevel.CITY)
    for verb in (modules.enable, modules.disable):
        assert await problems_of(verb("gone", district.id, INSTALLED)) == [("NOT_INSTALLED", "plugin")]
        assert await problems_of(verb("core", district.id, INSTALLED)) == [("NOT_INSTALLED", "plugin")]
        assert await problems_of(verb("lamps", city.id, INSTALLED)) == [("WRONG_LEVEL", "areaId")]
        assert await problems_of(verb("lamps", NOWHERE, INSTALLED)) == [("NOT_FOUND", "areaId")]
    assert await PluginEnablement.all().count() == 0


async def test_a_plugin_whose_package_is_gone_can_be_disabled(db: Database) -> None:
    district = await a_district()
    await modules.enable("lamps", district.id, INSTALLED)
    assert (await modules.disable("lamps", district.id, {})).enabled is False


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_what_one_needs_is_not_disabled_meanwhile(db: Database) -> None:
    district = await a_district()
    for _ in range(10):
        await modules.enable("lamps", district.id, INSTALLED)
        await asyncio.gather(
            modules.enable("duties", district.id, INSTALLED),
            modules.disable("lamps", district.id, INSTALLED),
            return_exceptions=True,
        )
        enabled = {row.plugin for row in await PluginEnablement.filter(enabled=True)}
        assert enabled in ({"lamps", "duties"}, set())
        if enabled:
            await modules.disable("duties", district.id, INSTALLED)


async def test_the_state_tells_districts_with_their_modules(db: Database) -> None:
    jinniu, other = await a_district(), await a_district(None)
    assert modules.parse_state(b"[[], []]") == modules.ModuleState()
    await modules.enable("lamps", jinniu.id, INSTALLED)
    await modules.enable("duties", jinniu.id, INSTALLED)
    await modules.enable("lamps", other.id, INSTALLED)
    await modules.disable("lamps", other.id, INSTALLED)
    text = await modules.read_state(db.reader)
    assert await modules.read_state(db.reader) == text
    state = modules.parse_state(text)
    city = await Area.get(level=AreaLevel.CITY)
    expected = modules.District(jinniu.id, "jinniu", (city.id,), frozenset({"lamps", "duties"}))
    assert state.districts == (expected, modules.District(other.id, None, (city.id,), frozenset()))
    assert dict(state.by_slug) == {"jinniu": expected}


async def test_a_plugin_works_where_it_is_enabled_and_above(db: Database) -> None:
    jinniu, pidu = await a_district(), await a_district("pidu")
    city = await Area.get(level=AreaLevel.CITY)
    street = await create(NewArea(level=AreaLevel.SUBDISTRICT, name="街道", parent_id=jinniu.id))
    assert [await modules.works_at("lamps", place) for place in (jinniu.id, city.id, None)] == [False] * 3
    await modules.enable("lamps", jinniu.id, INSTALLED)
    places = [jinniu.id, street.id, city.id, None, pidu.id]
    assert [await modules.works_at("lamps", place) for place in places] == [True, True, True, True, False]
    assert [await modules.works_at("core", pidu.id), await modules.works_at("duties", jinniu.id)] == [True, False]


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("Jinniu", "INVALID_FORMAT"),
        ("金牛", "INVALID_FORMAT"),
        ("1jinniu", "INVALID_FORMAT"),
        ("jin--niu", "INVALID_FORMAT"),
        ("a" * 41, "INVALID_FORMAT"),
        ("plugins", "NOT_ALLOWED"),
        ("jinniu", "DUPLICATE"),
    ],
)
async def test_names_in_addresses(db: Database, slug: str, code: str) -> None:
    await a_district()
    other = await a_district("pidu")
    assert await problems_of(name_district(other.id, slug)) == [(code, "slug")]
    city = await Area.get(level=AreaLevel.CITY)
    assert await problems_of(name_district(city.id, "city")) == [("NOT_ALLOWED", "slug")]
    renamed = await name_district(other.id, "pi-du-2", expected_version=1)
    assert (renamed.slug, renamed.version) == ("pi-du-2", 2)
    assert await problems_of(name_district(uuid.UUID(int=5), "x")) == [("NOT_FOUND", "id")]


async def test_where_a_plugin_works_as_a_condition_on_rows(db: Database) -> None:
    here, there = await a_district(), await a_district("pidu")
    grid = await create(NewArea(level=AreaLevel.GENERAL_GRID, name="一网格", parent_id=here.id))
    city = await Area.get(level=AreaLevel.CITY)
    for area in (city, here, there, grid):
        await Organization.create(name=area.name, area=area, kind=OrganizationKind.COMPANY)
    await Organization.create(name="不属于区域", kind=OrganizationKind.COMPANY)

    async def found() -> list[str]:
        rows = await Organization.filter(modules.where_enabled("lamps", "area_id")).order_by("id")
        told = [row.name for row in rows]
        if await modules.enabled_districts("lamps"):
            assert told == [row.name for row in await Organization.all().order_by("id") if await works_at(row)]
        return told

    async def works_at(row: Organization) -> bool:
        return await modules.works_at("lamps", row.area_id)  # type: ignore[attr-defined]  # Tortoise adds it

    assert await found() == ["不属于区域"]
    assert await modules.enabled_plugins() == {"core"}
    await modules.enable("lamps", here.id, INSTALLED)
    assert await found() == ["成都市", "jinniu", "一网格", "不属于区域"]
    assert await modules.enabled_districts("lamps") == [here.id]
    assert await modules.enabled_plugins() == {"core", "lamps"}
    await modules.disable("lamps", here.id, INSTALLED)
    assert (await modules.enabled_districts("lamps"), await found()) == ([], ["不属于区域"])

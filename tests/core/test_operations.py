"""The rows of registered operations, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from tortoise.exceptions import IntegrityError

from core import modules, operations
from core.areas import NewArea, create
from core.database.connect import Database, transaction
from core.database.url import Dialect
from core.models import Area, Event, RegisteredOperation
from core.models.choices import AreaLevel, OperationKind
from core.operations import App, OperationText, Read
from core.plugins.contributions import Manifest
from tests.support.domain import NOWHERE, problems_of

APP = App(team="map", app="web")
PLACES = OperationText("Places", OperationKind.QUERY, "query Places { places { nodes { name } } }")
AREAS = OperationText("Areas", OperationKind.QUERY, "query Areas { areas { nodes { name } } }")
FEWER = OperationText("Places", OperationKind.QUERY, "query Places { places { totalCount } }")


def giving(*texts: OperationText) -> Read:
    def read(enabled: frozenset[str] | None) -> Sequence[OperationText]:
        assert enabled is None
        return texts

    return read


async def a_district(slug: str | None = "jinniu") -> Area:
    city = await create(NewArea(level=AreaLevel.CITY, name="成都市"))
    return await create(NewArea(level=AreaLevel.DISTRICT, name="金牛区", parent_id=city.id, slug=slug))


async def test_the_same_again_changes_nothing_and_another_document_is_the_next_version(db: Database) -> None:
    first = await operations.register(APP, giving(PLACES, AREAS))
    assert ([row.name for row in first.rows], first.added, first.changed) == (
        ["Areas", "Places"],
        ["Areas", "Places"],
        [],
    )
    again = await operations.register(App(team=" map ", app="web", version="2"), giving(PLACES))
    assert (again.added, again.changed, again.rows[0].version, again.rows[0].app_version) == ([], [], 1, None)
    changed = await operations.register(App(team="map", app="web", version="2"), giving(FEWER, AREAS))
    assert (changed.added, changed.changed) == ([], ["Places"])
    row = await RegisteredOperation.get(name="Places")
    assert (row.id, row.version, row.app_version, row.document, row.hash) == (
        first.rows[1].id,
        2,
        "2",
        FEWER.document,
        FEWER.hash,
    )
    told = await Event.filter(name__startswith="operation.").order_by("position")
    assert [(event.name, event.subject_id == row.id) for event in told] == [
        ("operation.registered", False),
        ("operation.registered", True),
        ("operation.changed", True),
    ]
    assert told[2].payload == {"version": 2, "team": "map", "app": "web", "operation": "Places"}


async def test_an_address_is_the_city_or_a_district_with_what_it_has_enabled(db: Database) -> None:
    district = await a_district()
    await modules.enable("lamps", district.id, {"lamps": Manifest("lamps", "灯", "Lamps", "1")})
    seen: list[frozenset[str] | None] = []

    def read(enabled: frozenset[str] | None) -> Sequence[OperationText]:
        seen.append(enabled)
        return [PLACES]

    await operations.register(App(team="map", app="web", area_id=district.id), read)
    await operations.register(APP, read)
    await operations.register(App(team="map", app="app", area_id=district.id), read)
    assert seen == [frozenset({"lamps"}), None, frozenset({"lamps"})]
    assert await RegisteredOperation.all().count() == 3


async def test_refusals_leave_nothing(db: Database) -> None:
    district = await a_district(slug=None)
    city = await Area.get(level=AreaLevel.CITY)

    async def refused(**fields: object) -> list[tuple[str, str]]:
        app = App(**({"team": "map", "app": "web"} | fields))  # type: ignore[arg-type]  # the fields of the test
        return await problems_of(operations.register(app, lambda enabled: [PLACES]))

    assert await refused(team=" ", app="") == [("REQUIRED", "team"), ("REQUIRED", "app")]
    assert await refused(app="x" * 65) == [("TOO_LONG", "app")]
    assert await refused(area_id=city.id) == [("WRONG_LEVEL", "areaId")]
    assert await refused(area_id=NOWHERE) == [("NOT_FOUND", "areaId")]
    assert await refused(area_id=district.id) == [("NOT_ALLOWED", "areaId")]
    assert await RegisteredOperation.all().count() == 0


async def test_removing_takes_all_or_none(db: Database) -> None:
    rows = (await operations.register(APP, giving(PLACES, AREAS))).rows
    keys = [row.id for row in rows]
    assert await problems_of(operations.remove([keys[0], NOWHERE])) == [("NOT_FOUND", "ids.1")]
    assert await RegisteredOperation.all().count() == 2
    assert await operations.remove(keys) == sorted(keys)
    assert await RegisteredOperation.all().count() == 0
    assert await Event.filter(name="operation.removed").count() == 2


@pytest.mark.parametrize("somewhere", [True, False])
async def test_the_database_holds_one_of_a_name_at_an_address(db: Database, somewhere: bool) -> None:
    area_id = (await a_district()).id if somewhere else None
    for _ in range(2):
        row = RegisteredOperation(
            area_id=area_id, team="a", app="b", name="C", kind=OperationKind.QUERY, document="d", hash="0" * 64
        )
        if await RegisteredOperation.exists():
            with pytest.raises(IntegrityError):
                await row.save(force_create=True)
        else:
            await row.save(force_create=True)
    row = RegisteredOperation(team="a", app="b", name="D", kind=OperationKind.QUERY, document="d", hash="0")
    with pytest.raises(IntegrityError):
        await row.save(force_create=True)


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_the_same_registered_at_the_same_time_is_there_once(db: Database) -> None:
    for number in range(5):
        app = App(team="map", app=f"web{number}")
        found = await asyncio.gather(*(operations.register(app, giving(PLACES, AREAS)) for _ in range(3)))
        assert sorted(len(one.added) for one in found) == [0, 0, 2]
        assert {row.id for one in found for row in one.rows} == {
            row.id for row in await RegisteredOperation.filter(app=app.app)
        }
    assert await Event.filter(name="operation.registered").count() == 10


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_a_module_that_is_being_disabled_is_waited_for(db: Database) -> None:
    district = await a_district()
    installed = {"lamps": Manifest("lamps", "灯", "Lamps", "1")}
    await modules.enable("lamps", district.id, installed)
    seen: list[frozenset[str] | None] = []

    def read(enabled: frozenset[str] | None) -> Sequence[OperationText]:
        seen.append(enabled)
        return [PLACES]

    held, release = asyncio.Event(), asyncio.Event()

    async def disable() -> None:
        async with transaction():
            await modules.disable("lamps", district.id, installed)
            held.set()
            await release.wait()

    disabling = asyncio.create_task(disable())
    await held.wait()
    registering = asyncio.create_task(operations.register(App(team="map", app="web", area_id=district.id), read))
    while not (await db.connection.execute_query_dict(_WAITING))[0]["waiting"]:
        assert not registering.done()
        await asyncio.sleep(0.01)
    assert seen == []
    release.set()
    await asyncio.gather(disabling, registering)
    assert seen == [frozenset()]


_WAITING = """SELECT count(*) AS waiting FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'"""

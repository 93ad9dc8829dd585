"""Subscriptions in districts: whose rows are told where, and what becomes of them when modules change."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from core import modules, places
from core.database.connect import Database
from core.events import emit
from core.place_input import PlaceChange
from tests.districts.conftest import INSTALLED, JINNIU, PIDU, Worker, gid, key
from tests.schema.http.streams import subscribed

PLACES = "subscription { placeChanged { place { name } } }"
LAMPS = "subscription { lampChanged { event lamp { code } } }"


@pytest.fixture
async def served(worker: Worker) -> AsyncIterator[Worker]:
    yield worker
    assert worker.city.announcer.open == 0
    await worker.city.announcer.close()


async def rename(number: int, name: str) -> None:
    await places.update(key(number), PlaceChange(name=name))


async def test_a_change_is_told_in_its_own_district_and_in_the_city(served: Worker) -> None:
    app = served.app
    async with (
        subscribed(app, PLACES, path="/jinniu/graphql") as jinniu,
        subscribed(app, PLACES, path="/pidu/graphql") as pidu,
        subscribed(app, PLACES) as city,
    ):
        for number, name in ((310, "郫都新馆"), (210, "金牛新馆")):
            await rename(number, name)
            assert await city.told() == {"placeChanged": {"place": {"name": name}}}
        assert await jinniu.told() == {"placeChanged": {"place": {"name": "金牛新馆"}}}
        assert await pidu.told() == {"placeChanged": {"place": {"name": "郫都新馆"}}}
        assert served.city.announcer.groups == 3


async def test_a_module_is_followed_where_it_is_enabled(served: Worker) -> None:
    app = served.app
    async with subscribed(app, LAMPS, path="/pidu/graphql", begun=False) as pidu:
        assert (await pidu.end())[0] == "GRAPHQL_VALIDATION_FAILED"
    async with subscribed(app, LAMPS) as city, subscribed(app, LAMPS, path="/jinniu/graphql") as jinniu:
        # Pidu has the row, and not the module.
        await emit("lamps.lamp_lit", "la", key(311))
        await emit("lamps.lamp_lit", "la", key(211))
        for stream in (city, jinniu):
            assert await stream.told() == {"lampChanged": {"event": "lamps.lamp_lit", "lamp": {"code": "jinniu-10-1"}}}


async def test_a_module_that_is_disabled_ends_the_streams_of_its_district(served: Worker, city_db: Database) -> None:
    app = served.app
    other = Worker(city_db.reader)
    await modules.disable("duties", JINNIU, INSTALLED)
    async with (
        subscribed(app, LAMPS) as city,
        subscribed(app, LAMPS, path="/jinniu/graphql") as jinniu,
        subscribed(other.app, PLACES, path="/jinniu/graphql") as elsewhere,
        subscribed(app, PLACES, path="/pidu/graphql") as pidu,
    ):
        await emit("lamps.lamp_lit", "la", key(211))
        for stream in (city, jinniu):
            await stream.told()
        await modules.disable("lamps", JINNIU, INSTALLED)
        for stream in (jinniu, elsewhere):
            assert await stream.end() == (
                "SCHEMA_CHANGED",
                "The modules of this district have changed. Subscribe again, to what there is now.",
            )
        await emit("lamps.lamp_lit", "la", key(211))
        await modules.enable("lamps", PIDU, INSTALLED)
        await emit("lamps.lamp_lit", "la", key(311))
        assert (await city.told())["lampChanged"]["lamp"] == {"code": "pidu-10-1"}
        assert (await pidu.end())[0] == "SCHEMA_CHANGED"
        async with subscribed(app, PLACES, path="/jinniu/graphql") as again:
            await rename(210, "新馆")
            assert await again.told() == {"placeChanged": {"place": {"name": "新馆"}}}


async def test_changes_are_those_of_the_address(served: Worker) -> None:
    query = """query ($cursor: String) { changesSince(cursor: $cursor) { cursor changes { id } } }"""
    starts = {path: (await served.ask(path, query))["changesSince"]["cursor"] for path in ("", "jinniu", "pidu")}
    await rename(310, "郫都新馆")
    await rename(210, "金牛新馆")
    for lamp in (311, 211):
        await emit("lamps.lamp_lit", "la", key(lamp))
    found = {}
    for path, cursor in starts.items():
        answer = (await served.ask(path, query, {"cursor": cursor}))["changesSince"]
        found[path] = [change["id"] for change in answer["changes"]]
    assert found == {
        "": [gid("pl", 310), gid("pl", 210), gid("la", 211)],
        "jinniu": [gid("pl", 210), gid("la", 211)],
        "pidu": [gid("pl", 310)],
    }
    refused = await served.send("pidu", "{ changesSince(types: [LAMP]) { cursor } }")
    assert refused.codes == ["GRAPHQL_VALIDATION_FAILED"]

"""Events reach pioneer stores through the assembled server, after the commits that caused them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from core.database.connect import database
from core.equipment import EQUIPMENT_CHANGED, equipment_changed
from core.events import COMMITTED, Offset, Pauses, emit, latest
from core.models import Event, EventCursor, SetAsideEvent
from core.models.choices import EquipmentCondition
from core.plugins.loaded import PluginSet
from core.settings import Settings
from core.settings_sections import Work
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.choices import TenElement
from plugins.jinniu_stores.models import Finding, Store
from tests.plugins.jinniu_stores.office import a_district, a_store, gid
from tests.schema.composed import Assembled

TOKEN = "the-administrator-of-the-tests"
PLACE_UPDATED = "jinniu_stores.on_place_updated"
ON_EQUIPMENT = "jinniu_stores.on_equipment_changed"


@pytest.fixture
async def keys(stores_url: str, plugins: PluginSet) -> dict[str, Any]:
    """A district with a store, and no module enabled yet."""
    async with database(stores_url, apps=plugins.model_modules):
        district = await a_district()
        store = await a_store(district, 1, S.ACTIVE)
        return {"district": district.district.id, "store": store.id, "place": store.place_id}


@pytest.fixture
async def client(
    stores_url: str, plugins: PluginSet, keys: dict[str, Any], tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """The server, with everything that runs beside requests."""
    settings = Settings(database_url=stores_url, data_dir=tmp_path, admin_token=SecretStr(TOKEN), work=Work(attempts=1))
    app = Assembled(settings, plugins)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://linli") as client,
    ):
        yield client


async def change(client: httpx.AsyncClient, mutation: str, **given: str) -> None:
    """Send a mutation that breaks no rule, as a frontend does."""
    reply = await client.post(
        "/graphql",
        json={
            "query": f"mutation ($input: {mutation[0].upper()}{mutation[1:]}Input!) "
            f"{{ {mutation}(input: $input) {{ userErrors {{ code message }} }} }}",
            "variables": {"input": given},
        },
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert reply.json() == {"data": {mutation: {"userErrors": []}}}


async def close(client: httpx.AsyncClient, keys: dict[str, Any]) -> None:
    """Close the store's place."""
    await change(client, "updatePlace", id=gid("pl", keys["place"]), status="CLOSED")


async def enable(client: httpx.AsyncClient, keys: dict[str, Any]) -> None:
    """Enable the module; the server that did it knows of it with the next request."""
    await change(client, "enableModule", areaId=gid("ar", keys["district"]), plugin="jinniu_stores")


async def delivered(consumer: str) -> None:
    """Wait until a consumer has passed all that has happened so far."""
    end, pauses = await latest(), Pauses()
    while True:
        seen = COMMITTED.count
        cursor = await EventCursor.get(consumer=consumer)
        if Offset(cursor.transaction, cursor.position) >= end:
            return
        await pauses.rest(seen)


async def test_a_place_that_is_closed_takes_its_store_out(client: httpx.AsyncClient, keys: dict[str, Any]) -> None:
    await enable(client, keys)
    await close(client, keys)
    await delivered(PLACE_UPDATED)
    assert (await Store.get(id=keys["store"])).status is S.WITHDRAWN
    withdrawn = await Event.get(name="jinniu_stores.store_withdrawn")
    assert withdrawn.subject_id == keys["store"]


async def test_where_the_module_is_not_enabled_nothing_happens(client: httpx.AsyncClient, keys: dict[str, Any]) -> None:
    await close(client, keys)
    await delivered(PLACE_UPDATED)
    assert (await Store.get(id=keys["store"])).status is S.ACTIVE


async def test_news_of_equipment_turn_the_finding(client: httpx.AsyncClient, keys: dict[str, Any]) -> None:
    await enable(client, keys)
    await equipment_changed(keys["place"], "MICROWAVE", EquipmentCondition.FAULTY)
    await delivered(ON_EQUIPMENT)
    finding = await Finding.get(
        inspection__store_id=keys["store"], inspection__is_latest=True, item__element=TenElement.MICROWAVE
    )
    assert (finding.result.value, finding.condition.value) == ("OK", "FAULTY")
    reply = await client.post("/graphql", json={"query": "{ pioneerStores { nodes { elementsOk compliant } } }"})
    assert reply.json()["data"]["pioneerStores"]["nodes"] == [{"elementsOk": 9, "compliant": False}]


async def test_news_that_make_no_sense_are_set_aside_and_later_ones_arrive(
    client: httpx.AsyncClient, keys: dict[str, Any]
) -> None:
    await enable(client, keys)
    wrong = await emit(EQUIPMENT_CHANGED, "pl", keys["place"], {"item": "MICROWAVE", "condition": "BROKEN"})
    await equipment_changed(keys["place"], "MICROWAVE", EquipmentCondition.MISSING)
    await delivered(ON_EQUIPMENT)
    (aside,) = await SetAsideEvent.all().prefetch_related("event")
    assert (aside.event.position, aside.consumer, aside.attempts) == (wrong.position, ON_EQUIPMENT, 1)
    assert "condition is 'BROKEN'. Tell it by linli.services.equipment_changed" in aside.last_error
    finding = await Finding.get(
        inspection__store_id=keys["store"], inspection__is_latest=True, item__element=TenElement.MICROWAVE
    )
    assert finding.condition.value == "MISSING"

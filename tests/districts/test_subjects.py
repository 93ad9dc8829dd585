"""In which area the subject of an event lies, by what its type declares; and which handlers it therefore reaches."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import pytest

from app import handlers_of
from core import modules
from core.database.connect import Database, transaction
from core.events import emit, reacting
from core.ids import new_id
from core.models import Event, Media, Person, Place, RoleAssignment
from core.models.choices import MediaKind
from core.plugins.contributions import Delivery, EventHandler
from core.plugins.loaded import PluginSet
from schema.declare.catalog import Catalog
from schema.execution.districts import city_parts
from schema.subjects import SubjectAreas
from tests.districts.conftest import CITY, INSTALLED, JINNIU, START, key
from tests.districts.lamps.models import Lamp, LampCheck, LampKind
from tests.districts.plugins import PLUGINS

AREAS = SubjectAreas(lambda: Catalog(city_parts(PLUGINS)))
JINNIU_STREET, PIDU_STREET = key(200), key(300)


@pytest.mark.usefixtures("city_db")
async def test_a_path_is_followed_from_the_row_to_its_area() -> None:
    lamp, check = await Lamp.get(code="jinniu-10-1"), await LampCheck.get(note="pidu看20-2")
    kind, enablement = await LampKind.get(name="led"), await modules.enable("lamps", JINNIU, INSTALLED)
    for tag, row, expected in (
        ("ar", JINNIU, JINNIU),
        ("ar", CITY, CITY),
        ("pl", key(210), JINNIU_STREET),
        ("la", lamp.id, JINNIU_STREET),
        ("lc", check.id, PIDU_STREET),
        ("at", key(390), PIDU_STREET),
        ("me", enablement.id, JINNIU),
        # Of no area: city-wide by its type or by its row, not there, of nobody's type.
        ("lk", kind.id, None),
        ("or", key(801), None),
        ("pl", new_id(), None),
        ("zz", key(210), None),
    ):
        assert await AREAS(tag, row) == expected, (tag, row)


@pytest.mark.usefixtures("city_db")
async def test_the_first_path_that_is_there_counts() -> None:
    async def media(**of: Any) -> uuid.UUID | None:
        row = await Media.create(kind=MediaKind.IMAGE, title="图", url="https://example.org/1.jpg", **of)
        return await AREAS("md", row.id)

    assert await media(activity_id=key(390), place_id=key(210)) == PIDU_STREET
    assert await media(place_id=key(210)) == JINNIU_STREET
    assert await media() is None
    person = await Person.get(id=key(202))
    scopes: tuple[tuple[dict[str, Any], uuid.UUID | None], ...] = (
        ({"area_id": JINNIU}, JINNIU),
        ({"organization_id": key(301)}, PIDU_STREET),
        ({"organization_id": key(801)}, None),
        ({"place_id": key(310)}, PIDU_STREET),
    )
    for of, expected in scopes:
        row = await RoleAssignment.create(person=person, role="grid_worker", valid_from=START.date(), **of)
        assert await AREAS("ra", row.id) == expected, of


@pytest.mark.usefixtures("city_db")
async def test_a_row_is_found_in_the_transaction_that_makes_it() -> None:
    async with transaction():
        place = await Place.create(name="新馆", area_id=PIDU_STREET)
        assert await AREAS("pl", place.id) == PIDU_STREET


async def test_handlers_run_in_the_districts_that_have_their_plugin(city_db: Database) -> None:
    seen: list[str] = []

    async def note(event: Event) -> None:
        seen.append(event.name)

    core, lamps, duties = PLUGINS.plugins
    lamps = replace(lamps, event_handlers=(EventHandler("of.*", note, Delivery.IN_TRANSACTION),))
    await modules.enable("lamps", JINNIU, INSTALLED)
    with reacting(city_db, handlers_of(PluginSet((core, lamps, duties))).react):
        await emit("of.jinniu", "pl", key(210))
        await emit("of.pidu", "pl", key(310))
        await emit("of.city", "ar", CITY)
        await emit("of.nowhere", "or", key(801))
    assert seen == ["of.jinniu", "of.city", "of.nowhere"]


def test_declarations_are_looked_through_once_and_not_before_somebody_asks() -> None:
    made: list[Catalog] = []

    def catalog() -> Catalog:
        made.append(Catalog([]))
        return made[-1]

    areas = SubjectAreas(catalog)
    assert made == []
    areas.prepare()
    areas.prepare()
    assert len(made) == 1

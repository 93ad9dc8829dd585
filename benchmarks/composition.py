"""What districts with plugins cost: composing all distinct sets, and a warm request beside 1 and beside 20 plugins.

    python -m benchmarks.composition

Generates 20 plugins, each with a type, a root field and four fields on places, and 50 districts of which each has
another set of them, on SQLite in a temporary file. Ends with an error if a target is missed.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from pypika_tortoise.terms import Term
from tortoise import fields
from tortoise.models import Model

from benchmarks.targets import COMPOSITION_MEBIBYTES, COMPOSITION_SECONDS, WARM
from core.access import ANONYMOUS
from core.clock import now
from core.database.connect import database
from core.database.migrate import upgrade
from core.models import Area, Organization, Place, PluginEnablement
from core.models.choices import AreaLevel, OrganizationKind
from core.models.fields import key
from core.plugins.contributions import Manifest
from core.plugins.loaded import LoadedPlugin, PluginSet
from core.settings import Settings
from linli import CITY_WIDE, Part, RootConnection, Row, column, computed, extends, model_type
from linli import Place as PlaceType
from schema.execution.districts import City
from schema.http.messages import GraphQLRequest, RequestContext
from schema.types import core_plugin
from schema.types.core_part import CORE

PLUGINS = 20
DISTRICTS = 50
PLACES = 50
REQUESTS = 1_000
ROUNDS = 8

QUERY = "{ places(first: 20) { totalCount nodes { id name kind status area { name } operator { name } } } }"
CONTEXT = RequestContext("benchmark", None, False)


def plugin(number: int) -> LoadedPlugin:
    """A made-up plugin; its table is never asked for."""
    name = f"made{number:02d}"

    class Meta:
        app = name
        table = f"{name}_thing"

    attributes = {f"value_{index}": fields.IntField() for index in range(6)}
    model = type(
        f"Thing{number}",
        (Model,),
        {"__module__": __name__, "id": key(), "name": fields.CharField(max_length=50), "Meta": Meta, **attributes},
    )
    told: dict[str, Any] = {each: column(f"The value {each}.") for each in ("name", *attributes)}
    thing = model_type(model, tag=f"m{number}", order_by=("name",), area=CITY_WIDE)(
        type(f"Thing{number}", (), {"__doc__": "A made-up thing.", "__annotations__": dict.fromkeys(told, Any), **told})
    )

    def constant(row: Row) -> Term:
        return row.version

    added = {
        f"{name}_{index}": computed(int, f"Made-up field {index}.", filterable=True, orderable=True)(constant)
        for index in range(4)
    }
    extension = extends(PlaceType)(type(f"Place{number}", (), {"__annotations__": {}, **added}))
    part = Part(
        types=(thing,),
        extensions=(extension,),
        roots=(RootConnection(f"{name}Things", f"{name}Thing", f"Thing{number}", "Made-up things."),),
    )
    return LoadedPlugin(
        Manifest(name, name, name, "1.0"),
        distribution=name,
        version="1.0",
        built_in=False,
        part=replace(part, owner=name),
    )


def plugin_set(number: int) -> PluginSet:
    """The core and so many made-up plugins."""
    core = LoadedPlugin(
        core_plugin.linli_manifest(),
        distribution="linli",
        version="1.0",
        built_in=True,
        part=replace(CORE, owner="core", models=("core.models",)),
    )
    return PluginSet((core, *(plugin(each) for each in range(number))))


async def load() -> None:
    """The districts with their sets of plugins, and some places."""
    chance = random.Random(7)
    city = await Area.create(level=AreaLevel.CITY, name="city")
    office = await Organization.create(kind=OrganizationKind.GOVERNMENT, name="office", area=city)
    for number in range(DISTRICTS):
        area = await Area.create(level=AreaLevel.DISTRICT, name=f"district {number}", slug=f"d{number}", parent=city)
        for each in chance.sample(range(PLUGINS), k=1 + number % PLUGINS):
            await PluginEnablement.create(area=area, plugin=f"made{each:02d}", changed_at=now())
        for place in range(PLACES if number == 0 else 1):
            await Place.create(name=f"place {number}-{place}", area=area, operator=office)


def mebibytes() -> float:
    """The memory of this process that is in use."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("/proc/self/status has no line VmRSS")


async def warm(city: City, slug: str) -> float:
    """Microseconds of a request that was sent before."""
    request = GraphQLRequest(QUERY, None, {}, {})
    for _ in range(200):
        await city.execute_in(slug, request, ANONYMOUS, CONTEXT)
    started = perf_counter()
    for _ in range(REQUESTS):
        await city.execute_in(slug, request, ANONYMOUS, CONTEXT)
    return (perf_counter() - started) / REQUESTS * 1e6


async def main() -> bool:
    """Measure, and print. Whether every target is reached."""
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite://{directory}/linli.db"
        await upgrade(url)
        async with database(url) as opened:
            await load()
            sets = {number: plugin_set(number) for number in (1, PLUGINS)}
            seconds, added = await timed("the city's schema, core and 20 plugins", opened.reader, sets[PLUGINS])
            # The last of the districts with 20 plugins has all of them.
            slug = f"d{PLUGINS - 1}"
            cities = {number: City(plugins, opened.reader, Settings()) for number, plugins in sets.items()}
            best = dict.fromkeys(cities, float("inf"))
            # In turns, and the best of each: other programs slow down whoever has the turn.
            for _ in range(ROUNDS):
                for number, city in cities.items():
                    best[number] = min(best[number], await warm(city, slug))
            for number, found in best.items():
                print(f"warm request to a district, {number:2d} plugins installed: {found:7.1f} µs")
    reached = [
        reaches("composing, in seconds", seconds, COMPOSITION_SECONDS),
        reaches("what all schemas add, in MiB", added, COMPOSITION_MEBIBYTES),
        reaches("a warm request beside 20 plugins, in requests beside 1", best[PLUGINS] / best[1], WARM),
    ]
    return all(reached)


def reaches(what: str, found: float, most: float) -> bool:
    """Whether a figure is at most what it is to be; prints the verdict."""
    print(f"{what}: {found:.2f} (at most {most:g}: {'reached' if found <= most else 'MISSED'})")
    return found <= most


async def timed(what: str, reader: Any, plugins: PluginSet) -> tuple[float, float]:
    """How many seconds composing takes, and how many mebibytes the schemas take once everything was asked for, as tools
    do.
    """
    gc.collect()
    before, started = mebibytes(), perf_counter()
    city = City(plugins, reader, Settings())
    whole = perf_counter() - started
    print(f"{what}: {whole * 1000:.0f} ms, {mebibytes() - before:.1f} MiB")
    middle, started = mebibytes(), perf_counter()
    await city.look()
    seconds = perf_counter() - started
    composing = whole + seconds
    print(
        f"{city.sets} distinct sets of {DISTRICTS} districts: {seconds * 1000:.0f} ms, {mebibytes() - middle:.1f} MiB"
    )
    started = perf_counter()
    request = GraphQLRequest("{ __schema { types { fields { name } inputFields { name } } } }", None, {}, {})
    for number in range(DISTRICTS):
        await city.execute_in(f"d{number}", request, ANONYMOUS, CONTEXT)
    seconds = perf_counter() - started
    added = mebibytes() - before
    print(f"  with every field asked for once: {seconds * 1000:.0f} ms more, {added:.1f} MiB in all")
    return composing, added


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(main()) else 1)

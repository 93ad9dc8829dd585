"""Schemas of districts, and how enabling and disabling take effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLEnumType, lexicographic_sort_schema, print_schema, validate_schema

from core import modules
from core.database.connect import Database
from core.models import Place
from core.search import SUBJECTS, index_instance
from schema.compose import compose, graphql_schema
from schema.compose.owners import Owners
from schema.compose.subset import Subsets
from schema.declare.catalog import Catalog
from schema.declare.roots import Part, Subscription
from schema.types.core_part import CORE
from tests.districts.conftest import INSTALLED, JINNIU, PIDU, Worker, gid
from tests.districts.lamps.models import Lamp
from tests.districts.plugins import CORE_ALONE, PLUGINS

ENABLE = """mutation ($area: ID!, $plugin: String!) { enableModule(input: {areaId: $area, plugin: $plugin}) {
  enablement { plugin enabled version area { name } } userErrors { code field }
} }"""
DISABLE = ENABLE.replace("enableModule", "disableModule")
LAMPS = "{ lamps { totalCount } }"


@pytest.fixture
def _lamps_are_searched() -> Iterator[None]:
    SUBJECTS[Lamp] = ("la", ("code",))
    yield
    del SUBJECTS[Lamp]


@pytest.mark.usefixtures("_lamps_are_searched")
@pytest.mark.parametrize("names", [[], ["lamps"], ["lamps", "duties"]])
def test_a_subset_is_the_schema_that_its_parts_make(names: list[str]) -> None:
    catalog = Catalog(PLUGINS.parts())
    owners = Owners(catalog)
    subset = Subsets(graphql_schema(compose(catalog)), owners.all_of, owners.roots).of(frozenset(["core", *names]))
    made = graphql_schema(compose(Catalog(PLUGINS.parts(names))))
    assert print_schema(lexicographic_sort_schema(subset)) == print_schema(lexicographic_sort_schema(made))
    subset._validation_errors = None
    assert validate_schema(subset) == []
    node, theirs = subset.type_map["Node"], made.type_map["Node"]
    assert [found.name for found in subset.get_possible_types(node)] == [  # type: ignore[arg-type]  # an interface
        found.name
        for found in made.get_possible_types(theirs)  # type: ignore[arg-type]  # as above
    ]


@pytest.mark.parametrize("names", [[], ["duties"], ["lamps"], ["lamps", "duties"]])
def test_changes_of_a_type_are_told_by_whoever_follows_it(names: list[str]) -> None:
    def part(owner: str) -> Part:
        followed = Subscription(f"{owner}Programmes", "Programmes.", ("programme.*",), "programme", "Programme")
        return Part(owner=owner, subscriptions=(followed,))

    catalog = Catalog([CORE, part("lamps"), part("duties")])
    owners = Owners(catalog)
    subset = Subsets(graphql_schema(compose(catalog)), owners.all_of, owners.roots).of(frozenset(["core", *names]))
    told = subset.type_map["ChangeType"]
    assert isinstance(told, GraphQLEnumType)
    assert ("PROGRAMME" in told.values) is bool(names)


async def test_a_district_never_names_what_it_has_not_enabled(worker: Worker) -> None:
    query = """{ __schema { types { name description
      fields(includeDeprecated: true) { name description args { name description } }
      inputFields { name description } enumValues { name description } } } }"""
    pidu = (await worker.send("pidu", query)).body.decode().lower()
    jinniu = (await worker.send("jinniu", query)).body.decode().lower()
    for word in ("lamp", "duty", "dutyshift", "lit"):
        assert (f'"{word}' in pidu, f'"{word}' in jinniu) == (False, True), word
    assert ("lamps" in pidu, "enablemodule" in pidu, '"modules"' in pidu) == (False, False, False)
    for asked in (
        "lamps { totalCount }",
        "places { nodes { lampCont } }",
        "places(where: {lampCoun: {}}) { totalCount }",
    ):
        reply = await worker.send("pidu", f"{{ {asked} }}")
        assert reply.codes == ["GRAPHQL_VALIDATION_FAILED"]
        assert "'lampCount'" not in reply.body.decode()
        assert "mean 'lamp" not in reply.body.decode()
    assert await worker.ask("pidu", '{ node(id: "la_00000000-0000-0000-0000-0000000000d3") { id } }') == {"node": None}


@pytest.mark.usefixtures("_lamps_are_searched")
async def test_a_search_names_and_finds_what_the_district_has(worker: Worker) -> None:
    for lamp in await Lamp.all():
        await index_instance(lamp)
    worker = Worker(worker.reader.behind)
    query = '{ search(text: "10") { totalCount nodes { __typename } } }'
    assert (await worker.ask("", query))["search"]["totalCount"] == 2 + 2
    assert (await worker.ask("jinniu", query))["search"]["totalCount"] == 1 + 2
    assert (await worker.ask("pidu", query))["search"] == {"totalCount": 1, "nodes": [{"__typename": "Place"}]}
    query = '{ search(text: "10", types: [LAMP]) { totalCount } }'
    assert (await worker.ask("jinniu", query))["search"] == {"totalCount": 2}
    refused = await worker.send("pidu", query)
    assert refused.json["errors"][0]["message"] == "Value 'LAMP' does not exist in 'SearchableType' enum."


async def test_an_unknown_district_is_not_found(worker: Worker) -> None:
    reply = await worker.send("wuhou", "{ __typename }")
    assert reply.status == 404
    assert reply.json == {
        "errors": [
            {
                "message": "There is no district 'wuhou'. GraphQL of the whole city is at /graphql.",
                "extensions": {"code": "NOT_FOUND"},
            }
        ]
    }


async def test_a_change_is_seen_at_once_where_it_was_made_and_in_other_workers_soon(
    worker: Worker, city_db: Database
) -> None:
    other = Worker(city_db.reader)
    assert (await other.send("pidu", LAMPS)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert (await worker.send("pidu", LAMPS)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    given = {"area": gid("ar", 3), "plugin": "lamps"}
    assert await worker.ask("", ENABLE, given, admin=True) == {
        "enableModule": {
            "enablement": {"plugin": "lamps", "enabled": True, "version": 1, "area": {"name": "pidu"}},
            "userErrors": [],
        }
    }
    assert await worker.ask("pidu", LAMPS) == {"lamps": {"totalCount": 4}}
    assert await worker.ask("", LAMPS) == {"lamps": {"totalCount": 8}}
    other.forget()
    assert await other.ask("pidu", LAMPS) == {"lamps": {"totalCount": 4}}
    assert await other.ask("", LAMPS) == {"lamps": {"totalCount": 8}}
    await other.ask("", DISABLE, given, admin=True)
    assert (await other.send("pidu", LAMPS)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    worker.forget()
    assert (await worker.send("pidu", LAMPS)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    assert await Lamp.all().count() == 8


async def test_disabled_the_core_goes_on_and_enabled_again_all_is_there(worker: Worker) -> None:
    core_query = "{ places { nodes { name operator { name } } } }"
    query = "{ places { nodes { lamps { nodes { code checks { nodes { note } } } } } } }"
    before, answer = await worker.ask("jinniu", core_query), await worker.ask("jinniu", query)
    for name in ("duties", "lamps"):
        await modules.disable(name, JINNIU, INSTALLED)
    worker.forget()
    assert await worker.ask("jinniu", core_query) == before
    assert (await worker.send("jinniu", query)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    await modules.enable("lamps", JINNIU, INSTALLED)
    worker.forget()
    assert await worker.ask("jinniu", query) == answer


async def test_districts_with_the_same_set_share_plans(worker: Worker) -> None:
    await modules.enable("lamps", PIDU, INSTALLED)
    await modules.enable("duties", PIDU, INSTALLED)
    query = "{ places(orderBy: [{name: ASC}]) { nodes { name lampCount } } }"
    assert (await worker.ask("jinniu", query))["places"]["nodes"][0] == {"name": "jinniu馆10", "lampCount": 2}
    plans = len(worker.city._plans._plans)
    assert (await worker.ask("pidu", query))["places"]["nodes"][0] == {"name": "pidu馆10", "lampCount": 2}
    assert (worker.city.sets, len(worker.city._plans._plans)) == (1, plans)


async def test_a_worker_without_the_packages_beside_one_with_them(worker: Worker, city_db: Database) -> None:
    without = Worker(city_db.reader, CORE_ALONE)
    query = "{ places { nodes { name } } }"
    for district in ("jinniu", "pidu", ""):
        assert await without.ask(district, query) == await worker.ask(district, query)
    assert (await without.send("jinniu", LAMPS)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    place = await Place.get(name="jinniu馆10")
    place.name = "改名"
    await place.save()
    listed = "query ($area: ID!) { modules(areaId: $area) { name installed enabled version } }"
    assert (await without.ask("", listed, {"area": gid("ar", 2)}, admin=True))["modules"] == [
        {"name": "duties", "installed": False, "enabled": True, "version": ""},
        {"name": "lamps", "installed": False, "enabled": True, "version": ""},
    ]


async def test_modules_are_listed_for_those_who_may(worker: Worker) -> None:
    query = """query ($area: ID!) { all: modules(areaId: $area) {
      __typename name titleZh titleEn version installed enabled changedAt } }"""
    found = await worker.ask("", query, {"area": gid("ar", 2)}, admin=True)
    lamps = found["all"][1]
    assert lamps.pop("changedAt").endswith("+00:00")
    assert lamps == {
        "__typename": "Module",
        "name": "lamps",
        "titleZh": "模块lamps",
        "titleEn": "Module lamps",
        "version": "1.0",
        "installed": True,
        "enabled": True,
    }
    assert [one["enabled"] for one in (await worker.ask("", query, {"area": gid("ar", 3)}, admin=True))["all"]] == [
        False,
        False,
    ]
    refused = await worker.send("", query, {"area": gid("ar", 2)})
    assert (refused.status, refused.codes) == (403, ["FORBIDDEN"])
    refused = await worker.send("", ENABLE, {"area": gid("ar", 2), "plugin": "lamps"})
    assert (refused.status, refused.codes) == (403, ["FORBIDDEN"]) or refused.codes == ["FORBIDDEN"]


async def test_refusals_are_user_errors(worker: Worker) -> None:
    async def refused(query: str, number: int, plugin: str) -> Any:
        given = {"area": gid("ar", number), "plugin": plugin}
        (payload,) = (await worker.ask("", query, given, admin=True)).values()
        return payload

    assert await refused(ENABLE, 3, "duties") == {
        "enablement": None,
        "userErrors": [{"code": "MODULES_NEEDED", "field": ["plugin"]}],
    }
    assert (await refused(DISABLE, 2, "lamps"))["userErrors"] == [{"code": "MODULES_STAND_ON_IT", "field": ["plugin"]}]
    assert (await refused(ENABLE, 1, "lamps"))["userErrors"] == [{"code": "WRONG_LEVEL", "field": ["areaId"]}]

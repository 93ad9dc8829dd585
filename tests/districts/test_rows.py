"""Which rows there are in a district and in the city, on every path to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pypika_tortoise.terms import Criterion

from core import modules
from core.access import Viewer
from core.database.connect import Database
from core.models import Media
from core.models.choices import MediaKind
from core.plugins.contributions import Narrowing
from core.plugins.loaded import PluginSet
from schema.declare.languages import literal
from schema.declare.rows import Row
from tests.districts.conftest import INSTALLED, JINNIU, PIDU, Worker, gid, key
from tests.districts.plugins import PLUGINS

JINNIU_PLACES = ["jinniu馆10", "jinniu馆20"]
PIDU_PLACES = ["pidu馆10", "pidu馆20"]


def names(found: Any) -> list[str]:
    return [node["name"] for node in found["nodes"]]


async def test_lists_hold_what_lies_in_the_district_and_what_is_city_wide(worker: Worker) -> None:
    query = """{
      places { totalCount nodes { name } groups(by: [STATUS]) { count } }
      areas { nodes { name } }
      organizations { nodes { name } }
      programmes { nodes { name } }
      activities { totalCount }
    }"""
    pidu = await worker.ask("pidu", query)
    assert pidu["places"] == {
        "totalCount": 2,
        "nodes": [{"name": name} for name in PIDU_PLACES],
        "groups": [{"count": 2}],
    }
    assert sorted(names(pidu["areas"])) == ["pidu", "pidu街道", "成都市"]
    assert sorted(names(pidu["organizations"])) == ["pidu街道办", "市府", "无区公司"]
    assert sorted(names(pidu["programmes"])) == ["pidu计划", "全市计划"]
    assert pidu["activities"] == {"totalCount": 1}
    jinniu = await worker.ask("jinniu", query)
    assert names(jinniu["places"]) == JINNIU_PLACES
    assert jinniu["activities"] == {"totalCount": 0}
    city = await worker.ask("", query)
    assert names(city["places"]) == JINNIU_PLACES + PIDU_PLACES


@pytest.mark.parametrize(
    ("tag", "number"), [("pl", 210), ("or", 201), ("pg", 203), ("ar", 2), ("ar", 200), ("pe", 202)]
)
async def test_another_districts_row_is_not_found_by_its_id(worker: Worker, tag: str, number: int) -> None:
    query = "query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }"
    given = {"id": gid(tag, number)}
    assert await worker.ask("pidu", query, given, admin=True) == {"node": None, "nodes": [None]}
    found = {"id": gid(tag, number)}
    assert await worker.ask("jinniu", query, given, admin=True) == {"node": found, "nodes": [found]}


async def test_another_districts_rows_are_not_found_by_search_and_filters(worker: Worker) -> None:
    query = """query ($area: ID!, $place: ID!) {
      search(text: "馆") { totalCount nodes { ... on Place { name } } }
      within: places(where: {area: {within: $area}}) { totalCount }
      one: place(id: $place) { name }
      not: places(where: {not: {name: {contains: "pidu"}}}) { totalCount }
      some: organizations(where: {operatedPlaces: {some: {name: {contains: "jinniu"}}}}) { totalCount }
      ordered: organizations(orderBy: [{operatedPlaces: {count: DESC}}], first: 1) { nodes { name } }
      top: area(id: "ar_00000000-0000-0000-0000-000000000001") {
        children { totalCount nodes { name places { totalCount } } }
      }
    }"""
    found = await worker.ask("pidu", query, {"area": gid("ar", 2), "place": gid("pl", 210)})
    assert found == {
        "search": {"totalCount": 2, "nodes": [{"name": name} for name in PIDU_PLACES]},
        "within": {"totalCount": 0},
        "one": None,
        "not": {"totalCount": 0},
        "some": {"totalCount": 0},
        "ordered": {"nodes": [{"name": "pidu街道办"}]},
        "top": {"children": {"totalCount": 1, "nodes": [{"name": "pidu", "places": {"totalCount": 0}}]}},
    }


async def test_a_reference_is_followed_over_the_border_and_leads_to_no_list_there(worker: Worker) -> None:
    query = """{ activities { nodes {
      place { name area { name parent { name parent { name } } } activities { totalCount } }
      leadOrganization { name operatedPlaces { totalCount } }
      registrations { nodes { person { displayName registrations { totalCount } } } }
    } } }"""
    (activity,) = (await worker.ask("pidu", query, admin=True))["activities"]["nodes"]
    assert activity == {
        "place": {
            "name": "jinniu馆10",
            "area": {"name": "jinniu街道", "parent": {"name": "jinniu", "parent": {"name": "成都市"}}},
            "activities": {"totalCount": 1},
        },
        "leadOrganization": {"name": "jinniu街道办", "operatedPlaces": {"totalCount": 0}},
        "registrations": {"nodes": [{"person": {"displayName": "jinniu居民", "registrations": {"totalCount": 1}}}]},
    }


async def test_of_a_plugin_the_city_shows_what_lies_in_districts_that_enabled_it(worker: Worker) -> None:
    query = """query ($lamp: ID!) {
      lamps { totalCount nodes { code checks { totalCount } } groups(by: [STATE]) { state count } }
      lampKinds { totalCount }
      duties { totalCount }
      node(id: $lamp) { id }
      places {
        nodes { name lampCount lampState lampText lampCodes lamps { totalCount nodes { code } } duty { shift } }
      }
    }"""
    found = await worker.ask("", query, {"lamp": gid("la", 311)})
    assert found["lamps"] == {
        "totalCount": 4,
        "nodes": [
            {"code": f"jinniu-{place}-{lamp}", "checks": {"totalCount": 1}} for place in (10, 20) for lamp in (1, 2)
        ],
        "groups": [{"state": "LIT", "count": 3}, {"state": "BROKEN", "count": 1}],
    }
    assert (found["lampKinds"], found["duties"], found["node"]) == ({"totalCount": 1}, {"totalCount": 2}, None)
    here, there = found["places"]["nodes"][1], found["places"]["nodes"][2]
    assert here == {
        "name": "jinniu馆20",
        "lampCount": 2,
        "lampState": "BROKEN",
        "lampText": "jinniu馆20: 2",
        "lampCodes": ["jinniu-20-1", "jinniu-20-2"],
        "lamps": {"totalCount": 2, "nodes": [{"code": "jinniu-20-1"}, {"code": "jinniu-20-2"}]},
        "duty": {"shift": "NIGHT"},
    }
    assert there == {
        "name": "pidu馆10",
        "lampCount": None,
        "lampState": None,
        "lampText": None,
        "lampCodes": [],
        "lamps": {"totalCount": 0, "nodes": []},
        "duty": None,
    }


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("lampCount: {eq: 2}", JINNIU_PLACES),
        ("lampCount: {eq: null}", PIDU_PLACES),
        ("lampState: {eq: BROKEN}", ["jinniu馆20"]),
        ("lampState: {ne: BROKEN}", ["jinniu馆10", *PIDU_PLACES]),
        ("lampState: {eq: null}", PIDU_PLACES),
        ("lampState: {ne: null}", JINNIU_PLACES),
        ("lamps: {some: {state: {eq: BROKEN}}}", ["jinniu馆20"]),
        ("lamps: {none: {state: {eq: BROKEN}}}", ["jinniu馆10", *PIDU_PLACES]),
        ('lampCodes: {some: {startsWith: "pidu"}}', []),
        ("lit: true", JINNIU_PLACES),
        ("lit: false", []),
        ("duty: {shift: {eq: NIGHT}}", ["jinniu馆20"]),
        ("duty: null", PIDU_PLACES),
        ("duty: {}", JINNIU_PLACES),
    ],
)
async def test_filters_see_of_a_plugin_what_the_answer_shows(worker: Worker, where: str, expected: list[str]) -> None:
    found = await worker.ask("", f"{{ places(where: {{{where}}}) {{ totalCount nodes {{ name }} }} }}")
    assert (names(found["places"]), found["places"]["totalCount"]) == (expected, len(expected))


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("{lampCount: ASC_NULLS_FIRST}, {name: ASC}", "pidu馆10"),
        ("{lamps: {count: ASC}}, {name: ASC}", "pidu馆10"),
        ("{lampsOrder: DESC_NULLS_FIRST}, {name: ASC}", "pidu馆10"),
        ("{duty: {shift: ASC_NULLS_FIRST}}, {name: ASC}", "pidu馆10"),
        ("{duty: {shift: DESC}}", "jinniu馆20"),
    ],
)
async def test_orders_see_of_a_plugin_what_the_answer_shows(worker: Worker, order: str, first: str) -> None:
    found = await worker.ask("", f"{{ places(orderBy: [{order}], first: 1) {{ nodes {{ name }} }} }}")
    assert names(found["places"]) == [first]


async def test_a_place_over_the_border_shows_nothing_of_a_plugin(worker: Worker) -> None:
    await modules.enable("lamps", PIDU, INSTALLED)
    await modules.disable("duties", JINNIU, INSTALLED)
    await modules.disable("lamps", JINNIU, INSTALLED)
    worker.forget()
    found = await worker.ask("pidu", "{ activities { nodes { place { name lampCount lamps { totalCount } } } } }")
    place = {"name": "jinniu馆10", "lampCount": None, "lamps": {"totalCount": 0}}
    assert found == {"activities": {"nodes": [{"place": place}]}}


async def test_one_statement_reads_core_and_two_plugins(worker: Worker) -> None:
    statements = await worker.watch()
    query = "{ places { nodes { name lamps { nodes { code checks { nodes { note } } } } duty { lamp { code } } } } }"
    found = await worker.ask("jinniu", query)
    assert len(found["places"]["nodes"]) == 2
    assert len(statements) == 1


async def test_a_narrowing_hides_rows_of_districts_that_enabled_its_plugin_only(
    worker: Worker, city_db: Database
) -> None:
    def hidden(row: Row, viewer: Viewer) -> Criterion:
        return row.name.notin([literal("jinniu馆10"), literal("pidu馆10")])

    lamps = PLUGINS.plugins[1]
    assert lamps.part is not None
    part = replace(lamps.part, narrowings=(Narrowing("Place", hidden),))
    narrow = Worker(city_db.reader, PluginSet((PLUGINS.plugins[0], replace(lamps, part=part), PLUGINS.plugins[2])))
    query = "{ places { totalCount nodes { name } } }"
    assert names((await narrow.ask("", query))["places"]) == ["jinniu馆20", *PIDU_PLACES]
    assert names((await narrow.ask("jinniu", query))["places"]) == ["jinniu馆20"]
    assert names((await narrow.ask("pidu", query))["places"]) == PIDU_PLACES


async def test_the_first_path_that_there_is_counts(worker: Worker, city_db: Database) -> None:
    for number, (activity, place) in enumerate([(390, 210), (None, 210), (390, None), (None, None)]):
        await Media.create(
            kind=MediaKind.IMAGE,
            title=f"图{number}",
            url="https://example.org/1.jpg",
            consent_recorded=True,
            activity_id=activity and key(activity),
            place_id=place and key(place),
        )
    query = "{ media(orderBy: [{title: ASC}]) { nodes { title credits { totalCount } } } }"

    async def titles(path: str) -> list[str]:
        return [node["title"] for node in (await worker.ask(path, query))["media"]["nodes"]]

    assert await titles("") == ["图0", "图1", "图2", "图3"]
    assert await titles("jinniu") == ["图1", "图3"]
    assert await titles("pidu") == ["图0", "图2", "图3"]


async def test_a_place_lists_media_only_where_they_lie(worker: Worker) -> None:
    """An activity's media lie where the activity is, also those that show a place in another district."""
    for title, activity in (("联欢", key(390)), ("场馆", None)):
        await Media.create(
            kind=MediaKind.IMAGE,
            title=title,
            url="https://example.org/1.jpg",
            consent_recorded=True,
            activity_id=activity,
            place_id=key(210),
        )

    async def titles(path: str, number: int) -> list[str]:
        query = "query ($id: ID!) { place(id: $id) { media { totalCount nodes { title } } } }"
        if path == "pidu":
            query = "{ activities { nodes { place { media { totalCount nodes { title } } } } } }"
        found = await worker.ask(path, query, {"id": gid("pl", number)})
        shown = found["activities"]["nodes"][0]["place"]["media"] if path == "pidu" else found["place"]["media"]
        assert shown["totalCount"] == len(shown["nodes"])
        return sorted(node["title"] for node in shown["nodes"])

    assert await titles("", 210) == ["场馆", "联欢"]
    assert await titles("jinniu", 210) == ["场馆"]
    # Behind a reference over the border, what the place has of itself is where the place is.
    assert await titles("pidu", 210) == ["场馆", "联欢"]

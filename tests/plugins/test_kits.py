"""A plugin that uses every hook, from its migration to its route, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from graphql import print_schema

from core import models
from core.clock import fixed, today
from core.database.migrate import downgrade, upgrade, verify_schema
from core.models.choices import OrganizationKind
from core.plugins.failures import PluginError
from core.plugins.loaded import PluginSet
from core.plugins.sample import load_sample_data
from linli.sample import moved_on
from linli.testing import Client, Dialect, Town, plugin_set
from linli.testing.databases import Databases
from schema.compose import compose, graphql_schema
from schema.declare.catalog import Catalog
from tests.plugins.kits import plugin as kits
from tests.plugins.kits.models import Kit, KitStatus
from tests.plugins.making import KITS, load, plugin


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    return plugin_set(kits, settings={"kits": {"target": 25}})


async def test_types_mutations_search_and_routes(client: Client, town: Town) -> None:
    added = await client.ask(
        "mutation ($input: AddKitInput!) { addKit(input: $input) { kit { id name } userErrors { message } } }",
        {"input": {"name": "东门急救包", "placeId": f"pl_{town.store.id}"}},
    )
    assert added["addKit"]["userErrors"] == []
    kit = added["addKit"]["kit"]
    assert kit["id"].startswith("kt_")
    assert await client.ask(
        '{ places(where: {kits: {some: {name: {contains: "东门"}}}}) '
        "{ nodes { name kits { totalCount nodes { name } } } } }",
    ) == {"places": {"nodes": [{"name": "演示便利店", "kits": {"totalCount": 1, "nodes": [{"name": "东门急救包"}]}}]}}
    query = "query ($id: ID!) { node(id: $id) { ... on Kit { place { name } } } }"
    assert await client.ask(query, {"id": kit["id"]}) == {"node": {"place": {"name": "演示便利店"}}}
    assert (await client.http.get("/plugins/kits/hello")).text == "target 25"


async def test_its_error_code_is_told_in_the_readers_language(client: Client, town: Town) -> None:
    query = """mutation ($input: AddKitInput!) {
      addKit(input: $input) { kit { id } userErrors { code label english: label(lang: EN) message } } }"""
    assert await client.ask(query, {"input": {"name": "", "placeId": f"pl_{town.store.id}"}}) == {
        "addKit": {
            "kit": None,
            "userErrors": [
                {
                    "code": "KIT_UNNAMED",
                    "label": "请给急救包起个名字",
                    "english": "Give the kit a name",
                    "message": "A kit has a name.",
                }
            ],
        }
    }


async def test_filters_of_its_own_take_scalars_and_enumerations(client: Client, town: Town) -> None:
    await Kit.create(name="东门急救包", place=town.store)
    query = (
        "query ($name: String, $in: KitStatus) { places(where: {kitNamed: $name, kitInCondition: $in}) { totalCount } }"
    )
    for given, count in (
        ({"name": "东门急救包", "in": "READY"}, 1),
        ({"name": "西门急救包", "in": "READY"}, 0),
        ({"name": "东门急救包", "in": "EXPIRED"}, 0),
    ):
        assert await client.ask(query, given) == {"places": {"totalCount": count}}


async def test_a_choice_is_filtered_by_as_it_is_shown(client: Client, town: Town) -> None:
    await Kit.create(place=town.store, name="演练包一", status=KitStatus.EXPIRED)
    for name in ("演练包二", "急救包"):
        await Kit.create(place=town.store, name=name)
    assert await client.ask("{ kits { nodes { name use } } }") == {
        "kits": {
            "nodes": [
                {"name": "急救包", "use": "EMERGENCIES"},
                {"name": "演练包一", "use": "NOTHING"},
                {"name": "演练包二", "use": "PRACTICE"},
            ]
        }
    }
    for condition, names in (
        ("{eq: NOTHING}", ["演练包一"]),
        ("{eq: PRACTICE}", ["演练包二"]),
        ("{eq: EMERGENCIES}", ["急救包"]),
        ("{ne: PRACTICE}", ["急救包", "演练包一"]),
        ("{in: [NOTHING, EMERGENCIES]}", ["急救包", "演练包一"]),
        ("{in: [PRACTICE, EMERGENCIES]}", ["急救包", "演练包二"]),
        ("{notIn: [EMERGENCIES]}", ["演练包一", "演练包二"]),
    ):
        found = await client.ask(f"{{ kits(where: {{use: {condition}}}) {{ nodes {{ name }} }} }}")
        assert [node["name"] for node in found["kits"]["nodes"]] == names, condition


async def test_what_uses_the_plugin_breaks_without_it(client: Client) -> None:
    documents = [
        "query Kits { places { nodes { kits { nodes { status } } } } }",
        "query Places { places { totalCount } }",
    ]
    registered = await client.ask(
        "mutation ($documents: [String!]!) { registerOperations(input: "
        '{team: "health", app: "board", documents: $documents}) { operations { name } userErrors { message } } }',
        {"documents": documents},
    )
    assert registered["registerOperations"] == {"operations": [{"name": "Kits"}, {"name": "Places"}], "userErrors": []}
    found = await client.ask('{ moduleImpact(plugin: "kits") { breaks broken { team name fields } } }')
    assert found["moduleImpact"] == {
        "breaks": True,
        "broken": [{"team": "health", "name": "Kits", "fields": ["Kit.status", "Place.kits"]}],
    }


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_a_mutation_needs_the_plugins_permission(client: Client) -> None:
    query = "mutation ($input: AddKitInput!) { addKit(input: $input) { kit { id } } }"
    variables = {"input": {"name": "x", "placeId": "pl_018fd14f-8280-7599-b4c2-73e4073c4f54"}}
    reply = await client.anonymous.send(query, variables)
    assert (reply.status_code, reply.json()["errors"][0]["extensions"]) == (403, {"code": "FORBIDDEN"})


async def test_narrowings_hide_rows_of_others(client: Client, town: Town) -> None:
    await models.Organization.create(name="秘密组织", kind=OrganizationKind.COMPANY, area=town.jinniu)
    assert await client.ask("{ organizations { totalCount nodes { name } } }") == {
        "organizations": {"totalCount": 1, "nodes": [{"name": "演示社会工作部"}]}
    }


async def test_reports_and_figures(client: Client, town: Town) -> None:
    await Kit.create(name="东门急救包", place=town.store)
    asked = await client.ask("{ kitsCount { rows { kits target } } figures { name value } reports { name } }")
    assert asked == {
        "kitsCount": {"rows": [{"kits": 1, "target": 25}]},
        "figures": [{"name": "core.activities", "value": 2}, {"name": "kits.total", "value": 1}],
        "reports": [{"name": "kits.count"}],
    }
    headers = {"Authorization": f"Bearer {client.server.token_of(client.viewer)}"}
    file = await client.http.get("/reports/kits.count.csv", headers=headers)
    assert file.content.decode("utf-8-sig") == '"急救包","目标"\r\n1,25\r\n'
    assert (await client.http.get("/reports/kits.count.csv")).status_code == 401
    assert (await client.http.get("/reports/kits.count.pdf")).status_code == 404


async def test_sample_data_is_loaded_once(client: Client, town: Town, plugins: PluginSet) -> None:
    only_kits = PluginSet(tuple(one for one in plugins.plugins if one.name == "kits"))
    assert await load_sample_data(only_kits, lambda *_: None) == {"kits": 1}
    assert await load_sample_data(only_kits, lambda *_: None) == {"kits": 0}
    assert (await client.ask("{ kits { nodes { name place { name } } } }"))["kits"]["nodes"] == [
        {"name": "演示急救包", "place": {"name": "演示小剧场"}}
    ]


days: list[object] = []


async def told_the_day() -> int:
    days.append((today(), moved_on(date(2026, 7, 1)).days, moved_on(date(2026, 7, 1), whole_weeks=True).days))
    return 0


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
@pytest.mark.usefixtures("client")
async def test_sample_data_is_made_around_the_day_that_is_given() -> None:
    days.clear()
    telling = PluginSet(load(plugin("telling", linli_sample_data=told_the_day)).plugins[1:])
    await load_sample_data(telling, lambda *_: None, date(2026, 7, 4))
    await load_sample_data(telling, lambda *_: None, date(2026, 7, 8))
    with fixed(datetime(2026, 6, 30, 16, 0, tzinfo=UTC)):  # midnight in Chengdu
        await load_sample_data(telling, lambda *_: None)
    await load_sample_data(telling, lambda *_: None, date(2024, 7, 10))
    assert days == [
        (date(2026, 7, 4), 3, 7),
        (date(2026, 7, 8), 7, 7),
        (date(2026, 7, 1), 0, 0),
        (date(2024, 7, 10), 0, 0),
    ]


async def raising() -> int:
    await models.Organization.create(name="x", kind=OrganizationKind.COMPANY)
    raise KeyError("kit")


async def giving_nothing() -> None: ...


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_sample_data_that_fails_is_named_and_undone(client: Client) -> None:
    line = raising.__code__.co_firstlineno + 2
    wrong = PluginSet(load(plugin("wrong", linli_sample_data=raising)).plugins[1:])
    with pytest.raises(PluginError) as caught:
        await load_sample_data(wrong, lambda *_: None)
    assert caught.value.message == (
        "The sample data of wrong (of linli-wrong 1.0) could not be loaded: "
        f"KeyError: 'kit' ({__file__}, line {line}). None of its rows were added."
    )
    assert await models.Organization.all().count() == 0
    wrong = PluginSet(load(plugin("wrong", linli_sample_data=giving_nothing)).plugins[1:])
    with pytest.raises(PluginError) as caught:
        await load_sample_data(wrong, lambda *_: None)
    assert caught.value.message == (
        "The function that loads the sample data of wrong (of linli-wrong 1.0) gave None. "
        "It must give the number of rows that it added."
    )


@pytest.fixture
async def core_url(dialect: Dialect, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """A database of the core alone."""
    async with databases.migrated(dialect, plugin_set().apps, tmp_path) as url:
        yield url


async def test_a_plugin_comes_to_a_live_database_and_goes(core_url: str, plugins: PluginSet) -> None:
    applied = await upgrade(core_url, apps=plugins.apps)
    assert [(one.app, one.name) for one in applied] == [("kits", "0001_initial")]
    await verify_schema(core_url, apps=plugins.apps)
    # Without the plugin its migration is left alone.
    assert await upgrade(core_url, apps=load().apps) == []
    undone = await downgrade(core_url, apps=plugins.apps, app="kits", target="zero")
    assert [(one.app, one.name) for one in undone] == [("kits", "0001_initial")]


def test_two_schemas_side_by_side() -> None:
    plugins = load(KITS, plugin("empty"))
    with_kits, without, again = (
        graphql_schema(compose(Catalog(plugins.parts(names)))) for names in (["kits"], ["empty"], None)
    )
    places: Any = [schema.type_map["Place"] for schema in (with_kits, without)]
    assert ["kits" in place.fields for place in places] == [True, False]
    assert "Kit" not in print_schema(without)
    assert print_schema(again) == print_schema(with_kits)


def test_each_field_says_who_brought_it_and_since_when() -> None:
    schema = graphql_schema(compose(Catalog(load(KITS).parts())))
    types: Any = schema.type_map
    assert types["Kit"].description == "A first-aid kit (急救包). From kits 0.1.0."
    assert types["Kit"].fields["name"].description == "What it is called (名称). From kits 0.1.0."
    assert types["Kit"].fields["status"].description == "Its condition (状态). From kits 0.2.0."
    assert types["Place"].fields["kits"].description == "The first-aid kits here (急救包). From kits 0.1.0."
    assert types["PlaceWhere"].fields["kits"].description == "The first-aid kits here (急救包). From kits 0.1.0."
    assert types["Query"].fields["kits"].description == "All first-aid kits (急救包). From kits 0.1.0."
    assert types["Query"].fields["kit"].description.endswith("that you may see. From kits 0.1.0.")
    assert types["Mutation"].fields["addKit"].description == "Adds a kit to a place (新增急救包). From kits 0.1.0."
    assert types["SearchableType"].values["KIT"].description == "A first-aid kit (急救包). From kits 0.1.0."
    assert "From" not in types["Place"].fields["name"].description

"""A plugin that uses every hook, from its migration to its route, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import print_schema
from pydantic import SecretStr

from app import create_app
from core import models, modules
from core.database.connect import database
from core.database.migrate import downgrade, upgrade, verify_schema
from core.database.url import Dialect
from core.models.choices import AreaLevel, OrganizationKind, PlaceKind
from core.plugins.failures import PluginError
from core.plugins.loaded import PluginSet
from core.plugins.sample import load_sample_data
from core.settings import PluginSources, Settings
from schema.compose import compose, graphql_schema
from schema.declare.catalog import Catalog
from tests.plugins.kits.models import Kit
from tests.plugins.making import KITS, load, plugin

TOKEN = "the-administrator-of-the-tests"


@pytest.fixture
def plugins() -> PluginSet:
    return load(KITS, sections={"kits": {"target": 25}})


@pytest.fixture
async def client(migrated_database_url: str, plugins: PluginSet, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The server with the plugin, over a town of one district with one place."""
    await upgrade(migrated_database_url, apps=plugins.apps)
    async with database(migrated_database_url, apps=plugins.model_modules):
        city = await models.Area.create(name="成都市", level=AreaLevel.CITY, code="510100")
        district = await models.Area.create(name="金牛区", level=AreaLevel.DISTRICT, code="510106", parent=city)
        await models.Place.create(name="红旗超市", area=district, kind=PlaceKind.STORE)
        await modules.enable("kits", district.pk, {one.name: one.manifest for one in plugins.plugins})
    settings = Settings(
        database_url=migrated_database_url, data_dir=tmp_path, admin_token=SecretStr(TOKEN)
    ).with_plugins(PluginSources({"kits": {"target": 25}}))
    app = create_app(settings, plugins)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://linli") as client,
    ):
        yield client


async def ask(client: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    reply = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert "errors" not in reply.json(), reply.text
    return reply.json()["data"]


async def test_types_mutations_search_and_routes(client: httpx.AsyncClient) -> None:
    (place,) = (await ask(client, "{ places { nodes { id } } }"))["places"]["nodes"]
    added = await ask(
        client,
        "mutation ($input: AddKitInput!) { addKit(input: $input) { kit { id name } userErrors { message } } }",
        input={"name": "东门急救包", "placeId": place["id"]},
    )
    assert added["addKit"]["userErrors"] == []
    kit = added["addKit"]["kit"]
    assert kit["id"].startswith("kt_")
    assert await ask(
        client,
        '{ places(where: {kits: {some: {name: {contains: "东门"}}}}) '
        "{ nodes { name kits { totalCount nodes { name } } } } }",
    ) == {"places": {"nodes": [{"name": "红旗超市", "kits": {"totalCount": 1, "nodes": [{"name": "东门急救包"}]}}]}}
    assert await ask(client, "query ($id: ID!) { node(id: $id) { ... on Kit { place { name } } } }", id=kit["id"]) == {
        "node": {"place": {"name": "红旗超市"}}
    }
    assert (await client.get("/plugins/kits/hello")).text == "target 25"


async def test_what_uses_the_plugin_breaks_without_it(client: httpx.AsyncClient) -> None:
    documents = [
        "query Kits { places { nodes { kits { nodes { status } } } } }",
        "query Places { places { totalCount } }",
    ]
    registered = await ask(
        client,
        "mutation ($documents: [String!]!) { registerOperations(input: "
        '{team: "health", app: "board", documents: $documents}) { operations { name } userErrors { message } } }',
        documents=documents,
    )
    assert registered["registerOperations"] == {"operations": [{"name": "Kits"}, {"name": "Places"}], "userErrors": []}
    found = await ask(client, '{ moduleImpact(plugin: "kits") { breaks broken { team name fields } } }')
    assert found["moduleImpact"] == {
        "breaks": True,
        "broken": [{"team": "health", "name": "Kits", "fields": ["Kit.status", "Place.kits"]}],
    }


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_a_mutation_needs_the_plugins_permission(client: httpx.AsyncClient) -> None:
    query = "mutation ($input: AddKitInput!) { addKit(input: $input) { kit { id } } }"
    variables = {"input": {"name": "x", "placeId": "pl_018fd14f-8280-7599-b4c2-73e4073c4f54"}}
    headers = {"Accept": "application/graphql-response+json"}
    reply = await client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    assert (reply.status_code, reply.json()["errors"][0]["extensions"]) == (403, {"code": "FORBIDDEN"})


async def test_narrowings_hide_rows_of_others(client: httpx.AsyncClient) -> None:
    for name in ("秘密组织", "居委会"):
        await models.Organization.create(name=name, kind=OrganizationKind.COMPANY)
    assert await ask(client, "{ organizations { totalCount nodes { name } } }") == {
        "organizations": {"totalCount": 1, "nodes": [{"name": "居委会"}]}
    }


async def test_reports_and_figures(client: httpx.AsyncClient) -> None:
    await Kit.create(name="东门急救包", place=await models.Place.get(name="红旗超市"))
    asked = await ask(client, "{ kitsCount { rows { kits target } } figures { name value } reports { name } }")
    assert asked == {
        "kitsCount": {"rows": [{"kits": 1, "target": 25}]},
        "figures": [{"name": "kits.total", "value": 1}],
        "reports": [{"name": "kits.count"}],
    }
    headers = {"Authorization": f"Bearer {TOKEN}"}
    file = await client.get("/reports/kits.count.csv", headers=headers)
    assert file.content.decode("utf-8-sig") == '"急救包","目标"\r\n1,25\r\n'
    assert (await client.get("/reports/kits.count.csv")).status_code == 401
    assert (await client.get("/reports/kits.count.pdf")).status_code == 404


async def test_sample_data_is_loaded_once(client: httpx.AsyncClient, plugins: PluginSet) -> None:
    only_kits = PluginSet(tuple(one for one in plugins.plugins if one.name == "kits"))
    assert await load_sample_data(only_kits, lambda *_: None) == {"kits": 1}
    assert await load_sample_data(only_kits, lambda *_: None) == {"kits": 0}
    assert (await ask(client, "{ kits { nodes { name place { name } } } }"))["kits"]["nodes"] == [
        {"name": "演示急救包", "place": {"name": "红旗超市"}}
    ]


async def raising() -> int:
    await models.Organization.create(name="x", kind=OrganizationKind.COMPANY)
    raise KeyError("kit")


async def giving_nothing() -> None: ...


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_sample_data_that_fails_is_named_and_undone(client: httpx.AsyncClient) -> None:
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


async def test_a_plugin_comes_to_a_live_database_and_goes(migrated_database_url: str, plugins: PluginSet) -> None:
    applied = await upgrade(migrated_database_url, apps=plugins.apps)
    assert [(one.app, one.name) for one in applied] == [("kits", "0001_initial")]
    await verify_schema(migrated_database_url, apps=plugins.apps)
    # Without the plugin its migration is left alone.
    assert await upgrade(migrated_database_url, apps=load().apps) == []
    undone = await downgrade(migrated_database_url, apps=plugins.apps, app="kits", target="zero")
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

"""The reference leaves nothing out: types, fields, arguments, values, settings, error codes, commands, hooks."""

from __future__ import annotations

import inspect
import re
from html import unescape

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
)

from app import command_names
from core.plugins.hookspecs import HookSpecs
from core.plugins.loaded import PluginSet
from core.plugins.plugin_settings import variable_of
from core.plugins.validation import HOOKS
from core.settings import ENV_PREFIX, Settings
from core.settings_problems import expects, leaves
from documentation import reference
from documentation.reference.commands import commands, commands_page
from documentation.reference.errors import codes, errors_page
from documentation.reference.hooks import hooks_page
from documentation.reference.page import Page, prose
from documentation.reference.permissions import permissions_page
from documentation.reference.schema import SchemaReference
from documentation.reference.settings import settings_page
from linli.testing import plugin_set
from tests.docs.test_errors import COMMAND_LINE, PLUGIN_PAGES, TOLD, TOLD_OF_PLUGINS

_HEADING = re.compile(r"^#{2,3} .*\{ #(?P<id>[\w.-]+) \}$", re.MULTILINE)


@pytest.fixture(scope="module")
def plugins() -> PluginSet:
    return plugin_set(*PLUGIN_PAGES)


@pytest.fixture(scope="module")
def schema_reference(plugins: PluginSet) -> SchemaReference:
    return SchemaReference(plugins)


@pytest.fixture(scope="module")
def pages(schema_reference: SchemaReference) -> dict[str, Page]:
    return {page.place: page for page in schema_reference.pages()}


def sections(text: str) -> dict[str, str]:
    """The text below each heading with an id."""
    found = list(_HEADING.finditer(text))
    ends = [*(one.start() for one in found[1:]), len(text)]
    return {one["id"]: text[one.end() : end] for one, end in zip(found, ends, strict=False)}


def test_every_type_is_told_with_all_its_parts(pages: dict[str, Page], schema_reference: SchemaReference) -> None:
    told = {place: sections(page.text) for place, page in pages.items()}
    for name, found in schema_reference.schema.type_map.items():
        if name.startswith("_") or name in ("Query", "Mutation", "Subscription"):
            continue
        section = told[schema_reference.places[name]][name]
        assert prose(str(found.description).partition(" From ")[0]).rstrip(".") in section, name
        if isinstance(found, GraphQLEnumType):
            assert [value for value in found.values if f"<td><code>{value}</code></td>" not in section] == [], name
        elif isinstance(found, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for key, field in found.fields.items():
                assert f"<tr><td><code>{key}</code></td>" in section, f"{name}.{key}"
                assert f'#{get_named_type(field.type).name}">' in section
                for argument in getattr(field, "args", {}):
                    assert f"<li><code>{argument}</code>: " in section, f"{name}.{key}({argument}:)"


@pytest.mark.parametrize("root", ["Query", "Mutation"])
def test_every_root_field_is_told_with_its_arguments_below_its_owner(
    pages: dict[str, Page], root: str, schema_reference: SchemaReference
) -> None:
    page = pages[f"reference/schema/{'queries' if root == 'Query' else 'mutations'}.md"]
    told = sections(page.text)
    found = schema_reference.schema.get_type(root)
    assert isinstance(found, GraphQLObjectType)
    for name, field in found.fields.items():
        for argument in field.args:
            assert f"<tr><td><code>{argument}</code></td>" in told[name], f"{name}({argument}:)"
    by_owner = dict(part.split("\n", 1) for part in re.split("^## ", page.text, flags=re.MULTILINE)[1:])
    core, stores = by_owner["Core"], by_owner["Pioneer stores"]
    assert next(iter(by_owner)) == "Core"
    assert [name for name in sections(core) if "Store" in name] == []
    assert [name for name in sections(stores) if not re.search("Store|[tT]enElements|jinniu", name)] == []


def test_it_says_who_brought_a_field_and_what_it_takes(pages: dict[str, Page]) -> None:
    place = sections(pages["reference/schema/types-core.md"].text)["Place"]
    row = next(row for row in place.split("<tr>") if row.startswith("<td><code>pioneerStore</code></td>"))
    assert "<em>From Pioneer stores.</em>" in row
    assert '<a href="types-jinniu-stores.md#PioneerStore">' in row
    location = next(row for row in place.split("<tr>") if row.startswith("<td><code>location</code></td>"))
    assert '<li><code>crs</code>: <a href="enumerations-core.md#Crs"><code>Crs</code></a>. ' in location
    people = sections(pages["reference/schema/queries.md"].text)["people"]
    assert "Needs the permission <code>people.read</code>." in people


def test_every_setting_is_told(plugins: PluginSet) -> None:
    text = unescape(settings_page(plugins).text)
    for key, field in leaves(Settings).items():
        assert f"<td><code>{key}</code><br><code>{ENV_PREFIX}{key.upper().replace('.', '_')}</code></td>" in text
        assert str(field.description).replace("`", "") in re.sub(r"</?code>", "", text), key
        assert expects(field) in text, key
    for plugin in plugins.plugins:
        if plugin.settings_model is not None:
            for key in leaves(plugin.settings_model):
                assert f"<td><code>{key}</code><br><code>{variable_of(plugin.name, key)}</code></td>" in text


def test_defaults_are_told_as_they_are_written(plugins: PluginSet) -> None:
    text = settings_page(plugins).text
    for row in (
        "<code>LINLI_PORT</code></td><td><code>8000</code></td><td>a whole number, at least 1 and at most 65535. ",
        "<code>LINLI_DEBUG</code></td><td><code>false</code></td>",
        "<code>LINLI_READERS</code></td><td>unset</td>",
        "<code>LINLI_CORS_ORIGINS</code></td><td>unset</td>",
    ):
        assert row in text


def test_every_error_code_is_told() -> None:
    told = {code.name: code for code in codes()}
    assert set(told) >= {*TOLD, *COMMAND_LINE, *(code for of_plugin in TOLD_OF_PLUGINS.values() for code in of_plugin)}
    assert [name for name in told if f"| `{name}` |" not in errors_page().text] == []
    assert told["PAGE_SIZE"].do == "ask for less"
    assert told["CONFLICT"].comes_in == "`userErrors`"
    assert told["ROWS_WOULD_BE_LOST"].comes_in == "command line"
    assert all(code.told for code in told.values())


def test_every_permission_and_role_is_told(plugins: PluginSet) -> None:
    text = permissions_page(plugins).text
    for plugin in plugins.plugins:
        named = {one.name: one.title_en for one in plugin.permissions} | {
            one.name: one.title_en for one in plugin.roles
        }
        for name, title in named.items():
            assert f"<tr><td><code>{name}</code></td><td>{prose(title)}</td>" in text
    officer = next(row for row in text.split("<tr>") if row.startswith("<td><code>jinniu_stores.party_officer<"))
    assert "<code>jinniu_stores.party_check_in</code>" in officer


def test_every_command_is_told(plugins: PluginSet) -> None:
    text = unescape(commands_page(plugins).text)
    listed = list(commands(plugins))
    assert {path[0] for path, _ in listed} == command_names()
    assert ("plugins", "purge") in [path for path, _ in listed]
    told = sections(text)
    for path, command in listed:
        section = told["-".join(path)]
        assert command.help.split("\n")[0].rstrip(".").replace("`", "") in re.sub(r"</?code>", "", section), path
        for parameter in command.params:
            for name in getattr(parameter, "opts", ()) if parameter.param_type_name == "option" else ():
                assert name in section, (path, name)


def test_every_hook_is_told() -> None:
    text = hooks_page().text
    assert re.findall(r"^## (\w+)$", text, re.MULTILINE) == list(HOOKS)
    for name in HOOKS:
        spec = getattr(HookSpecs, name)
        assert f"def {name}() -> {inspect.signature(spec).return_annotation}\n" in text
        assert str(inspect.getdoc(spec)).splitlines()[0].replace("``", "`") in text


def test_every_page_is_listed(plugins: PluginSet) -> None:
    found = reference.pages(plugins)
    listed = str(reference.navigation(found))
    assert [page.place for page in found if f"'{page.place}'" not in listed] == []
    assert len({page.place for page in found}) == len(found)

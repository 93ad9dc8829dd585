"""The reference of the schema: every root field, type, field, argument and value, with who brought it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from html import escape
from pathlib import PurePosixPath
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
)

from core.plugins.loaded import PluginSet
from documentation.paths import REFERENCE
from documentation.reference.page import NOTE, Page, code, prose, table
from schema.compose import compose, graphql_schema
from schema.credits import Credits
from schema.declare.catalog import Catalog
from schema.execution.districts import city_parts

_DIRECTORY = f"{REFERENCE}/schema"
_ROOTS = {"Query": "queries", "Mutation": "mutations", "Subscription": "subscriptions"}
_KINDS = {
    "types": ("Types", "what fields give"),
    "inputs": ("Inputs", "what mutations take"),
    "filters": ("Filters and orders", "what `where` and `orderBy` take"),
    "connections": ("Connections and groups", "what lists give around their items"),
    "enumerations": ("Enumerations", "values by name"),
    "scalars": ("Scalars", "values without parts"),
}
"""The pages of types, each kind of which has a page for each owner; with what is in them."""
_CREDIT = re.compile(r" From [a-z][a-z0-9_]*( [^ ]+)?\.$")


class SchemaReference:
    """The pages about the schema of the city with these plugins."""

    def __init__(self, plugins: PluginSet) -> None:
        self._titles = {plugin.name: plugin.manifest.title_en for plugin in plugins.plugins}
        self._catalog = Catalog(city_parts(plugins))
        self.schema: GraphQLSchema = graphql_schema(compose(self._catalog))
        self._credits = Credits(self.schema)

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Where each type is told: the place of its page, by its name."""
        return {name: self._place(found) for name, found in self._told()}

    def pages(self) -> list[Page]:
        """All pages, in the order of the navigation."""
        roots = [self._root_page(name) for name in _ROOTS]
        found = [page for page in roots if page is not None]
        for kind, (title, _) in _KINDS.items():
            for owner in self._titles:
                place = self._page_of(kind, owner)
                types = [one for name, one in self._told() if self.places[name] == place]
                if types:
                    whose = f"{title}: {self._titles[owner]}"
                    text = f"{NOTE}\n" + "".join(self._type(one, place) for one in types)
                    found.append(Page(place, whose, whose, text))
        return [self._overview(found), *found]

    def _told(self) -> Iterator[tuple[str, GraphQLNamedType]]:
        for name, found in sorted(self.schema.type_map.items()):
            if not name.startswith("_") and name not in _ROOTS:
                yield name, found

    def _place(self, found: GraphQLNamedType) -> str:
        return self._page_of(_kind(found), self._credits.of(found.name))

    def _page_of(self, kind: str, owner: str) -> str:
        return f"{_DIRECTORY}/{kind}-{owner.replace('_', '-')}.md"

    def _overview(self, pages: Iterable[Page]) -> Page:
        rows = [(f"[{page.listed_as}]({PurePosixPath(page.place).name})") for page in pages]
        listed = "".join(f"- {row}\n" for row in rows)
        told = "".join(f"| {title} | {what} |\n" for title, what in _KINDS.values())
        text = (
            f"{NOTE}\nThe schema of the whole city, with the modules that come with Linli. A district has what its own "
            "modules bring. [The same as one file](../../project/schema.graphql), for tools.\n\n"
            f"{listed}\n| Page | has |\n| --- | --- |\n{told}"
        )
        return Page(f"{_DIRECTORY}/README.md", "Schema", "Schema", text)

    def _root_page(self, name: str) -> Page | None:
        found = self.schema.get_type(name)
        if not isinstance(found, GraphQLObjectType):
            return None
        place = f"{_DIRECTORY}/{_ROOTS[name]}.md"
        by_owner: dict[str, list[str]] = {}
        for key, field in sorted(found.fields.items()):
            owner = self._credits.of(f"{name}.{key}")
            by_owner.setdefault(owner, []).append(self._root_field(key, field, name, place))
        text = f"{NOTE}\n" + "".join(
            f"## {self._titles[owner]}\n\n" + "".join(by_owner[owner]) for owner in self._titles if owner in by_owner
        )
        title = _ROOTS[name].capitalize()
        return Page(place, title, title, text)

    def _root_field(self, name: str, field: GraphQLField, root: str, place: str) -> str:
        parts = [f"### {name} {{ #{name} }}\n\n<p>{_told(field)}</p>\n\n"]
        if requires := self._requires(root, name):
            parts.append(f"<p>Needs the permission {code(requires)}.</p>\n\n")
        if field.args:
            parts.append(self._inputs(field.args.items(), place, "Argument"))
        parts.append(f"<p>Gives {self._type_link(field.type, place)}.</p>\n\n")
        return "".join(parts)

    def _requires(self, root: str, name: str) -> str | None:
        catalog = self._catalog
        found: Any = None
        if root == "Mutation":
            found = catalog.mutations.get(name)
        elif root == "Subscription":
            found = catalog.subscriptions.get(name)
        elif name in catalog.called_roots:
            found = catalog.called_roots[name]
        elif name in catalog.root_names:
            found = catalog.types[catalog.root_names[name].type_name].declaration
        return None if found is None else found.requires

    def _type(self, found: GraphQLNamedType, place: str) -> str:
        heading = f"## {found.name} {{ #{found.name} }}\n\n<p>{_told(found)}</p>\n\n"
        owner = self._credits.of(found.name)
        if isinstance(found, GraphQLInputObjectType):
            return heading + self._inputs(found.fields.items(), place, "Field", found.name, owner)
        if isinstance(found, GraphQLEnumType):
            values = [(code(name), _told(value)) for name, value in found.values.items()]
            return heading + table(("Value", ""), values)
        if isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
            rows = [
                (
                    code(name),
                    self._type_link(field.type, place),
                    f"{_told(field)}{self._from(f'{found.name}.{name}', owner)}{self._arguments(field, place)}",
                )
                for name, field in found.fields.items()
            ]
            return heading + table(("Field", "Type", ""), rows)
        if isinstance(found, GraphQLUnionType):
            members = ", ".join(self._type_link(member, place) for member in found.types)
            return f"{heading}<p>One of {members}.</p>\n\n"
        return heading

    def _inputs(
        self,
        items: Iterable[tuple[str, GraphQLArgument | GraphQLInputField]],
        place: str,
        head: str,
        type_name: str = "",
        owner: str = "",
    ) -> str:
        rows = [
            (
                code(name),
                self._type_link(item.type, place) + _default(item),
                _told(item) + (self._from(f"{type_name}.{name}", owner) if type_name else ""),
            )
            for name, item in items
        ]
        return table((head, "Type", ""), rows)

    def _arguments(self, field: GraphQLField, place: str) -> str:
        listed = "".join(
            f"<li>{code(name)}: {self._type_link(argument.type, place)}{_default(argument)}. {_told(argument)}</li>"
            for name, argument in field.args.items()
        )
        return f"<ul>{listed}</ul>" if listed else ""

    def _from(self, coordinate: str, owner: str) -> str:
        brought = self._credits.of(coordinate)
        return "" if brought == owner else f" <em>From {escape(self._titles[brought])}.</em>"

    def _type_link(self, found: Any, place: str) -> str:
        named = get_named_type(found)
        before, _, after = str(found).partition(named.name)
        target = os.path.relpath(self.places[named.name], PurePosixPath(place).parent)
        return f'{before}<a href="{target}#{named.name}">{code(named.name)}</a>{after}'


def _kind(found: GraphQLNamedType) -> str:
    if isinstance(found, GraphQLEnumType):
        return "enumerations"
    if isinstance(found, GraphQLScalarType):
        return "scalars"
    if isinstance(found, GraphQLInputObjectType):
        return "filters" if found.name.endswith(("Where", "Order", "Filter")) else "inputs"
    return "connections" if found.name.endswith(("Connection", "Edge", "Group")) else "types"


def _told(item: Any) -> str:
    """The description of something, without the credit, which is told apart; and what to use in its place."""
    told = prose(_CREDIT.sub("", f" {item.description or ''}").strip())
    deprecated = getattr(item, "deprecation_reason", None)
    return told if deprecated is None else f"{told} <strong>Deprecated:</strong> {prose(deprecated)}"


def _default(item: GraphQLArgument | GraphQLInputField) -> str:
    value = item.default_value
    if value is Undefined:
        return ""
    named = get_named_type(item.type)
    shown = named.serialize(value) if isinstance(named, GraphQLEnumType) and value is not None else json.dumps(value)
    return f" = {code(str(shown))}"


def schema_pages(plugins: PluginSet) -> list[Page]:
    """All pages about the schema with these plugins."""
    return SchemaReference(plugins).pages()

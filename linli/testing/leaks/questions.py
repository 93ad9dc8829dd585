"""Every question whose answer rows of a type could change, made from the catalog.

A question is one root field. Those for selections ask each type for all that can be told of the rows, also across
relations; those for filters, orders and groups ask for one key each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
)
from strawberry.utils.str_converters import to_camel_case

from core.access import Viewer
from core.search import SUBJECTS
from linli.testing.leaks.values import Pool, comparisons_with, values_for
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import FieldDeclaration, ManyField, ToOneField, ValuesField
from schema.names import type_names

ROOT_PAGE = 20
PAGE = 5


@dataclass(frozen=True)
class Question:
    """A root field with what is asked below it. ``variables`` are its variables' types and values, by name."""

    label: str
    text: str
    variables: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    strict: bool = False
    """Whether it must be answered, and not refused for its values."""


@dataclass(frozen=True)
class Hidden:
    """The rows that nobody may find a trace of: their type, their ids, and their names for the search."""

    target: CatalogType
    ids: Sequence[str]
    names: Sequence[str]


@dataclass(frozen=True)
class Walk:
    """Makes the questions of a viewer about hidden rows. ``owners`` are all whose declarations may know the rows.

    ``depth`` is how many relations are followed from a root field to a type that may tell of them. ``left_out`` are
    fields that are not asked, as ``Type.field``.
    """

    catalog: Catalog
    schema: GraphQLSchema
    viewer: Viewer
    hidden: Hidden
    owners: frozenset[str]
    pool: Pool
    depth: int
    left_out: frozenset[str]

    def questions(self) -> Iterator[Question]:
        """All of them."""
        yield from self._by_ids()
        yield from self._search()
        for root in self.catalog.roots.values():
            source = self.catalog.types[root.type_name]
            if not self._may_ask_for(source):
                continue
            page = f"{root.name}(first: {ROOT_PAGE})"
            if source is self.hidden.target:
                body = self._connection(source, self.depth)
            else:
                below = self._selection(source, self.depth)
                groups = self._groups(source)
                body = " ".join(filter(None, (f"nodes {{ {below} }}" if below else "", groups)))
            if body:
                yield Question(root.name, f"{page} {{ {body} }}", strict=True)
            names = type_names(source.name)
            for where in self._where(source, self.depth):
                yield _keyed(root.name, "where", names.where, where, "totalCount nodes { id }")
            for order in self._orders(source, self.depth):
                yield _keyed(root.name, "orderBy", f"[{names.order}!]", [order], "edges { cursor node { id } }")

    def _may_ask_for(self, found: CatalogType) -> bool:
        return found.open_to(self.viewer)

    def _relevant(self, source: CatalogType, declaration: FieldDeclaration) -> bool:
        """Whether a declaration may tell of the rows: its owner knows their type."""
        name = f"{source.name}.{to_camel_case(declaration.name)}"
        return declaration.owner in self.owners and name not in self.left_out

    def _by_ids(self) -> Iterator[Question]:
        ids = list(self.hidden.ids)
        yield Question("nodes", "nodes(ids: $ids) { id }", {"ids": ("[ID!]!", ids)}, strict=True)
        for identifier in ids:
            yield Question("node", "node(id: $id) { id }", {"id": ("ID!", identifier)}, strict=True)
            for root in self.catalog.roots.values():
                if root.type_name == self.hidden.target.name and self._may_ask_for(self.hidden.target):
                    text = f"{root.single}(id: $id) {{ id }}"
                    yield Question(root.single, text, {"id": ("ID!", identifier)}, strict=True)

    def _search(self) -> Iterator[Question]:
        if self.hidden.target.model not in SUBJECTS or "search" not in self.catalog.compiled_roots:
            return
        for name in self.hidden.names:
            text = f"search(text: $text, first: {ROOT_PAGE}) {{ totalCount edges {{ cursor node {{ id }} }} }}"
            yield Question(f"search({name!r})", text, {"text": ("String!", name)}, strict=True)

    def _selection(self, source: CatalogType, hops: int) -> str:
        """What is asked of a row of a type; empty where nothing of it may tell of the hidden rows."""
        parts = []
        for name, declaration in source.fields.items():
            if isinstance(declaration, ToOneField | ManyField):
                target = self.catalog.target(source, declaration)
                if not self._may_ask_for(target):
                    continue
                if self._relevant(source, declaration):
                    if isinstance(declaration, ToOneField):
                        parts.append(f"{name} {{ id }}")
                    else:
                        parts.append(f"{name}(first: {PAGE}) {{ {self._connection(target, 0)} }}")
                elif hops and (below := self._selection(target, hops - 1)):
                    many = isinstance(declaration, ManyField)
                    parts.append(
                        f"{name}(first: {PAGE}) {{ nodes {{ {below} }} }}" if many else f"{name} {{ {below} }}"
                    )
            elif self._relevant(source, declaration) and (asked := self._plain(source, name)):
                parts.append(asked)
        return " ".join(parts)

    def _connection(self, target: CatalogType, hops: int) -> str:
        """All that a connection tells."""
        below = self._selection(target, hops) if target is self.hidden.target and hops else self._plain_fields(target)
        parts = ["totalCount pageInfo { hasNextPage endCursor }", f"nodes {{ id {below} }}"]
        parts += ["edges { cursor node { id } }", self._groups(target)]
        return " ".join(filter(None, parts))

    def _plain_fields(self, target: CatalogType) -> str:
        found = (
            self._plain(target, name)
            for name, declaration in target.fields.items()
            if self._relevant(target, declaration) and not isinstance(declaration, ToOneField | ManyField)
        )
        return " ".join(filter(None, found))

    def _plain(self, source: CatalogType, name: str) -> str:
        """A field without rows of its own, with values for the arguments that it needs; empty if there are none."""
        kind = self.schema.type_map[source.name]
        assert isinstance(kind, GraphQLObjectType)
        given = []
        for argument, definition in kind.fields[name].args.items():
            if isinstance(definition.type, GraphQLNonNull):
                values = values_for(definition.type, self.pool)
                if not values or not isinstance(definition.type.of_type, GraphQLScalarType | GraphQLEnumType):
                    return ""
                is_enum = isinstance(definition.type.of_type, GraphQLEnumType)
                given.append(f"{argument}: {values[0] if is_enum else json.dumps(values[0])}")
        arguments = f"({', '.join(given)})" if given else ""
        value = get_named_type(kind.fields[name].type)
        below = f" {{ {' '.join(value.fields)} }}" if isinstance(value, GraphQLObjectType) else ""
        return f"{name}{arguments}{below}"

    def _groups(self, target: CatalogType) -> str:
        """Counts by each key that may tell; of the hidden type itself, by every key."""
        parts = []
        for attribute in target.declaration.group_by:
            name = to_camel_case(attribute)
            declaration = target.fields[name]
            to_one = isinstance(declaration, ToOneField)
            if to_one and not self._may_ask_for(self.catalog.target(target, declaration)):
                continue
            leads_there = to_one and self.catalog.target(target, declaration) is self.hidden.target
            if leads_there or self._relevant(target, declaration):
                key = f"{name} {{ id }}" if to_one else name
                parts.append(f"by_{attribute}: groups(by: [{attribute.upper()}]) {{ count {key} }}")
        return " ".join(parts)

    def _where(self, source: CatalogType, hops: int) -> Iterator[Any]:
        """Conditions on a type, each of one key that may tell."""
        kind = self.schema.type_map[type_names(source.name).where]
        assert isinstance(kind, GraphQLInputObjectType)
        if source is self.hidden.target:
            yield {"id": {"in": list(self.hidden.ids)}}
        for name in kind.fields:
            declaration = source.filters.get(name) or source.fields.get(name)
            if declaration is None:
                continue
            if isinstance(declaration, ToOneField | ManyField):
                yield from self._where_related(source, name, declaration, hops)
            elif self._relevant(source, declaration):
                field_kind = kind.fields[name].type
                if name in source.filters:
                    found = values_for(field_kind, self.pool)
                elif isinstance(declaration, ValuesField):
                    found = [{"some": {}}, {"none": {}}]
                else:
                    assert isinstance(field_kind, GraphQLInputObjectType)
                    found = comparisons_with(field_kind, self.pool)
                yield from ({name: value} for value in found)

    def _where_related(
        self, source: CatalogType, name: str, declaration: ToOneField | ManyField, hops: int
    ) -> Iterator[Any]:
        target = self.catalog.target(source, declaration)
        if not self._may_ask_for(target):
            return
        many = isinstance(declaration, ManyField)
        if self._relevant(source, declaration):
            if many:
                yield from ({name: {"some": {}}}, {name: {"none": {}}}, {name: {"every": {"id": {"in": []}}}})
            else:
                yield from ({name: None}, {name: {}})
        if hops:
            yield from ({name: {"some": below} if many else below} for below in self._where(target, hops - 1))

    def _orders(self, source: CatalogType, hops: int) -> Iterator[Any]:
        """Orders of a type, each by one key that may tell; cursors show by what the rows were ordered."""
        kind = self.schema.type_map[type_names(source.name).order]
        assert isinstance(kind, GraphQLInputObjectType)
        for name in kind.fields:
            declaration = source.orders.get(name) or source.fields.get(name)
            if isinstance(declaration, ToOneField):
                target = self.catalog.target(source, declaration)
                if self._may_ask_for(target):
                    if self._relevant(source, declaration):
                        yield {name: {"id": "ASC"}}
                    if hops:
                        yield from ({name: below} for below in self._orders(target, hops - 1))
            elif declaration is not None and self._relevant(source, declaration):
                if not isinstance(declaration, ManyField):
                    yield {name: "ASC"}
                elif self._may_ask_for(self.catalog.target(source, declaration)):
                    yield {name: {"count": "ASC"}}


def _keyed(root: str, argument: str, kind: str, value: Any, body: str) -> Question:
    label = f"{root}({argument}: {json.dumps(value, ensure_ascii=False)})"
    return Question(label, f"{root}(first: {ROOT_PAGE}, {argument}: $value) {{ {body} }}", {"value": (kind, value)})

"""Who brought what to a schema, as far as its SDL tells: descriptions give credit to plugins.

For schemas of which there is only the text; see `schema.compose.owners` for those that were composed here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

from core.modules import CORE
from schema.declare.attribution import credited


class Credits:
    """The owners of a schema's types and fields."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._types: dict[str, str] = {}
        self._follow(
            (found.name, CORE)
            for found in (schema.query_type, schema.mutation_type, schema.subscription_type)
            if found is not None
        )
        # What the core does not lead to is of whoever leads to it: types that are generated around a plugin's.
        self._follow((name, owner) for name, found in self._all() if (owner := credited(found.description)) is not None)
        self._follow(
            (name, owner)
            for _, found in self._all()
            for owner, names in _leads(found, CORE)
            if owner != CORE
            for name in names
        )

    def of(self, coordinate: str) -> str:
        """Who brought what is at a coordinate; the core where nobody else is told."""
        type_name, _, member = coordinate.partition("(")[0].partition(".")
        found = self._schema.get_type(type_name)
        if found is None:
            return CORE
        own = self._types.get(type_name, CORE)
        item = _members(found).get(member)
        return own if item is None else credited(item.description) or own

    @property
    def owners(self) -> frozenset[str]:
        """Everybody who brought a type or a field."""
        return frozenset(
            owner for _, found in self._all() for owner, _ in _leads(found, self._types.get(found.name, CORE))
        )

    def _all(self) -> list[tuple[str, GraphQLNamedType]]:
        return sorted(self._schema.type_map.items())

    def _follow(self, start: Iterator[tuple[str, str]]) -> None:
        waiting = deque(start)
        while waiting:
            name, owner = waiting.popleft()
            if name in self._types:
                continue
            found = self._schema.type_map[name]
            self._types[name] = credited(found.description) or owner
            for each, names in _leads(found, self._types[name]):
                if each == self._types[name]:
                    waiting += [(one, each) for one in names]


def _members(found: GraphQLNamedType) -> dict[str, Any]:
    if isinstance(found, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return dict(found.fields)
    return dict(found.values) if isinstance(found, GraphQLEnumType) else {}


def _leads(found: GraphQLNamedType, own: str) -> Iterator[tuple[str, list[str]]]:
    """The owner of each field of a type that ``own`` brought, with the types that the field leads to."""
    if isinstance(found, GraphQLUnionType):
        yield own, [member.name for member in found.types]
    for item in _members(found).values():
        names = [] if isinstance(found, GraphQLEnumType) else [get_named_type(item.type).name]
        names += [get_named_type(argument.type).name for argument in getattr(item, "args", {}).values()]
        yield credited(item.description) or own, names

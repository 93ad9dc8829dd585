"""Values to ask with: what hidden rows hold, in the types that arguments and filters take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)

Pool = Mapping[str, Sequence[Any]]
"""Values as JSON has them, by the name of the scalar."""

_EACH = 3
"""How many values of one scalar are tried."""


def values_for(kind: GraphQLInputType, pool: Pool, levels: int = 3) -> list[Any]:
    """Values of an input type: every choice, both truths, and what the pool has; none where it has nothing."""
    if isinstance(kind, GraphQLNonNull):
        return values_for(kind.of_type, pool, levels)
    if isinstance(kind, GraphQLList):
        return [[value] for value in values_for(kind.of_type, pool, levels)]
    if isinstance(kind, GraphQLEnumType):
        return list(kind.values)
    if isinstance(kind, GraphQLInputObjectType):
        return _objects(kind, pool, levels - 1) if levels else []
    name = get_named_type(kind).name
    return [True, False] if name == "Boolean" else list(pool.get(name, ()))[:_EACH]


def _objects(kind: GraphQLInputObjectType, pool: Pool, levels: int) -> list[Any]:
    """The object with what it needs alone, and with each other field beside that."""
    needed: dict[str, Any] = {}
    for name, field in kind.fields.items():
        if isinstance(field.type, GraphQLNonNull):
            values = values_for(field.type, pool, levels)
            if not values:
                return []
            needed[name] = values[0]
    found: list[Any] = [needed] if needed else []
    for name, field in kind.fields.items():
        if name not in needed:
            found += [{**needed, name: value} for value in values_for(field.type, pool, levels)]
    return found


def comparisons_with(kind: GraphQLInputObjectType, pool: Pool) -> list[Any]:
    """Comparisons of a scalar's filter with what the pool has, and with nothing."""
    found: list[Any] = [{"eq": None}]
    for operator in ("eq", "ne", "gte", "contains"):
        if operator in kind.fields:
            values = values_for(kind.fields[operator].type, pool)
            found += [{operator: value} for value in (values if operator == "eq" else values[:1])]
    return found

"""The least that can be given where the schema wants a value."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
)

NOBODY = "00000000-0000-7000-8000-000000000000"
"""A key that no row has."""

_SCALARS: dict[str, Any] = {
    "BigInt": "1",
    "Boolean": True,
    "Date": "2024-07-10",
    "DateTime": "2024-07-10T01:00:00Z",
    "Decimal": "1",
    "Duration": "PT1H",
    "Float": 1.0,
    "ID": f"pe_{NOBODY}",
    "Int": 1,
    "JSON": {},
    "String": "x",
}


def least(kind: GraphQLInputType) -> Any:
    """A value that coerces: of an input only what it needs. KeyError for a scalar that is new to these tests."""
    if isinstance(kind, GraphQLNonNull):
        return least(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [least(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        needed = {name: field.type for name, field in kind.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return {name: least(of) for name, of in needed.items()}
    return _SCALARS[get_named_type(kind).name]

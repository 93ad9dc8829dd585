"""A schema that is served keeps nothing of Strawberry's."""

from __future__ import annotations

import gc
import weakref
from typing import Any

from graphql import GraphQLObjectType, introspection_from_schema, print_schema

from core.plugins.loaded import PluginSet
from schema.compose import compose, graphql_schema
from schema.compose.bare import bare
from schema.declare.catalog import Catalog

DECLARED_ONCE = {"Node", "PageInfo"}
"""Types that every schema has: their classes are there as long as the process."""


def fields(types: Any) -> list[Any]:
    return [
        field
        for found in types.values()
        if isinstance(found, GraphQLObjectType) and not found.name.startswith("__") and found.name not in DECLARED_ONCE
        for field in found.fields.values()
    ]


def test_a_bare_schema_says_the_same_and_holds_no_definition_of_strawberry(plugins: PluginSet) -> None:
    schema = graphql_schema(compose(Catalog(plugins.parts())))
    printed, told = print_schema(schema), introspection_from_schema(schema)
    definitions = [weakref.ref(field.extensions["strawberry-definition"]) for field in fields(schema.type_map)]
    assert len(definitions) > 100

    assert bare(schema) is schema
    gc.collect()

    assert print_schema(schema) == printed
    assert introspection_from_schema(schema) == told
    assert [found() for found in definitions if found() is not None] == []
    assert all(field.resolve is None for field in fields(schema.type_map))

"""The pages for frontend teams tell all that there is: root fields, operators, directions, groups, scalars."""

import re

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLObjectType, GraphQLScalarType, GraphQLSchema

from linli.testing import plugin_set
from schema.compose import compose, graphql_schema
from schema.declare.catalog import Catalog
from schema.execution.districts import city_parts
from tests.docs.markdown import DOCS


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog(city_parts(plugin_set()))


@pytest.fixture(scope="module")
def schema(catalog: Catalog) -> GraphQLSchema:
    return graphql_schema(compose(catalog))


def words(name: str) -> set[str]:
    """What a page says in the type of code, word by word."""
    text = (DOCS / "frontend" / name).read_text(encoding="utf-8")
    return {word for code in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"\w+", code)}


def test_root_fields(schema: GraphQLSchema) -> None:
    assert schema.query_type is not None
    assert set(schema.query_type.fields) - words("queries.md") == set()
    assert schema.mutation_type is not None
    assert set(schema.mutation_type.fields) - words("mutations.md") == set()


def test_operators_and_quantifiers(schema: GraphQLSchema) -> None:
    filters = [
        found
        for name, found in schema.type_map.items()
        if isinstance(found, GraphQLInputObjectType) and name.endswith(("Filter", "ListWhere"))
    ]
    assert len(filters) > 20
    assert {key for found in filters for key in found.fields} - words("filters.md") == set()


def test_filters_of_types_own(catalog: Catalog) -> None:
    own = {name for catalog_type in catalog.types.values() for name in catalog_type.filters}
    assert own - words("filters.md") == set()


def test_directions(schema: GraphQLSchema) -> None:
    direction = schema.type_map["OrderDirection"]
    assert isinstance(direction, GraphQLEnumType)
    assert set(direction.values) - words("ordering.md") == set()


def test_groups(schema: GraphQLSchema) -> None:
    text = (DOCS / "frontend" / "groups.md").read_text(encoding="utf-8")
    told = {}
    for names, keys in re.findall(r"^\| (`[A-Z]\w+`(?:, `\w+`)*) \| (`[A-Z_]+`(?:, `\w+`)*) \|$", text, re.MULTILINE):
        for name in re.findall(r"\w+", names):
            told[name] = set(re.findall(r"\w+", keys))
    assert told == {
        name.removesuffix("GroupBy"): set(found.values)
        for name, found in schema.type_map.items()
        if isinstance(found, GraphQLEnumType) and name.endswith("GroupBy")
    }


def test_scalars(schema: GraphQLSchema) -> None:
    used = {
        name
        for name, found in schema.type_map.items()
        if isinstance(found, GraphQLScalarType) and not name.startswith("_")
    }
    assert used - words("queries.md") == set()


def test_translated_fields_and_labels(schema: GraphQLSchema) -> None:
    labels = {
        field
        for found in schema.type_map.values()
        if isinstance(found, GraphQLObjectType)
        for field, definition in found.fields.items()
        if "lang" in definition.args
    }
    assert labels - words("languages.md") == set()

"""The composed schema of the core as a whole: everything is described, connected and named as the conventions say."""

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    assert_valid_schema,
    is_specified_scalar_type,
)

from core.models.choices import Choice, OrganizationKind
from schema.declare.catalog import Catalog
from schema.declare.roots import Gives
from schema.types.core_part import CORE
from tests.schema.composed import schema_of

CATALOG = Catalog([CORE])
SCHEMA = schema_of([CORE])


def described() -> Iterator[tuple[str, str | None]]:
    """Everything that can have a description, with the one that it has."""
    for name, found in SCHEMA.type_map.items():
        if name.startswith("__") or is_specified_scalar_type(found):
            continue
        yield name, found.description
        if isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in found.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name}:)", argument.description
        elif isinstance(found, GraphQLInputObjectType):
            for field_name, input_field in found.fields.items():
                yield f"{name}.{field_name}", input_field.description
        elif isinstance(found, GraphQLEnumType):
            for value_name, value in found.values.items():
                yield f"{name}.{value_name}", value.description


def test_it_is_valid() -> None:
    assert_valid_schema(SCHEMA)


def test_everything_has_a_description() -> None:
    everything = dict(described())
    assert len(everything) > 1000
    assert [name for name, text in everything.items() if not (text or "").strip()] == []


def test_descriptions_are_sentences() -> None:
    assert [name for name, text in described() if not str(text).strip().endswith((".", ")"))] == []


def test_choices_are_described_by_their_labels() -> None:
    for found in SCHEMA.type_map.values():
        if isinstance(found, GraphQLEnumType):
            for name, value in found.values.items():
                if isinstance(value.value, Choice):
                    assert value.description == f"{value.value.en} ({value.value.zh}).", name
    kinds = SCHEMA.type_map["OrganizationKind"]
    assert isinstance(kinds, GraphQLEnumType)
    assert list(kinds.values) == [kind.name for kind in OrganizationKind]


@pytest.mark.parametrize("name", CATALOG.types)
def test_a_type_is_a_node_with_a_connection_of_relay(name: str) -> None:
    node = SCHEMA.type_map[name]
    assert isinstance(node, GraphQLObjectType)
    assert [interface.name for interface in node.interfaces] == ["Node"]
    assert str(node.fields["id"].type) == "ID!"
    connection = SCHEMA.type_map.get(f"{name}Connection")
    if connection is None:
        return
    assert isinstance(connection, GraphQLObjectType)
    shapes = {field: str(found.type) for field, found in connection.fields.items()}
    groups = {"groups": f"[{name}Group!]!"} if CATALOG.types[name].declaration.group_by else {}
    assert shapes == {
        "edges": f"[{name}Edge!]!",
        "nodes": f"[{name}!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int",
        **groups,
    }
    edge = SCHEMA.type_map[f"{name}Edge"]
    assert isinstance(edge, GraphQLObjectType)
    assert {field: str(found.type) for field, found in edge.fields.items()} == {"cursor": "String!", "node": f"{name}!"}


def test_a_way_to_what_may_be_hidden_is_nullable() -> None:
    for catalog_type in CATALOG.types.values():
        composed = SCHEMA.type_map[catalog_type.name]
        assert isinstance(composed, GraphQLObjectType)
        for name, field in composed.fields.items():
            target = CATALOG.types.get(str(field.type).rstrip("!"))
            if target is not None and target.restricted:
                assert not isinstance(field.type, GraphQLNonNull), f"{catalog_type.name}.{name}"


@pytest.mark.parametrize("root", CATALOG.roots)
def test_a_root_connection_pages_filters_and_orders(root: str) -> None:
    assert SCHEMA.query_type is not None
    declared = CATALOG.roots[root]
    many, one = SCHEMA.query_type.fields[root], SCHEMA.query_type.fields[declared.single]
    arguments = {name: str(found.type) for name, found in many.args.items()}
    own = {name: arguments.pop(name) for name in declared.filters}
    assert arguments == {
        "first": "Int",
        "after": "String",
        "last": "Int",
        "before": "String",
        "where": f"{declared.type_name}Where",
        "orderBy": f"[{declared.type_name}Order!]",
    }
    assert all(not shape.endswith("!") for shape in own.values())
    assert (str(many.type), str(one.type)) == (f"{declared.type_name}Connection!", declared.type_name)
    assert {name: str(found.type) for name, found in one.args.items()} == {"id": "ID!"}


@pytest.mark.parametrize("name", CATALOG.mutations)
def test_a_mutation_has_one_input_and_a_payload(name: str) -> None:
    assert SCHEMA.mutation_type is not None
    mutation = CATALOG.mutations[name]
    field = SCHEMA.mutation_type.fields[name]
    assert {argument: str(found.type) for argument, found in field.args.items()} == {"input": f"{mutation.input.name}!"}
    payload = SCHEMA.type_map[str(field.type).rstrip("!")]
    assert isinstance(payload, GraphQLObjectType)
    shapes = {part: str(found.type) for part, found in payload.fields.items()}
    given_back = {
        Gives.ROW: mutation.type_name,
        Gives.ROWS: f"[{mutation.type_name}!]",
        Gives.REMOVED: "[ID!]",
    }[mutation.gives]
    texts = dict.fromkeys(mutation.shows, "String")
    assert shapes == {mutation.result_name: given_back, **texts, "userErrors": "[UserError!]!"}
    given = SCHEMA.type_map[mutation.input.name]
    assert isinstance(given, GraphQLInputObjectType)
    assert ("id" in given.fields, "expectedVersion" in given.fields) == (bool(mutation.input.keyed),) * 2

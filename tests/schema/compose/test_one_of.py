import pytest
from graphql import GraphQLInputObjectType, parse, validate

from schema.types.core_part import CORE
from tests.schema.composed import schema_of

SCHEMA = schema_of([CORE])


def test_orders_are_one_of_and_filters_are_not() -> None:
    inputs = [found for found in SCHEMA.type_map.values() if isinstance(found, GraphQLInputObjectType)]
    one_of = {found.name for found in inputs if found.is_one_of}
    assert one_of == {name for name in SCHEMA.type_map if name.endswith("Order") and name != "CountOrder"}


@pytest.mark.parametrize("order", ["{}", "{name: null}", "{name: ASC, kind: DESC}", "{area: {}}"])
def test_a_literal_with_another_number_of_keys_is_refused(order: str) -> None:
    errors = validate(SCHEMA, parse(f"{{ places(orderBy: [{order}]) {{ totalCount }} }}"))
    assert [error.message.split(",")[1] for error in errors] == [" exactly one field must be specified"]


def test_a_key_by_itself_is_taken() -> None:
    assert validate(SCHEMA, parse("{ places(orderBy: [{area: {name: DESC}}, {name: ASC}]) { totalCount } }")) == []

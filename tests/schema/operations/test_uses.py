"""What an operation uses, by coordinates."""

from __future__ import annotations

import pytest
from graphql import build_schema, parse

from schema.operations.uses import coordinates_of, has

SCHEMA = build_schema("""
directive @live(every: Int) on QUERY
type Query { places(where: Where, state: State): [Place!]! node: Node }
interface Node { id: ID! }
type Place implements Node { id: ID! state: State! kits: [Kit!]! }
type Kit implements Node { id: ID! name: String }
input Where { state: State and: [Where!] near: Near }
input Near { metres: Int = 5 }
enum State { OPEN CLOSED }
""")


@pytest.mark.parametrize(
    ("document", "uses"),
    [
        ("query A @live(every: 1) { __typename nope }", {"@live", "@live(every:)"}),
        (
            "query A { places(state: OPEN) { kits { ...K } } } fragment K on Kit { name }",
            {
                *("Query", "Query.places", "Query.places(state:)", "State.OPEN"),
                *("Place", "Place.kits", "Kit", "Kit.name", "String"),
            },
        ),
        (
            "query A { places(where: {and: [{near: {}}]}) { state } }",
            {
                *("Query", "Query.places", "Query.places(where:)", "Place", "Place.state", "State"),
                *("Where", "Where.and", "Where.near", "Near"),
            },
        ),
        (
            "query A($near: Near, $state: State) { node { ... on Kit { id } } }",
            {
                *("Near", "Near.metres", "Int", "State", "State.OPEN", "State.CLOSED"),
                *("Query", "Query.node", "Node", "Kit", "Kit.id", "ID"),
            },
        ),
    ],
)
def test_uses(document: str, uses: set[str]) -> None:
    found = coordinates_of(parse(document), SCHEMA)
    assert found == uses
    assert [each for each in found if not has(SCHEMA, each)] == []


def test_what_a_variable_cannot_leave_out() -> None:
    schema = build_schema("""
    type Query { a(new: New, state: State): Int }
    input New { title: String! inner: Inner! note: Note size: Int! = 1 }
    input Inner { code: ID! kind: State }
    input Note { text: String! }
    enum State { OPEN CLOSED }
    """)
    document = parse("query A($new: New!, $state: State) { a(new: $new, state: $state) }")
    assert coordinates_of(document, schema, for_certain=True) == {
        *("Query", "Query.a", "Query.a(new:)", "Query.a(state:)", "Int"),
        *("New", "New.title", "String", "New.inner", "Inner", "Inner.code", "ID"),
    }


@pytest.mark.parametrize(
    "coordinate",
    ["Gone", "Place.gone", "Gone.id", "Query.places(gone:)", "State.GONE", "@gone", "@live(gone:)", "String.gone"],
)
def test_what_a_schema_has_not(coordinate: str) -> None:
    assert not has(SCHEMA, coordinate)

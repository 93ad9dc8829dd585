"""A schema with whatever documents can get wrong."""

from graphql import build_schema

SCHEMA = build_schema(
    """
    interface Node { id: ID! }
    type Query { a: A n: Int m: Int u: U s(x: I, l: [Int], b: Boolean): String }
    type Mutation { touch: Int }
    type A implements Node { id: ID! a: A b: A n: Int m: Int args(x: Int, y: I): A }
    type B implements Node { id: ID! a: B n: Int }
    union U = A | B
    input I { i: I j: Int l: [I] }
    """
)

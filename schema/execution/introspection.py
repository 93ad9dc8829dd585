"""Introspection, which graphql-core answers from the schema alone."""

from __future__ import annotations

from typing import Any

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    execute_sync,
    visit,
)

from schema.documents import Document, DocumentError

#: Aliases repeat a costly field; no tool needs more of them to learn about a schema.
MAX_ALIASES = 10


def refuse_repeats(document: Document) -> None:
    """Raises ``GraphQLError`` for a document that asks about the schema over and over under many aliases."""
    counter = _Aliases()
    visit(document.ast, counter)
    if counter.count > MAX_ALIASES:
        raise GraphQLError(
            f"a document that asks about the schema has at most {MAX_ALIASES} aliases, and this one {counter.count}",
            extensions={"code": "TOO_MANY_ALIASES"},
        )


class _Aliases(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.count += node.alias is not None


def introspect(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
    nodes: list[FieldNode],
    key: str,
    inputs: dict[str, Any],
) -> bytes:
    """The JSON of ``__schema`` or ``__type`` as a root field. Raises ``DocumentError`` with what graphql-core says."""
    only = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=(),
        selection_set=SelectionSetNode(selections=tuple(nodes)),
    )
    result = execute_sync(schema, DocumentNode(definitions=(only, *fragments.values())), variable_values=inputs)
    if result.errors:
        raise DocumentError(
            [GraphQLError(e.message, e.nodes, extensions={"code": "BAD_USER_INPUT"}) for e in result.errors]
        )
    assert result.data is not None
    return orjson.dumps(result.data[key])

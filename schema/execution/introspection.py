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
    execute_sync,
)

from schema.documents import DocumentError


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

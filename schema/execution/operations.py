"""An operation of a document, prepared once: its variables, and what of their values decides a plan."""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    VariableNode,
    Visitor,
    type_from_ast,
    visit,
)
from graphql.execution.values import get_variable_values
from graphql.utilities.coerce_input_value import coerce_input_literal, coerce_input_value

from schema.documents import Document, DocumentError
from schema.engine.given import shape_of

#: Arguments whose very value is part of a statement's text, so that the database plans for the page's real size.
PAGE_ARGUMENTS = frozenset({"first", "last"})

_MAX_ERRORS = 10


class Operation:
    """One operation of a document."""

    __slots__ = ("_defaults", "_paging", "_types", "document", "is_mutation", "is_subscription", "node", "schema")

    def __init__(self, document: Document, node: OperationDefinitionNode, schema: GraphQLSchema) -> None:
        self.document = document
        self.node = node
        self.schema = schema
        self.is_mutation = node.operation is OperationType.MUTATION
        self.is_subscription = node.operation is OperationType.SUBSCRIPTION
        self._types: list[tuple[str, GraphQLInputType]] = []
        self._defaults: dict[str, Any] = {}
        for definition in node.variable_definitions or ():
            variable_type = type_from_ast(schema, definition.type)
            assert variable_type is not None
            name = definition.variable.name.value
            if definition.default_value is not None:
                self._defaults[name] = coerce_input_literal(definition.default_value, variable_type)  # type: ignore[arg-type]  # as below
            self._types.append((name, variable_type))  # type: ignore[arg-type]  # valid documents have input types here
        self._paging = _paging_variables(document) if self._types else frozenset()

    def coerce(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """The variables' values. Raises ``DocumentError`` with the code BAD_USER_INPUT for those that do not fit."""
        coerced: dict[str, Any] = {}
        for name, variable_type in self._types:
            if name in inputs:
                value = coerce_input_value(inputs[name], variable_type)
                if value is Undefined:
                    return self._coerce_with_errors(inputs)
                coerced[name] = value
            elif name in self._defaults:
                coerced[name] = self._defaults[name]
            elif isinstance(variable_type, GraphQLNonNull):
                return self._coerce_with_errors(inputs)
        return coerced

    def _coerce_with_errors(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """The long way, which says what is wrong with which variable."""
        found = get_variable_values(self.schema, self.node.variable_definitions or (), inputs, max_errors=_MAX_ERRORS)
        if isinstance(found, list):
            raise DocumentError(
                [GraphQLError(error.message, error.nodes, extensions={"code": "BAD_USER_INPUT"}) for error in found]
            )
        return found.coerced

    def shape(self, variables: dict[str, Any]) -> Any:
        """What of the variables decides the statements' text, as a hashable key."""
        if not self._types:
            return ()
        parts: list[Any] = []
        for name, variable_type in self._types:
            if name not in variables:
                parts.append("")
            elif name in self._paging:
                parts.append((variables[name],))
            else:
                parts.append(shape_of(variables[name], variable_type))
        return tuple(parts)


class _PagingVariables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        for argument in node.arguments or ():
            if argument.name.value in PAGE_ARGUMENTS and isinstance(argument.value, VariableNode):
                self.names.add(argument.value.name.value)


def _paging_variables(document: Document) -> frozenset[str]:
    visitor = _PagingVariables()
    visit(document.ast, visitor)
    return frozenset(visitor.names)

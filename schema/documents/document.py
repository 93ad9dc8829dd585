"""A document that may be executed, and the error that tells why another may not."""

from typing import Any

from graphql import DocumentNode, FragmentDefinitionNode, GraphQLError, OperationDefinitionNode

from core.errors import LinliError


class DocumentError(LinliError):
    """A document, or the choice of its operation, is refused before anything is executed.

    `errors` holds at least one error, each with `extensions.code`.
    """

    code = "DOCUMENT_REFUSED"

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors[0].message)
        self.errors = errors


class Document:
    """A parsed and valid document, within all limits.

    `plans` belongs to whoever executes the document: what was compiled for it, under keys of its own, bounded
    by its owner; it goes when the document leaves the cache. `weight` is the document's memory without the
    plans, in bytes, estimated.
    """

    __slots__ = ("ast", "fragments", "operations", "plans", "text", "weight")

    def __init__(self, text: str, ast: DocumentNode, weight: int) -> None:
        self.text = text
        self.ast = ast
        self.weight = weight
        self.operations: dict[str | None, OperationDefinitionNode] = {}
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        self.plans: dict[Any, Any] = {}
        for definition in ast.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.operations[definition.name.value if definition.name else None] = definition
            elif isinstance(definition, FragmentDefinitionNode):
                self.fragments[definition.name.value] = definition

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """The operation to execute: the one called `name`, or the only one when `name` is None.

        Raises DocumentError with the code OPERATION_NOT_FOUND when there is none of that name, and with
        OPERATION_NAME_REQUIRED when there are several and no name chooses: running the first of them would be
        a guess. (GetOperation() of the GraphQL specification, section 6.1.)
        """
        operations = self.operations
        if name is None:
            if len(operations) == 1:
                return next(iter(operations.values()))
            raise _refused(
                "OPERATION_NAME_REQUIRED",
                f"The document holds {len(operations)} operations ({_listed(operations)}): "
                "say in 'operationName' which one to execute.",
            )
        operation = operations.get(name)
        if operation is None:
            raise _refused(
                "OPERATION_NOT_FOUND",
                f"The document holds no operation called '{name[:100]}', only {_listed(operations)}.",
            )
        return operation


def _refused(code: str, message: str) -> DocumentError:
    return DocumentError([GraphQLError(message, extensions={"code": code})])


def _listed(operations: dict[str | None, OperationDefinitionNode]) -> str:
    """The names of the first operations, for a message."""
    names = [f"'{name[:100]}'" if name else "one without a name" for name in operations]
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")

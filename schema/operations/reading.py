"""From texts to single operations: each with the fragments that it uses, in one form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Node,
    OperationDefinitionNode,
    Source,
    Visitor,
    get_location,
    parse,
    print_ast,
    visit,
)

from core.errors import LinliError
from core.models import RegisteredOperation
from core.models.choices import OperationKind
from core.operations import OperationText
from schema.documents import DocumentError, Limits, parsed, refusals, shortened

LONGEST_NAME: int = RegisteredOperation._meta.fields_map["name"].max_length  # type: ignore[attr-defined]  # of its kind
MOST_PROBLEMS = 50
"""How many problems are told at once."""


@dataclass(frozen=True)
class OperationProblem:
    """Why an operation is refused: where it stands, from 1, and its name, as far as there are such."""

    code: str
    source: str
    message: str
    line: int | None = None
    column: int | None = None
    operation: str | None = None

    @property
    def place(self) -> str:
        """Where in its source it is, in words."""
        return "" if self.line is None else f"line {self.line}, column {self.column}: "

    @property
    def told(self) -> str:
        """What is wrong with which operation."""
        return f"{self.operation}: {self.message}" if self.operation else self.message

    def __str__(self) -> str:
        where = self.source if self.line is None else f"{self.source}:{self.line}:{self.column}"
        return f"{where}: {self.told}"


class OperationsRefused(LinliError):
    """Operations cannot be registered. Nothing was changed."""

    code = "OPERATIONS_REFUSED"

    def __init__(self, problems: Sequence[OperationProblem], address: str | None = None) -> None:
        """``address`` is the path of the GraphQL that would refuse them, where several were asked."""
        shown = [str(problem) for problem in problems[:MOST_PROBLEMS]]
        if more := len(problems) - len(shown):
            shown.append(f"… and {more} more")
        where = "" if address is None else f", for {address} would refuse them"
        super().__init__(f"Nothing was registered{where}:\n" + "\n".join(shown))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class ReadOperation:
    """An operation with the fragments that it uses. ``ast`` knows where each stands in its source."""

    source: str
    ast: DocumentNode
    text: OperationText


Pool = Sequence[Source]
"""Texts whose operations may use each other's fragments."""


def read_operations(pools: Iterable[Pool], max_tokens: int | None = None) -> list[ReadOperation]:
    """The operations of all pools by themselves. The body of a `Source` is the text, its name says where it is from.

    Raises OperationsRefused for what cannot be parsed, defines anything but operations and fragments, for operations
    without a name, and for two with one name that are not the same.
    """
    problems: list[OperationProblem] = []
    found: dict[str, ReadOperation] = {}
    sources: list[str] = []
    for pool in pools:
        sources += [source.name for source in pool]
        for operation in _of_pool(pool, max_tokens, problems):
            known = found.setdefault(operation.text.name, operation)
            if known.text.document != operation.text.document:
                problems.append(
                    _at(
                        operation.ast.definitions[0],
                        "DUPLICATE",
                        f"there is another operation of this name in {known.source}",
                        operation.text.name,
                    )
                )
    if not found and not problems:
        where = ", ".join(sources) or "what was given"
        problems.append(OperationProblem("REQUIRED", where[:200], "there is no operation in it"))
    if problems:
        raise OperationsRefused(problems)
    return list(found.values())


def check_operations(operations: Iterable[ReadOperation], schema: GraphQLSchema, limits: Limits) -> None:
    """Raises OperationsRefused for operations that a server would refuse: by its schema, or by its limits."""
    problems: list[OperationProblem] = []
    for operation in operations:
        name = operation.text.name
        try:
            # The tokens and characters of the one form; its places are not those of the source.
            parsed(operation.text.document, limits)
        except DocumentError as error:
            problems.append(OperationProblem("INVALID_OPERATION", operation.source, error.message, operation=name))
            continue
        problems += [_of_error(error, operation.source, name) for error in refusals(schema, operation.ast, limits)]
    if problems:
        raise OperationsRefused(problems)


def _of_pool(pool: Pool, max_tokens: int | None, problems: list[OperationProblem]) -> list[ReadOperation]:
    operations: list[OperationDefinitionNode] = []
    fragments: dict[str, FragmentDefinitionNode] = {}
    for source in pool:
        for node in _definitions(source, max_tokens, problems):
            if isinstance(node, OperationDefinitionNode):
                operations.append(node)
            elif isinstance(node, FragmentDefinitionNode):
                known = fragments.setdefault(node.name.value, node)
                if known is not node and print_ast(known) != print_ast(node):
                    told = f"there is another fragment {node.name.value} in {_source(known)}"
                    problems.append(_at(node, "DUPLICATE", told))
            else:
                problems.append(
                    _at(node, "NOT_ALLOWED", "this is neither an operation nor a fragment; give files of operations")
                )
    spreads = {name: _spreads(node) for name, node in fragments.items()}
    return [found for node in operations if (found := _alone(node, fragments, spreads, problems)) is not None]


def _definitions(source: Source, max_tokens: int | None, problems: list[OperationProblem]) -> Sequence[Node]:
    if not source.body.strip():
        return ()
    try:
        return parse(source, max_tokens=max_tokens, allow_empty_selection_sets=False).definitions
    except GraphQLSyntaxError as error:
        problems.append(_of_error(error, source.name, None))
        return ()


def _alone(
    node: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
    spreads: dict[str, set[str]],
    problems: list[OperationProblem],
) -> ReadOperation | None:
    if node.name is None:
        problems.append(_at(node, "REQUIRED", "this operation has no name; give it one, by which it is known"))
        return None
    name = node.name.value
    if len(name) > LONGEST_NAME:
        problems.append(_at(node, "TOO_LONG", f"a name has at most {LONGEST_NAME} characters", name[:50] + "…"))
        return None
    used: set[str] = set()
    waiting = list(_spreads(node))
    while waiting:
        spread = waiting.pop()
        if spread in fragments and spread not in used:
            used.add(spread)
            waiting += spreads[spread]
    ast = DocumentNode(definitions=(node, *(fragments[each] for each in sorted(used))))
    kind = OperationKind[node.operation.name]
    return ReadOperation(_source(node), ast, OperationText(name, kind, print_ast(ast) + "\n"))


class _Spreads(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        self.names.add(node.name.value)


def _spreads(node: Node) -> set[str]:
    visitor = _Spreads()
    visit(node, visitor)
    return visitor.names


def _source(node: Node) -> str:
    assert node.loc is not None
    return node.loc.source.name


def _at(node: Node, code: str, message: str, operation: str | None = None) -> OperationProblem:
    assert node.loc is not None
    where = get_location(node.loc.source, node.loc.start)
    return OperationProblem(code, node.loc.source.name, message, where.line, where.column, operation)


def _of_error(error: GraphQLError, source: str, operation: str | None) -> OperationProblem:
    where = error.locations[0] if error.locations else None
    name = source if error.source is None else error.source.name
    line, column = (None, None) if where is None else (where.line, where.column)
    return OperationProblem("INVALID_OPERATION", name, shortened(error.message), line, column, operation)

"""What a document may cost, and the refusal of one that costs more. Runs before validation."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import DocumentNode, GraphQLError, OperationDefinitionNode

from core.settings import Settings
from schema.documents.measure import MANY, DocumentSize, Measures, OperationSize


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one document may hold. What is counted for an operation is counted with its fragments
    spread out, as often as they are spread.

    Each limit bounds something that grows with it later: `fields` and `root_fields` the SQL, `aliases` the
    repeats of one expensive field, `values` and `value_depth` the checks of literals, `operations` the checks
    that are made for each of them.
    """

    tokens: int = 10_000
    """Lexical tokens of the document, comments too."""
    characters: int = 200_000
    """Length of the document's text. Long values belong into variables."""
    depth: int = 20
    """Levels of fields; a field at the root is level 1. The standard introspection query has 14."""
    aliases: int = 100
    """Aliased fields of an operation."""
    fields: int = 2_000
    """Fields of an operation."""
    root_fields: int = 30
    """Different response names at the root of an operation: each is one SQL statement."""
    directives: int = 200
    """Directives of an operation."""
    values: int = 2_000
    """Values and variables written in the document, those inside lists and input objects too."""
    value_depth: int = 64
    """Levels of lists and input objects in a literal."""
    operations: int = 20
    """Operations of the document."""

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """The limits that an installation sets."""
        limits = settings.limits
        return cls(tokens=limits.tokens, depth=limits.depth, aliases=limits.aliases)


_IN_SEVERAL = "Ask in several requests."
_OF_A_DOCUMENT = (
    ("operations", "TOO_MANY_OPERATIONS", "has {} operations", _IN_SEVERAL),
    ("values", "TOO_MANY_VALUES", "has {} values written in it", "Pass them in variables."),
    ("value_depth", "VALUE_TOO_DEEP", "has a value of {} levels", "Nest lists and input objects less."),
)
_OF_AN_OPERATION = (
    ("depth", "QUERY_TOO_DEEP", "is {} levels of fields deep", "Ask for the inner levels by themselves."),
    ("fields", "TOO_MANY_FIELDS", "has {} fields", _IN_SEVERAL),
    ("root_fields", "TOO_MANY_ROOT_FIELDS", "has {} fields at its root", _IN_SEVERAL),
    ("aliases", "TOO_MANY_ALIASES", "has {} aliased fields", _IN_SEVERAL),
    ("directives", "TOO_MANY_DIRECTIVES", "has {} directives", "Use fewer of them."),
)
"""Each limit: its name here and in the measures, its code, what is said, and what to do."""


def limit_errors(ast: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """What in the document is beyond the limits: one error for each limit and operation, each with its code.

    Linear in the size of the document. Operations are looked at one by one only if the document as a whole is
    within the limits, so that their number bounds the work.
    """
    measures = Measures(ast)
    errors = _errors(measures.document(), limits, "The document", None)
    if not errors:
        for index, operation in enumerate(measures.operations):
            name = f"Operation '{operation.name.value[:100]}'" if operation.name else "The operation"
            errors += _errors(measures.operation(index), limits, f"{name}, its fragments spread out,", operation)
    return errors


def _errors(
    size: DocumentSize | OperationSize, limits: Limits, subject: str, node: OperationDefinitionNode | None
) -> list[GraphQLError]:
    errors = []
    for name, code, says, advice in _OF_A_DOCUMENT if node is None else _OF_AN_OPERATION:
        have, most = getattr(size, name), getattr(limits, name)
        if have > most:
            count = f"more than {MANY - 1:,}" if have >= MANY else f"{have:,}"
            message = f"{subject} {says.format(count)}; at most {most:,} are allowed. {advice}"
            errors.append(GraphQLError(message, node, extensions={"code": code}))
    return errors

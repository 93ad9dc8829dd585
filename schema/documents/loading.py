"""From a text to a document that may be executed: parse, hold to limits, validate. In this order, because
each step is only as cheap as the one before has made its input small.
"""

import sys

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import ASTValidationRule, OverlappingFieldsCanBeMergedRule, ValidationContext
from graphql.validation.validate import ValidationAbortedError

from schema.documents.document import Document, DocumentError
from schema.documents.limits import Limits, limit_errors

MAX_ERRORS = 10
"""Validation stops after so many errors: each prints the part of the document that it is about."""
MAX_MESSAGE = 500
"""Characters of a message; graphql-core quotes values and names of any length in its own."""
MERGE_BUDGET = 100_000
"""Comparisons of fields that may share a response name. The number of pairs grows with the square of the
fields; graphql-core's own budget of 500,000 lasts for half a second. Sixty fragments side by side that ask
for much the same, a very large page, spend about half of this.
"""
BYTES_PER_TOKEN = 560
"""Memory of a parsed token with its share of the nodes, measured: 350 to 400 in common queries, 556 where
every token is a field.
"""


def shortened(message: str) -> str:
    """A message of at most MAX_MESSAGE characters."""
    return message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 1] + "…"


class _Merge(OverlappingFieldsCanBeMergedRule):
    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self.rule_context.remaining_complexity_budget = MERGE_BUDGET


_RULES: tuple[type[ASTValidationRule], ...] = tuple(
    _Merge if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules
)


def load_document(schema: GraphQLSchema, text: str, limits: Limits) -> Document:
    """The document of `text`. Raises DocumentError, whose errors carry one of the codes
    GRAPHQL_PARSE_FAILED, GRAPHQL_VALIDATION_FAILED, DOCUMENT_TOO_LONG, TOO_MANY_TOKENS,
    DOCUMENT_TOO_COMPLEX, or a code of `schema.documents.limits`.
    """
    ast = parsed(text, limits)
    if errors := refusals(schema, ast, limits):
        raise DocumentError(errors)
    _forget_tokens(ast)
    tokens: int = getattr(ast, "token_count")  # noqa: B009  (the parser sets it beside the node's fields)
    return Document(text, ast, 2 * sys.getsizeof(text) + BYTES_PER_TOKEN * tokens)


def refusals(schema: GraphQLSchema, ast: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """Why the server refuses a parsed document: what is beyond the limits, or else what does not fit the schema."""
    return limit_errors(ast, limits) or _validation_errors(schema, ast)


def parsed(text: str, limits: Limits) -> DocumentNode:
    """The text, parsed. Raises DocumentError for one that is too long, or no document."""
    if len(text) > limits.characters:
        raise _refused(
            "DOCUMENT_TOO_LONG",
            f"The document is {len(text):,} characters long; at most {limits.characters:,} are allowed. "
            "Pass long values in variables.",
        )
    try:
        return parse(text, max_tokens=limits.tokens, allow_empty_selection_sets=False)
    except GraphQLSyntaxError as error:
        if error.description == f"Document contains more than {limits.tokens} tokens. Parsing aborted.":
            raise _refused(
                "TOO_MANY_TOKENS",
                f"The document holds more than {limits.tokens:,} tokens, which is the most allowed. "
                "Ask for less, or in several requests.",
            ) from None
        if error.description == "Document is nested too deeply. Parsing aborted.":
            raise _refused("QUERY_TOO_DEEP", "The document is nested too deeply to be parsed.") from None
        raise DocumentError([_coded(error, "GRAPHQL_PARSE_FAILED")]) from None


def _validation_errors(schema: GraphQLSchema, ast: DocumentNode) -> list[GraphQLError]:
    errors = validate(schema, ast, _RULES, max_errors=MAX_ERRORS)
    if errors and isinstance(errors[-1], ValidationAbortedError) and len(errors) <= MAX_ERRORS:
        # Not for the number of errors, so for the work: what was found until then is not the whole truth.
        return [
            GraphQLError(
                "The document takes too much work to validate: too many of its fields share a response name, "
                "or too many fragments spread each other. Name each field once, or ask in several requests.",
                extensions={"code": "DOCUMENT_TOO_COMPLEX"},
            )
        ]
    return [_coded(error, "GRAPHQL_VALIDATION_FAILED") for error in errors]


def _refused(code: str, message: str) -> DocumentError:
    return DocumentError([GraphQLError(message, extensions={"code": code})])


def _coded(error: GraphQLError, code: str) -> GraphQLError:
    error.message = shortened(error.message)
    if isinstance(error.original_error, ValueError):
        # How a scalar says that a literal is none of its values: no defect, though an exception lies below it.
        error.original_error = None
    error.extensions = {"code": code}
    return error


def _forget_tokens(ast: DocumentNode) -> None:
    """Cuts the chain of all tokens, which the locations of nodes would keep alive: comments go, and without
    cycles the rest goes with the document, unseen by the collector.
    """
    token = ast.loc and ast.loc.start_token
    while token:
        following = token.next
        token.prev = token.next = None
        token = following

"""What the endpoint and the service behind it say to each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.access import Viewer
from core.errors import LinliError


@dataclass(slots=True)
class GraphQLRequest:
    """A well-formed GraphQL-over-HTTP request; whether `query` parses is not known yet."""

    query: str
    operation_name: str | None
    """None when none was given, or an empty one."""
    variables: dict[str, Any]
    """As JSON says them, at most MAX_VARIABLE_DEPTH levels deep (see `schema.http.request`)."""
    extensions: dict[str, Any]


@dataclass(slots=True)
class RequestContext:
    """What a service may want to know of the HTTP request."""

    request_id: str
    accept_language: str | None
    """The header as it came."""
    read_only: bool
    """True for GET and HEAD. The service then raises MutationOverGet in place of executing a mutation."""


@dataclass(slots=True)
class GraphQLAnswer:
    """A complete GraphQL response."""

    body: bytes
    """JSON in UTF-8: an object with `data`, `errors` or both."""
    executed: bool
    """False for request errors: syntax, validation, limits, choice of the operation, coercion of variables.
    The body then has no `data`, and who accepts application/graphql-response+json sees `refusal_status`.
    """
    headers: Sequence[tuple[bytes, bytes]] = ()
    """Further response headers, names in lower case."""
    refusal_status: int = 400


class MutationOverGet(LinliError):
    """The operation to execute is a mutation, and the request came by a method that changes nothing."""

    code = "MUTATION_OVER_GET"

    def __init__(self) -> None:
        super().__init__("A mutation cannot be sent by GET. Send it by POST.")


class GraphQLService(Protocol):
    """Answers requests for one schema."""

    async def execute(self, request: GraphQLRequest, viewer: Viewer, context: RequestContext) -> GraphQLAnswer:
        """The answer to `request` from `viewer`.

        May raise: MutationOverGet; any LinliError, which the endpoint answers with its code (a DocumentError
        with all of its errors); anything else, which is masked and logged as a defect.
        """
        ...


ViewerOf = Callable[[str | None], Viewer | None]
"""The viewer who has a bearer token, None if nobody has it; without a token (None) the anonymous viewer."""

"""What the endpoint and the service behind it say to each other."""

from collections.abc import Awaitable, Callable, Sequence
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


async def _nobody() -> Viewer | None:
    return None


@dataclass(slots=True)
class RequestContext:
    """What a service may want to know of the HTTP request."""

    request_id: str
    accept_language: str | None
    """The header as it came."""
    read_only: bool
    """True for GET and HEAD. The service then raises MutationOverGet in place of executing a mutation."""
    viewer_now: Callable[[], Awaitable[Viewer | None]] = _nobody
    """Looks again at who has the request's token: None if nobody has it any more."""
    streams: bool = False
    """Whether the client takes a stream of events. Without it a subscription raises StreamNotAccepted."""
    last_event_id: str | None = None
    """The header Last-Event-ID: the last cursor that a client saw which subscribes again."""
    client: str = ""
    """What the client's subscriptions are counted by, and what is limited: its token, or its address without one."""


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


@dataclass(slots=True)
class StreamItem:
    """One result of a stream, or the place that it has reached without one."""

    body: bytes | None
    """JSON in UTF-8: a complete GraphQL response. None for a place alone."""
    cursor: str
    """Where a client that subscribes again begins."""


class GraphQLStream(Protocol):
    """The results of a subscription, as they come."""

    async def next(self, seconds: float) -> StreamItem | None:
        """The next item; None if there is none within so many seconds.

        Raises the reason for which the stream is over, which the client is told as an error: a LinliError, or
        anything else, which is masked and logged as a defect.
        """
        ...

    def close(self) -> None:
        """Give up what the stream holds. Nothing is asked of it afterwards."""
        ...


class StreamNotAccepted(LinliError):
    """The operation is a subscription, and the client does not take a stream of events."""

    code = "NOT_ACCEPTABLE"

    def __init__(self) -> None:
        super().__init__(
            "A subscription is answered as text/event-stream, which the header Accept must name. "
            "Clients without streams ask changesSince from time to time."
        )


class MutationOverGet(LinliError):
    """The operation to execute is a mutation, and the request came by a method that changes nothing."""

    code = "MUTATION_OVER_GET"

    def __init__(self) -> None:
        super().__init__("A mutation cannot be sent by GET. Send it by POST.")


class GraphQLService(Protocol):
    """Answers requests for one schema."""

    async def execute(
        self, request: GraphQLRequest, viewer: Viewer, context: RequestContext
    ) -> GraphQLAnswer | GraphQLStream:
        """The answer to `request` from `viewer`; for a subscription a stream, which the caller closes.

        May raise: MutationOverGet; StreamNotAccepted; any LinliError, which the endpoint answers with its code
        (a DocumentError with all of its errors); anything else, which is masked and logged as a defect.
        """
        ...


ViewerOf = Callable[[str | None], Awaitable[Viewer | None]]
"""The viewer who has a bearer token, None if nobody has it; without a token (None) the anonymous viewer."""

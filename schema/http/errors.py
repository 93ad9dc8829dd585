"""From exceptions to the errors of a GraphQL response: what clients may know, and under which code."""

import logging
from typing import Any

import orjson
from graphql import GraphQLError

from core.errors import (
    DatabaseUnavailable,
    LinliError,
    MigrationError,
    SettingsError,
    StatementTimeout,
)
from schema.documents import DocumentError, shortened
from schema.http.messages import MutationOverGet, StreamNotAccepted
from schema.http.negotiation import GRAPHQL, MediaType

logger = logging.getLogger("linli.errors")

FormattedError = dict[str, Any]
"""An entry of `errors`: message, extensions with a code, and locations and path where they are known."""

INTERNAL = "INTERNAL"

_SAID_TO_CLIENTS: dict[type[LinliError], str] = {
    DatabaseUnavailable: "The database cannot be reached at the moment. Try again later.",
    StatementTimeout: "The answer takes longer than the server permits. Ask for less, or filter more.",
}
"""Errors whose own message is for the administrator: it may name hosts or SQL."""
_NOT_FOR_CLIENTS = (SettingsError, MigrationError)
"""Expected at the start of a server. In the middle of a request they are defects."""

_STATUSES = {
    "DATABASE_UNAVAILABLE": 503,
    "FORBIDDEN": 403,
    "ISSUER_UNAVAILABLE": 503,
    MutationOverGet.code: 405,
    "SERVER_STOPPING": 503,
    StreamNotAccepted.code: 406,
    "NOT_FOUND": 404,
    "TIMEOUT": 504,
    "TOO_MANY_SUBSCRIPTIONS": 429,
    "UNAUTHENTICATED": 401,
    INTERNAL: 500,
}
_WITH_ANY_MEDIA_TYPE = frozenset({405, 406, 429, 500, 503})


def masked_error(error: BaseException, request_id: str, debug: bool = False) -> FormattedError:
    """The GraphQL error for an exception.

    - A LinliError keeps its code and message, except where the message is not for clients.
    - A GraphQLError keeps its message (see `shortened`), locations and path; its code is that of the
      LinliError it wraps, or the one in its own extensions, or BAD_USER_INPUT (what graphql-core itself
      raises without a code is about values that do not fit).
    - Whatever else, also inside a GraphQLError, is a defect: "Internal error", the code INTERNAL, the
      request's id in `extensions.requestId`, and the traceback in the log under the same id. With `debug`
      the message is the exception's own.
    """
    if isinstance(error, GraphQLError):
        formatted: FormattedError = dict(error.formatted)
        # Some quote the value that they are about, which may be as long as the request.
        formatted["message"] = shortened(error.message)
        if error.original_error is None:
            extensions = {"code": "BAD_USER_INPUT", **(error.extensions or {})}
            return {**formatted, "extensions": extensions}
        inner = masked_error(error.original_error, request_id, debug)
        return {**formatted, **inner}
    if isinstance(error, LinliError) and not isinstance(error, _NOT_FOR_CLIENTS):
        message = _SAID_TO_CLIENTS.get(type(error))
        if message is not None:
            logger.warning("%s: %s", error.code, error.message, extra={"request_id": request_id})
        return {"message": message or error.message, "extensions": {"code": error.code}}
    logger.error("Internal error", exc_info=error, extra={"request_id": request_id})
    return {
        "message": f"{type(error).__name__}: {error}" if debug else "Internal error",
        "extensions": {"code": INTERNAL, "requestId": request_id},
    }


def errors_of(error: BaseException, request_id: str, debug: bool = False) -> list[FormattedError]:
    """All GraphQL errors for an exception that ended a request: those of a DocumentError, else one."""
    if isinstance(error, DocumentError):
        return [masked_error(inner, request_id, debug) for inner in error.errors]
    return [masked_error(error, request_id, debug)]


def errors_body(errors: list[FormattedError]) -> bytes:
    """The JSON of a response that holds nothing but errors."""
    return orjson.dumps({"errors": errors})


def failed_status(code: str, media: MediaType) -> int:
    """The HTTP status of a response to a well-formed request that holds no data, by the code of its error.

    application/graphql-response+json: 400 for most. application/json: 200, as the specification asks for
    (a client could not tell another status from one that a proxy made), except where no GraphQL was
    executed at all: a mutation by GET, no database, a defect. text/event-stream: as application/json.
    """
    status = _STATUSES.get(code, 400)
    return 200 if media is not GRAPHQL and status not in _WITH_ANY_MEDIA_TYPE else status

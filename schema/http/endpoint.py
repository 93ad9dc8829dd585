"""The GraphQL endpoint: GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/) as an ASGI
application.

Every request comes through here, so it works on the ASGI messages themselves, and what is rare is kept out of
the way of what is common.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from time import perf_counter

from starlette.types import Receive, Scope, Send

from core.access import Viewer
from core.log import request_id as current_request_id
from schema.http.access_log import level_of, log_request
from schema.http.access_log import logger as access_logger
from schema.http.client_address import client_address
from schema.http.compression import LEAST_BYTES, accepted_encodings, compressed
from schema.http.errors import errors_body, errors_of, failed_status
from schema.http.event_stream import HEARTBEAT_SECONDS, send_stream, single
from schema.http.headers import joined, viewer_in
from schema.http.messages import (
    GraphQLAnswer,
    GraphQLRequest,
    GraphQLService,
    GraphQLStream,
    MutationOverGet,
    RequestContext,
    ViewerOf,
)
from schema.http.negotiation import EVENTS, GRAPHQL, JSON, MediaType, accepted, is_json
from schema.http.page import FORM_PAGE, Page
from schema.http.refusal import Refusal
from schema.http.request import read_body, request_from_json, request_from_query_string
from schema.http.request_id import request_id_of
from schema.http.responses import not_found, send_response

_METHODS = b"GET, HEAD, POST, OPTIONS"


@dataclass(slots=True)
class _Response:
    status: int
    content_type: bytes | None
    body: bytes
    headers: Sequence[tuple[bytes, bytes]] = ()
    operation: str | None = None
    refused: bool = False
    stream: GraphQLStream | None = None


class GraphQLEndpoint:
    """An ASGI application that answers GraphQL requests at whatever path it is mounted.

    `service` executes; `viewer_of` knows who has a token, as of now. `remembered` may tell who had it a moment ago,
    with an epoch, for the service to look whether that is still so. `body_bytes` bounds the body of a POST, and the
    query of a GET's URL. A request that takes longer than `slow_seconds` is logged as a warning. A stream is never
    silent for longer than `heartbeat_seconds`. `debug` shows the text of unexpected exceptions to clients.
    `page` is what browsers see.
    """

    def __init__(
        self,
        service: GraphQLService,
        viewer_of: ViewerOf,
        *,
        remembered: ViewerOf | None = None,
        body_bytes: int = 1024 * 1024,
        slow_seconds: float = 1.0,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
        debug: bool = False,
        page: Page = FORM_PAGE,
    ) -> None:
        self.service = service
        self.viewer_of = viewer_of
        self.remembered = remembered or viewer_of
        self.body_bytes = body_bytes
        self.slow_seconds = slow_seconds
        self.heartbeat_seconds = heartbeat_seconds
        self.debug = debug
        self.page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. Whatever it holds, the answer is GraphQL JSON, or the page for browsers."""
        await self._answer(scope, receive, send, None)

    async def fail(self, scope: Scope, receive: Receive, send: Send, error: Exception) -> None:
        """Answers an HTTP request that failed before it came here, with what the error says to clients."""
        await self._answer(scope, receive, send, error)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, failed: Exception | None) -> None:
        if scope["type"] != "http":
            await not_found(scope, receive, send)
            return
        started = perf_counter()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        request_id = request_id_of(headers.get(b"x-request-id"))
        method: str = scope["method"]
        logged_id = current_request_id.set(request_id)
        try:
            response = await self._respond(scope, receive, headers, request_id, failed)
        finally:
            current_request_id.reset(logged_id)
        if response is None:
            return
        body, sent = response.body, response.headers
        if len(body) >= LEAST_BYTES and "gzip" in accepted_encodings(headers.get(b"accept-encoding")):
            body, sent = await compressed(body), (*sent, (b"content-encoding", b"gzip"))
        size = len(body)
        if response.stream is not None and method != "HEAD":
            size = await self._stream(response.stream, receive, send, request_id)
        else:
            if response.stream is not None:
                response.stream.close()
            await send_response(
                send,
                response.status,
                response.content_type,
                body,
                request_id,
                sent,
                head=method == "HEAD",
            )
        seconds = perf_counter() - started
        slow_seconds = self.slow_seconds if response.stream is None else inf
        level = level_of(response.status, seconds, slow_seconds, refused=response.refused)
        if access_logger.isEnabledFor(level):
            log_request(
                level,
                method,
                scope["path"],
                response.status,
                seconds,
                size,
                response.operation,
                request_id,
            )

    async def _stream(self, stream: GraphQLStream, receive: Receive, send: Send, request_id: str) -> int:
        """Sends a stream to its end, and gives the number of bytes."""
        logged_id = current_request_id.set(request_id)
        try:
            return await send_stream(
                stream, receive, send, request_id, heartbeat_seconds=self.heartbeat_seconds, debug=self.debug
            )
        finally:
            stream.close()
            current_request_id.reset(logged_id)

    async def _respond(
        self,
        scope: Scope,
        receive: Receive,
        headers: dict[bytes, bytes],
        request_id: str,
        failed: Exception | None,
    ) -> _Response | None:
        """The response to a request, which may have failed already; None if the client went away before it was
        complete.
        """
        media = JSON
        operation: str | None = None
        try:
            if len(headers) != len(scope["headers"]):
                headers = joined(scope["headers"])
            wanted = accepted(headers.get(b"accept"))
            media = wanted.media or JSON
            if failed is not None:
                raise failed
            method = scope["method"]
            request: GraphQLRequest | None
            if method == "POST":
                token, viewer = await self._viewer(headers, wanted.media)
                _check_content(headers)
                body = await read_body(receive, headers.get(b"content-length"), self.body_bytes)
                if body is None:
                    return None
                request = request_from_json(body)
            elif method == "GET" or method == "HEAD":
                request = request_from_query_string(scope["query_string"], self.body_bytes)
                if request is None:
                    if wanted.html:
                        return _Response(200, b"text/html; charset=utf-8", self.page.body, self.page.headers)
                    raise Refusal(400, "INVALID_REQUEST", "The parameter 'query' is missing.")
                token, viewer = await self._viewer(headers, wanted.media)
            elif method == "OPTIONS":
                return _Response(204, None, b"", ((b"allow", _METHODS),))
            else:
                raise Refusal(
                    405,
                    "METHOD_NOT_ALLOWED",
                    f"The method {method[:20]} is not supported. Use POST, or GET for queries.",
                    ((b"allow", _METHODS),),
                )
            operation = request.operation_name
            context = RequestContext(
                request_id,
                _text(headers.get(b"accept-language")),
                method != "POST",
                viewer_now=lambda: self.viewer_of(token),
                streams=wanted.streams,
                last_event_id=_text(headers.get(b"last-event-id")),
                client=token or client_address(scope),
            )
            answer = await self.service.execute(request, viewer, context)
            if not isinstance(answer, GraphQLAnswer):
                return _Response(200, EVENTS.content_type, b"", (), operation, stream=answer)
            status = 200 if answer.executed or media is not GRAPHQL else answer.refusal_status
            return _answered(status, media, answer.body, answer.headers, operation, not answer.executed)
        except Refusal as refusal:
            error = {"message": refusal.message, "extensions": {"code": refusal.code}}
            return _answered(refusal.status, media, errors_body([error]), refusal.headers, operation, True)
        except Exception as error:
            return self._failed(error, media, operation, request_id)

    async def _viewer(self, headers: dict[bytes, bytes], media: MediaType | None) -> tuple[str | None, Viewer]:
        """The token, if there is one, and who asks.

        Raises Refusal for a token that nobody has (401), and if `media` is None (406).
        """
        if media is None:
            raise Refusal(
                406,
                "NOT_ACCEPTABLE",
                "The header Accept permits neither application/graphql-response+json nor application/json, in UTF-8, "
                "and does not name text/event-stream.",
            )
        return await viewer_in(headers, self.remembered)

    def _failed(self, error: Exception, media: MediaType, operation: str | None, request_id: str) -> _Response:
        errors = errors_of(error, request_id, self.debug)
        status = failed_status(errors[0]["extensions"]["code"], media)
        headers = ((b"allow", b"POST"),) if isinstance(error, MutationOverGet) else ()
        return _answered(status, media, errors_body(errors), headers, operation, True)


def _answered(
    status: int,
    media: MediaType,
    body: bytes,
    headers: Sequence[tuple[bytes, bytes]],
    operation: str | None,
    refused: bool,
) -> _Response:
    """The response in the media type; JSON where that is a stream of events and the status says that there is none."""
    if media is EVENTS:
        if status == 200:
            body = single(body)
        else:
            media = JSON
    return _Response(status, media.content_type, body, headers, operation, refused)


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def _check_content(headers: dict[bytes, bytes]) -> None:
    """Raises Refusal (415) unless the body is JSON, not compressed.

    That is also the guard against forged requests: a page on another site can make a browser send forms and
    plain text to here, but JSON only after asking, and no answer to that question permits it.
    """
    content_type = headers.get(b"content-type")
    if content_type is None or not is_json(content_type):
        raise Refusal(
            415,
            "UNSUPPORTED_MEDIA_TYPE",
            "The request body must be sent as Content-Type: application/json, in UTF-8.",
            ((b"accept", b"application/json"),),
        )
    encoding = headers.get(b"content-encoding")
    if encoding is not None and encoding.strip().lower() not in (b"", b"identity"):
        raise Refusal(
            415,
            "UNSUPPORTED_CONTENT_ENCODING",
            "The request body must not be compressed.",
            ((b"accept-encoding", b"identity"),),
        )

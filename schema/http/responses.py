"""Sending an answer over ASGI, and GraphQL errors for what no endpoint is there to answer."""

from collections.abc import Iterable

from starlette.types import Receive, Scope, Send

from schema.http.errors import errors_body
from schema.http.negotiation import JSON
from schema.http.request_id import request_id_of

_ALWAYS = (
    (b"cache-control", b"no-store"),
    (b"vary", b"accept"),
    (b"x-content-type-options", b"nosniff"),
)


def response_headers(request_id: str, headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of every response, and further ones."""
    return [*_ALWAYS, (b"x-request-id", request_id.encode("ascii")), *headers]


async def send_response(
    send: Send,
    status: int,
    content_type: bytes | None,
    body: bytes,
    request_id: str,
    headers: Iterable[tuple[bytes, bytes]] = (),
    *,
    head: bool = False,
) -> None:
    """Sends a whole response. With `head` its headers only, which still tell the length of the body."""
    sent = response_headers(request_id, headers)
    if content_type is not None:
        sent.append((b"content-type", content_type))
        sent.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": b"" if head else body})


async def send_error(
    scope: Scope,
    send: Send,
    status: int,
    code: str,
    message: str,
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> None:
    """Answers an HTTP request with one GraphQL error, in application/json."""
    request_id = request_id_of(dict(scope["headers"]).get(b"x-request-id"))
    body = errors_body([{"message": message, "extensions": {"code": code}}])
    await send_response(send, status, JSON.content_type, body, request_id, headers, head=scope["method"] == "HEAD")


async def not_found(scope: Scope, receive: Receive, send: Send) -> None:
    """An ASGI application for all paths that the server does not know: 404, code NOT_FOUND. It closes
    WebSockets before they open.
    """
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1000})
        return
    path = scope["path"][:200]
    await send_error(scope, send, 404, "NOT_FOUND", f"There is nothing at {path}. GraphQL is at /graphql.")

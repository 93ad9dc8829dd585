"""GraphQL over Server-Sent Events, in its "distinct connections mode": one response for one operation.

Each result is an event `next`; the event `complete` ends the operation. The last thing that a stream tells, if the
server ends it, is a result with the error that says why.
"""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Send

from schema.http.errors import errors_body, errors_of
from schema.http.messages import GraphQLStream, StreamItem
from schema.http.negotiation import EVENTS
from schema.http.responses import response_headers

HEARTBEAT_SECONDS = 15.0
"""How long a stream may be silent: proxies take one that is silent for longer for dead."""

SEND_SECONDS = 30.0
"""How long a client may take before it has room for the next event."""

_HEARTBEAT = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"
_HEADERS = (
    (b"content-type", EVENTS.content_type),
    # Or nginx keeps events until there are enough of them.
    (b"x-accel-buffering", b"no"),
)
_LINES = bytes.maketrans(b"\r\n", b"  ")


def single(body: bytes) -> bytes:
    """The whole stream of an operation that has one result."""
    return _next(body) + _COMPLETE


async def send_stream(
    stream: GraphQLStream,
    receive: Receive,
    send: Send,
    request_id: str,
    *,
    heartbeat_seconds: float,
    debug: bool,
) -> int:
    """Sends a stream until it is over, or the client goes away or takes nothing for `SEND_SECONDS`. Gives the number of
    bytes that were sent. Whoever calls closes the stream.
    """
    writer = _Writer(send)
    work = asyncio.create_task(_write(stream, writer, request_id, heartbeat_seconds, debug))
    leaving = asyncio.create_task(_client_leaves(receive))
    try:
        await asyncio.wait((work, leaving), return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
    finally:
        for task in (work, leaving):
            task.cancel()
        await asyncio.gather(work, leaving, return_exceptions=True)
    return writer.sent


class _Writer:
    def __init__(self, send: Send) -> None:
        self._send = send
        self.sent = 0

    async def start(self, request_id: str) -> None:
        headers = response_headers(request_id, _HEADERS)
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})

    async def write(self, text: bytes, *, last: bool = False) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self._send({"type": "http.response.body", "body": text, "more_body": not last})
        self.sent += len(text)


async def _write(
    stream: GraphQLStream, writer: _Writer, request_id: str, heartbeat_seconds: float, debug: bool
) -> None:
    await writer.start(request_id)
    try:
        # At once, so that the client sees the stream open before anything happens.
        await writer.write(_HEARTBEAT)
        while True:
            try:
                item = await stream.next(heartbeat_seconds)
            except Exception as error:
                body = errors_body(errors_of(error, request_id, debug))
                await writer.write(single(body), last=True)
                return
            await writer.write(_HEARTBEAT if item is None else _event(item))
    except TimeoutError:
        # The client takes nothing. It can subscribe again, after the last cursor that it saw.
        return


def _event(item: StreamItem) -> bytes:
    place = b"id: %b\n" % item.cursor.encode("ascii")
    return place + (b"\n" if item.body is None else _next(item.body))


def _next(body: bytes) -> bytes:
    # A line feed in JSON is white space; in an event it would end the line.
    return b"event: next\ndata: %b\n\n" % body.translate(_LINES)


async def _client_leaves(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

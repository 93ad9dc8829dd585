"""Streams of events on the wire, from a service that says what comes."""

from __future__ import annotations

import asyncio

import orjson
import pytest

from core.access import Viewer
from schema.http import (
    GraphQLAnswer,
    GraphQLEndpoint,
    GraphQLRequest,
    GraphQLStream,
    RequestContext,
    StreamItem,
    event_stream,
)
from tests.schema.http.client import answered
from tests.schema.http.fake import FAILURES, TOKEN, viewer_of
from tests.schema.http.streams import PATIENCE, Sent, subscribed


class Scripted:
    """A stream of what it is made with: items, None for silence, and an exception for its end."""

    def __init__(self, *script: StreamItem | Exception | None) -> None:
        self.script = list(script)
        self.closed = False

    async def next(self, seconds: float) -> StreamItem | None:
        if not self.script:
            await asyncio.Event().wait()
        item = self.script.pop(0)
        if isinstance(item, Exception):
            raise item
        return item

    def close(self) -> None:
        self.closed = True


class Endless:
    """A stream in which something comes all the time."""

    def __init__(self) -> None:
        self.left = asyncio.Event()

    async def next(self, seconds: float) -> StreamItem | None:
        await asyncio.sleep(0)
        return StreamItem(b"{}", "a-1")

    def close(self) -> None:
        self.left.set()


class Service:
    def __init__(self, answer: GraphQLAnswer | GraphQLStream) -> None:
        self.answer = answer
        self.context: RequestContext | None = None

    async def execute(
        self, request: GraphQLRequest, viewer: Viewer, context: RequestContext
    ) -> GraphQLAnswer | GraphQLStream:
        self.context = context
        return self.answer


async def test_results_places_and_silence() -> None:
    stream = Scripted(
        StreamItem(None, "a-1"), None, StreamItem(b'{"data":{"a":\n "b\\n"}}', "a-2"), FAILURES["timeout"]
    )
    service = Service(stream)
    headers = [(b"last-event-id", b"a-0"), (b"accept-language", b"en"), (b"x-request-id", b"mine")]
    app = GraphQLEndpoint(service, viewer_of)
    async with subscribed(app, "subscription { a }", headers=headers, token=TOKEN, begun=False) as client:
        assert client.status == 200
        assert client.headers == {
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-store",
            "vary": "accept",
            "x-accel-buffering": "no",
            "x-content-type-options": "nosniff",
            "x-request-id": "mine",
        }
        assert await client.next() == Sent("", None, None)
        assert await client.next() == Sent("", None, "a-1")
        assert await client.next() == Sent("", None, None)
        assert await client.next() == Sent("next", '{"data":{"a":  "b\\n"}}', "a-2")
        assert await client.end() == (
            "TIMEOUT",
            "The answer takes longer than the server permits. Ask for less, or filter more.",
        )
    assert stream.closed
    context = service.context
    assert context is not None
    assert (context.streams, context.last_event_id, context.client, context.read_only) == (True, "a-0", TOKEN, False)
    assert await context.viewer_now() == await viewer_of(TOKEN)


async def test_a_client_that_leaves_closes_the_stream() -> None:
    stream = Scripted(StreamItem(None, "a-1"))
    service = Service(stream)
    async with subscribed(GraphQLEndpoint(service, viewer_of), "subscription { a }", address="192.0.2.7"):
        open_then = not stream.closed
    assert (open_then, stream.closed) == (True, True)
    assert service.context is not None
    assert service.context.client == "192.0.2.7"


async def test_a_client_that_takes_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_stream, "SEND_SECONDS", 0.01)
    stream = Endless()
    async with subscribed(GraphQLEndpoint(Service(stream), viewer_of), "subscription { a }") as client:
        client.reading.clear()
        await asyncio.wait_for(stream.left.wait(), PATIENCE)
        assert not client.over


async def test_a_head_has_the_headers_of_the_stream_and_closes_it() -> None:
    stream = Scripted(FAILURES["forbidden"])
    app = GraphQLEndpoint(Service(stream), viewer_of)
    reply = await answered(
        app,
        method="HEAD",
        query_string=b"query=subscription%7Ba%7D",
        headers=[(b"accept", b"text/event-stream")],
    )
    assert (reply.status, reply.headers["content-type"], reply.body) == (200, "text/event-stream; charset=utf-8", b"")
    assert stream.closed


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (b"text/event-stream", "text/event-stream; charset=utf-8"),
        (b"text/event-stream, application/json;q=0.5", "text/event-stream; charset=utf-8"),
        (b"application/json, text/event-stream", "application/json; charset=utf-8"),
        (
            b"application/graphql-response+json, application/json, text/event-stream",
            "application/graphql-response+json; charset=utf-8",
        ),
    ],
)
async def test_one_result_comes_in_the_form_that_is_liked_best(accept: bytes, content_type: str) -> None:
    service = Service(GraphQLAnswer(b'{"data":{}}', executed=True))
    headers = [(b"accept", accept), (b"content-type", b"application/json")]
    reply = await answered(GraphQLEndpoint(service, viewer_of), b'{"query":"{a}"}', headers=headers)
    assert (reply.status, reply.headers["content-type"]) == (200, content_type)
    event = b'event: next\ndata: {"data":{}}\n\nevent: complete\ndata:\n\n'
    assert reply.body == (event if content_type.startswith("text/") else b'{"data":{}}')


async def test_refusals_are_json_and_errors_of_the_question_a_stream() -> None:
    app = GraphQLEndpoint(Service(GraphQLAnswer(b'{"errors":[]}', executed=False)), viewer_of)
    headers = [(b"accept", b"text/event-stream"), (b"content-type", b"application/json")]
    reply = await answered(app, b'{"query":"{a}"}', headers=headers)
    assert (reply.status, reply.body) == (200, b'event: next\ndata: {"errors":[]}\n\nevent: complete\ndata:\n\n')
    reply = await answered(app, b"[]", headers=headers)
    assert (reply.status, reply.headers["content-type"]) == (400, "application/json; charset=utf-8")
    assert orjson.loads(reply.body)["errors"][0]["extensions"] == {"code": "BATCHING_NOT_SUPPORTED"}
    reply = await answered(app, b'{"query":"{a}"}', headers=[*headers, (b"authorization", b"Bearer wrong")])
    assert (reply.status, reply.codes) == (401, ["UNAUTHENTICATED"])

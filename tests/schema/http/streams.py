"""A client of streams: subscribes to an ASGI application in process, and reads its events one by one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import ASGIApp, Message

from tests.schema.http.client import POST_JSON, posted

PATIENCE = 20
"""After how many seconds a test that waits for an event has failed."""


@dataclass(frozen=True)
class Sent:
    """An event as a client of Server-Sent Events sees it, or a comment (`event` is then empty)."""

    event: str
    data: str | None
    id: str | None

    @property
    def json(self) -> Any:
        assert self.data is not None
        return orjson.loads(self.data)


class Stream:
    """An open response. `status` and `headers` are there once it has begun."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.last_id: str | None = None
        self.reading = asyncio.Event()
        """Cleared, the client takes nothing."""
        self.reading.set()
        self.over = False
        self._text = b""
        self._more = asyncio.Event()
        self._gone = asyncio.Event()
        self._request: list[Message] = []

    async def receive(self) -> Message:
        if self._request:
            return self._request.pop()
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        await self.reading.wait()
        self._text += message["body"]
        self.over = not message.get("more_body", False)
        self._more.set()

    async def next(self) -> Sent:
        """The next event or comment. Fails when the stream is over."""
        async with asyncio.timeout(PATIENCE):
            while b"\n\n" not in self._text:
                assert not self.over, "the stream is over"
                self._more.clear()
                await self._more.wait()
        block, _, self._text = self._text.partition(b"\n\n")
        event = ""
        data: str | None = None
        identity: str | None = None
        for line in block.decode().split("\n"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if name == "event":
                event = value
            elif name == "data":
                data = value if data is None else f"{data}\n{value}"
            elif name == "id":
                identity = self.last_id = value
        return Sent(event, data, identity)

    async def told(self) -> Any:
        """The data of the next result, which has no errors. Comments and places are passed over."""
        result = await self.result()
        assert list(result) == ["data"], result
        return result["data"]

    async def result(self) -> Any:
        """The next result."""
        async with asyncio.timeout(PATIENCE):
            while True:
                sent = await self.next()
                if sent.event == "next":
                    return sent.json
                assert sent.event == "", sent

    def refusal(self) -> tuple[str, str]:
        """The code and the message of the one error of a response that is no stream."""
        (error,) = orjson.loads(self._text)["errors"]
        return error["extensions"]["code"], error["message"]

    async def end(self) -> tuple[str, str]:
        """The code and the message of the error with which the stream ends."""
        result = await self.result()
        assert list(result) == ["errors"], result
        (error,) = result["errors"]
        assert await self.next() == Sent("complete", "", None)
        assert self.over
        assert self._text == b""
        return error["extensions"]["code"], error["message"]


@asynccontextmanager
async def subscribed(
    app: ASGIApp,
    query: str,
    variables: Mapping[str, Any] | None = None,
    *,
    path: str = "/graphql",
    token: str | None = None,
    headers: Iterable[tuple[bytes, bytes]] = (),
    address: str = "192.0.2.1",
    begun: bool = True,
) -> AsyncIterator[Stream]:
    """A stream that is open until the end of the block. ``begun`` waits until events are told from now on."""
    stream = Stream()
    sent = [*POST_JSON, (b"accept", b"text/event-stream"), *headers]
    if token is not None:
        sent.append((b"authorization", f"Bearer {token}".encode()))
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": sent,
        "client": (address, 50_000),
    }
    stream._request = [{"type": "http.request", "body": posted(query, variables=variables), "more_body": False}]

    async def run() -> None:
        await app(scope, stream.receive, stream.send)

    running = asyncio.create_task(run())
    try:
        async with asyncio.timeout(PATIENCE):
            await stream._more.wait()
        if begun:
            assert stream.status == 200, stream._text
            async with asyncio.timeout(PATIENCE):
                while (await stream.next()).id is None:
                    pass
        yield stream
    finally:
        stream._gone.set()
        stream.reading.set()
        async with asyncio.timeout(PATIENCE):
            await running

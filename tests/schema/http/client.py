"""Calls an ASGI application in process, message by message, as a server would."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import ASGIApp, Message

POST_JSON = ((b"content-type", b"application/json"),)
GRAPHQL_JSON = (b"accept", b"application/graphql-response+json")


@dataclass
class Reply:
    """What the application sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def codes(self) -> list[str]:
        """The code of each error."""
        return [error["extensions"]["code"] for error in self.json["errors"]]


async def call(
    app: ASGIApp,
    body: bytes | Sequence[bytes] = b"",
    *,
    method: str = "POST",
    path: str = "/graphql",
    query_string: bytes = b"",
    headers: Iterable[tuple[bytes, bytes]] = POST_JSON,
    aborted: bool = False,
) -> Reply | None:
    """The reply to one request, None if there was none. Several bodies are sent as several messages;
    `aborted` ends them with the client going away.
    """
    parts = [body] if isinstance(body, bytes) else list(body)
    messages: list[Message] = [
        {"type": "http.request", "body": part, "more_body": aborted or index < len(parts) - 1}
        for index, part in enumerate(parts)
    ]
    messages.append({"type": "http.disconnect"})
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(0)
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query_string,
        "headers": list(headers),
    }
    await app(scope, receive, send)
    if not sent:
        return None
    start, content = sent
    assert start["type"] == "http.response.start"
    assert content["type"] == "http.response.body"
    names = [name for name, _ in start["headers"]]
    assert len(set(names)) == len(names), f"headers are sent twice: {names}"
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    if method != "HEAD" and "content-length" in found:
        assert int(found["content-length"]) == len(content["body"])
    return Reply(start["status"], found, content["body"])


async def answered(app: ASGIApp, body: bytes | Sequence[bytes] = b"", **options: Any) -> Reply:
    """The reply to one request that must have one."""
    reply = await call(app, body, **options)
    assert reply is not None
    return reply


def posted(query: Any, **fields: Any) -> bytes:
    """The body of a POST."""
    return orjson.dumps({"query": query, **fields})

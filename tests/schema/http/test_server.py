"""The endpoint behind the real server, over a socket: what only the two together can get wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn

from schema.http import GraphQLEndpoint
from tests.schema.http.client import posted
from tests.schema.http.fake import FakeService, viewer_of

HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@asynccontextmanager
async def served(http: str) -> AsyncIterator[int]:
    """The port of a server that runs until the end of the block."""
    endpoint = GraphQLEndpoint(FakeService(), viewer_of, body_bytes=100_000)
    config = uvicorn.Config(endpoint, port=0, http=http, lifespan="off", log_config=None, ws="none")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn has no event for it)
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await running


async def read_reply(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The status line and the body of the next reply."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    return head.split(b"\r\n")[0], await reader.readexactly(length)


@pytest.mark.parametrize("http", ["httptools", "h11"])
async def test_a_client_that_sends_too_much_sees_why_and_may_go_on(http: str) -> None:
    async with served(http) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for head, body in (
            (b"Content-Length: 5000000\r\n\r\n", b" " * 5_000_000),
            (b"Transfer-Encoding: chunked\r\n\r\n", b"400000\r\n" + b" " * 0x400000 + b"\r\n0\r\n\r\n"),
        ):
            writer.write(HEAD + head + body)
            await writer.drain()
            line, answer = await read_reply(reader)
            assert line.split()[1] == b"413"
            assert b"BODY_TOO_LARGE" in answer
        body = posted("{ hello }")
        writer.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        line, answer = await read_reply(reader)
        assert (line.split()[1], answer) == (b"200", b'{"data":{"hello":"Hello world"}}')
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("http", ["httptools", "h11"])
async def test_a_client_that_hangs_up_in_the_body_harms_nobody(http: str, caplog: pytest.LogCaptureFixture) -> None:
    async with served(http) as port:
        for _ in range(3):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HEAD + b'Content-Length: 50\r\n\r\n{"query":')
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = posted("{ hello }")
        writer.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert (await read_reply(reader))[1] == b'{"data":{"hello":"Hello world"}}'
        writer.close()
        await writer.wait_closed()
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_head_has_headers_only() -> None:
    async with served("httptools") as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"HEAD /graphql?query=%7Bhello%7D HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        )
        reply = await reader.read()
        assert reply.startswith(b"HTTP/1.1 200 ")
        assert b"content-length: 32\r\n" in reply
        assert reply.endswith(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()

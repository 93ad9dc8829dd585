"""How the built console is served, and what is there when it was not built."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from schema.console import Console, is_asset
from schema.http import GraphQLEndpoint
from schema.http.page import FORM_PAGE
from tests.schema.http.client import answered
from tests.schema.http.fake import FakeService, viewer_of

BROWSER = (b"accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
SCRIPT = "/console/assets/main-0a1b.js"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What Vite leaves."""
    (tmp_path / "index.html").write_text("<!doctype html><title>邻里</title>", encoding="utf-8")
    (tmp_path / ".stamp").touch()
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "main-0a1b.js").write_text("plain", encoding="utf-8")
    (assets / "main-0a1b.js.br").write_bytes(b"brotli")
    (assets / "main-0a1b.js.gz").write_bytes(b"gzipped")
    (assets / "font-2c3d.ttf").write_bytes(b"font")
    return tmp_path


async def get(app: ASGIApp, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        del client.headers["accept-encoding"]
        request = client.build_request(
            method, path, headers={name.replace("_", "-"): headers[name] for name in headers}
        )
        reply = await client.send(request, stream=True)
        # As it travels: what is compressed here is no real archive.
        reply._content = b"".join([part async for part in reply.aiter_raw()])
        return reply


@pytest.mark.parametrize(
    ("accepted", "encoding", "body"),
    [
        ("gzip, deflate, br", "br", b"brotli"),
        ("gzip;q=1.0, br;q=0", "gzip", b"gzipped"),
        ("deflate", None, b"plain"),
        ("", None, b"plain"),
    ],
)
async def test_a_file_comes_as_the_browser_takes_it(
    built: Path, accepted: str, encoding: str | None, body: bytes
) -> None:
    reply = await get(Console(built), SCRIPT, accept_encoding=accepted)
    assert (reply.status_code, reply.content) == (200, body)
    assert reply.headers.get("content-encoding") == encoding
    assert reply.headers["content-type"] == "text/javascript; charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["vary"] == "accept-encoding"
    assert reply.headers["x-content-type-options"] == "nosniff"


async def test_a_file_that_is_not_compressed(built: Path) -> None:
    reply = await get(Console(built), "/console/assets/font-2c3d.ttf", accept_encoding="br")
    assert (reply.content, reply.headers["content-type"]) == (b"font", "font/ttf")
    assert "content-encoding" not in reply.headers


@pytest.mark.parametrize(
    "path",
    [
        "/console/",
        "/console/index.html",
        "/console/.stamp",
        "/console/assets/main-0a1b.js.br",
        "/console/assets/../index.html",
        "/console/assets/other.js",
    ],
)
async def test_nothing_else_is_there(built: Path, path: str) -> None:
    reply = await answered(Console(built), method="GET", path=path, headers=())
    assert (reply.status, reply.codes) == (404, ["NOT_FOUND"])


async def test_files_are_only_read(built: Path) -> None:
    reply = await answered(Console(built), method="POST", path=SCRIPT, headers=())
    assert (reply.status, reply.codes, reply.headers["allow"]) == (405, ["METHOD_NOT_ALLOWED"], "GET, HEAD")


def test_which_paths_are_its_files() -> None:
    assert is_asset(SCRIPT)
    assert not is_asset("/console")


async def test_browsers_get_its_page_with_a_strict_policy(built: Path) -> None:
    endpoint = GraphQLEndpoint(FakeService(), viewer_of, page=Console(built).page)
    reply = await answered(endpoint, method="GET", headers=[BROWSER])
    assert (reply.status, reply.body.decode()) == (200, "<!doctype html><title>邻里</title>")
    policy = dict(part.strip().split(" ", 1) for part in reply.headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"


async def test_where_it_was_not_built_the_page_says_how(tmp_path: Path) -> None:
    console = Console(tmp_path / "missing")
    assert not console.is_built
    assert console.page is FORM_PAGE
    assert b"make console" in console.page.body
    reply = await answered(console, method="GET", path=SCRIPT, headers=())
    assert (reply.status, reply.codes) == (404, ["NOT_FOUND"])

"""The documentation at /docs: files, their headers, and what is said where nothing was built."""

from __future__ import annotations

import gzip
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from schema.documentation import DOCUMENTATION_PATH, Documentation

PAGE = "<h1>Filters 筛选</h1>"
SCRIPT = "assets/javascripts/bundle.a5f9d56c.min.js"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of three pages."""
    files = {
        "index.html": "<h1>Documentation</h1>",
        "frontend/filters/index.html": PAGE,
        "404.html": "<h1>404</h1>",
        SCRIPT: "run();",
        "search.json": '{"items": []}',
        "scripts.txt": "sha256-one=\nsha256-two=\n",
    }
    for name, text in files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    page = tmp_path / "site" / "frontend/filters/index.html"
    page.with_name("index.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    return tmp_path / "site"


@pytest.fixture
async def client(site: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[Mount(DOCUMENTATION_PATH, Documentation(site))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://linli.example.cn") as opened:
        yield opened


async def test_a_page_may_ask_nobody_but_the_server(client: httpx.AsyncClient) -> None:
    answer = await client.get("/docs/frontend/filters/")
    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self' 'sha256-one=' 'sha256-two='; worker-src 'self'; connect-src 'self'; "
        "style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("frontend/filters/", "no-cache"),
        ("search.json", "no-cache"),
        (SCRIPT, "public, max-age=31536000, immutable"),
    ],
)
async def test_browsers_ask_again_for_what_may_change(client: httpx.AsyncClient, path: str, kept: str) -> None:
    answer = await client.get(f"/docs/{path}")
    assert answer.headers["cache-control"] == kept
    again = await client.get(f"/docs/{path}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == kept


async def test_it_is_compressed_for_whoever_takes_that(client: httpx.AsyncClient) -> None:
    packed = await client.get("/docs/frontend/filters/", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    plain = await client.get("/docs/frontend/filters/", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["content-type"] == "text/html; charset=utf-8"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text == PAGE
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "accept-encoding"
    refused = await client.get("/docs/frontend/filters/", headers={"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in refused.headers


@pytest.mark.parametrize(
    ("path", "location"), [("/docs", "/docs/"), ("/docs/frontend/filters", "/docs/frontend/filters/")]
)
async def test_addresses_without_a_slash_lead_on(client: httpx.AsyncClient, path: str, location: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 307
    assert answer.headers["location"] in (location, f"https://linli.example.cn{location}")
    assert (await client.get(answer.headers["location"])).status_code == 200


async def test_what_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    for path in ("nothing/", "../pyproject.toml", "%2e%2e/%2e%2e/etc/passwd", "a%00b"):
        answer = await client.get(f"/docs/{path}")
        assert answer.status_code == 404, path
    answer = await client.get("/docs/nothing/")
    assert answer.text == "<h1>404</h1>"
    assert "script-src" in answer.headers["content-security-policy"]


async def test_it_is_only_read(client: httpx.AsyncClient) -> None:
    assert (await client.post("/docs/")).status_code == 405
    head = await client.head("/docs/frontend/filters/", headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(PAGE.encode()))


async def test_where_nothing_was_built_it_says_what_to_do(tmp_path: Path) -> None:
    site = tmp_path / "site"
    app = Starlette(routes=[Mount(DOCUMENTATION_PATH, Documentation(site))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://docs") as client:
        answer = await client.get("/docs/frontend/")
        assert answer.status_code == 503
        assert "make docs" in answer.text
        assert 'lang="zh"' in answer.text
        policy = answer.headers["content-security-policy"]
        assert re.fullmatch(
            r"default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; base-uri 'none'; form-action 'none'; "
            r"frame-ancestors 'none'",
            policy,
        )
        # Built while the server runs, it is there.
        site.mkdir()
        (site / "index.html").write_text("<h1>Documentation</h1>")
        (site / "scripts.txt").write_text("")
        assert (await client.get("/docs/")).text == "<h1>Documentation</h1>"

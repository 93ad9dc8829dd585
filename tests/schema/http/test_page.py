"""The page for browsers, and the answer for paths that lead nowhere."""

import base64
import hashlib
import re

import pytest

from schema.http import GraphQLEndpoint, not_found
from schema.http.page import FORM_PAGE
from tests.schema.http.client import answered

BROWSER = (b"accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_browser_gets_a_page(endpoint: GraphQLEndpoint, method: str) -> None:
    reply = await answered(endpoint, method=method, headers=[BROWSER])
    assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert reply.headers["content-length"] == str(len(FORM_PAGE.body))
    assert reply.body == (FORM_PAGE.body if method == "GET" else b"")
    assert reply.headers["vary"] == "accept"
    style = re.findall(rb"<style>(.*?)</style>", FORM_PAGE.body, re.DOTALL)
    assert len(style) == 1
    digest = base64.b64encode(hashlib.sha256(style[0]).digest()).decode()
    assert reply.headers["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    assert not re.search(rb"https?:|//|<script|<link|<img|<iframe|\son\w+=|style=|src=|url\(", FORM_PAGE.body)


async def test_the_form_of_the_page_sends_what_the_endpoint_answers(endpoint: GraphQLEndpoint) -> None:
    reply = await answered(endpoint, method="GET", headers=[BROWSER], query_string=b"query=%7B+hello+%7D&variables=")
    assert (reply.status, reply.json) == (200, {"data": {"hello": "Hello world"}})
    assert reply.headers["content-type"] == "application/json; charset=utf-8"


async def test_a_browser_that_posts_gets_json(endpoint: GraphQLEndpoint) -> None:
    reply = await answered(endpoint, b"query=%7Bhello%7D", headers=[BROWSER])
    assert (reply.status, reply.codes) == (415, ["UNSUPPORTED_MEDIA_TYPE"])


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
async def test_unknown_paths(method: str) -> None:
    reply = await answered(not_found, method=method, path="/graph\nql", headers=[(b"x-request-id", b"id-1")])
    assert (reply.status, reply.headers["x-request-id"]) == (404, "id-1")
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    if method == "HEAD":
        assert reply.body == b""
    else:
        assert reply.json == {
            "errors": [
                {
                    "message": "There is nothing at /graph\nql. GraphQL is at /graphql.",
                    "extensions": {"code": "NOT_FOUND"},
                }
            ]
        }

"""Whatever comes in: never a 5xx, always GraphQL JSON with a code for each error."""

import string
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.http import GraphQLEndpoint
from tests.schema.http.client import Reply, answered
from tests.schema.http.fake import FakeService, viewer_of

MEDIA = st.sampled_from(
    [
        b"application/json",
        b"application/graphql-response+json",
        b"application/*",
        b"*/*",
        b"text/html",
        b"text/plain",
        b"application/json; charset=utf-8",
        b"application/json;q=0.5, application/graphql-response+json;q=0.7",
    ]
)
HEADER_VALUES = st.one_of(MEDIA, st.binary(max_size=40))
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                b"accept",
                b"accept-language",
                b"authorization",
                b"content-encoding",
                b"content-length",
                b"content-type",
                b"x-request-id",
            ]
        ),
        HEADER_VALUES,
    ),
    max_size=6,
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "query": st.one_of(
            st.sampled_from(
                [
                    "{ hello }",
                    "query Q($n: String!) { hello(name: $n) } mutation M { touch }",
                    "{ self { ...F } } fragment F on Query { self { ...F } }",
                    "subscription { hello }",
                ]
            ),
            st.text(alphabet="{}()[]:!$@.\"'#, \nabhelo…\0" + string.digits, max_size=40),
            JSON_VALUES,
        ),
        "operationName": st.sampled_from(["Q", "M", "", "\n"]) | JSON_VALUES,
        "variables": st.dictionaries(st.sampled_from(["n", "x"]), JSON_VALUES) | JSON_VALUES,
        "extensions": JSON_VALUES,
    },
)
BODIES = st.one_of(st.binary(max_size=60), JSON_VALUES.map(orjson.dumps), FIELDS.map(orjson.dumps))
METHODS = st.sampled_from(["POST", "POST", "POST", "GET", "HEAD", "PUT", "OPTIONS", ""])


def check(reply: Reply, method: str) -> None:
    assert reply.status < 500
    assert reply.headers["x-request-id"]
    content_type = reply.headers.get("content-type")
    if reply.status == 204 or content_type == "text/html; charset=utf-8":
        return
    assert content_type in (
        "application/json; charset=utf-8",
        "application/graphql-response+json; charset=utf-8",
    )
    if method == "HEAD":
        assert reply.body == b""
        return
    body: Any = reply.json
    assert set(body) <= {"data", "errors"}
    assert "data" in body or body["errors"]
    for error in body.get("errors", ()):
        assert error["message"]
        assert error["extensions"]["code"] != "INTERNAL"
    if "data" not in body:
        assert reply.status >= 400 or content_type == "application/json; charset=utf-8"


def fuzzed_endpoint() -> GraphQLEndpoint:
    return GraphQLEndpoint(FakeService(), viewer_of, body_bytes=200)


@settings(max_examples=200, deadline=None)
@given(
    method=METHODS,
    headers=HEADERS,
    parts=st.lists(BODIES, min_size=1, max_size=2),
    url=st.binary(max_size=40),
)
async def test_any_request(method: str, headers: list[tuple[bytes, bytes]], parts: list[bytes], url: bytes) -> None:
    reply = await answered(fuzzed_endpoint(), parts, method=method, headers=headers, query_string=url)
    check(reply, method)


@settings(max_examples=200, deadline=None)
@given(body=BODIES, media=MEDIA)
async def test_any_body(body: bytes, media: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"accept", media)]
    check(await answered(fuzzed_endpoint(), body, headers=headers), "POST")


@settings(max_examples=200, deadline=None)
@given(string=st.text(alphabet='query=&%7B{}variables[]"+;…' + string.hexdigits, max_size=80))
async def test_any_url(string: str) -> None:
    endpoint = fuzzed_endpoint()
    reply = await answered(endpoint, method="GET", headers=(), query_string=b"query=%7Bhello%7D&" + string.encode())
    check(reply, "GET")

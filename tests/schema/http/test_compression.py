"""Large answers, compressed for whoever takes that."""

from __future__ import annotations

import gzip

import pytest

from schema.http import GraphQLEndpoint
from schema.http.compression import LEAST_BYTES, accepted_encodings
from tests.schema.http.client import POST_JSON, answered, posted

LARGE = posted("query ($name: String!) { hello(name: $name) }", variables={"name": "x" * LEAST_BYTES})


@pytest.mark.parametrize(
    ("header", "encodings"),
    [
        (None, set()),
        (b"", {""}),
        (b"gzip, BR;q=0.5,identity", {"gzip", "br", "identity"}),
        (b"gzip;q=0, br; q=0.000, deflate;q=0.001", {"deflate"}),
    ],
)
def test_which_encodings_a_client_takes(header: bytes | None, encodings: set[str]) -> None:
    assert accepted_encodings(header) == encodings


@pytest.fixture
def roomy(endpoint: GraphQLEndpoint) -> GraphQLEndpoint:
    endpoint.body_bytes = 2 * LEAST_BYTES
    return endpoint


async def test_a_large_answer_is_compressed_for_whoever_takes_it(roomy: GraphQLEndpoint) -> None:
    plain = await answered(roomy, LARGE)
    reply = await answered(roomy, LARGE, headers=[*POST_JSON, (b"accept-encoding", b"gzip, br")])
    assert "content-encoding" not in plain.headers
    assert reply.headers["content-encoding"] == "gzip"
    assert len(reply.body) < len(plain.body) / 10
    assert gzip.decompress(reply.body) == plain.body


async def test_a_small_one_is_not(endpoint: GraphQLEndpoint) -> None:
    reply = await answered(endpoint, posted("{ hello }"), headers=[*POST_JSON, (b"accept-encoding", b"gzip")])
    assert "content-encoding" not in reply.headers
    assert reply.json == {"data": {"hello": "Hello world"}}

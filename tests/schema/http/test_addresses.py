"""Addresses of districts: who is unknown, and what is told when it cannot be known."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from core.errors import DatabaseUnavailable, StatementTimeout
from schema.http import GraphQLEndpoint
from schema.http.addresses import Addresses
from tests.schema.http.client import GRAPHQL_JSON, POST_JSON, answered, posted
from tests.schema.http.fake import FakeService, viewer_of


class Districts:
    """Knows `jinniu` once it has looked, or cannot look."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure = failure
        self.known: set[str] = set()

    async def look(self) -> None:
        if self.failure is not None:
            raise self.failure
        self.known.add("jinniu")

    def has(self, slug: str) -> bool:
        return slug in self.known


def addresses(failure: Exception | None = None) -> Addresses:
    return Addresses(
        GraphQLEndpoint(FakeService(), viewer_of),
        Districts(failure),
        lambda _: GraphQLEndpoint(FakeService(), viewer_of),
    )


ASKED: dict[str, Any] = {"headers": [*POST_JSON, GRAPHQL_JSON, (b"x-request-id", b"test")]}


@pytest.mark.parametrize("path", ["/graphql", "/jinniu/graphql"])
async def test_the_city_and_a_district_answer(path: str) -> None:
    reply = await answered(addresses(), posted("{ hello }"), path=path)
    assert (reply.status, reply.json) == (200, {"data": {"hello": "Hello world"}})


@pytest.mark.parametrize("accept", [GRAPHQL_JSON, (b"accept", b"application/json")])
async def test_an_unknown_district(accept: tuple[bytes, bytes]) -> None:
    reply = await answered(addresses(), posted("{ hello }"), path="/x/graphql", headers=[*POST_JSON, accept])
    assert reply.status == 404
    assert reply.headers["content-type"].startswith(accept[1].decode())
    message = "There is no district 'x'. GraphQL of the whole city is at /graphql."
    assert reply.json == {"errors": [{"message": message, "extensions": {"code": "NOT_FOUND"}}]}


@pytest.mark.parametrize(
    ("failure", "status", "error"),
    [
        (
            DatabaseUnavailable("no connection to postgres://user@host/db"),
            503,
            {
                "message": "The database cannot be reached at the moment. Try again later.",
                "extensions": {"code": "DATABASE_UNAVAILABLE"},
            },
        ),
        (
            StatementTimeout("SELECT secret FROM t ran longer than 10 s"),
            504,
            {
                "message": "The answer takes longer than the server permits. Ask for less, or filter more.",
                "extensions": {"code": "TIMEOUT"},
            },
        ),
        (
            ConnectionResetError("postgres://user@host/db"),
            500,
            {"message": "Internal error", "extensions": {"code": "INTERNAL", "requestId": "test"}},
        ),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nothing_of_the_database_is_told_to_strangers(
    failure: Exception, status: int, error: dict[str, Any], method: str, caplog: pytest.LogCaptureFixture
) -> None:
    reply = await answered(addresses(failure), posted("{ hello }"), method=method, path="/x/graphql", **ASKED)
    assert (reply.status, reply.json) == (status, {"errors": [error]})
    assert reply.headers["x-request-id"] == "test"
    told = [record for record in caplog.records if record.name == "linli.errors"]
    assert [record.__dict__["request_id"] for record in told] == ["test"]
    assert str(failure) in caplog.text
    asked = [record for record in caplog.records if record.name == "linli.access"]
    assert [(record.levelno, record.__dict__["path"]) for record in asked] == [(logging.ERROR, "/x/graphql")]

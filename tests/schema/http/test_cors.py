"""Which pages on other sites may ask: those of the origins in the settings, without credentials of the browser."""

from __future__ import annotations

from typing import Any

import pytest

from app import create_app
from core.plugins.loaded import PluginSet
from core.settings import Settings
from schema.http import GraphQLEndpoint, with_cors
from tests.schema.http.client import GRAPHQL_JSON, POST_JSON, answered, posted
from tests.schema.http.fake import TOKEN

ORIGIN = "https://app.example.cn"


def preflight(
    origin: str = ORIGIN, method: str = "POST", headers: str = "authorization,content-type"
) -> dict[str, Any]:
    sent = {"origin": origin, "access-control-request-method": method, "access-control-request-headers": headers}
    return {"method": "OPTIONS", "headers": [(name.encode(), value.encode()) for name, value in sent.items()]}


async def test_a_page_may_ask_whether_it_may_ask(endpoint: GraphQLEndpoint) -> None:
    reply = await answered(with_cors(endpoint, [ORIGIN]), **preflight())
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == ORIGIN
    assert reply.headers["access-control-allow-methods"] == "GET, POST"
    allowed = reply.headers["access-control-allow-headers"].lower().split(", ")
    assert {"authorization", "content-type", "last-event-id", "x-request-id"} <= set(allowed)
    assert reply.headers["access-control-max-age"] == "600"
    assert "access-control-allow-credentials" not in reply.headers
    assert "Origin" in reply.headers["vary"]


@pytest.mark.parametrize(
    "asked",
    [
        preflight(origin="https://other.example.cn"),
        preflight(origin="http://app.example.cn"),
        preflight(origin="https://app.example.cn.evil.example"),
        preflight(origin="null"),
        preflight(method="DELETE"),
        preflight(headers="x-other"),
    ],
)
async def test_what_a_page_may_not(endpoint: GraphQLEndpoint, asked: dict[str, Any]) -> None:
    reply = await answered(with_cors(endpoint, [ORIGIN]), **asked)
    assert reply.status == 400
    assert reply.body.startswith(b"Disallowed CORS")


async def test_a_subscription_may_be_taken_up_again(endpoint: GraphQLEndpoint) -> None:
    # The headers that the loop in docs/frontend/subscriptions.md sends and a page may not send unasked.
    asked = preflight(headers="authorization,content-type,last-event-id")
    reply = await answered(with_cors(endpoint, [ORIGIN]), **asked)
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, ORIGIN)


async def test_answers_and_errors_may_be_read_with_their_request_id(endpoint: GraphQLEndpoint) -> None:
    for token, status in ((TOKEN, 200), ("another", 401)):
        headers = [
            *POST_JSON,
            GRAPHQL_JSON,
            (b"origin", ORIGIN.encode()),
            (b"authorization", b"Bearer " + token.encode()),
        ]
        reply = await answered(with_cors(endpoint, [ORIGIN]), posted("{ hello }"), headers=headers)
        assert reply.status == status
        assert reply.headers["access-control-allow-origin"] == ORIGIN
        assert reply.headers["access-control-expose-headers"] == "Content-Disposition, X-Request-ID"
        assert reply.headers["x-request-id"]
        assert reply.headers["vary"] == "accept, Origin"


async def test_another_origin_gets_an_answer_that_its_page_cannot_read(endpoint: GraphQLEndpoint) -> None:
    headers = [*POST_JSON, (b"origin", b"https://other.example.cn")]
    reply = await answered(with_cors(endpoint, [ORIGIN]), posted("{ hello }"), headers=headers)
    assert reply.status == 200
    assert "access-control-allow-origin" not in reply.headers


async def test_a_star_is_for_every_page(endpoint: GraphQLEndpoint) -> None:
    reply = await answered(with_cors(endpoint, ["*"]), **preflight(origin="https://anywhere.example"))
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, "*")


async def test_without_origins_there_are_no_such_headers(endpoint: GraphQLEndpoint) -> None:
    assert with_cors(endpoint, []) is endpoint
    reply = await answered(endpoint, **preflight())
    assert reply.status == 204
    assert not [name for name in reply.headers if name.startswith("access-control-")]


async def test_the_server_takes_the_origins_from_its_settings() -> None:
    app = create_app(Settings(cors_origins=(ORIGIN,)), PluginSet(()))
    reply = await answered(app, **preflight(), path="/graphql")
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (200, ORIGIN)

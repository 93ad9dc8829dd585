"""The whole server over HTTP, on a SQLite file: tokens, media types, statuses, request ids, questions and changes."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from app import create_app
from core.database.url import Dialect
from core.settings import Settings
from linli.testing import plugin_set
from tests.schema.town import gid

TOKEN = "the-administrator"  # a token of the tests
pytestmark = pytest.mark.asyncio(loop_scope="module")

GRAPHQL = "application/graphql-response+json"
PLACE = gid("pl", 1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(
    town_templates: dict[Dialect, str], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the server on a copy of the town, for all tests of the module: a start takes a second."""
    directory = tmp_path_factory.mktemp("server")
    shutil.copyfile(town_templates[Dialect.SQLITE], directory / "linli.db")
    settings = Settings.model_validate(
        {"database_url": f"sqlite://{directory / 'linli.db'}", "data_dir": directory, "admin_token": TOKEN}
    )
    app = create_app(settings, plugin_set())
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://test", headers={"Accept": GRAPHQL}
        ) as client,
    ):
        yield client


def admin(token: str = TOKEN) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_question_by_post_and_by_get(server: httpx.AsyncClient) -> None:
    query = "query ($id: ID!) { place(id: $id) { name } }"
    answer = {"data": {"place": {"name": "跃进社区小剧场"}}}
    posted = await server.post("/graphql", json={"query": query, "variables": {"id": PLACE}})
    got = await server.get("/graphql", params={"query": query, "variables": f'{{"id": "{PLACE}"}}'})
    for response in (posted, got):
        assert (response.status_code, response.json()) == (200, answer)
        assert response.headers["content-type"] == f"{GRAPHQL}; charset=utf-8"
    # Text travels as itself.
    assert '"name":"跃进社区小剧场"'.encode() in posted.content


async def test_the_other_media_type(server: httpx.AsyncClient) -> None:
    headers = {"Accept": "application/json"}
    good = await server.post("/graphql", json={"query": "{ areas { totalCount } }"}, headers=headers)
    assert (good.status_code, good.json()) == (200, {"data": {"areas": {"totalCount": 5}}})
    bad = await server.post("/graphql", json={"query": "{ nothing }"}, headers=headers)
    assert (bad.status_code, [error["extensions"]["code"] for error in bad.json()["errors"]]) == (
        200,
        ["GRAPHQL_VALIDATION_FAILED"],
    )
    assert bad.headers["content-type"] == "application/json; charset=utf-8"


async def test_the_language_of_the_request(server: httpx.AsyncClient) -> None:
    body = {"query": f'{{ place(id: "{PLACE}") {{ name statusLabel }} }}'}
    for header, name, label in (
        ("en-GB,en;q=0.9", "Yuejin Little Theatre", "Active"),
        ("zh-CN", "跃进社区小剧场", "正常开放"),
        ("\u00ff\u00fe", "跃进社区小剧场", "正常开放"),
    ):
        headers = {b"Accept-Language": header.encode("latin-1")}
        response = await server.post("/graphql", json=body, headers=headers)
        assert response.json() == {"data": {"place": {"name": name, "statusLabel": label}}}


async def test_the_token_of_the_administrator(server: httpx.AsyncClient) -> None:
    body = {"query": "{ people { totalCount } }"}
    anonymous = await server.post("/graphql", json=body)
    assert (anonymous.status_code, anonymous.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    permitted = await server.post("/graphql", json=body, headers=admin())
    assert (permitted.status_code, permitted.json()) == (200, {"data": {"people": {"totalCount": 2}}})


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Bearer the-administrato", "The token in the header Authorization is not valid."),
        ("Bearer the-administrator2", "The token in the header Authorization is not valid."),
        ("Bearer", "The header Authorization is not 'Bearer' and a token."),
        ("Bearer ", "The header Authorization is not 'Bearer' and a token."),
        ("Basic dGhlLWFkbWluaXN0cmF0b3I=", "The header Authorization is not 'Bearer' and a token."),
        ("the-administrator", "The header Authorization is not 'Bearer' and a token."),
    ],
)
async def test_a_wrong_token_is_refused_even_for_what_is_public(
    server: httpx.AsyncClient, header: str, message: str
) -> None:
    response = await server.post(
        "/graphql", json={"query": "{ areas { totalCount } }"}, headers={"Authorization": header}
    )
    assert response.status_code == 401
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]}
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


CREATE = (
    f'mutation {{ createPlace(input: {{name: "网上新店", areaId: "{gid("ar", 3)}"}}) {{ place {{ name version }} }} }}'
)


async def test_a_change_and_the_question_after_it(server: httpx.AsyncClient) -> None:
    response = await server.post("/graphql", json={"query": CREATE}, headers=admin())
    assert (response.status_code, response.json()) == (
        200,
        {"data": {"createPlace": {"place": {"name": "网上新店", "version": 1}}}},
    )
    response = await server.post("/graphql", json={"query": '{ search(text: "网上") { nodes { __typename } } }'})
    assert response.json() == {"data": {"search": {"nodes": [{"__typename": "Place"}]}}}
    # A rule that is broken is part of the answer, and no error of the request.
    empty = CREATE.replace("网上新店", "").replace("place { name version }", "userErrors { code field }")
    response = await server.post("/graphql", json={"query": empty}, headers=admin())
    assert (response.status_code, response.json()) == (
        200,
        {"data": {"createPlace": {"userErrors": [{"code": "REQUIRED", "field": ["name"]}]}}},
    )


async def test_nothing_is_changed_by_get(server: httpx.AsyncClient) -> None:
    count = {"query": "{ places { totalCount } }"}
    before = (await server.post("/graphql", json=count)).json()
    response = await server.get("/graphql", params={"query": CREATE}, headers=admin())
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json() == {
        "errors": [
            {
                "message": "A mutation cannot be sent by GET. Send it by POST.",
                "extensions": {"code": "MUTATION_OVER_GET"},
            }
        ]
    }
    # Of two operations the one that is named decides.
    both = f"query Q {{ areas {{ totalCount }} }} {CREATE.replace('mutation', 'mutation M')}"
    response = await server.get("/graphql", params={"query": both, "operationName": "Q"}, headers=admin())
    assert response.json() == {"data": {"areas": {"totalCount": 5}}}
    response = await server.get("/graphql", params={"query": both, "operationName": "M"}, headers=admin())
    assert response.status_code == 405
    assert (await server.post("/graphql", json=count)).json() == before


async def test_a_change_is_no_form_of_another_site(server: httpx.AsyncClient) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        response = await server.post(
            "/graphql", content=f'{{"query": {CREATE!r}}}', headers={**admin(), "Content-Type": content_type}
        )
        assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (
            415,
            "UNSUPPORTED_MEDIA_TYPE",
        )


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"query": "{"}, 400, "GRAPHQL_PARSE_FAILED"),
        ({"query": "{ nothing }"}, 400, "GRAPHQL_VALIDATION_FAILED"),
        (
            {"query": "query A { areas { totalCount } } query B { areas { totalCount } }"},
            400,
            "OPERATION_NAME_REQUIRED",
        ),
        ({"query": "query A { areas { totalCount } }", "operationName": "B"}, 400, "OPERATION_NOT_FOUND"),
        ({"query": "{ places(first: -1) { totalCount } }"}, 400, "PAGE_SIZE"),
        ({"query": '{ places(after: "x") { nodes { id } } }'}, 400, "INVALID_CURSOR"),
        ({"query": '{ place(id: "x") { id } }'}, 400, "INVALID_ID"),
        (
            {"query": "query ($n: Int) { places(first: $n) { totalCount } }", "variables": {"n": "x"}},
            400,
            "BAD_USER_INPUT",
        ),
        ({"query": "{ areas(where: {people: {some: {}}}) { totalCount } }"}, 403, "FORBIDDEN"),
        ({"query": CREATE}, 403, "FORBIDDEN"),
        ({"query": 5}, 400, "INVALID_REQUEST"),
        ({}, 400, "INVALID_REQUEST"),
        ([], 400, "BATCHING_NOT_SUPPORTED"),
    ],
)
async def test_statuses_of_errors(server: httpx.AsyncClient, body: object, status: int, code: str) -> None:
    response = await server.post("/graphql", json=body)
    assert response.status_code == status
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == [code]
    assert "data" not in response.json()


@pytest.mark.parametrize("escape", [r"\ud83d", r"\udfea", r"\ud83dx", r"\udfea\ud83d"])
async def test_half_a_character_in_json(server: httpx.AsyncClient, escape: str) -> None:
    body = (
        '{"query": "query ($n: String) { places(where: {name: {eq: $n}}) { totalCount } }", "variables": {"n": "%s"}}'
    )
    response = await server.post(
        "/graphql", content=(body % escape).encode(), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400
    assert [error["extensions"]["code"] for error in response.json()["errors"]] == ["INVALID_JSON"]
    whole = await server.post(
        "/graphql",
        content=(body % r"\ud83c\udfea").encode(),
        headers={"Content-Type": "application/json"},
    )
    assert whole.json() == {"data": {"places": {"totalCount": 0}}}


async def test_request_ids(server: httpx.AsyncClient) -> None:
    body = {"query": "{ areas { totalCount } }"}
    given = await server.post("/graphql", json=body, headers={"X-Request-Id": "of-the-client-1"})
    assert given.headers["x-request-id"] == "of-the-client-1"
    made = [(await server.post("/graphql", json=body)).headers["x-request-id"] for _ in range(2)]
    assert all(made)
    assert made[0] != made[1]
    refused = await server.post("/graphql", json={"query": "{"})
    assert refused.headers["x-request-id"]


async def test_other_methods_and_addresses(server: httpx.AsyncClient) -> None:
    response = await server.put("/graphql", json={"query": "{ areas { totalCount } }"})
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    response = await server.get("/graphql", headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    response = await server.get("/")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    response = await server.get("/nothing/here")
    assert response.status_code == 404


async def test_a_body_that_is_too_large(server: httpx.AsyncClient) -> None:
    response = await server.post(
        "/graphql", json={"query": "{ areas { totalCount } }", "variables": {"x": "x" * 2**20}}
    )
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (413, "BODY_TOO_LARGE")

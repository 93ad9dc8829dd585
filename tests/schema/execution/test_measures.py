"""What is told beside an answer: its cost and time, and for those who may see it the statements with their plans."""

from __future__ import annotations

from typing import Any

import pytest

from core.access import ANONYMOUS, OPERATIONS_EXPLAIN, Reach, Viewer, ViewerKind
from core.database.url import Dialect
from schema.execution.measures import masked
from tests.schema.client import TOKEN, Client
from tests.schema.http.client import GRAPHQL_JSON, POST_JSON, Reply, answered, posted
from tests.schema.town import gid, key

session = pytest.mark.asyncio(loop_scope="session")

PLACES = "query ($name: String!) { places(first: 3, where: {name: {contains: $name}}) { nodes { name } } }"
EXPLAINER = Viewer(ViewerKind.PROGRAM, frozenset({OPERATIONS_EXPLAIN}))
AT_A_SCOPE = Viewer(
    ViewerKind.PROGRAM, EXPLAINER.permissions, {OPERATIONS_EXPLAIN: Reach(areas=frozenset({key("ar", 1)}))}
)


async def send(town: Client, query: str, wishes: Any, *, viewer: Viewer | None = None, **fields: Any) -> Reply:
    """The reply to an administrator's POST, or a viewer's."""
    town._viewer = viewer
    headers = [
        *POST_JSON,
        GRAPHQL_JSON,
        (b"authorization", b"Bearer " + (b"somebody-else" if viewer else TOKEN.encode())),
    ]
    body = posted(query, extensions={"linli": wishes}, **fields)
    return await answered(town.endpoint, body, headers=headers)


@session
async def test_the_cost_and_the_time(town: Client) -> None:
    reply = await send(town, PLACES, {"cost": True}, variables={"name": "剧场"})
    answer = reply.json
    assert answer["data"] == {"places": {"nodes": [{"name": "跃进社区小剧场"}]}}
    told = answer["extensions"]["linli"]
    assert told.pop("milliseconds") > 0
    assert told == {"cost": 3, "costLimit": 200_000}


@session
async def test_the_time_is_for_those_who_may_see_how_it_is_run(town: Client) -> None:
    async def told(viewer: Viewer) -> Any:
        reply = await send(town, PLACES, {"cost": True}, variables={"name": "剧场"}, viewer=viewer)
        return reply.json["extensions"]["linli"]["milliseconds"]

    assert await told(EXPLAINER) > 0
    for viewer in (AT_A_SCOPE, Viewer(ViewerKind.PROGRAM, frozenset()), ANONYMOUS):
        assert await told(viewer) is None


@session
async def test_nothing_is_told_unasked(town: Client) -> None:
    for wishes in ({}, {"cost": False}, None):
        assert list((await send(town, "{ __typename }", wishes)).json) == ["data"]


async def test_the_cost_of_a_mutation_is_that_of_its_payload(office: Client) -> None:
    query = """mutation ($id: ID!) {
      a: publishActivity(input: {id: $id}) { activity { hosts(first: 5) { nodes { position } } } userErrors { code } }
    }"""
    told = (await send(office, query, {"cost": True}, variables={"id": gid("at", 999)})).json
    assert [error["code"] for error in told["data"]["a"]["userErrors"]] == ["NOT_FOUND"]
    assert told["extensions"]["linli"]["cost"] == 6


@session
async def test_a_refused_operation_has_no_cost(town: Client) -> None:
    reply = await send(town, "{ nothing }", {"cost": True})
    assert (reply.status, reply.codes) == (400, ["GRAPHQL_VALIDATION_FAILED"])
    assert "extensions" not in reply.json


@session
async def test_statements_with_their_plans(town: Client) -> None:
    query = """query ($name: String!, $id: ID!) {
      found: places(where: {name: {contains: $name}}) { totalCount }
      node(id: $id) { id }
      viewer { kind }
      __typename
    }"""
    secret = "不可见的名称"
    variables = {"name": secret, "id": gid("pl", 1)}
    reply = await send(town, query, {"cost": True, "explain": True}, variables=variables, viewer=EXPLAINER)
    found, node, viewer, name = reply.json["extensions"]["linli"]["explain"]
    for told, field in ((found, "found"), (node, "node")):
        assert told["field"] == field
        assert told["statement"].startswith("SELECT ")
        assert told["parameters"] > 0
        assert ("cost=" in told["plan"]) == (town.dialect is Dialect.POSTGRES)
        assert "place" in told["plan"]
    for told, field in ((viewer, "viewer"), (name, "__typename")):
        assert told == {"field": field, "statement": None, "parameters": 0, "plan": None}
    assert secret.encode() not in reply.body


@session
async def test_the_plan_is_that_of_the_statement_that_ran(town: Client) -> None:
    town.reader.statements.clear()
    reply = await send(town, PLACES, {"explain": True}, variables={"name": "剧场"})
    (told,) = reply.json["extensions"]["linli"]["explain"]
    assert town.reader.statements == [told["statement"]]


@session
@pytest.mark.parametrize(
    ("viewer", "message"),
    [
        (Viewer(ViewerKind.PROGRAM, frozenset()), "an explanation needs the permission 'operations.explain'"),
        (AT_A_SCOPE, "an explanation needs the permission 'operations.explain' everywhere; you have it at a scope"),
    ],
)
async def test_others_are_refused_before_anything_runs(town: Client, viewer: Viewer, message: str) -> None:
    town.reader.statements.clear()
    reply = await send(town, PLACES, {"explain": True}, variables={"name": "剧场"}, viewer=viewer)
    assert (reply.status, reply.json) == (403, {"errors": [{"message": message, "extensions": {"code": "FORBIDDEN"}}]})
    assert town.reader.statements == []


@session
async def test_so_is_somebody_without_a_token(town: Client) -> None:
    body = posted("{ __typename }", extensions={"linli": {"explain": True}})
    reply = await answered(town.endpoint, body, headers=[*POST_JSON, GRAPHQL_JSON])
    assert (reply.status, reply.codes) == (403, ["FORBIDDEN"])


@session
@pytest.mark.parametrize("kind", ["mutation", "subscription"])
async def test_what_is_no_query_is_not_explained_and_not_run(town: Client, kind: str) -> None:
    query = {
        "mutation": 'mutation { publishActivity(input: {id: "x"}) { activity { id } } }',
        "subscription": "subscription { placeChanged { place { id } } }",
    }[kind]
    reply = await send(town, query, {"explain": True})
    assert (reply.status, reply.codes) == (400, ["BAD_USER_INPUT"])
    assert reply.json["errors"][0]["message"].startswith("only queries are explained")


@session
async def test_an_explanation_is_not_given_by_get(town: Client) -> None:
    query = b"query=%7B__typename%7D&extensions=%7B%22linli%22%3A%7B%22explain%22%3Atrue%7D%7D"
    headers = [GRAPHQL_JSON, (b"authorization", b"Bearer " + TOKEN.encode())]
    reply = await answered(town.endpoint, method="GET", query_string=query, headers=headers)
    assert (reply.status, reply.codes, reply.headers["allow"]) == (405, ["METHOD_NOT_ALLOWED"], "POST")


@session
@pytest.mark.parametrize(
    ("wishes", "message"),
    [
        ([], "must be an object of booleans."),
        ({"cost": 1}, "must be an object of booleans."),
        ({"price": True}, "has no 'price'. There are: cost, explain."),
    ],
)
async def test_wishes_that_make_no_sense(town: Client, wishes: Any, message: str) -> None:
    reply = await send(town, "{ __typename }", wishes)
    assert (reply.status, reply.codes) == (400, ["INVALID_REQUEST"])
    assert reply.json["errors"][0]["message"] == f"The parameter 'extensions.linli' {message}"


async def test_values_are_masked_in_plans() -> None:
    steps = "\n".join(
        (
            "Seq Scan on place t1  (cost=0.00..1.06 rows=1 width=8)",
            "  Filter: ((name ~~ '%it''s%'::text) AND (kind = 'STORE'::text) AND (size > 42) AND (size < 7))",
        )
    )
    assert masked(steps, "SELECT 1 FROM place WHERE name LIKE $1 AND kind = 'STORE' AND size > $2 AND size < 7") == (
        "Seq Scan on place t1  (cost=0.00..1.06 rows=1 width=8)\n"
        "  Filter: ((name ~~ '…'::text) AND (kind = 'STORE'::text) AND (size > …) AND (size < 7))"
    )

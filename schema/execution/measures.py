"""What a request costs and how its statements are run, for whoever asks beside the answer.

The time is for those alone who may see how statements are run: to the microsecond it could tell how much a rule hides.

A client asks in `extensions.linli` of the request, `{"cost": true, "explain": true}`, and is told in `extensions.linli`
of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError

from core.access import OPERATIONS_EXPLAIN, Viewer
from core.database.reader import Reader
from schema.declare.terms import RequestValues
from schema.engine.plan import Plan
from schema.execution.operations import Operation
from schema.execution.reads import Dispatch, QueryPlan, RootPlan
from schema.http.messages import RequestContext
from schema.http.refusal import Refusal

NAME = "linli"
"""The key in `extensions`, of the request and of the answer."""

_WISHES = ("cost", "explain")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be told beside the answer."""

    cost: bool = False
    explain: bool = False


def wishes_in(extensions: Mapping[str, Any], context: RequestContext) -> Wishes | None:
    """What a request wants to be told; None if nothing.

    Raises Refusal for wishes that make no sense (400), and for an explanation by another method than POST (405): what
    an address in somebody's browser could ask for is not for administrators.
    """
    asked = extensions.get(NAME)
    if asked is None:
        return None
    if not isinstance(asked, dict) or any(type(value) is not bool for value in asked.values()):
        raise Refusal(400, "INVALID_REQUEST", "The parameter 'extensions.linli' must be an object of booleans.")
    if unknown := sorted(asked.keys() - set(_WISHES)):
        raise Refusal(
            400,
            "INVALID_REQUEST",
            f"The parameter 'extensions.linli' has no {unknown[0][:100]!r}. There are: {', '.join(_WISHES)}.",
        )
    found = Wishes(**asked)
    if found.explain and context.read_only:
        raise Refusal(405, "METHOD_NOT_ALLOWED", "An explanation is asked for by POST.", ((b"allow", b"POST"),))
    return found if found.cost or found.explain else None


def refuse_to_explain(operation: Operation, viewer: Viewer) -> None:
    """Raises ``GraphQLError`` unless the operation is a query, and the viewer may see how it is run.

    The permission is needed everywhere: statements show the rules of rows, and plans how many rows there are.
    """
    if not viewer.may(OPERATIONS_EXPLAIN):
        where = " everywhere; you have it at a scope" if viewer.may_somewhere(OPERATIONS_EXPLAIN) else ""
        raise GraphQLError(
            f"an explanation needs the permission {OPERATIONS_EXPLAIN!r}{where}", extensions={"code": "FORBIDDEN"}
        )
    if operation.is_mutation or operation.is_subscription:
        raise GraphQLError(
            "only queries are explained: send the mutation or subscription without `extensions.linli.explain`",
            extensions={"code": "BAD_USER_INPUT"},
        )


async def explained(plan: QueryPlan, reader: Reader, values: RequestValues) -> list[dict[str, Any]]:
    """For each root field its response key, its statement, the number of its parameters, and the database's plan.

    The values of parameters are in none of it. Fields that the server answers without a statement of their own have
    null. The statements are not run.
    """
    return [
        await _explained((nodes[0].alias or nodes[0].name).value, root, reader, values)
        for _, root, nodes in plan.fields
    ]


async def _explained(key: str, root: RootPlan, reader: Reader, values: RequestValues) -> dict[str, Any]:
    chosen = root.chosen(values) if isinstance(root, Dispatch) else root
    if not isinstance(chosen, Plan):
        return {"field": key, "statement": None, "parameters": 0, "plan": None}
    params = chosen.params(values)
    steps = await reader.explain(chosen.sql, params)
    return {
        "field": key,
        "statement": chosen.sql,
        "parameters": len(params),
        "plan": masked(steps, chosen.sql),
    }


_TEXT = re.compile(r"'(?:[^']|'')*'")
_NUMBER = re.compile(r"(?<=[=<>+*/(,-] )-?\d+(?:\.\d+)?\b")


def masked(steps: str, sql: str) -> str:
    """A plan without the values that PostgreSQL has put in the place of parameters; what the statement's own text has
    stays.
    """

    def hide(found: re.Match[str]) -> str:
        return found[0] if found[0] in sql else "'…'" if found[0].startswith("'") else "…"

    return "\n".join(
        line if "(cost=" in line else _NUMBER.sub(hide, _TEXT.sub(hide, line)) for line in steps.split("\n")
    )


def with_measures(body: bytes, measures: Mapping[str, Any]) -> bytes:
    """A complete GraphQL response with `extensions.linli`."""
    return b"".join((body[:-1], b',"extensions":', orjson.dumps({NAME: measures}), b"}"))

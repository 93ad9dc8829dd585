"""A service over a small schema, executed by graphql-core: what the endpoint needs to be tested by itself."""

import asyncio
from typing import Any

import orjson
from graphql import GraphQLError, OperationType, build_schema, execute
from graphql.execution.values import get_variable_values

from core.access import ADMIN, ANONYMOUS, Viewer
from core.errors import DatabaseUnavailable, LinliError, SettingsError, StatementTimeout
from schema.documents import DocumentCache, Limits
from schema.http import GraphQLAnswer, GraphQLRequest, MutationOverGet, RequestContext, errors_of

SCHEMA = build_schema(
    """
    type Query {
        hello(name: String! = "world"): String
        viewer: String
        language: String
        requestId: String
        "Fails as it is told to."
        fail(how: String!): String
        self: Query
    }
    type Mutation { touch: Int }
    """
)
TOKEN = "right-token"


class Forbidden(LinliError):
    code = "FORBIDDEN"


FAILURES: dict[str, Exception] = {
    "defect": ZeroDivisionError("secret of the house"),
    "timeout": StatementTimeout("SELECT secret FROM t ran longer than 10 s"),
    "database": DatabaseUnavailable("no connection to postgres://user:secret@host/db"),
    "settings": SettingsError("secret path"),
    "forbidden": Forbidden("You may not see people."),
}


async def viewer_of(token: str | None) -> Viewer | None:
    if token is None:
        return ANONYMOUS
    return ADMIN if token == TOKEN else None


class FakeService:
    """Fields fail with what FAILURES holds; an operation called as a key of FAILURES fails as a whole."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.documents = DocumentCache(SCHEMA, limits or Limits(), 1024 * 1024)
        self.requests: list[GraphQLRequest] = []

    async def execute(self, request: GraphQLRequest, viewer: Viewer, context: RequestContext) -> GraphQLAnswer:
        self.requests.append(request)
        await asyncio.sleep(0)
        document = self.documents.get(request.query)
        operation = document.operation(request.operation_name)
        if context.read_only and operation.operation is OperationType.MUTATION:
            raise MutationOverGet
        if request.operation_name in FAILURES:
            raise FAILURES[request.operation_name]
        variables = get_variable_values(SCHEMA, operation.variable_definitions or (), request.variables)
        if isinstance(variables, list):
            errors = [error for found in variables for error in errors_of(found, context.request_id)]
            return GraphQLAnswer(orjson.dumps({"errors": errors}), executed=False)
        result: Any = execute(
            SCHEMA,
            document.ast,
            root_value=_Root(viewer, context),
            operation_name=request.operation_name,
            variable_values=request.variables,
        )
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [error for found in result.errors for error in errors_of(found, context.request_id)]
        return GraphQLAnswer(orjson.dumps(body), executed=True, headers=((b"x-fake", b"yes"),))


class _Root:
    def __init__(self, viewer: Viewer, context: RequestContext) -> None:
        self.viewer = viewer.kind.value
        self.language = context.accept_language
        self.requestId = context.request_id
        self.self = self

    def hello(self, _info: object, name: str) -> str:
        return f"Hello {name}"

    def fail(self, _info: object, how: str) -> str:
        if how == "user":
            raise GraphQLError("No.", extensions={"code": "CHOSEN"})
        raise FAILURES[how]

    def touch(self, _info: object) -> int:
        return 1

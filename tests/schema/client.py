"""Asks the whole server but its sockets: the endpoint, the service and a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.access import ADMIN, ANONYMOUS, Viewer
from core.clock import fixed
from core.database.reader import Reader
from core.database.url import Dialect
from core.settings import Settings
from schema.execution.service import Service, build_service
from schema.http import GraphQLEndpoint
from schema.types.core_part import CORE
from tests.schema.composed import schema_of
from tests.schema.http.client import POST_JSON, Reply, answered, posted
from tests.schema.town import NOW

TOKEN = "the-administrator"
SOMEBODY = "somebody-else"


class WatchedReader:
    """A reader that remembers its statements. Which database it reads is changed from test to test."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.behind: Reader | None = None
        self.statements: list[str] = []

    async def fetch(self, sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        assert self.behind is not None
        self.statements.append(sql)
        return await self.behind.fetch(sql, params, small=small)

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        assert self.behind is not None
        return await self.behind.explain(sql, params)

    async def close(self) -> None:
        raise AssertionError("whoever opened it closes it")


class Client:
    """One service for one kind of database, made once; `reader.behind` is where it reads."""

    def __init__(self, dialect: Dialect) -> None:
        self.reader = WatchedReader(dialect)
        self.service: Service = build_service([CORE], self.reader, Settings(), composed=schema_of([CORE]))
        self.endpoint = GraphQLEndpoint(self.service, self._viewer_of)
        self._viewer: Viewer | None = None

    @property
    def dialect(self) -> Dialect:
        return self.reader.dialect

    async def send(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        admin: bool = False,
        viewer: Viewer | None = None,
        language: str | None = None,
        operation: str | None = None,
    ) -> Reply:
        """The reply to a POST, at the instant `NOW`, from nobody, the administrator or a viewer."""
        headers = [*POST_JSON, (b"accept", b"application/graphql-response+json"), (b"x-request-id", b"test")]
        self._viewer = viewer
        if admin or viewer is not None:
            headers.append((b"authorization", f"Bearer {TOKEN if admin else SOMEBODY}".encode()))
        if language is not None:
            headers.append((b"accept-language", language.encode()))
        body = posted(query, variables=variables, operationName=operation)
        with fixed(NOW):
            return await answered(self.endpoint, body, headers=headers)

    async def _viewer_of(self, token: str | None) -> Viewer | None:
        return {None: ANONYMOUS, TOKEN: ADMIN, SOMEBODY: self._viewer}.get(token)

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """The data of an answer without errors."""
        reply = await self.send(query, variables, **options)
        answer = reply.json
        assert (reply.status, list(answer)) == (200, ["data"]), answer
        return answer["data"]

    async def refusal(
        self, query: str, variables: Mapping[str, Any] | None = None, **options: Any
    ) -> tuple[int, str, str]:
        """The status, the code and the message of an answer that is one error and no data."""
        reply = await self.send(query, variables, **options)
        answer = reply.json
        assert list(answer) == ["errors"], answer
        (error,) = answer["errors"]
        return reply.status, error["extensions"]["code"], error["message"]

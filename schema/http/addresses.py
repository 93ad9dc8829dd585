"""Which GraphQL an address is for: `/graphql` of the whole city, `/jinniu/graphql` of a district."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from starlette.types import Receive, Scope, Send

from schema.http.endpoint import GraphQLEndpoint
from schema.http.refusal import Refusal

GRAPHQL_PATH = "/graphql"


class Districts(Protocol):
    """Knows the districts by the names that they have in addresses."""

    async def look(self) -> None:
        """Learns which there are by now. May raise whatever a database does."""

    def has(self, slug: str) -> bool:
        """Whether there is a district of this name."""


def is_graphql(path: str) -> bool:
    """Whether a path is one of GraphQL's: of the city, or by its form of a district."""
    return path == GRAPHQL_PATH or (path.endswith(GRAPHQL_PATH) and path.find("/", 1) == len(path) - len(GRAPHQL_PATH))


class Addresses:
    """An ASGI application for all paths that `is_graphql` knows. An unknown district is 404, code NOT_FOUND."""

    def __init__(
        self, city: GraphQLEndpoint, districts: Districts, of_district: Callable[[str], GraphQLEndpoint]
    ) -> None:
        self._city = city
        self._districts = districts
        self._of_district = of_district
        self._endpoints: dict[str, GraphQLEndpoint] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        path: str = scope["path"]
        if path == GRAPHQL_PATH:
            await self._city(scope, receive, send)
            return
        slug = path[1 : -len(GRAPHQL_PATH)]
        if not self._districts.has(slug):
            try:
                await self._districts.look()
            except Exception as error:
                await self._city.fail(scope, receive, send, error)
                return
            if not self._districts.has(slug):
                self._endpoints.pop(slug, None)
                message = f"There is no district {slug[:100]!r}. GraphQL of the whole city is at {GRAPHQL_PATH}."
                await self._city.fail(scope, receive, send, Refusal(404, "NOT_FOUND", message))
                return
        endpoint = self._endpoints.get(slug)
        if endpoint is None:
            endpoint = self._endpoints[slug] = self._of_district(slug)
        await endpoint(scope, receive, send)

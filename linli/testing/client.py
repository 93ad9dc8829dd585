"""Asks the server as frontends do, in the name of a viewer; counts the statements; enables plugins in districts."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
from tortoise.models import Model

from core import modules
from core.access import ANONYMOUS, Reach, Viewer, ViewerKind
from core.models import Area
from core.models.choices import AreaLevel
from linli.testing.server import TestServer

_ACCEPT = "application/graphql-response+json"


class Client:
    """Somebody who asks the server: a viewer, and the server with its database.

    ``http`` is for addresses other than those of GraphQL, and sends no token unless it is given ``authorization``.
    Clients of other viewers share the server: ``client.anonymous``, ``client.administrator``,
    ``client.permitted("notices.edit")``, ``client.permitted("notices.edit", areas=[town.xihua])``,
    ``client.in_role("notices.editor", places=[town.theatre])``.
    """

    def __init__(
        self, server: TestServer, http: httpx.AsyncClient, viewer: Viewer, *, token: str | None = None
    ) -> None:
        self.server = server
        self.http = http
        self.viewer = viewer
        self._token = token

    def seen_by(self, viewer: Viewer) -> Client:
        """The client of another viewer."""
        return Client(self.server, self.http, viewer)

    def with_token(self, token: str) -> Client:
        """The client of whoever has a bearer token, which the server finds out; its ``viewer`` is the anonymous one."""
        return Client(self.server, self.http, ANONYMOUS, token=token)

    @property
    def authorization(self) -> dict[str, str]:
        """The header with the viewer's token, for ``http``; none for somebody anonymous."""
        token = self._token or self.server.token_of(self.viewer)
        return {} if token is None else {"Authorization": f"Bearer {token}"}

    @property
    def anonymous(self) -> Client:
        """The client of somebody without a token, who sees what is public."""
        return self.seen_by(ANONYMOUS)

    @property
    def administrator(self) -> Client:
        """The client of somebody with every permission that the core and the chosen plugins declare."""
        return self.seen_by(self.server.plugins.administrator)

    def permitted(self, *permissions: str, **where: Iterable[Model | uuid.UUID]) -> Client:
        """The client of somebody with exactly these permissions: everywhere, or there where `viewer_with` says.

        Raises ValueError for one that nobody declares.
        """
        return self.seen_by(viewer_with(self.server, *permissions, **where))

    def in_role(self, role: str, **where: Iterable[Model | uuid.UUID]) -> Client:
        """The client of somebody with a role: everywhere, or there where `viewer_with` says.

        Raises ValueError for one that nobody declares.
        """
        roles = {one.name: one for plugin in self.server.plugins.plugins for one in plugin.roles}
        if role not in roles:
            raise ValueError(f"nobody declares the role {role}; there are: {', '.join(sorted(roles))}")
        return self.permitted(*roles[role].permissions, **where)

    @property
    def statements(self) -> Sequence[str]:
        """The SQL statements of the last request to the server, in the order in which they were sent.

        Those of queries and of use cases alike, but for the begin and the end of transactions.
        """
        return tuple(self.server.statements)

    async def send(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        district: str | None = None,
        language: str | None = None,
        operation: str | None = None,
    ) -> httpx.Response:
        """The reply to a question, to the whole city, or to the district of this name in addresses (``jinniu``).

        ``language`` is the header Accept-Language, ``operation`` the name of one of several operations.
        """
        headers = {"Accept": _ACCEPT, **self.authorization}
        if language is not None:
            headers["Accept-Language"] = language
        body = {"query": query, "variables": dict(variables or {}), "operationName": operation}
        self.server.statements.clear()
        address = "/graphql" if district is None else f"/{district}/graphql"
        return await self.http.post(address, json=body, headers=headers)

    async def ask(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        district: str | None = None,
        language: str | None = None,
    ) -> Any:
        """The data of the answer. AssertionError, which shows them, where the answer has errors. See `send`."""
        reply = await self.send(query, variables, district=district, language=language)
        answer = reply.json()
        if reply.status_code != 200 or list(answer) != ["data"]:
            raise AssertionError(f"{query.strip()}\n{_shown(variables)}was answered:\n{_shown(answer)}")
        return answer["data"]

    async def refusal(
        self, query: str, variables: Mapping[str, Any] | None = None, *, district: str | None = None
    ) -> tuple[str, str]:
        """The code and the message of the one error with which a question is refused. AssertionError for an answer."""
        reply = await self.send(query, variables, district=district)
        answer = reply.json()
        errors = answer.get("errors", [])
        if len(errors) != 1 or answer.get("data") is not None:
            raise AssertionError(f"{query.strip()}\n{_shown(variables)}was not refused:\n{_shown(answer)}")
        return errors[0]["extensions"]["code"], errors[0]["message"]

    async def enable(self, plugin: str, *, district: str) -> None:
        """Enable a plugin in the district of this name in addresses, as `linli plugins enable` does.

        Raises InputRefused for a plugin that is not among the chosen ones, and LookupError for the district.
        """
        await modules.enable(plugin, (await _district(district)).id, self._installed)

    async def disable(self, plugin: str, *, district: str) -> None:
        """Disable it there. Its rows stay."""
        await modules.disable(plugin, (await _district(district)).id, self._installed)

    @property
    def _installed(self) -> modules.Installed:
        return {one.name: one.manifest for one in self.server.plugins.plugins}


def viewer_with(
    server: TestServer,
    *permissions: str,
    areas: Iterable[Model | uuid.UUID] = (),
    organizations: Iterable[Model | uuid.UUID] = (),
    places: Iterable[Model | uuid.UUID] = (),
) -> Viewer:
    """Somebody with exactly these permissions: in the subtrees of the areas, for the organisations and for the places
    that are given, as rows or their keys; everywhere if none is.

    Raises ValueError for a permission that nobody declares.
    """
    if unknown := sorted(set(permissions) - server.plugins.permissions):
        known = ", ".join(sorted(server.plugins.permissions))
        raise ValueError(f"nobody declares the permission {', '.join(unknown)}; there are: {known}")
    reach = Reach(_keys(areas), _keys(organizations), _keys(places))
    return Viewer(ViewerKind.ADMIN, frozenset(permissions), dict.fromkeys(permissions, reach) if reach.kinds else {})


def _keys(rows: Iterable[Model | uuid.UUID]) -> frozenset[uuid.UUID]:
    return frozenset(row if isinstance(row, uuid.UUID) else row.pk for row in rows)


async def assert_statements(
    client: Client,
    query: str,
    count: int | None = None,
    variables: Mapping[str, Any] | None = None,
    *,
    district: str | None = None,
) -> Any:
    """A question takes this many SQL statements; if no number is given, one for each root field. Gives the data.

    AssertionError shows the statements that there were.
    """
    data = await client.ask(query, variables, district=district)
    statements = client.statements
    expected = len(data) if count is None else count
    if len(statements) != expected:
        listed = "\n".join(f"{number}. {statement}" for number, statement in enumerate(statements, 1))
        wanted = f"{expected} for {len(data)} root field(s)" if count is None else str(expected)
        raise AssertionError(f"{query.strip()}\ntook {len(statements)} statements, and not {wanted}:\n{listed}")
    return data


@asynccontextmanager
async def asking(server: TestServer, viewer: Viewer) -> AsyncIterator[Client]:
    """A client of the server, as long as the block runs."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(server), base_url="http://linli") as http:
        yield Client(server, http, viewer)


async def _district(slug: str) -> Area:
    districts = Area.filter(level=AreaLevel.DISTRICT)
    found = await districts.get_or_none(slug=slug)
    if found is None:
        known = ", ".join(sorted(area.slug or area.name for area in await districts)) or "none"
        raise LookupError(f"there is no district {slug!r}; there are: {known}")
    return found


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n" if value else ""

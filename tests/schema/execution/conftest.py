"""An endpoint with subscriptions, over a fresh database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from core.access import ADMIN, ANONYMOUS, Viewer
from core.database.connect import Database
from core.database.url import Dialect
from core.settings_sections import Limits
from schema.execution.announcer import READS, Announcer
from schema.http import GraphQLEndpoint
from tests.schema.client import TOKEN, Client
from tests.schema.http.streams import PATIENCE


class Served:
    """An endpoint with subscriptions of its own, over a service that is made once. It is an ASGI application."""

    def __init__(self, client: Client) -> None:
        self.service = client.service
        self.reader = client.reader
        self.viewers: dict[str | None, Viewer] = {None: ANONYMOUS, TOKEN: ADMIN}
        self.endpoint = GraphQLEndpoint(client.service, self._viewer_of)
        self.limit()

    def limit(self, **limits: Any) -> None:
        """Begin anew, with these limits."""
        self.announcer = self.service._announcer = Announcer(self.reader, Limits(**limits))

    async def _viewer_of(self, token: str | None) -> Viewer | None:
        return self.viewers.get(token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.endpoint(scope, receive, send)

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """Inside the block no statement of a subscription begins."""
        for _ in range(READS):
            await self.announcer.reading.acquire()
        yield
        for _ in range(READS):
            self.announcer.reading.release()

    async def taken(self) -> None:
        """Wait until no event waits for a worker."""
        async with asyncio.timeout(PATIENCE):
            while any(group._events for group in self.announcer._groups.values()):  # noqa: ASYNC110  (nobody tells)
                await asyncio.sleep(0.01)


@pytest.fixture
async def app(db: Database, clients: dict[Dialect, Client]) -> AsyncIterator[Served]:
    client = clients[db.dialect]
    before, client.reader.behind = client.reader.behind, db.reader
    served = Served(client)
    yield served
    assert (served.announcer.open, served.announcer.groups, served.announcer._tail) == (0, 0, None)
    client.reader.behind = before

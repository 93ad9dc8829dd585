"""The limit: Starlette, one route for each question, one hand-written statement, bytes passed through.

Run by uvicorn as `benchmarks.limit_app:app`; the database is in LINLI_DATABASE_URL.
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks import limit_postgres, limit_sqlite
from core.database.url import Dialect, parse_database_url

URL = parse_database_url(os.environ["LINLI_DATABASE_URL"])
POSTGRES = URL.dialect is Dialect.POSTGRES
SQL = limit_postgres.SQL if POSTGRES else limit_sqlite.SQL
Fetch = Callable[[str, list[Any]], Awaitable[bytes]]
instant: Callable[[str], Any] = datetime.fromisoformat if POSTGRES else limit_sqlite.instant
present: Callable[[], Any] = (lambda: datetime.now(UTC)) if POSTGRES else limit_sqlite.present

fetch: Fetch
fetch_small: Fetch


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """Opens the connections."""
    global fetch, fetch_small
    if POSTGRES:
        assert URL.dsn is not None
        connections = await limit_postgres.Connections.open(URL.dsn)
        fetch = fetch_small = connections.fetch
    else:
        assert URL.path is not None
        threads = limit_sqlite.Threads(URL.path)
        fetch, fetch_small = threads.fetch, threads.fetch_here
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    yield


async def q1(request: Request) -> Response:
    """One place. An id is a tag of two letters, an underscore and the key."""
    asked = orjson.loads(await request.body())
    return _json(await fetch_small(SQL["Q1"], [asked["id"][3:]]))


async def q2(request: Request) -> Response:
    """Places of an area."""
    asked = orjson.loads(await request.body())
    return _json(await fetch(SQL["Q2"], [asked["area"][3:]]))


async def q3(request: Request) -> Response:
    """Places with their next activities."""
    asked = orjson.loads(await request.body())
    return _json(await fetch(SQL["Q3"], [asked["area"][3:], instant(asked["from"])]))


async def q4(request: Request) -> Response:
    """Places with activities, registrations and people."""
    asked = orjson.loads(await request.body())
    return _json(await fetch(SQL["Q4"], [asked["area"][3:]]))


def _after(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        asked = orjson.loads(await request.body())
        prefix, _, cursor = asked["after"].partition(":")
        starts_at, key = orjson.loads(cursor)
        values = [
            asked["area"][3:],
            instant(asked["from"]),
            instant(asked["to"]),
            present(),
            instant(starts_at),
            key,
            f"{prefix}:",
        ]
        return _json(await fetch(SQL[name], values))

    return answer


def _json(body: bytes) -> Response:
    return Response(body, media_type="application/json")


app = Starlette(
    routes=[
        Route("/Q1", q1, methods=["POST"]),
        Route("/Q2", q2, methods=["POST"]),
        Route("/Q3", q3, methods=["POST"]),
        Route("/Q4", q4, methods=["POST"]),
        Route("/Q5", _after("Q5"), methods=["POST"]),
        Route("/Q5u", _after("Q5u"), methods=["POST"]),
    ],
    lifespan=lifespan,
)

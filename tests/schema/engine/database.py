"""Databases with the nasty data, open for as long as a session of tests needs them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from core.access import Viewer
from core.clock import fixed
from core.database.connect import database
from core.database.migrate import upgrade
from core.database.reader import Reader, open_reader
from core.database.url import Dialect, parse_database_url
from core.plugins.loaded import PluginSet
from core.settings import Settings
from core.settings_sections import Limits
from linli.testing.plugins import in_force
from schema.declare.roots import Part
from schema.execution.service import Service, build_service
from schema.http.messages import GraphQLAnswer, GraphQLRequest, GraphQLService, RequestContext
from tests.districts.plugins import CORE_ALONE
from tests.schema.composed import schema_of
from tests.schema.engine import data
from tests.schema.engine.data import districts
from tests.schema.engine.memory import Tables
from tests.schema.engine.plugins import PLUGINS

T = TypeVar("T")

#: Pages small enough that most connections have more than one.
PAGE_DEFAULT = 4
PAGE_MAX = 7

SETTINGS = Settings(
    limits=Limits(
        tokens=100_000,
        depth=100,
        aliases=10_000,
        filter_depth=20,
        page_default=PAGE_DEFAULT,
        page_max=PAGE_MAX,
        cost=10**9,
    )
)


@dataclass
class Loaded:
    """A database with the data of `tests.schema.engine.data`, and a loop of its own on which it is used."""

    dialect: Dialect
    runner: asyncio.Runner
    reader: Reader
    tables: Tables

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine; the clock is held at `data.NOW`."""

        async def at_that_moment() -> T:
            with fixed(data.NOW):
                return await coroutine

        return self.runner.run(at_that_moment())

    def service(self, parts: Sequence[Part], reader: Reader | None = None) -> Service:
        """A service over the database, by default through its own reader."""
        return build_service(parts, reader or self.reader, SETTINGS, composed=schema_of(parts))


@contextmanager
def loaded(url: str) -> Iterator[Loaded]:
    """Migrate the empty database at the address and fill it."""
    with _filled(url, data.load, CORE_ALONE) as found:
        yield found


@contextmanager
def loaded_with_districts(url: str) -> Iterator[Loaded]:
    """`loaded`, with the tables of the plugins of `tests.schema.engine.plugins` and the rows of their districts."""

    async def load() -> None:
        await data.load()
        await districts.load()

    with _filled(url, load, PLUGINS) as found:
        yield found


@contextmanager
def _filled(url: str, load: Callable[[], Coroutine[Any, Any, None]], plugins: PluginSet) -> Iterator[Loaded]:
    modules = plugins.model_modules

    async def fill() -> tuple[Reader, Tables]:
        await upgrade(url, apps=plugins.apps)
        # Not shared: other tests of the same session open databases of their own for their models.
        async with database(url, shared=False, apps=modules):
            await load()
            tables = await Tables.load([module for of_app in modules.values() for module in of_app])
        return await open_reader(parse_database_url(url), size=4, statement_timeout_seconds=10), tables

    with asyncio.Runner() as runner:
        # Other tests may have made models searchable that have no tables here.
        with in_force(plugins):
            reader, tables = runner.run(fill())
        try:
            yield Loaded(reader.dialect, runner, reader, tables)
        finally:
            runner.run(reader.close())


async def ask(
    service: GraphQLService,
    viewer: Viewer,
    query: str,
    variables: Mapping[str, Any] | None = None,
    *,
    operation_name: str | None = None,
    accept_language: str | None = None,
) -> dict[str, Any]:
    """The whole answer of a service to a question."""
    request = GraphQLRequest(query, operation_name, dict(variables or {}), {})

    async def as_before() -> Viewer:
        return viewer

    context = RequestContext("a-request", accept_language, read_only=True, viewer_now=as_before)
    answer = await service.execute(request, viewer, context)
    assert isinstance(answer, GraphQLAnswer)
    found: dict[str, Any] = orjson.loads(answer.body)
    return found

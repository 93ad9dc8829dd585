"""What is not for a viewer is refused before any statement runs, in the same words on every path to it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence

import orjson
import pytest

from core.access import Viewer
from core.database.url import Dialect
from core.plugins.loaded import PluginSet
from core.settings import Settings
from linli.testing.plugins import in_force
from schema.declare.catalog import Catalog
from schema.execution.districts import city_parts
from schema.execution.service import Service, build_service
from schema.http.messages import GraphQLAnswer, GraphQLRequest, RequestContext
from tests.paths.refusals import Refusal, Refusals
from tests.paths.viewers import viewers

WHO = ["anonymous", "resident", "administrator elsewhere", "partner"]


class NoReader:
    """A database of which nothing may be asked."""

    dialect = Dialect.SQLITE

    async def fetch(self, sql: str, params: Sequence[object], *, small: bool = False) -> bytes | None:
        raise AssertionError(f"asked the database: {sql}")

    async def explain(self, sql: str, params: Sequence[object]) -> str:
        raise AssertionError(f"asked the database: {sql}")

    async def close(self) -> None:
        """Nothing to do."""


@pytest.fixture(scope="module")
def service(plugins: PluginSet) -> Service:
    with in_force(plugins):
        return build_service(city_parts(plugins), NoReader(), Settings())


async def _wrong(service: Service, viewer: Viewer, refusal: Refusal) -> str | None:
    """How a question is answered otherwise than by its refusal."""
    request = GraphQLRequest(refusal.query, None, dict(refusal.variables), {})
    context = RequestContext("paths", None, read_only=False, streams=True)
    told: object
    try:
        answer = await service.execute(request, viewer, context)
        assert isinstance(answer, GraphQLAnswer), "a stream was opened"
        told = [
            (error["message"], error.get("path"), error["extensions"]["code"], answer.refusal_status)
            for error in orjson.loads(answer.body)["errors"]
        ]
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
    if told == [(refusal.message, [refusal.key], "FORBIDDEN", 403)]:
        return None
    return f"{refusal.query} {dict(refusal.variables) or ''}\n  expected: {refusal.message}\n  answered: {told}"


@pytest.mark.parametrize("who", WHO)
def test_in_the_same_words_on_every_path(service: Service, plugins: PluginSet, who: str) -> None:
    viewer = viewers(plugins, uuid.UUID(int=4), uuid.UUID(int=5))[who]
    catalog = Catalog(city_parts(plugins))
    with in_force(plugins):
        refusals = list(Refusals(catalog, service._schema, viewer).all())

        async def ask() -> list[str]:
            found = [await _wrong(service, viewer, one) for one in refusals]
            return [one for one in found if one is not None]

        wrong = asyncio.run(ask())
    assert wrong == [], f"{len(wrong)} of {len(refusals)}:\n" + "\n".join(wrong[:20])
    # Whoever has every permission somewhere is refused little before it is known which rows are asked for.
    assert len(refusals) >= (2 if who == "administrator elsewhere" else 500)

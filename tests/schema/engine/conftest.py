"""One database of each kind with the nasty data for all tests of the engine, and one with districts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from core.database.url import Dialect
from linli.testing.postgres import RunningPostgres
from tests.schema.engine.database import Loaded, loaded, loaded_with_districts


@pytest.fixture(scope="session", params=list(Dialect))
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """Both kinds of database, one after the other, with the data of `tests.schema.engine.data`."""
    yield from _database(loaded, "linli_engine", request, tmp_path_factory)


@pytest.fixture(scope="session", params=list(Dialect))
def filled_districts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The same, with the data of `tests.schema.engine.data.districts` too."""
    yield from _database(loaded_with_districts, "linli_engine_districts", request, tmp_path_factory)


def _database(
    load: Callable[[str], AbstractContextManager[Loaded]],
    name: str,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Loaded]:
    if request.param is Dialect.SQLITE:
        with load(f"sqlite://{tmp_path_factory.mktemp(name) / 'linli.db'}") as found:
            yield found
        return
    server: RunningPostgres = request.getfixturevalue("postgres")
    with load(asyncio.run(server.create_database(name))) as found:
        yield found
    # The order of tests may ask for it again.
    asyncio.run(server.drop_database(name))

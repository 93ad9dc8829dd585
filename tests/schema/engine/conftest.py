"""One database of each kind with the nasty data for all tests of the engine."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from core.database.url import Dialect
from linli.testing.postgres import RunningPostgres
from tests.schema.engine.database import Loaded, loaded

_DATABASE = "linli_engine"


@pytest.fixture(scope="session", params=list(Dialect))
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """Both kinds of database, one after the other, with the data of `tests.schema.engine.data`."""
    if request.param is Dialect.SQLITE:
        with loaded(f"sqlite://{tmp_path_factory.mktemp('engine') / 'linli.db'}") as found:
            yield found
        return
    server: RunningPostgres = request.getfixturevalue("postgres")
    with loaded(_created(server)) as found:
        yield found


def _created(server: RunningPostgres) -> str:
    return asyncio.run(server.create_database(_DATABASE))

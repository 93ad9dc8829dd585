"""The fixtures of `linli.testing`: a server with this plugin, over a fresh database of either kind; and the clock."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from linli.services import SHANGHAI
from linli.testing import fixed

pytest_plugins = ["linli.testing.fixtures"]

EVENING = datetime.datetime(2026, 7, 1, 18, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _evening() -> Iterator[None]:
    """It is 18:00 on 1 July 2026 in Chengdu, unless a test says another time."""
    with fixed(EVENING):
        yield


@pytest.fixture
def evening() -> datetime.datetime:
    """That instant."""
    return EVENING

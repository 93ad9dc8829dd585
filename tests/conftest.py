"""Fixtures of all tests: those of `linli.testing`, over the core alone."""

from collections.abc import Iterator

import pytest

from core.plugins.loaded import PluginSet
from core.search import SUBJECTS
from linli.testing import plugin_set

pytest_plugins = ["linli.testing.fixtures", "pytester"]


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    """Only the core."""
    return plugin_set()


@pytest.fixture(autouse=True)
def _searchable() -> Iterator[None]:
    """What a test's plugins made searchable is not so in the next test."""
    before = dict(SUBJECTS)
    yield
    SUBJECTS.clear()
    SUBJECTS.update(before)

"""Fixtures of all tests: those of `linli.testing`, over the core alone."""

import gc
from collections.abc import Generator, Iterator

import pytest

from core.plugins.loaded import PluginSet
from core.roles import ROLES, set_roles
from core.search import SUBJECTS
from linli.testing import plugin_set

pytest_plugins = ["linli.testing.fixtures", "pytester"]


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    """Only the core."""
    return plugin_set()


@pytest.fixture(autouse=True)
def _searchable() -> Iterator[None]:
    """What a test's plugins made searchable, and their roles, are not so in the next test."""
    before, roles = dict(SUBJECTS), list(ROLES.values())
    yield
    set_roles(roles)
    SUBJECTS.clear()
    SUBJECTS.update(before)


def pytest_collection_finish() -> None:
    """What exists by now stays: the collector of cycles need not look at it again, as in the server."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Reports travel between processes as UTF-8, and a test may log a lone surrogate."""
    report = yield
    report.sections = [(title, text.encode(errors="backslashreplace").decode()) for title, text in report.sections]
    return report

"""Helpers for the tests of plugins, from `pip install linli[testing]`.

Write ``pytest_plugins = ["linli.testing.fixtures"]`` in your conftest.py, and your tests have fixtures: ``client`` asks
the server with your plugin over a fresh database, SQLite and PostgreSQL in turn; ``town`` fills it with a small town.
docs/plugins/testing.md shows each.
"""

from core.clock import fixed
from core.database.connect import Database
from core.database.url import Dialect
from core.plugins.loaded import PluginSet
from linli.testing.clashes import assert_no_clashes
from linli.testing.client import Client, assert_statements
from linli.testing.leaks import assert_no_leaks
from linli.testing.plugins import plugin_set
from linli.testing.postgres import RunningPostgres, postgres_server
from linli.testing.purging import Installation, assert_purge_and_reinstall
from linli.testing.town import Town, build_town

__all__ = [
    "Client",
    "Database",
    "Dialect",
    "Installation",
    "PluginSet",
    "RunningPostgres",
    "Town",
    "assert_no_clashes",
    "assert_no_leaks",
    "assert_purge_and_reinstall",
    "assert_statements",
    "build_town",
    "fixed",
    "plugin_set",
    "postgres_server",
]

"""All built-in plugins: whichever pyproject.toml registers."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.plugins.loaded import PluginSet
from core.settings import Settings
from linli.testing import plugin_set
from linli.testing.plugins import own_plugins
from tests.docs.markdown import ROOT


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    return plugin_set(*own_plugins(ROOT))


@pytest.fixture
def server_settings(migrated_database_url: str, tmp_path: Path) -> Settings:
    """A server with room for all that one viewer asks: many ask the same."""
    room = 1024**3
    limits = {"document_cache_bytes": room, "plan_cache_bytes": room}
    given = {"database_url": migrated_database_url, "data_dir": tmp_path, "limits": limits}
    return Settings.model_validate(given)

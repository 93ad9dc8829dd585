"""All built-in plugins: whichever pyproject.toml registers."""

from __future__ import annotations

import pytest

from core.plugins.loaded import PluginSet
from linli.testing import plugin_set
from linli.testing.plugins import own_plugins
from tests.docs.markdown import ROOT


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    return plugin_set(*own_plugins(ROOT))

"""The helpers are tried on the plugin of kits, which is installed nowhere."""

import pytest

from core.plugins.loaded import PluginSet
from linli.testing import plugin_set
from tests.plugins.kits import plugin as kits


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    return plugin_set(kits)

"""The helpers are tried on the plugins of kits and of tips, which are installed nowhere."""

import pytest

from core.plugins.loaded import PluginSet
from linli.testing import plugin_set
from tests.plugins.kits import plugin as kits


@pytest.fixture
def plugins(request: pytest.FixtureRequest) -> PluginSet:
    """The kits, or what a test names by `parametrize`."""
    return plugin_set(getattr(request, "param", kits))

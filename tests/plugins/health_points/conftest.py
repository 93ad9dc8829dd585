"""The fixtures of `linli.testing`, with health points; and the ward that tests begin with."""

from __future__ import annotations

import pytest

from core.plugins.loaded import PluginSet
from linli.testing import Client, Town, plugin_set
from tests.plugins.health_points.ward import Ward, a_ward


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    """The core, health points, and the stores whose Ten Elements hear of kits."""
    return plugin_set("health_points", "jinniu_stores")


@pytest.fixture
async def ward(client: Client, town: Town) -> Ward:
    """The medicine list, a template, a kit in service and a contact point, in the town of `client`."""
    return await a_ward(town)

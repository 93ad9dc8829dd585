"""The fixtures of `linli.testing`, with talent training."""

from __future__ import annotations

import pytest

from core.plugins.loaded import PluginSet
from linli.testing import Client, Town, fixed, plugin_set
from tests.plugins.pidu_talent.camp import NOW, Camp, a_camp


@pytest.fixture(scope="session")
def plugins() -> PluginSet:
    """The core and the plugin."""
    return plugin_set("pidu_talent")


@pytest.fixture
async def camp(client: Client, town: Town) -> Camp:
    """A cohort in Pitong that takes applications, where the plugin is enabled."""
    await client.enable("pidu_talent", district="pidu")
    with fixed(NOW):
        return await a_camp(town)

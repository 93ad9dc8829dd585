"""What the tests of a session share of the server."""

from __future__ import annotations

from core.database.connect import Database
from core.plugins.loaded import PluginSet
from core.settings import Settings
from linli.testing.server import Cities


async def test_services_are_kept_for_the_same_settings_alone(
    db: Database, plugins: PluginSet, server_settings: Settings, cities: Cities
) -> None:
    city, _ = cities.of(plugins, db, server_settings)
    elsewhere = server_settings.model_copy(update={"data_dir": server_settings.data_dir / "elsewhere"})
    assert cities.of(plugins, db, elsewhere)[0] is city
    limits = server_settings.limits.model_copy(update={"depth": server_settings.limits.depth + 1})
    assert cities.of(plugins, db, server_settings.model_copy(update={"limits": limits}))[0] is not city
    assert cities.of(plugins, db, server_settings)[0] is city

"""The plugin's tables, forwards and back, on both databases."""

from __future__ import annotations

from core.database.connect import database
from core.database.migrate import describe_schema, differences, downgrade, missing_migrations, pending, upgrade
from core.models import Place
from core.plugins.loaded import PluginSet
from core.settings import Settings
from linli.testing import build_town
from linli.testing.plugins import in_force
from plugins.health_points.choices import FirstAidKitAccess
from plugins.health_points.models import ContactPoint, Lot, Movement
from tests.core.database.migrate.support import create_at_once
from tests.plugins.health_points.ward import a_served_kit, a_ward


def test_no_migration_is_missing(plugins: PluginSet) -> None:
    assert missing_migrations(plugins.apps) == []


async def test_back_to_the_core_and_forwards_again(migrated_database_url: str, plugins: PluginSet) -> None:
    before = await describe_schema(migrated_database_url)
    await downgrade(migrated_database_url, apps=plugins.apps, app="health_points", target="zero")
    tables = (await describe_schema(migrated_database_url))["tables"]
    assert [table for table in tables if table.startswith("health_points_")] == []
    await upgrade(migrated_database_url, apps=plugins.apps)
    assert differences(await describe_schema(migrated_database_url), before) == []
    assert await pending(migrated_database_url, apps=plugins.apps) == []


async def test_lots_and_movements_learn_of_their_kits(migrated_database_url: str, plugins: PluginSet) -> None:
    url = migrated_database_url
    async with database(url, apps=plugins.model_modules):
        with in_force(plugins, Settings(database_url=url)):
            ward = await a_ward(await build_town())
            await a_served_kit(ward, ward.town.theatre, "K-2", FirstAidKitAccess.ALWAYS)
        before = [await model.all().order_by("id").values() for model in (Lot, Movement)]
        assert [len({row["kit_id"] for row in rows}) for rows in before] == [2, 2]
    await downgrade(url, apps=plugins.apps, app="health_points", target="0002_reopened_contact_points")
    assert "kit_id" not in str((await describe_schema(url))["tables"]["health_points_movement"])
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules):
        assert [await model.all().order_by("id").values() for model in (Lot, Movement)] == before


async def test_rows_go_with_the_tables_and_those_of_the_core_stay(
    migrated_database_url: str, plugins: PluginSet
) -> None:
    url = migrated_database_url
    async with database(url, apps=plugins.model_modules):
        with in_force(plugins, Settings(database_url=url)):
            await a_ward(await build_town())
        assert await Lot.all().count() == await Movement.all().count() == 2
        places = await Place.all().order_by("id").values()
    await downgrade(url, apps=plugins.apps, app="health_points", target="zero")
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules):
        assert await Place.all().order_by("id").values() == places
        assert await Movement.all().count() == 0


async def test_contact_points_that_are_there_stay(migrated_database_url: str, plugins: PluginSet) -> None:
    """0002, back and forwards again, on tables with rows."""
    url = migrated_database_url
    async with database(url, apps=plugins.model_modules):
        with in_force(plugins, Settings(database_url=url)):
            await a_ward(await build_town())
        points = await ContactPoint.all().values()
    await downgrade(url, apps=plugins.apps, app="health_points", target="0001_initial")
    await upgrade(url, apps=plugins.apps)
    async with database(url, apps=plugins.model_modules):
        assert await ContactPoint.all().values() == points != []


async def test_migrated_equals_made_at_once(database_url: str, plugins: PluginSet) -> None:
    await upgrade(database_url, apps=plugins.apps)
    migrated = await describe_schema(database_url)
    for app in reversed(plugins.apps):
        await downgrade(database_url, apps=plugins.apps, app=app.label, target="zero")
    await create_at_once(database_url, plugins.apps)
    assert differences(migrated, await describe_schema(database_url)) == []

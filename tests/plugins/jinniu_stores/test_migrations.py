"""The plugin's tables, forwards and back, on both databases."""

from __future__ import annotations

from typing import Any

from core.clock import fixed
from core.database.connect import database
from core.database.migrate import describe_schema, differences, downgrade, missing_migrations, pending, upgrade
from core.models import Place
from core.plugins.loaded import PluginSet
from plugins.jinniu_stores import agreements, stores
from plugins.jinniu_stores.choices import ElementCondition
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.models import Rectification, StatusChange, Store
from tests.core.database.migrate.support import back_and_forwards, contents, create_at_once, lost
from tests.plugins.jinniu_stores.office import NOW, a_district, a_store, at, date, inspect
from tests.plugins.jinniu_stores.test_agreements import SIGNING, a_draft


def test_no_migration_is_missing(plugins: PluginSet) -> None:
    assert missing_migrations(plugins.apps) == []


async def test_back_to_the_core_and_forwards_again(stores_url: str, plugins: PluginSet) -> None:
    before = await describe_schema(stores_url)
    async with database(stores_url, apps=plugins.model_modules):
        await a_store(await a_district(), 1)
        places = await Place.all().order_by("id").values()
    await downgrade(stores_url, apps=plugins.apps, app="jinniu_stores", target="zero")
    tables = (await describe_schema(stores_url))["tables"]
    assert [table for table in tables if table.startswith("jinniu_stores_")] == []
    await upgrade(stores_url, apps=plugins.apps)
    assert differences(await describe_schema(stores_url), before) == []
    assert await pending(stores_url, apps=plugins.apps) == []
    async with database(stores_url, apps=plugins.model_modules):
        assert await Place.all().order_by("id").values() == places


async def test_each_migration_loses_nothing_back_and_forwards(stores_url: str, plugins: PluginSet) -> None:
    async with database(stores_url, apps=plugins.model_modules):
        district, draft = await a_draft()
        with fixed(NOW):
            await agreements.sign(draft.id, SIGNING)
        await inspect(await a_store(district, 1, S.ACTIVE), MICROWAVE=ElementCondition.FAULTY)
        await a_store(district, 2, S.INELIGIBLE)
    held = await contents(stores_url)
    first = await back_and_forwards(stores_url, plugins.apps, plugins.apps[-1])
    assert lost(held, first) == []
    assert {table for table, found in first.items() if not found and table.startswith("jinniu_stores_")} == set()
    assert lost(first, await contents(stores_url)) == []
    assert await pending(stores_url, apps=plugins.apps) == []


async def test_what_a_registry_held_before_is_filled_in(stores_url: str, plugins: PluginSet) -> None:
    async def told() -> tuple[list[Any], list[Any], list[Any]]:
        async with database(stores_url, apps=plugins.model_modules):
            changes = await StatusChange.all().order_by("store__partner_code", "position")
            return (
                [(change.status.value, change.wave_id) for change in changes],
                await Store.all().order_by("partner_code").values_list("partner_code", "lacking_since"),
                await Rectification.all().order_by("id").values_list("done_on", "withdrawn_on"),
            )

    async with database(stores_url, apps=plugins.model_modules):
        district = await a_district()
        await inspect(await a_store(district, 1, S.ACTIVE), at(date(2024, 8, 1), 2), MICROWAVE=ElementCondition.FAULTY)
        await a_store(district, 2, S.ACTIVE)
        await a_store(district, 3, S.ELIGIBLE)
        left = await a_store(district, 4, S.ACTIVE)
        await inspect(left, at(date(2024, 8, 1)), MICROWAVE=ElementCondition.FAULTY)
        with fixed(at(date(2024, 8, 2))):
            await stores.withdraw(left.id, "关店")
    before = await told()
    assert {wave for _, wave in before[0]} == {None, district.wave.id}
    assert before[1] == [("HQ-1", date(2024, 8, 1)), ("HQ-2", None), ("HQ-3", None), ("HQ-4", date(2024, 8, 1))]
    assert before[2] == [(None, None), (None, date(2024, 8, 2))]
    await downgrade(stores_url, apps=plugins.apps, app="jinniu_stores", target="0001_initial")
    await upgrade(stores_url, apps=plugins.apps)
    assert await told() == before


async def test_migrated_equals_made_at_once(database_url: str, plugins: PluginSet) -> None:
    await upgrade(database_url, apps=plugins.apps)
    migrated = await describe_schema(database_url)
    for app in reversed(plugins.apps):
        await downgrade(database_url, apps=plugins.apps, app=app.label, target="zero")
    await create_at_once(database_url, plugins.apps)
    assert differences(migrated, await describe_schema(database_url)) == []


async def test_added_to_a_database_that_is_in_use(database_url: str, plugins: PluginSet) -> None:
    await upgrade(database_url)
    async with database(database_url):
        assert await Place.all().count() == 0
    applied = await upgrade(database_url, apps=plugins.apps)
    assert [one.name for one in applied] == [
        "0001_initial",
        "0002_signage_services_scenarios",
        "0003_withdrawn_rectifications",
    ]
    assert {one.app for one in applied} == {"jinniu_stores"}

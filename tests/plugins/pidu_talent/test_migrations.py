"""The plugin's tables come, go and come again on both databases, and it comes and goes without a trace."""

from __future__ import annotations

import pytest

from core.database.migrate import describe_schema, differences, downgrade, pending, upgrade
from core.plugins.loaded import PluginSet
from linli.models import Area, Person
from linli.testing import Dialect, Installation, assert_no_clashes, assert_purge_and_reinstall
from plugins.pidu_talent.models import Course, Trainer
from tests.core.database.migrate.support import create_at_once


async def test_migrated_equals_made_at_once(database_url: str, plugins: PluginSet) -> None:
    await upgrade(database_url, apps=plugins.apps)
    migrated = await describe_schema(database_url)
    for app in reversed(plugins.apps):
        await downgrade(database_url, apps=plugins.apps, app=app.label, target="zero")
    await create_at_once(database_url, plugins.apps)
    assert differences(migrated, await describe_schema(database_url)) == []


async def test_added_to_a_database_that_is_in_use_and_taken_away(database_url: str, plugins: PluginSet) -> None:
    await upgrade(database_url)
    before = await describe_schema(database_url)
    applied = await upgrade(database_url, apps=plugins.apps)
    assert [(one.app, one.name) for one in applied] == [
        ("pidu_talent", "0001_initial"),
        ("pidu_talent", "0002_named"),
        ("pidu_talent", "0003_refusals"),
    ]
    assert await pending(database_url, apps=plugins.apps) == []
    await downgrade(database_url, apps=plugins.apps, app="pidu_talent", target="zero")
    assert differences(before, await describe_schema(database_url)) == []


def test_talent_training_clashes_with_nobody() -> None:
    assert_no_clashes("pidu_talent")


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_talent_training_comes_and_goes(installation: Installation) -> None:
    async def rows() -> None:
        area = await Area.get(name="西华街道")
        await Trainer.create(area=area, name="示例导师甲", person=await Person.get(display_name="演示居民001"))
        await Course.create(area=area, code="T1", title="社区治理", kind="THEORY", minutes=60)

    await assert_purge_and_reinstall(installation, "pidu_talent", rows=rows)

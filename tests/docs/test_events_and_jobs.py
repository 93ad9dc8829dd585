"""The handlers and the job of docs/plugins/events-and-jobs.md do what the page says."""

from __future__ import annotations

import datetime
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from app import handlers_of
from core import modules, places
from core.database.connect import transaction
from core.database.migrate import upgrade
from core.equipment import EQUIPMENT_CHANGED
from core.models import Area, Event, Place
from core.models.choices import AreaLevel, PlaceKind, PlaceStatus
from core.plugins.loaded import PluginSet
from core.plugins.loading import hooks_of
from core.settings_sections import Work
from core.work import Handlers, open_with_handlers
from core.work.delivery import deliver_some, register
from core.work.jobs import Jobs
from core.work.leases import Leases
from linli import Manifest, hookimpl
from tests.docs.markdown import DOCS, blocks
from tests.docs.page_plugins import NOTICES

PAGE = DOCS / "plugins" / "events-and-jobs.md"


@pytest.fixture(scope="module")
def plugins() -> PluginSet:
    """The plugin with what the page adds to it."""
    core, plain = NOTICES.loaded().plugins
    package = Path(str(sys.modules["notices"].__file__)).parent
    for block in blocks(PAGE):
        if block.language == "python":
            (file,) = block.words
            (package.parent / file).write_text(block.text, encoding="utf-8")
    found = import_module("notices.hooks")
    found.linli_manifest = hookimpl(lambda: Manifest("notices", "公告", "Notices", "0.1.0"))  # type: ignore[attr-defined]  # as plugin.py has it
    hooks = hooks_of(found)
    declared = {"event_handlers": hooks["linli_event_handlers"](), "jobs": hooks["linli_jobs"]()}
    return PluginSet((core, replace(plain, **declared)))


@pytest.fixture
async def handlers(migrated_database_url: str, plugins: PluginSet) -> AsyncIterator[Handlers]:
    """The handlers at work in a district that has the plugin."""
    await upgrade(migrated_database_url, apps=plugins.apps)
    found = handlers_of(plugins)
    async with open_with_handlers(migrated_database_url, found):
        await register(found)
        city = await Area.create(name="成都市", level=AreaLevel.CITY)
        for name in ("金牛区", "郫都区"):
            await Area.create(name=name, level=AreaLevel.DISTRICT, parent=city)
        district = await Area.get(name="金牛区")
        await modules.enable("notices", district.id, {one.name: one.manifest for one in plugins.plugins})
        yield found


async def a_place(district: str) -> Place:
    area = await Area.get(name=district)
    return await places.create(places.NewPlace(name="红旗超市", area_id=area.id, kind=PlaceKind.STORE))


def of(name: str) -> Any:
    """A model of the plugin."""
    return getattr(import_module("notices.models"), name)


async def test_a_new_place_has_a_board_where_the_plugin_is_enabled(handlers: Handlers) -> None:
    place = await a_place("金牛区")
    await a_place("郫都区")
    assert [(board.place_id, board.name) for board in await of("Board").all()] == [(place.id, "红旗超市公告栏")]

    async def fail() -> None:
        async with transaction():
            await a_place("金牛区")
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await fail()
    assert await of("Board").all().count() == 1


async def test_news_of_equipment_is_told(handlers: Handlers) -> None:
    place = await a_place("金牛区")
    await import_module("notices.broken").report_broken(place.id)
    event = await Event.get(name=EQUIPMENT_CHANGED)
    assert (event.subject_id, event.payload) == (place.id, {"item": "NOTICE_BOARD", "condition": "FAULTY"})


async def test_notices_are_taken_down_after_a_place_has_closed(handlers: Handlers) -> None:
    place = await a_place("金牛区")
    board = await of("Board").get(place=place)
    day = datetime.date(2026, 1, 1)
    notice = await of("Notice").create(board=board, title="通知", body="内容", posted_on=day)
    await places.update(place.id, places.PlaceChange(name="红旗便利店"))
    await places.update(place.id, places.PlaceChange(status=PlaceStatus.CLOSED))
    assert (await of("Notice").get(id=notice.id)).taken_down_on is None
    await deliver_some(handlers, handlers.consumers["notices.on_place_updated"], Work())
    assert (await of("Notice").get(id=notice.id)).taken_down_on is not None


async def test_the_job_takes_down_what_is_old_in_districts_that_have_the_plugin(handlers: Handlers) -> None:
    for district in ("金牛区", "郫都区"):
        board = await of("Board").create(place=await a_place(district), name=district)
        for year in (2020, 2100):
            day = datetime.date(year, 1, 1)
            await of("Notice").create(board=board, title=f"{district}{year}", body="内容", posted_on=day)
    await Jobs(handlers, Leases(30), Work()).run_now("notices.take_down_old")
    assert [notice.title for notice in await of("Notice").exclude(taken_down_on=None)] == ["金牛区2020"]

"""Old events are deleted, but for those that somebody has yet to see."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from core.clock import fixed
from core.database.connect import Database
from core.event_cursors import EventsGone, refuse_gone
from core.events import Offset, emit, events_after, offset_of
from core.models import Event, EventCursor, SetAsideEvent
from core.plugins.failures import PluginFailure
from core.plugins.loaded import PluginSet
from core.plugins.plugin_settings import keep_settings, plugin_settings
from core.settings import Settings
from core.settings_sections import Work
from core.work import Handlers, retention
from core.work.delivery import register
from core.work.jobs import current_handlers
from tests.core.work.plugins import ONE, Seen, loaded, nowhere

NOW = datetime.datetime(2024, 7, 10, tzinfo=datetime.UTC)
KITS = loaded("kits", Seen().after_commit())


@pytest.fixture(autouse=True)
def _keep_ten_days(db: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(retention, "_AT_ONCE", 2)
    keep_settings([Settings(work=Work(event_days=10))])
    yield
    keep_settings([Settings()])


async def expire(*plugins: object, failures: tuple[PluginFailure, ...] = ()) -> list[str]:
    """What is left of the events afterwards."""
    current_handlers.set(Handlers(PluginSet(tuple(plugins), failures), nowhere))  # type: ignore[arg-type]  # plugins
    with fixed(NOW):
        await retention.expire_events()
    return [event.name for event in await Event.all().order_by("position")]


async def emitted(*days: int) -> None:
    """An event so many days ago each, named after it."""
    for ago in days:
        with fixed(NOW - datetime.timedelta(days=ago)):
            await emit(f"{ago} days ago", "pl", ONE)


async def move(consumer: str, name: str) -> None:
    """Let a consumer be right behind the event of this name."""
    (event,) = [event for event in await events_after(Offset()) if event.name == name]
    offset = offset_of(event)
    await EventCursor.update_or_create(
        {"transaction": offset.transaction, "position": offset.position}, consumer=consumer
    )


async def test_events_go_when_their_time_is_over() -> None:
    await emitted(30, 20, 15, 12, 11, 10, 1)
    places = [offset_of(event) for event in await events_after(Offset())]
    assert await expire() == ["10 days ago", "1 days ago"]
    for place in places[:4]:
        with pytest.raises(EventsGone):
            await refuse_gone(place)
    for place in places[4:]:
        await refuse_gone(place)


async def test_what_a_consumer_has_yet_to_see_stays() -> None:
    await emitted(30, 20, 15)
    await register(Handlers(PluginSet((KITS,)), nowhere))
    await move("kits.see", "20 days ago")
    assert await expire(KITS) == ["15 days ago"]


async def test_a_plugin_that_is_gone_holds_nothing_back_and_one_that_failed_to_load_does() -> None:
    await emitted(30, 20)
    await move("gone.see", "30 days ago")
    await move("broken.see", "30 days ago")
    # A handler that a plugin had in an earlier version.
    await move("kits.renamed", "30 days ago")
    failure = PluginFailure("broken", "linli-broken", "1.0", "It is broken.", "Repair it.")
    assert await expire(KITS, failures=(failure,)) == ["20 days ago"]
    assert await expire(KITS) == []


async def test_what_was_set_aside_stays() -> None:
    await emitted(30, 20)
    event = await Event.get(name="30 days ago")
    await SetAsideEvent.create(event=event, consumer="kits.see", attempts=8, last_error="x")
    assert await expire() == ["30 days ago"]


def test_ninety_days_by_default() -> None:
    assert Settings().work.event_days == 90
    assert plugin_settings(Settings).work.event_days == 10

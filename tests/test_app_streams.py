"""Subscriptions of the assembled server: from its start to the signal that stops it."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from app import create_app
from core import activities
from core.settings import Settings
from linli.testing import plugin_set
from tests.schema.http.streams import subscribed
from tests.support.domain import new_activity

TOKEN = "the-token-of-tests"
ACTIVITIES = "subscription { activityChanged { event activity { title } } }"


@pytest.fixture
def stopped() -> Iterator[list[int]]:
    """What the signals to stop have done that were set before the server started."""
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    yield heard
    signal.signal(signal.SIGTERM, before)


async def test_it_tells_what_is_committed_until_it_is_told_to_stop(
    migrated_database_url: str, stopped: list[int]
) -> None:
    settings = Settings.model_validate({"database_url": migrated_database_url, "admin_token": TOKEN})
    app = create_app(settings, plugin_set())
    async with (
        app.router.lifespan_context(app),
        subscribed(app, ACTIVITIES) as public,
        subscribed(app, ACTIVITIES, token=TOKEN) as office,
    ):
        activity = await activities.create(await new_activity())
        expected = {"event": "activity.created", "activity": {"title": "第三季度邻里节"}}
        assert (await office.told())["activityChanged"] == expected
        await activities.publish(activity.id)
        for stream in (public, office):
            assert (await stream.told())["activityChanged"] == {**expected, "event": "activity.published"}
        signal.raise_signal(signal.SIGTERM)
        for stream in (public, office):
            assert (await stream.end())[0] == "SERVER_STOPPING"
        assert stopped == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL

"""The clock: UTC instants, days in Shanghai, and holding it still."""

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from core import clock

LATE = datetime(2024, 7, 9, 16, 30, 15, 999_999, tzinfo=UTC)


def test_now_is_in_utc_and_whole_seconds() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    now = clock.now()
    assert now.tzinfo is UTC
    assert now.microsecond == 0
    assert before <= now <= datetime.now(UTC)


def test_a_day_begins_in_shanghai() -> None:
    with clock.fixed(LATE) as held:
        assert held == clock.now() == datetime(2024, 7, 9, 16, 30, 15, tzinfo=UTC)
        assert clock.today() == date(2024, 7, 10)
    with clock.fixed(LATE - timedelta(hours=1)):
        assert clock.today() == date(2024, 7, 9)


def test_another_offset_becomes_utc_and_blocks_nest() -> None:
    with clock.fixed(datetime(2024, 7, 10, 8, tzinfo=timezone(timedelta(hours=8)))):
        assert clock.now().isoformat() == "2024-07-10T00:00:00+00:00"
        with clock.fixed(LATE):
            assert clock.now().hour == 16
        assert clock.now().hour == 0
    assert clock.now().year > 2024


async def test_tasks_started_inside_see_the_held_clock_and_others_do_not() -> None:
    started, release = asyncio.Event(), asyncio.Event()

    async def year() -> int:
        started.set()
        await release.wait()
        return clock.now().year

    outside = asyncio.create_task(year())
    await started.wait()
    with clock.fixed(LATE):
        inside = asyncio.create_task(year())
        release.set()
        assert await inside == 2024
    assert await outside > 2024


def test_an_instant_without_offset_is_refused() -> None:
    naive = LATE.replace(tzinfo=None)
    with pytest.raises(ValueError, match=r"needs an instant with an offset, and got 2024-07-09T16:30:15"):
        clock.fixed(naive).__enter__()

"""When notes of who saw personal data are written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from core import audit_reads
from core.acting import PLATFORM
from core.audit import Draft
from core.audit_reads import BATCH, ReadLog
from core.errors import DatabaseUnavailable


class Writer:
    """Stands for the database: it is away at first."""

    def __init__(self) -> None:
        self.away = True
        self.tried: list[int] = []
        self._trying = asyncio.Event()

    async def record(self, drafts: Sequence[Draft]) -> None:
        self.tried.append(len(drafts))
        self._trying.set()
        if self.away:
            raise DatabaseUnavailable("for the test")

    async def tries(self) -> int:
        """Wait for the next attempt, and give how many notes it was about."""
        await self._trying.wait()
        self._trying.clear()
        return self.tried[-1]


async def _others_run() -> None:
    """Let everybody run who could."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_full_batches_wait_for_no_others_unless_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    writer, log = Writer(), ReadLog()
    monkeypatch.setattr(audit_reads, "record_drafts", writer.record)

    def note(first: int, last: int) -> None:
        for number in range(first, last):
            log.note(PLATFORM, number, dict)

    async with log.running():
        note(0, BATCH)
        assert await writer.tries() == BATCH
        # It has failed: further notes do not make it try again before the pause is over.
        for number in range(BATCH, BATCH + 5):
            note(number, number + 1)
            await _others_run()
        assert (writer.tried, log.waiting) == ([BATCH], BATCH + 5)
        # Once the notes are written, full batches are written at once again.
        writer.away = False
        await log.flush()
        assert log.waiting == 0
    assert writer.tried == [BATCH, BATCH, 5]
    async with log.running():
        note(0, BATCH)
        await writer.tries()
        await _others_run()
        assert log.waiting == 0


async def test_after_the_pause_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    writer, log = Writer(), ReadLog()
    monkeypatch.setattr(audit_reads, "record_drafts", writer.record)
    monkeypatch.setattr(audit_reads, "PAUSE", 0)
    async with log.running():
        log.note(PLATFORM, "one", dict)
        assert await writer.tries() == 1
        assert await writer.tries() == 1
        writer.away = False
        await writer.tries()
        await _others_run()
        assert log.waiting == 0

"""Who saw whose personal data: noted after the answer, in batches, so that reads stay one statement and wait for none.

A page that asks the same again and again, within a batch, is one entry, which says how many times it was.

What is noted waits in the memory of the process, for some seconds at most as a rule, and is written when the server
stops. A process that is killed loses what waits.
"""

from __future__ import annotations

import asyncio
import datetime
import logging
import uuid
from collections.abc import AsyncIterator, Callable, Collection, Hashable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from core.acting import Actor
from core.audit import Draft, record_drafts
from core.clock import now

PAUSE: Final = 5.0
"""How long a note waits for others at most, in seconds, if the database takes it."""

BATCH: Final = 200
"""How many notes are written in one transaction. As many wait for no others, unless the last ones could not be written.
"""

ROOM: Final = 2_000
"""How many notes may wait. With as many waiting, further reads of personal data wait for room."""

_log = logging.getLogger("linli.audit")


@dataclass(slots=True)
class _Note:
    recorded_at: datetime.datetime
    who: Actor
    values: Callable[[], Mapping[str, Any]]
    people: Callable[[], Collection[uuid.UUID]]
    times: int = 1

    def draft(self) -> Draft:
        values = dict(self.values())
        if self.times > 1:
            values["details"] = {**values["details"], "times": self.times}
        return Draft(self.recorded_at, self.who, values, self.people())


class ReadLog:
    """Takes notes, and writes them while `running`."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, _Note] = {}
        self._begin()

    def _begin(self) -> None:
        self._more = asyncio.Event()
        self._room = asyncio.Event()
        self._hurry = asyncio.Event()
        self._stopping = False
        self._failing = False
        if not self.full:
            self._room.set()

    @property
    def waiting(self) -> int:
        """How many notes are not written yet."""
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Whether there is no room: wait for it before further personal data is read."""
        return len(self._waiting) >= ROOM

    async def room(self) -> None:
        """Wait until there is room for further notes."""
        await self._room.wait()

    def note(
        self,
        who: Actor,
        what: Hashable,
        values: Callable[[], Mapping[str, Any]],
        people: Callable[[], Collection[uuid.UUID]] = tuple,
    ) -> None:
        """Take a note, to be written soon, with the values and the people of its entry (see `core.audit.Draft`), which
        are asked for then. Notes of the same actor with the same `what` tell of the same: while the first waits, the
        others only count as its `times`.
        """
        key = (who.name, who.viewer and (who.viewer.account_id, who.viewer.person_id), what)
        waiting = self._waiting.get(key)
        if waiting is not None:
            waiting.times += 1
            return
        self._waiting[key] = _Note(now(), who, values, people)
        self._more.set()
        if len(self._waiting) >= BATCH and not self._failing:
            self._hurry.set()
        if self.full:
            self._room.clear()

    async def flush(self) -> None:
        """Write what waits by now. Raises what the database raises; what is not written by then waits on."""
        left = len(self._waiting)
        while left > 0:
            batch = dict(islice(self._waiting.items(), min(left, BATCH)))
            left -= len(batch)
            # Taken out first: what is noted meanwhile is a note of its own.
            for key in batch:
                del self._waiting[key]
            try:
                await record_drafts([note.draft() for note in batch.values()])
            except BaseException:
                self._put_back(batch)
                raise
            if not self.full:
                self._room.set()

    def _put_back(self, batch: Mapping[Hashable, _Note]) -> None:
        later, self._waiting = self._waiting, dict(batch)
        for key, note in later.items():
            before = self._waiting.setdefault(key, note)
            if before is not note:
                before.times += note.times

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write notes as long as the block runs, and what is left at its end."""
        self._begin()
        writer = asyncio.create_task(self._write())
        try:
            yield
        finally:
            self._stopping = True
            self._hurry.set()
            self._more.set()
            # Not cancelled: a batch whose commit is under way must not be written again.
            await writer

    async def _write(self) -> None:
        while not self._stopping:
            await self._more.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE):
                    await self._hurry.wait()
            self._more.clear()
            if not self._stopping:
                self._hurry.clear()
            try:
                await self.flush()
                self._failing = False
            except Exception:
                # Whatever is wrong with the database: it may take the notes in a moment.
                _log.exception("%d notes of who saw personal data wait: they could not be written", self.waiting)
                self._failing = True
                self._more.set()
                if not self._stopping:
                    # The database is given time, however many notes come meanwhile.
                    self._hurry.clear()
        if self._waiting:
            _log.error("%d notes of who saw personal data are lost: the server stops", self.waiting)
            self._waiting.clear()

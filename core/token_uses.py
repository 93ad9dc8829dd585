"""When tokens of programs were last used, written behind the answers and at most once in a minute."""

from __future__ import annotations

import asyncio
import datetime
import logging
import uuid
from contextlib import suppress
from typing import Final

from tortoise.expressions import Q

from core.clock import now
from core.models import ApiToken

EXACT_TO: Final = datetime.timedelta(minutes=1)
"""How exact `ApiToken.last_used_at` is."""

_BEHIND_SECONDS = 1.0
_MOST = 10_000

logger = logging.getLogger("linli.tokens")


class TokenUses:
    """Notes uses in the process, and writes them together when the answers are on their way."""

    def __init__(self) -> None:
        self._noted: dict[uuid.UUID, datetime.datetime] = {}
        self._due: dict[uuid.UUID, datetime.datetime] = {}
        self._writing: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    def note(self, token_id: uuid.UUID) -> None:
        """A token was used just now."""
        instant = now()
        last = self._noted.get(token_id)
        if last is not None and abs(instant - last) < EXACT_TO:
            return
        if len(self._noted) >= _MOST:
            self._noted.clear()
        self._noted[token_id] = self._due[token_id] = instant
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_later())

    async def write(self) -> None:
        """Write what was noted and not written yet."""
        due, self._due = self._due, {}
        for key, instant in due.items():
            # Another process may have written it within the same minute.
            before = Q(last_used_at__isnull=True) | Q(last_used_at__lte=instant - EXACT_TO)
            await ApiToken.filter(before, id=key).update(last_used_at=instant)

    async def close(self) -> None:
        """Write what is left."""
        self._closing.set()
        if self._writing is not None:
            await asyncio.wait([self._writing])

    async def _write_later(self) -> None:
        try:
            while self._due:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_BEHIND_SECONDS):
                        await self._closing.wait()
                await self.write()
        except Exception:
            # Nobody waits for it, and the next use is written all the same.
            logger.warning("The last uses of tokens could not be written", exc_info=True)
        finally:
            self._writing = None

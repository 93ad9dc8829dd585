"""Names in the log what takes long."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager

logger = logging.getLogger("linli.work")


@contextmanager
def named_if_slow(what: str, seconds: float) -> Iterator[None]:
    """Warn when the block has run for `seconds`, for twice as long, four times as long, and so on."""
    loop = asyncio.get_running_loop()

    def warn(after: float) -> None:
        logger.warning("%s still runs after %g s.", what, after)
        timers.append(loop.call_later(after, warn, after * 2))

    timers = [loop.call_later(seconds, warn, seconds)]
    try:
        yield
    finally:
        timers[-1].cancel()

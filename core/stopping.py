"""When a process is told to stop: what never ends by itself must hear of it, or servers wait for it in vain.

An ASGI server tells the application only when all answers have ended. So whoever keeps answers open listens to the
signals themselves, beside the server.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def on_stop(callback: Callable[[], None]) -> Iterator[None]:
    """Inside the block, call `callback` in the running loop when SIGINT or SIGTERM comes.

    What was set for the signal is done as well. A signal for which nothing was set is left alone, and outside of the
    main thread nothing is done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, Any] = {number: signal.getsignal(number) for number in _SIGNALS}
    mine: dict[signal.Signals, Callable[[int, FrameType | None], None]] = {}
    for number, previous in before.items():
        if callable(previous):
            mine[number] = _first(loop, callback, previous)
            signal.signal(number, mine[number])
    try:
        yield
    finally:
        for number, handler in mine.items():
            # Whoever set another meanwhile has its reasons.
            if signal.getsignal(number) is handler:
                signal.signal(number, before[number])


def _first(
    loop: asyncio.AbstractEventLoop, callback: Callable[[], None], previous: Callable[[int, FrameType | None], Any]
) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        previous(number, frame)

    return handle

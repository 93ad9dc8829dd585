"""Runs a plugin's code with a time limit.

Code that hangs cannot be cancelled. So it runs in a thread that the process does not wait for: when the time is up,
the plugin is named, and the start ends. Code that never lets another thread run (a loop within a C extension) is
ended by faulthandler a little later, with a traceback that names the plugin's files.
"""

from __future__ import annotations

import contextvars
import faulthandler
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

GRACE_SECONDS = 5.0
"""How much later faulthandler ends a process in which not even the watchdog runs."""

_STANDARD_ERROR = 2


class Hung(Exception):
    """The code did not come back within the time limit."""


@dataclass
class _Outcome:
    value: Any = None
    error: BaseException | None = None
    done: threading.Event = field(default_factory=threading.Event)


def watched(function: Callable[[], T], seconds: float, name: str) -> T:
    """What ``function()`` gives or raises. Raises `Hung` if it takes longer than ``seconds``.

    ``name`` is given to the thread, so that debuggers show whose code runs.
    """
    outcome = _Outcome()
    context = contextvars.copy_context()

    def work() -> None:
        try:
            outcome.value = context.run(function)
        except BaseException as error:  # SystemExit, too: a plugin does not end the process
            outcome.error = error
        finally:
            outcome.done.set()

    faulthandler.dump_traceback_later(seconds + GRACE_SECONDS, exit=True, file=_STANDARD_ERROR)
    try:
        threading.Thread(target=work, name=name, daemon=True).start()
        if not _in_time(outcome.done, seconds):
            raise Hung
    finally:
        faulthandler.cancel_dump_traceback_later()
    if outcome.error is not None:
        raise outcome.error
    value: T = outcome.value
    return value


def _in_time(done: threading.Event, seconds: float) -> bool:
    return done.wait(seconds)

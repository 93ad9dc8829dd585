"""How often one client may do something about one thing within a minute, counted in the memory of each worker.

For what anybody may do without a token, such as scanning a code. Who did it is forgotten with the minute, and is
written nowhere: see `core.use_limits` for what is counted for all workers together, and for people by their names.
"""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from core.access import ViewerKind
from core.acting import actor
from core.clock import now
from core.problems import refuse

MOST_KNOWN: Final = 100_000
"""How many counters a worker keeps within a minute; the oldest go first."""


class _Minute:
    """The counters of the minute that it is."""

    def __init__(self) -> None:
        self._began: datetime.datetime | None = None
        self._counts: OrderedDict[Hashable, int] = OrderedDict()

    def count(self, key: Hashable, most: int) -> bool:
        """Count one more, unless there were as many already."""
        began = now().replace(second=0, microsecond=0)
        if began != self._began:
            self._began = began
            self._counts.clear()
        found = self._counts.get(key, 0)
        if found < most:
            self._counts[key] = found + 1
            if len(self._counts) > MOST_KNOWN:
                self._counts.popitem(last=False)
        return found < most


_MINUTE: Final = _Minute()


def count_within_minute(use: str, about: Hashable, most: int) -> None:
    """Count one use of ``about`` by the client of whoever acts: by its address, or its token. The platform itself is
    not limited. Raises InputRefused with RATE_LIMITED for more than ``most`` within the minute of the clock.
    """
    who = actor()
    if who.viewer is None:
        return
    client = who.client if who.viewer.kind is ViewerKind.ANONYMOUS else who.name
    if not _MINUTE.count((use, about, client), most):
        raise refuse("RATE_LIMITED", f"You have done this {most} times within the minute, as often as you may.")

"""On whose behalf the code that runs now acts, for use cases that depend on it and for the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from core.access import Viewer


@dataclass(frozen=True)
class Actor:
    """Who acts: somebody who sent a request, or the platform itself (a command, a job, a handler of events).

    `viewer` is None for the platform itself, which may do everything. `request_id` is that of the answer and the log.
    `client` tells clients without a token apart, by their address; it is for limits alone, and is written nowhere.
    """

    viewer: Viewer | None = None
    request_id: str | None = None
    client: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """As the audit log names them: see `core.access.Viewer.name`; ``PLATFORM`` for the platform itself."""
        return "PLATFORM" if self.viewer is None else self.viewer.name


PLATFORM = Actor()
"""The platform itself."""

_ACTOR: ContextVar[Actor] = ContextVar("linli_actor", default=PLATFORM)


def actor() -> Actor:
    """Who acts now."""
    return _ACTOR.get()


@contextmanager
def acting(who: Actor) -> Iterator[None]:
    """While the block runs, this is who acts."""
    token = _ACTOR.set(who)
    try:
        yield
    finally:
        _ACTOR.reset(token)

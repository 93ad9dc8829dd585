"""How loading tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with what is being loaded, how many steps are done, and of how many; last with an empty text."""


def silent(what: str, done: int, total: int) -> None:
    """A progress that nobody watches."""

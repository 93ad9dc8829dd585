"""Public names that will go: they work and warn until then."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Deprecated:
    """A public name that will go: what it still stands for, and the versions of Linli between which it warns.

    ``use`` says what to write in its place; ``since`` and ``removed_in`` are versions such as ``0.2``.
    """

    value: object
    use: str
    since: str
    removed_in: str


class DeprecatedNames:
    """The ``__getattr__`` of a module that has deprecated names.

    A module of the surface, which no longer has the name in ``__all__``, says::

        if TYPE_CHECKING:
            from schema.types.boards import NoticeBoard as Board
        else:
            __getattr__ = DeprecatedNames(__name__, {"Board": Deprecated(NoticeBoard, "NoticeBoard", "0.2", "0.4")})

    To type checkers a module with ``__getattr__`` has every name there is, so they must not see it.
    """

    def __init__(self, module: str, names: Mapping[str, Deprecated]) -> None:
        self.module = module
        self.names = dict(names)

    def __call__(self, name: str) -> object:
        """What the name stands for, with a DeprecationWarning at whoever asks. AttributeError for any other name."""
        found = self.names.get(name)
        if found is None:
            raise AttributeError(f"module {self.module!r} has no attribute {name!r}", name=name)
        warnings.warn(
            f"{self.module}.{name} is deprecated since {found.since} and goes in {found.removed_in}: use {found.use}.",
            DeprecationWarning,
            stacklevel=2,
        )
        return found.value

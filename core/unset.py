"""The value of a field of a change that was not given, which differs from one that was given as None."""

from __future__ import annotations

import enum
from typing import Final, TypeVar

T = TypeVar("T")


class Unset(enum.Enum):
    """The type of `UNSET`."""

    UNSET = enum.auto()

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Leave the field as it is."""


def given(value: T | Unset, otherwise: T) -> T:
    """`value`, or `otherwise` if it was not given."""
    return otherwise if value is UNSET else value

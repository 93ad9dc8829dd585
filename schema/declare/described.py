"""Descriptions of attributes that have no declaration of their own: of value types, and of inputs of mutations."""

from __future__ import annotations

from typing import Any


class _Deprecated(str):
    reason: str


def described(description: str, *, deprecated: str | None = None) -> Any:
    """The description of an attribute of a `value_type`, or of a field of an `InputType`.

    ``deprecated`` is why clients should not use it any more, and what to use in its place.
    """
    if deprecated is None:
        return description
    found = _Deprecated(description)
    found.reason = deprecated
    return found


def deprecation_of(description: str) -> str | None:
    """Why what is described so is deprecated; None for what is not."""
    return description.reason if isinstance(description, _Deprecated) else None

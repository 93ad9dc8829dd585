"""Annotations that admit None."""

from __future__ import annotations

import types
import typing
from typing import Any


def strip_optional(annotation: Any) -> tuple[Any, bool]:
    """``X | None`` as (X, True), anything else as (itself, False)."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        inner = [part for part in typing.get_args(annotation) if part is not type(None)]
        if len(inner) == 1:
            return inner[0], True
    return annotation, False

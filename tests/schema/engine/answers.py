"""Whether two answers are the same, key by key in their order; cursors are only compared by what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.schema.engine.pages import Cursor, Cursors
from tests.schema.engine.values import Approximate

#: Two ways of rounding may differ by this much in what was computed from floating-point numbers: 1e-6 m, 1e-6 degrees.
TOLERANCE = 1e-6


def differences(found: Any, expected: Any, cursors: Cursors, path: str = "data") -> Iterator[str]:
    """What is wrong with the engine's answer. Learns which positions its cursors stand for."""
    if isinstance(expected, Cursor):
        yield from _cursor(found, expected, cursors, path)
    elif isinstance(expected, dict):
        if not isinstance(found, dict) or list(found) != list(expected):
            keys = list(found) if isinstance(found, dict) else found
            yield f"{path}: {keys!r} in place of an object with {list(expected)!r}"
            return
        for key, value in expected.items():
            yield from differences(found[key], value, cursors, f"{path}.{key}")
    elif isinstance(expected, list):
        if not isinstance(found, list) or len(found) != len(expected):
            yield f"{path}: {found!r} in place of {expected!r}"
            return
        for index, value in enumerate(expected):
            yield from differences(found[index], value, cursors, f"{path}[{index}]")
    elif isinstance(expected, Approximate):
        if not isinstance(found, int | float) or abs(found - expected) > TOLERANCE:
            yield f"{path}: {found!r} in place of about {expected!r}"
    elif found != expected or isinstance(found, bool) is not isinstance(expected, bool):
        yield f"{path}: {found!r} in place of {expected!r}"


def _cursor(found: Any, expected: Cursor, cursors: Cursors, path: str) -> Iterator[str]:
    if not isinstance(found, str):
        yield f"{path}: {found!r} in place of a cursor"
        return
    position = cursors.setdefault(found, expected.position)
    if position != expected.position:
        yield f"{path}: the cursor {found!r} stands for {position} and for {expected.position}"

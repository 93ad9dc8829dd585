"""Small plots of figures: where the shapes are, in the units of an SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 240.0, 60.0
_GAP = 2.0


@dataclass(frozen=True)
class Column:
    """One of the columns beside one another."""

    label: str
    value: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Mark:
    """A number to be reached, on a bar."""

    label: str
    value: float
    x: float


@dataclass(frozen=True)
class Bar:
    """A part of a whole, with what is to be reached."""

    part: float
    whole: float | None
    marks: tuple[Mark, ...]


def columns(points: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The columns of points with a label and a value; those below zero count as zero."""
    if not points:
        return []
    highest = max((float(point["value"]) for point in points), default=0.0)
    step = WIDTH / len(points)
    found = []
    for index, point in enumerate(points):
        height = HEIGHT * max(float(point["value"]), 0.0) / highest if highest > 0 else 0.0
        width = max(step - _GAP, step / 2)
        found.append(Column(str(point["label"]), float(point["value"]), index * step, HEIGHT - height, width, height))
    return found


def bar(value: float | None, of: float | None, marks: Sequence[Mapping[str, Any]]) -> Bar | None:
    """The bar of a number; None where there is nothing to hold it against."""
    if value is None or (of is None and not marks):
        return None
    longest = max([value, of or 0.0, *(float(mark["value"]) for mark in marks)])
    if longest <= 0:
        return None
    scale = WIDTH / longest
    return Bar(
        max(value, 0.0) * scale,
        None if of is None else max(of, 0.0) * scale,
        tuple(Mark(str(mark["label"]), float(mark["value"]), float(mark["value"]) * scale) for mark in marks),
    )

"""What reports by cohort have in common: names, their order, and shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

RowT = TypeVar("RowT")

NAMES = ("programme__starts_on", "programme__programme__name", "number", "name")
"""The columns of a cohort by which reports name it, and put it in order."""


def of_cohort(path: str) -> tuple[str, ...]:
    """The columns of `NAMES` behind a path to the cohort."""
    return tuple(f"{path}__{name}" for name in NAMES)


def by_cohort(
    rows: Iterable[RowT], names: Callable[[RowT], tuple[Any, ...]], told: Callable[[Sequence[RowT]], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """A row for each cohort, of what ``told`` makes of all its rows; ``names`` are the values of `NAMES`."""
    found: dict[tuple[Any, ...], list[RowT]] = {}
    for row in rows:
        found.setdefault(names(row), []).append(row)
    return [{"programme": names_of[1], "cohort": names_of[3], **told(found[names_of])} for names_of in sorted(found)]


def ratio(part: float, whole: float) -> float | None:
    """The share of a part, to four digits; None where the whole is nothing."""
    return round(part / whole, 4) if whole else None

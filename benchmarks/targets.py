"""What Linli is to reach beside the other servers, and whether it did."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.servers import LIMIT, USUAL
from core.database.url import Dialect

TARGETS: Mapping[str, Mapping[str, float]] = {
    "Q1": {LIMIT: 0.5},
    "Q2": {LIMIT: 0.75},
    "Q3": {LIMIT: 0.8, USUAL: 30},
    "Q4": {LIMIT: 0.8, USUAL: 30},
    "Q5": {LIMIT: 0.8},
}
"""On PostgreSQL: for each question, how many times as many answers a second as another server Linli gives at least."""

GROWTH = 1.3
"""On twenty times the rows a question costs at most so many times as much."""

ACCESS = 1.15
"""With permissions at 50 scopes a question costs at most so many times as much as for whom nothing is kept."""

COMPOSITION_SECONDS = 3.0
COMPOSITION_MEBIBYTES = 150.0
"""What composing the schemas of 50 districts with 20 plugins takes at most, all distinct sets together."""

REPORT_MILLISECONDS = 300
"""What a report of a plugin takes at most over a large district, the median on PostgreSQL."""
REPORT_SHARE = 0.8
"""Of the speed of the same statement written by hand, a report reaches at least so much."""

WARM = 1.1
"""Beside 20 plugins a warm request takes at most so many times as long as beside one: the same, but for the noise."""


def verdicts(dialect: Dialect, found: Mapping[str, Mapping[str, float]]) -> tuple[list[str], bool]:
    """A line for each question, and whether all that was measured is reached. ``found`` is of `benchmarks.measure`."""
    lines, good = [], True
    for question, ratios in found.items():
        wanted = TARGETS.get(question, {}) if dialect is Dialect.POSTGRES else {}
        told = []
        for other, ratio in ratios.items():
            target = wanted.get(other)
            missed = target is not None and ratio < target
            good = good and not missed
            aim = "" if target is None else f" (at least {target:g}: {'MISSED' if missed else 'reached'})"
            told.append(f"{ratio:.2f} times {other}{aim}")
        lines.append(f"{dialect.value} {question}: {', '.join(told)}")
    return lines, good

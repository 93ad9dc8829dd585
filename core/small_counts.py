"""Counts of people that tell of nobody: none of a few, and the others in steps."""

from __future__ import annotations

from typing import Final

SMALLEST: Final = 5
"""The smallest count that is told of people whom the reader does not see, and the step between those that are.

In steps, because a missing count could be told from exact ones: from a total, from the same count before, or from that
of a day less.
"""


def told_count(count: int) -> int | None:
    """A count of people in whole steps of five, rounded down; None for fewer than five."""
    return count - count % SMALLEST or None

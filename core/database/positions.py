"""The order in which an enumeration's values are declared, as an expression of either database."""

from __future__ import annotations

import enum


def position_in(choices: type[enum.Enum], sql: str) -> str:
    """The position of a text among the values of an enumeration, from 0; null for null and for any other text.

    An index over the very same expression serves orders by it.
    """
    cases = " ".join(
        "WHEN '{}' THEN {}".format(str(choice.value).replace("'", "''"), position)
        for position, choice in enumerate(choices)
    )
    return f"(CASE {sql} {cases} END)"

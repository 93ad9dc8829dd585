"""Texts that come from outside, before they reach a database."""

import re

from core.errors import InvalidText

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What starts a formula in some spreadsheet (OWASP, CSV injection)."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(value: str, field: str) -> str:
    """`value` itself, if both databases can store it; `field` names it in the error.

    PostgreSQL refuses NUL characters, SQLite's functions end a text at one, and neither can encode half of a
    surrogate pair (JSON's `"\\ud83d"` without its partner). Raises InvalidText for both. Emoji and other
    characters beyond the basic plane are fine.
    """
    if (nul := value.find("\x00")) >= 0:
        raise InvalidText(field, f"holds a NUL character (U+0000) at position {nul}. Remove it.")
    if found := _SURROGATE.search(value):
        raise InvalidText(
            field,
            f"holds a lone surrogate (U+{ord(found[0]):04X}) at position {found.start()}, "
            "which is half of a character. Send the whole character, or remove it.",
        )
    return value


def sheet_text(value: str) -> str:
    """`value` for a CSV file: one that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value

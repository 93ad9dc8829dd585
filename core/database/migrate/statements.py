"""What a statement of DDL creates, read from its first words; and how a script falls into statements.

Statements of migrations are never split on ``;``. Only the scripts that Tortoise itself puts together for
SQLite are taken apart, by SQLite's own notion of a complete statement, which knows strings, comments and
the bodies of triggers.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

_CREATE = re.compile(
    r"""^\s*CREATE\s+(?:OR\s+REPLACE\s+)?(?:UNIQUE\s+|VIRTUAL\s+|MATERIALIZED\s+|CONSTRAINT\s+)*
        (?P<kind>TABLE|INDEX|TRIGGER|VIEW|FUNCTION|SEQUENCE|TYPE)\s+(?:IF\s+NOT\s+EXISTS\s+)?
        (?:"(?P<quoted>[^"]+)"|(?P<plain>[A-Za-z_][A-Za-z0-9_]*))""",
    re.IGNORECASE | re.VERBOSE,
)
_DATA = re.compile(r"^\s*(INSERT|UPDATE|DELETE|SELECT|COMMENT|WITH)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Created:
    """One thing that a statement creates: its kind (``TABLE``, ``INDEX``, ``TRIGGER`` …) and its name."""

    kind: str
    name: str


def created_by(statement: str) -> Created | None:
    """The thing that a ``CREATE`` statement creates, or None when it is another statement."""
    match = _CREATE.match(statement)
    if match is None:
        return None
    return Created(match["kind"].upper(), match["quoted"] or match["plain"])


def changes_data_only(statement: str) -> bool:
    """Whether a statement leaves nothing behind that has to be dropped again (INSERT, SELECT, COMMENT …)."""
    return _DATA.match(statement) is not None


def split_script(script: str) -> Iterator[str]:
    """The statements of a SQLite script, without their final ``;`` when they are not the body of a trigger.

    Raises ValueError when the script ends within a statement.
    """
    buffer = ""
    for piece in re.split(r"(;)", script):
        buffer += piece
        if piece == ";" and sqlite3.complete_statement(buffer):
            yield buffer.strip()
            buffer = ""
    if not buffer.strip():
        return
    if not sqlite3.complete_statement(buffer + ";"):
        raise ValueError(f"The script ends within a statement: {buffer.strip()[-200:]}")
    yield buffer.strip()

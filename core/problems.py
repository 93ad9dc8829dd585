"""What is wrong with an input that broke a rule: all problems at once, each at the field that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tortoise.fields import CharField
from tortoise.models import Model

from core.errors import InvalidText, LinliError
from core.text import clean_text

LONGEST_TEXT = 20_000
"""The most characters of a text whose column has no limit of its own."""

_WORD = re.compile(r"_([a-z0-9])")


@dataclass(frozen=True)
class Problem:
    """One broken rule.

    `code` is UPPER_SNAKE and stable. `field` is the path to the input's field, in the spelling of the API,
    with positions in lists from 0: `("hosts", "2", "organizationId")`; empty if no single field is at
    fault.
    """

    code: str
    message: str
    field: tuple[str, ...]


class InputRefused(LinliError):
    """A use case refused its input, and changed nothing. `problems` has at least one."""

    code = "INPUT_REFUSED"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{'.'.join(problem.field)}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)


class Problems:
    """Collects the problems of one input, so that a form can show them all."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, code: str, message: str, *path: str | int) -> None:
        """Note a problem. `path` has the names of fields as Python spells them, and positions in lists."""
        self._found.append(Problem(code, message, field_path(path)))

    def text(self, model: type[Model], column: str, value: str, *path: str | int) -> str:
        """A text that the column may not be without: trimmed, and checked for length and characters."""
        return self.optional_text(model, column, value, *path) or self._missing(path)

    def optional_text(self, model: type[Model], column: str, value: str | None, *path: str | int) -> str | None:
        """A text for a column that may be NULL, trimmed; a blank one becomes None."""
        trimmed = value.strip() if value is not None else ""
        if not trimmed:
            return None
        where = path or (column,)
        field = model._meta.fields_map[column]
        longest = field.max_length if isinstance(field, CharField) else LONGEST_TEXT
        if len(trimmed) > longest:
            self.add("TOO_LONG", f"Has {len(trimmed)} characters, and at most {longest} fit.", *where)
        try:
            return clean_text(trimmed, ".".join(field_path(where)))
        except InvalidText as error:
            self.add("INVALID_TEXT", error.message, *where)
            return trimmed

    def within(self, value: int | None, least: int, most: int, *path: str | int) -> None:
        """Note a problem unless the number, if there is one, is within the range, borders included."""
        if value is not None and not least <= value <= most:
            self.add("OUT_OF_RANGE", f"Is {value}, and must be from {least} to {most}.", *path)

    def refuse(self) -> None:
        """Raise InputRefused if any problem was noted."""
        if self._found:
            raise InputRefused(self._found)

    def _missing(self, path: tuple[str | int, ...]) -> str:
        self.add("REQUIRED", "Must not be empty.", *path)
        return ""


def field_path(path: Iterable[str | int]) -> tuple[str, ...]:
    """The path in the spelling of the API: `("hosts", 2, "place_id")` becomes `("hosts", "2", "placeId")`."""
    return tuple(_WORD.sub(lambda found: found[1].upper(), str(part)) for part in path)


def refuse(code: str, message: str, *path: str | int) -> InputRefused:
    """The error for a single problem, to be raised."""
    return InputRefused([Problem(code, message, field_path(path))])

"""Values of inputs as the strategies make them: JSON with enumerations and variables, written as GraphQL or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Enum:
    """The value of an enumeration."""

    name: str


@dataclass(frozen=True)
class Variable:
    """A variable in the place of a value."""

    name: str


@dataclass(frozen=True)
class CursorHere:
    """A literal cursor, known only after a first answer: null until then."""

    key: str

    @property
    def placeholder(self) -> str:
        """What stands in the document's text for it."""
        return f"<{self.key}>"


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


#: No value at all, which is not null.
ABSENT: Any = _Absent()


@dataclass
class Declared:
    """A variable of an operation: its type, its default, and how to make a value, `ABSENT` for none."""

    name: str
    type: str
    default: Any
    make: Callable[[], Any]

    def definition(self) -> str:
        """As an operation declares it."""
        default = "" if self.default is ABSENT else f" = {literal(self.default)}"
        return f"${self.name}: {self.type}{default}"


def literal(value: Any) -> str:
    """A value as it is written in a document."""
    match value:
        case Enum():
            return value.name
        case Variable():
            return f"${value.name}"
        case CursorHere():
            return value.placeholder
        case dict():
            return "{" + ", ".join(f"{key}: {literal(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(literal(item) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def as_json(value: Any) -> Any:
    """A value as the variables of a request carry it."""
    match value:
        case Enum():
            return value.name
        case dict():
            return {key: as_json(item) for key, item in value.items()}
        case list():
            return [as_json(item) for item in value]
        case _:
            return value

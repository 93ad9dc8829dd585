"""The kinds of a report's cells, and whether a value is of its column's kind."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
from collections.abc import Callable
from functools import partial
from typing import Any

from core.errors import InvalidText
from core.optional import strip_optional
from core.text import clean_text

KINDS_TOLD = "str, int, float, bool, Decimal, date, datetime or an enumeration, with `| None` where a cell may be empty"


class WrongCell(Exception):
    """A value is not of its column's kind. The text continues "… is"."""


def is_kind(kind: Any) -> bool:
    """Whether a column may be of this kind."""
    inner, _ = strip_optional(kind)
    return isinstance(inner, type) and (inner in _CELLS or issubclass(inner, enum.Enum))


def cells_of(kind: Any) -> Callable[[Any], Any]:
    """What makes a value the cell of this kind: a number with decimals a float, the name of a choice the choice.

    It raises WrongCell. Look it up once for a column, and not for each of its cells.
    """
    inner, nullable = strip_optional(kind)
    given = partial(_choice, inner) if issubclass(inner, enum.Enum) else _CELLS[inner]

    def cell(value: Any) -> Any:
        if value is not None:
            return given(value)
        if nullable:
            return None
        raise WrongCell("None, and the column's kind does not admit that")

    return cell


def _choice(kind: type[enum.Enum], value: Any) -> enum.Enum:
    try:
        return kind(value)
    except ValueError:
        raise WrongCell(f"{_shown(value)}, which is no {kind.__name__}") from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _not(value, "str")
    try:
        # A choice is a text too: what is kept is its stored text.
        return clean_text(str(value), "the text")
    except InvalidText as error:
        raise WrongCell(f"no text that can be sent: {error.message}") from error


def _int(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _not(value, "int")
    if not -(2**31) <= value < 2**31:
        raise WrongCell(f"{value}, which has more than 32 bits; give a Decimal or a str")
    return int(value)


def _float(value: Any) -> float:
    # Averages and sums are Decimals on one database and floats on the other.
    if not isinstance(value, int | float | decimal.Decimal) or isinstance(value, bool):
        raise _not(value, "float")
    if not math.isfinite(value):
        raise WrongCell(f"{value}, which is no finite number; give None where there is nothing to divide by")
    return float(value)


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _not(value, "bool")
    return value


def _decimal(value: Any) -> decimal.Decimal:
    if not isinstance(value, int | decimal.Decimal) or isinstance(value, bool):
        raise _not(value, "Decimal")
    number = decimal.Decimal(value)
    if not number.is_finite():
        raise WrongCell(f"{value}, which is no finite number")
    return number


def _date(value: Any) -> datetime.date:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise _not(value, "date")
    return value


def _datetime(value: Any) -> datetime.datetime:
    if not isinstance(value, datetime.datetime):
        raise _not(value, "datetime")
    if value.tzinfo is None:
        raise WrongCell(f"{value.isoformat()}, which has no offset")
    return value.astimezone(datetime.UTC)


def _not(value: Any, kind: str) -> WrongCell:
    return WrongCell(f"{_shown(value)}, of the type {type(value).__name__} and not {kind}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:100]}…"


_CELLS: dict[type, Callable[[Any], Any]] = {
    str: _text,
    int: _int,
    float: _float,
    bool: _bool,
    decimal.Decimal: _decimal,
    datetime.date: _date,
    datetime.datetime: _datetime,
}

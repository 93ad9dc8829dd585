"""Python types in declarations: the codec of each, and whether it admits None."""

from __future__ import annotations

import datetime
import decimal
import enum
from typing import Any

from core.optional import strip_optional
from schema.declare import scalars
from schema.declare.errors import DeclarationError
from schema.declare.scalars import Codec, EnumCodec

_PYTHON_CODECS: dict[Any, Codec] = {
    str: scalars.STRING,
    int: scalars.INT,
    float: scalars.FLOAT,
    bool: scalars.BOOLEAN,
    decimal.Decimal: scalars.DECIMAL,
    datetime.datetime: scalars.DATE_TIME,
    datetime.date: scalars.DATE,
    dict[str, Any]: scalars.JSON,
}

_enum_codecs: dict[type[enum.Enum], EnumCodec] = {}


def codec_of_enum(choices: type[enum.Enum]) -> EnumCodec:
    """The one codec of an enumeration."""
    return _enum_codecs.setdefault(choices, EnumCodec(choices))


def codec_of_annotation(annotation: Any) -> tuple[Codec, bool]:
    """The codec of a Python type and whether it admits None. Raises ``DeclarationError`` for a type without one."""
    inner, nullable = strip_optional(annotation)
    if isinstance(inner, type) and issubclass(inner, enum.Enum):
        return codec_of_enum(inner), nullable
    codec = _PYTHON_CODECS.get(inner)
    if codec is None:
        raise DeclarationError(f"{annotation!r} is not a type that the database can give")
    return codec, nullable


def codec_of_argument(annotation: Any) -> Codec | None:
    """The codec of an argument's Python type; None for one that no column has, say an input object."""
    inner, _ = strip_optional(annotation)
    if isinstance(inner, type) and issubclass(inner, enum.Enum):
        return codec_of_enum(inner)
    return _PYTHON_CODECS.get(inner)

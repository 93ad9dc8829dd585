"""Scalars of the reference executor: from the wire, and to the wire."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

from tortoise import fields
from tortoise.models import Model

from schema.declare.scalars import Codec, EnumCodec


class Approximate(float):
    """A number that another way of computing it gives with another rounding."""


def parse(scalar: str, value: Any) -> Any:
    """A value of an input as Python compares it. Enumerations, texts, numbers and truth values are that already."""
    if value is None:
        return None
    if isinstance(value, list):
        return [parse(scalar, item) for item in value]
    match scalar:
        case "ID":
            return uuid.UUID(value.rpartition("_")[2])
        case "BigInt":
            return int(value)
        case "Decimal":
            return Decimal(str(value))
        case "Date":
            return datetime.date.fromisoformat(value)
        case "DateTime":
            return datetime.datetime.fromisoformat(value)
        case _:
            return value


def ranked(codec: Codec, value: Any) -> Any:
    """A value as it is ordered: those of an enumeration as they are declared."""
    if not isinstance(codec, EnumCodec) or value is None:
        return value
    return [choice.value for choice in codec.choices].index(value)


def wire(model: type[Model], attribute: str, value: Any) -> Any:
    """The value of a column as an answer shows it."""
    if value is None:
        return None
    field = model._meta.fields_map.get(attribute)
    if isinstance(field, fields.DecimalField):
        # As many digits as the column has: 12.50 and not 12.5, on every database.
        return f"{value:.{field.decimal_places}f}"
    if isinstance(field, fields.BigIntField):
        return str(value)
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return value

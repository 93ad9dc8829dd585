"""GraphQL scalars and enumerations: how Strawberry knows the codecs' types, and how values are read."""

from __future__ import annotations

import datetime
import decimal
import enum
import re
from typing import Any, NewType

import strawberry
from strawberry.types.enum import has_enum_definition

from core.models.choices import Choice
from schema.declare import scalars
from schema.declare.scalars import Codec, EnumCodec, UuidCodec

BigInt = NewType("BigInt", int)
Json = NewType("Json", object)

_SCALARS: dict[Codec, Any] = {
    scalars.STRING: str,
    scalars.INT: int,
    scalars.BIG_INT: BigInt,
    scalars.FLOAT: float,
    scalars.BOOLEAN: bool,
    scalars.DECIMAL: decimal.Decimal,
    scalars.DATE: datetime.date,
    scalars.DATE_TIME: datetime.datetime,
    scalars.JSON: Json,
}


# Python reads more than these, and other versions of it other things: what is taken once is relied on for ever.
_BIG_INT = re.compile(r"-?[0-9]{1,19}")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){2}")
_DATE_TIME = re.compile(rf"{_DATE.pattern}T[0-9]{{2}}(:[0-9]{{2}}){{2}}(\.[0-9]{{1,9}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})?")


def _parse_big_int(value: Any) -> int:
    if isinstance(value, str) and _BIG_INT.fullmatch(value):
        number = int(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    else:
        raise ValueError(f"BigInt cannot represent {value!r}: expected a string of digits")
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"BigInt cannot represent {number}: it has more than 64 bits")
    return number


def _parse_date_time(value: Any) -> datetime.datetime:
    if not isinstance(value, str) or _DATE_TIME.fullmatch(value) is None:
        raise ValueError(f"DateTime cannot represent {value!r}: expected a string such as 2024-07-10T09:00:00+08:00")
    try:
        instant = datetime.datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"DateTime cannot represent {value!r}: there is no such day or hour") from error
    if instant.tzinfo is None:
        raise ValueError(f"DateTime cannot represent {value!r}: it has no offset; add Z or +08:00")
    try:
        instant.astimezone(datetime.UTC)
    except OverflowError as error:
        raise ValueError(f"DateTime cannot represent {value!r}: in UTC it is outside the years 1 to 9999") from error
    return instant


def _parse_date(value: Any) -> datetime.date:
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise ValueError(f"Date cannot represent {value!r}: expected a string such as 2024-07-10")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"Date cannot represent {value!r}: there is no such day") from error


def _parse_decimal(value: Any) -> decimal.Decimal:
    # JSON's numbers are taken too, as they are written.
    text = value if isinstance(value, str) else str(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or _DECIMAL.fullmatch(text) is None:
        raise ValueError(f"Decimal cannot represent {value!r}: expected a string such as 12.50")
    return decimal.Decimal(text)


def _iso(value: Any) -> str:
    return str(value.isoformat())


SCALAR_MAP: dict[object, Any] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number of 64 bits, as a string of digits.",
        serialize=str,
        parse_value=_parse_big_int,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="A JSON document.",
        specified_by_url="https://ecma-international.org/publications-and-standards/standards/ecma-404/",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
    datetime.datetime: strawberry.scalar(
        name="DateTime",
        description="An instant as RFC 3339 with an offset, to the second; answers are in UTC.",
        serialize=_iso,
        parse_value=_parse_date_time,
    ),
    datetime.date: strawberry.scalar(
        name="Date",
        description="A calendar day, as in 2024-07-10. Days are those of Asia/Shanghai.",
        serialize=_iso,
        parse_value=_parse_date,
    ),
    decimal.Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as a string.",
        serialize=str,
        parse_value=_parse_decimal,
    ),
}


def annotation_of(codec: Codec) -> Any:
    """The annotation by which Strawberry knows a codec's scalar."""
    if isinstance(codec, UuidCodec):
        return strawberry.ID
    if isinstance(codec, EnumCodec):
        return graphql_enum(codec.choices)
    return _SCALARS[codec]


def graphql_enum(choices: type[enum.Enum]) -> Any:
    """The enumeration as Strawberry knows it, its values described by their labels."""
    if not has_enum_definition(choices):
        strawberry.enum(choices, description=(choices.__doc__ or "").strip().splitlines()[0])
        for value in choices.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
            member = choices[value.name]
            if isinstance(member, Choice):
                value.description = f"{member.en} ({member.zh})."
                value.deprecation_reason = member.deprecated
    return choices

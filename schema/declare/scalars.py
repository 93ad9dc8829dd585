"""Codecs: for each scalar, how a value is bound, compared, ordered, written as JSON and put into a cursor.

Both databases must give the same answer, so whatever differs between them is decided here and nowhere else.
SQL fragments go in and come out as text because they are only ever made from terms that were rendered before.
"""

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from typing import Any, ClassVar

import orjson
from graphql import GraphQLError

from core import ids
from core.database.positions import position_in
from core.database.url import Dialect
from core.errors import InvalidText
from core.text import clean_text


def bad_input(message: str) -> GraphQLError:
    """The error for a value that has the right type and is still no good, as the client sees it."""
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


class Codec:
    """How one scalar lives in both databases.

    ``name`` is the GraphQL type's name and ``operators`` are the comparisons that its filter offers.
    """

    postgres_type: ClassVar[str] = "text"
    #: The type of what `from_cursor` gives.
    cursor_type: str = ""
    ordered: ClassVar[bool] = True

    def __init__(self, name: str, operators: tuple[str, ...]) -> None:
        self.name = name
        self.operators = operators
        self.cursor_type = self.cursor_type or self.postgres_type

    def bind(self, value: Any, dialect: Dialect) -> Any:
        """The coerced GraphQL value as the driver takes it. Raises ``GraphQLError`` for one that cannot be stored."""
        return value

    def json(self, sql: str, dialect: Dialect) -> str:
        """``sql`` as JSON: text on PostgreSQL (null stays null), a value that ``json_object`` takes on SQLite."""
        return f"to_json({sql})::text" if dialect is Dialect.POSTGRES else sql

    def comparable(self, sql: str, dialect: Dialect) -> str:
        """``sql`` as both databases compare it alike."""
        return sql

    def sortable(self, sql: str, dialect: Dialect) -> str:
        """``sql`` as both databases order it alike; what a cursor's part is compared with."""
        return self.comparable(sql, dialect)

    def cursor(self, sql: str, dialect: Dialect) -> str:
        """``sql`` as JSON that `from_cursor` reads back without loss, as the bound value of `sortable`."""
        return self.json(self.comparable(sql, dialect), dialect)

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        """The bound value of a cursor's part. Raises ``ValueError`` for anything that a cursor cannot hold."""
        raise NotImplementedError(self.name)


EQUALITY = ("eq", "ne", "in", "notIn")
RANGE = (*EQUALITY, "lt", "lte", "gt", "gte")
TEXT = (*EQUALITY, "contains", "startsWith", "endsWith")


class StringCodec(Codec):
    """Text: bytes decide its order, on both databases."""

    def bind(self, value: Any, dialect: Dialect) -> Any:
        return _clean(value)

    def comparable(self, sql: str, dialect: Dialect) -> str:
        return f'{sql} COLLATE "C"' if dialect is Dialect.POSTGRES else sql

    def cursor(self, sql: str, dialect: Dialect) -> str:
        return self.json(sql, dialect)

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        return _clean(_expect(value, str))


class IntCodec(Codec):
    """A whole number of 32 bits."""

    postgres_type = "int8"

    def json(self, sql: str, dialect: Dialect) -> str:
        return f"({sql})::text" if dialect is Dialect.POSTGRES else sql

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        return _int64(_expect(value, int))


class BigIntCodec(Codec):
    """A whole number of 64 bits; JSON has no such thing, so it travels as a string."""

    postgres_type = "int8"

    def bind(self, value: Any, dialect: Dialect) -> Any:
        return _int64(value)

    def json(self, sql: str, dialect: Dialect) -> str:
        return f"('\"' || ({sql})::text || '\"')" if dialect is Dialect.POSTGRES else f"cast({sql} AS TEXT)"

    def cursor(self, sql: str, dialect: Dialect) -> str:
        return self.json(sql, dialect)

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        return _int64(int(_expect(value, str)))


class FloatCodec(Codec):
    """A double. SQLite writes 15 digits by itself, which need not be the number that was stored; 17 are."""

    postgres_type = "float8"

    def json(self, sql: str, dialect: Dialect) -> str:
        if dialect is Dialect.POSTGRES:
            return f"({sql})::text"
        short = "iif(CAST(printf('%!.15g', v) AS REAL) = v, printf('%!.15g', v), printf('%!.17g', v))"
        return f"json((SELECT iif(v IS NULL, NULL, {short}) FROM (SELECT {sql} AS v)))"

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError("not a number")
        return float(value)


class BooleanCodec(Codec):
    """True or false; SQLite stores 1 or 0."""

    postgres_type = "bool"
    ordered = False

    def bind(self, value: Any, dialect: Dialect) -> Any:
        return value if dialect is Dialect.POSTGRES else int(value)

    def json(self, sql: str, dialect: Dialect) -> str:
        if dialect is Dialect.POSTGRES:
            return f"({sql})::text"
        return f"json(CASE {sql} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"


class DecimalCodec(Codec):
    """An exact number, as a string on the wire. SQLite keeps it as text and must compare it as a number.

    As a double, that is: so a number that is compared has no more digits than every double holds.
    """

    postgres_type = "numeric"
    _most_digits = 15
    _largest_exponent = 100

    def bind(self, value: Any, dialect: Dialect) -> Any:
        number = decimal.Decimal(value)
        if not number.is_finite():
            raise bad_input(f"{value!s} is not a finite number")
        digits = "".join(map(str, number.as_tuple().digits)).strip("0")
        if len(digits) > self._most_digits or abs(number.adjusted()) > self._largest_exponent:
            raise bad_input(f"a Decimal to compare with has at most {self._most_digits} digits, up to 1E+100")
        return number if dialect is Dialect.POSTGRES else float(number)

    def json(self, sql: str, dialect: Dialect) -> str:
        return f"('\"' || ({sql})::text || '\"')" if dialect is Dialect.POSTGRES else f"cast({sql} AS TEXT)"

    def comparable(self, sql: str, dialect: Dialect) -> str:
        return sql if dialect is Dialect.POSTGRES else f"cast({sql} AS REAL)"

    def cursor(self, sql: str, dialect: Dialect) -> str:
        return self.json(sql, dialect)

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        try:
            return self.bind(_expect(value, str), dialect)
        except decimal.InvalidOperation as error:
            raise ValueError("not a decimal number") from error


class DateCodec(Codec):
    """A calendar day."""

    postgres_type = "date"

    def bind(self, value: Any, dialect: Dialect) -> Any:
        return value if dialect is Dialect.POSTGRES else value.isoformat()

    def json(self, sql: str, dialect: Dialect) -> str:
        return f"('\"' || ({sql})::text || '\"')" if dialect is Dialect.POSTGRES else sql

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        return self.bind(datetime.date.fromisoformat(_expect(value, str)), dialect)


class DateTimeCodec(Codec):
    """An instant. SQLite keeps the very text that goes over the wire, so its order is the order of time."""

    postgres_type = "timestamptz"

    def bind(self, value: Any, dialect: Dialect) -> Any:
        if value.tzinfo is None:
            raise bad_input(f"{value.isoformat()} has no offset; write 2024-07-10T09:00:00+08:00 or …Z")
        try:
            instant = value.astimezone(datetime.UTC)
        except OverflowError as error:
            raise bad_input(f"{value.isoformat()} is outside the years 1 to 9999 in UTC") from error
        return instant if dialect is Dialect.POSTGRES else instant.isoformat()

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        instant = datetime.datetime.fromisoformat(_expect(value, str))
        if instant.tzinfo is None:
            raise ValueError("no offset")
        return self.bind(instant, dialect)


class UuidCodec(Codec):
    """The key of a row, written as the opaque global id of its type."""

    postgres_type = "uuid"

    def __init__(self, tag: str) -> None:
        super().__init__("ID", EQUALITY)
        self.tag = tag

    def bind(self, value: Any, dialect: Dialect) -> Any:
        key = value if isinstance(value, uuid.UUID) else key_in(value, self.tag)
        return key if dialect is Dialect.POSTGRES else str(key)

    def json(self, sql: str, dialect: Dialect) -> str:
        if dialect is Dialect.POSTGRES:
            return f"('\"{self.tag}_' || {sql}::text || '\"')"
        return f"('{self.tag}_' || {sql})"

    def cursor(self, sql: str, dialect: Dialect) -> str:
        return f"('\"' || {sql}::text || '\"')" if dialect is Dialect.POSTGRES else sql

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        return self.bind(uuid.UUID(_expect(value, str)), dialect)


class EnumCodec(Codec):
    """One of an enumeration's values, stored as its text. They come in the order in which they are declared."""

    cursor_type = "int8"

    def __init__(self, choices: type[enum.Enum]) -> None:
        super().__init__(choices.__name__, EQUALITY)
        self.choices = choices

    def bind(self, value: Any, dialect: Dialect) -> Any:
        return str(value.value) if isinstance(value, enum.Enum) else str(value)

    def json(self, sql: str, dialect: Dialect) -> str:
        return f"('\"' || {sql} || '\"')" if dialect is Dialect.POSTGRES else sql

    def comparable(self, sql: str, dialect: Dialect) -> str:
        return f'{sql} COLLATE "C"' if dialect is Dialect.POSTGRES else sql

    def sortable(self, sql: str, dialect: Dialect) -> str:
        return position_in(self.choices, sql)

    def cursor(self, sql: str, dialect: Dialect) -> str:
        # The text, so that a cursor stays good when values are declared between others.
        return self.json(sql, dialect)

    def from_cursor(self, value: Any, dialect: Dialect) -> Any:
        return list(self.choices).index(self.choices(_expect(value, str)))


class JsonCodec(Codec):
    """A JSON document, handed through. PostgreSQL may have put its keys in another order."""

    ordered = False

    def bind(self, value: Any, dialect: Dialect) -> Any:
        return orjson.dumps(value).decode()

    def json(self, sql: str, dialect: Dialect) -> str:
        return f"({sql})::text" if dialect is Dialect.POSTGRES else f"json({sql})"


STRING = StringCodec("String", TEXT)
INT = IntCodec("Int", RANGE)
BIG_INT = BigIntCodec("BigInt", RANGE)
FLOAT = FloatCodec("Float", RANGE)
BOOLEAN = BooleanCodec("Boolean", ("eq", "ne"))
DECIMAL = DecimalCodec("Decimal", RANGE)
DATE = DateCodec("Date", RANGE)
DATE_TIME = DateTimeCodec("DateTime", RANGE)
JSON = JsonCodec("JSON", ())


def key_in(value: str, tag: str) -> uuid.UUID:
    """The key in a global id of the type with this tag. Raises the error that the client sees for any other text."""
    try:
        found, key = ids.decode(value)
    except ids.InvalidId as error:
        raise GraphQLError(error.message, extensions={"code": error.code}) from error
    if found != tag:
        raise GraphQLError(
            f"{value!r} is the id of another type; here an id that starts with '{tag}_' is expected",
            extensions={"code": "INVALID_ID"},
        )
    return key


def _clean(value: Any) -> str:
    try:
        return clean_text(value, "text")
    except InvalidText as error:
        raise GraphQLError(error.message, extensions={"code": error.code}) from error


def _expect(value: Any, kind: type) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ValueError(f"expected {kind.__name__}")
    return value


def _int64(value: int) -> int:
    if not -(2**63) <= value < 2**63:
        raise bad_input(f"{value} does not fit into 64 bits")
    return value

"""What the rows at scale are made of: keys and numbers that follow from a row's position, and texts.

Values are such that both databases take the same: texts (keys, dates and instants too), numbers and None.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from core.search import document_tokens

Value = str | int | float | None
Row = tuple[Value, ...]

SEED = 20240710
_MASK = (1 << 64) - 1

FIRST_DAY = date(2024, 7, 10)
AS_OF = date(2026, 6, 30)
"""The day on which the data was taken: what lies after it has not happened yet."""
LAST_DAY = date(2027, 6, 30)
_DAYS = [FIRST_DAY + timedelta(days=offset - 90) for offset in range((LAST_DAY - FIRST_DAY).days + 120)]
_DAY_TEXTS = {day.toordinal(): day.isoformat() for day in _DAYS}
_MINUTE_TEXTS = [f"T{minute // 60:02}:{minute % 60:02}:00+00:00" for minute in range(24 * 60)]
_KEYS_SINCE = int(datetime(2024, 4, 1, tzinfo=UTC).timestamp() * 1000)


class Table(NamedTuple):
    """A table and the columns of the rows that are written to it. Its own number keeps its keys apart."""

    name: str
    number: int
    columns: tuple[str, ...]


class Chunk(NamedTuple):
    """Rows to write, table by table: those that are referred to come first."""

    what: str
    size: int
    """How much of the whole it is: see `steps` in the loader."""
    rows: list[tuple[Table, list[Row]]]


Chunks = Iterator[Chunk]


def mix(number: int) -> int:
    """64 bits that look random and follow from `number`: the finaliser of SplitMix64 (Steele et al. 2014)."""
    number = (number + SEED) * 0x9E3779B97F4A7C15 & _MASK
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    number = (number ^ number >> 27) * 0x94D049BB133111EB & _MASK
    return number ^ number >> 31


def key(table: Table, position: int) -> str:
    """The key of the row at this position of the table: a UUIDv7 with milliseconds that grow with it."""
    random = mix(table.number << 40 | position)
    text = f"{_KEYS_SINCE + position:012x}7{table.number:03x}{1 << 63 | random >> 2:016x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def instant(day: int, minute: int) -> str:
    """The text of an instant in UTC: minutes after the start of a day (`date.toordinal`), or before it."""
    days, minute = divmod(minute, 24 * 60)
    return _DAY_TEXTS[day + days] + _MINUTE_TEXTS[minute]


class Name:
    """A name with a number in it, and quickly what the search finds it by."""

    def __init__(self, zh: str, en: str | None = None) -> None:
        """Take the patterns of both languages; the number stands in place of `{}`."""
        self._patterns = (zh, en)

    @cached_property
    def _tokens(self) -> list[str]:
        # Made at the first use, because the dictionary of pinyin is large and a server has no need of it. A run of
        # digits that stands for itself is one token, so that a number can be put in place of it.
        filled = [None if pattern is None else pattern.format(" 987654321 ") for pattern in self._patterns]
        return document_tokens(*filled).split("987654321")

    def texts(self, number: int) -> tuple[str, str | None]:
        """The two names, without spaces around the number where the pattern has none."""
        zh, en = self._patterns
        return zh.format(number), None if en is None else en.format(number)

    def tokens(self, number: int) -> str:
        """What `core.search.document_tokens` gives for the two names."""
        return str(number).join(self._tokens)


CREATED = instant(FIRST_DAY.toordinal() - 40, 0)
"""When rows were made that everything else refers to."""
SEARCH = Table("search_document", 0, ("subject_type", "subject_id", "tokens"))

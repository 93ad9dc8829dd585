"""Days as PostgreSQL takes them, the last one too."""

from __future__ import annotations

import datetime
from typing import Final

import asyncpg

_EPOCH: Final = datetime.date(2000, 1, 1).toordinal()
_FIRST: Final = datetime.date.min.toordinal() - _EPOCH
_LAST: Final = datetime.date.max.toordinal() - _EPOCH


async def send_days_as_they_are(connection: asyncpg.Connection) -> None:
    """Let 9999-12-31, by which registers mean "without an end", be that day.

    asyncpg takes the last day that Python knows for PostgreSQL's ``infinity``, and the first for ``-infinity``: rows
    would hold, and answers show, what is no day.
    """
    await connection.set_type_codec("date", schema="pg_catalog", format="binary", encoder=_encode, decoder=_decode)


def _encode(day: datetime.date) -> bytes:
    return (day.toordinal() - _EPOCH).to_bytes(4, "big", signed=True)


def _decode(data: bytes) -> datetime.date:
    days = int.from_bytes(data, "big", signed=True)
    # What another program wrote as infinite is the nearest day that there is.
    return datetime.date.fromordinal(min(max(days, _FIRST), _LAST) + _EPOCH)

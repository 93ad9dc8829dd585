"""How the demo's rows are gathered before they are loaded: each with a key that is the same everywhere."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tortoise.models import Model

from core.clock import SHANGHAI, today

SEED = "linli demo 1"
"""What the random bits of every key are derived from. Another seed gives another, equally stable, demo."""

FOUNDED = datetime(2024, 6, 1, 1, 0, tzinfo=UTC)
"""When rows were made that existed before the story begins: 1 June 2024, 09:00 in Asia/Shanghai."""


def demo_key(table: str, label: str, at: datetime = FOUNDED) -> uuid.UUID:
    """The key of the demo row `label` of `table`: a UUIDv7 (RFC 9562, section 5.7) of the instant `at`.

    Its random bits come from a hash of the seed, the table and the label, so the same row has the same key in
    every database, whatever else the demo holds.
    """
    digest = hashlib.blake2b(f"{SEED}/{table}/{label}".encode(), digest_size=10).digest()
    random = int.from_bytes(digest, "big")
    milliseconds = int(at.timestamp() * 1000)
    return uuid.UUID(
        int=milliseconds << 80 | 0x7 << 76 | (random >> 62 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    )


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """The instant, in UTC, of a time of day in Asia/Shanghai. Hours from 24 on are of the next day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
    return (midnight + timedelta(hours=hour, minutes=minute)).astimezone(UTC)


def moved_on(written_for: date, *, whole_weeks: bool = False) -> timedelta:
    """By how much sample data that was written for one day is moved, so that it lies around the present day as well.

    Nothing before that day. In whole weeks what falls on weekdays keeps them; they are rounded up, so that what was
    still to come on the day is to come now.
    """
    days = max((today() - written_for).days, 0)
    return timedelta(days=-(-days // 7) * 7 if whole_weeks else days)


@dataclass
class Rows:
    """Rows to load, of each model in the order in which they were added: a parent before its children."""

    of: dict[type[Model], list[Model]] = field(default_factory=dict)
    contacts: dict[uuid.UUID, str] = field(default_factory=dict)
    """Each `PersonContact`'s value in clear text, by the row's key: it is encrypted only if it is loaded."""

    def add(self, model: type[Model], label: str, *, at: datetime = FOUNDED, **values: Any) -> uuid.UUID:
        """Add a row that was made at the instant `at`, and give its key. `label` is its own in its table."""
        row_key = demo_key(model._meta.db_table, label, at)
        made = {name: at for name in ("created_at", "updated_at", "registered_at") if name in model._meta.fields}
        rows = self.of.setdefault(model, [])
        rows.append(model(id=row_key, **(made | values)))
        return row_key

    def __iter__(self) -> Iterator[tuple[type[Model], list[Model]]]:
        return iter(self.of.items())

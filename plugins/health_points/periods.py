"""Instants as use cases of health points tell them."""

from __future__ import annotations

import datetime

from linli.services import SHANGHAI


def day_of(instant: datetime.datetime) -> datetime.date:
    """The day of an instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def told(instant: datetime.datetime) -> str:
    """An instant as messages tell it."""
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"

"""On which days sessions are."""

from __future__ import annotations

import datetime

from linli.services import SHANGHAI
from plugins.pidu_talent.models import Session


def day_of(session: Session) -> datetime.date:
    """The day of a session, whose activity is loaded, in Asia/Shanghai."""
    return local_day(session.activity.starts_at)


def local_day(instant: datetime.datetime) -> datetime.date:
    """The day of an instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def midnight(day: datetime.date) -> datetime.datetime:
    """The instant at which a day begins in Asia/Shanghai."""
    return datetime.datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def after(day: datetime.date) -> datetime.datetime:
    """The instant at which a day is over in Asia/Shanghai."""
    return midnight(day + datetime.timedelta(days=1))

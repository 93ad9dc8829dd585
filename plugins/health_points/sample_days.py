"""The days of the sample data: written for one day, and moved with the present."""

from __future__ import annotations

import datetime

from linli.sample import moved_on

WRITTEN_FOR = datetime.date(2026, 7, 1)
"""The day on which the documentation asks."""


def near(day: datetime.date) -> datetime.date:
    """The day that lies to the present day as this one does to the day that the data was written for."""
    return day + moved_on(WRITTEN_FOR)


def near_in_week(day: datetime.date) -> datetime.date:
    """`near`, or up to six days later: on the same weekday."""
    return day + moved_on(WRITTEN_FOR, whole_weeks=True)

"""What the statements of the reports have in common."""

from __future__ import annotations

import datetime

from pypika_tortoise.queries import Query, QueryBuilder, Table
from pypika_tortoise.terms import Criterion, Term

from linli import literal
from linli.services import SHANGHAI
from plugins.health_points.choices import FirstAidKitStatus

AREA, LINK = Table("area"), Table("area_ancestor")


def midnight(day: datetime.date) -> datetime.datetime:
    """The instant at which a day begins in Asia/Shanghai."""
    return datetime.datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def after(day: datetime.date) -> datetime.datetime:
    """The instant at which a day is over in Asia/Shanghai."""
    return midnight(day + datetime.timedelta(days=1))


def holds_on(start: Term, end: Term, day: datetime.date) -> Criterion:
    """Whether a period that begins on ``start`` and ended before ``end`` has the day in it."""
    begun: Criterion = start <= day
    return begun & (end.isnull() | (end > day))


def of_level(*levels: str) -> QueryBuilder:
    """For each area the one around it, or it itself, of one of the levels: ``area_id``, ``id`` and ``name``."""
    return (
        Query.from_(LINK)
        .join(AREA)
        .on(AREA.id == LINK.ancestor_id)
        .where(AREA.level.isin([literal(level) for level in levels]))
        .select(LINK.area_id, AREA.id, AREA.name)
    )


def in_service(kit_id: Term, day: datetime.date) -> QueryBuilder:
    """The row that says that a kit was in service on a day; none if it was not."""
    change = Table("health_points_status_change")
    return (
        Query.from_(change)
        .select(literal(1))
        .where((change.kit_id == kit_id) & (change.status == literal(FirstAidKitStatus.IN_SERVICE.value)))
        .where(holds_on(change.effective_on, change.ended_on, day))
    )

"""What the statements of the reports have in common: each counts by cohort first, and names the cohorts then."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from pypika_tortoise.functions import Coalesce, Sum
from pypika_tortoise.queries import Query, QueryBuilder, Table
from pypika_tortoise.terms import Criterion, Term

from linli import Choice, ReportPeriod, literal
from linli.services import counts_in, fetched

COHORT, TALENT, PROGRAMME = Table("pidu_talent_cohort"), Table("pidu_talent_programme"), Table("programme")
ENROLLMENT, SESSION, ACTIVITY = Table("pidu_talent_enrollment"), Table("pidu_talent_session"), Table("activity")


async def told(counts: QueryBuilder, period: ReportPeriod, *, running: bool = False) -> list[dict[str, Any]]:
    """The rows of ``counts``, each with a ``cohort_id``, with the names of programme and cohort, in the order of these.

    ``running`` narrows them to the cohorts of the period.
    """
    found = counts.as_("counts")
    names = [column.alias for column in counts._selects if column.alias is not None]
    query = (
        Query.from_(found)
        .join(COHORT)
        .on(COHORT.id == found.cohort_id)
        .join(TALENT)
        .on(TALENT.id == COHORT.programme_id)
        .join(PROGRAMME)
        .on(PROGRAMME.id == TALENT.programme_id)
        .where(counts_in(period, COHORT.area_id))
        .orderby(TALENT.starts_on, PROGRAMME.name, COHORT.number, COHORT.id)
        .select(PROGRAMME.name.as_("programme"), COHORT.name.as_("cohort"), *(found.field(name) for name in names))
    )
    if running:
        query = query.where((COHORT.starts_on <= period.ends_on) & (COHORT.ends_on >= period.starts_on))
    return await fetched(query)


def named(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row that name its cohort."""
    return {"programme": row["programme"], "cohort": row["cohort"]}


def total(value: Term, condition: Criterion | None = None) -> Term:
    """The sum of a value over the rows of a group, or over those that meet a condition; 0 without any."""
    found = Sum(value) if condition is None else Sum(value).filter(condition)
    return Coalesce(found, literal(0))


def is_(column: Term, choice: Choice) -> Criterion:
    """Whether a column has a value."""
    found: Criterion = column == literal(choice.value)
    return found


def by_day(column: Term, day: datetime.date) -> Criterion:
    """Whether something had happened by a day: its own day is there, and not later."""
    found: Criterion = column <= day
    return column.notnull() & found


def ratio(part: float, whole: float) -> float | None:
    """The share of a part, to four digits; None where the whole is nothing."""
    return round(part / whole, 4) if whole else None

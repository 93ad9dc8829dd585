"""Statements of reports that Tortoise cannot say, such as sums of sums: put together with the query builder.

    async def by_level(period: ReportPeriod) -> list[dict[str, Any]]:
        lamp, place = Table("lamps_lamp"), Table("place")
        query = (
            Query.from_(lamp).join(place).on(place.id == lamp.place_id)
            .where(counts_in(period, place.area_id))
            .groupby(lamp.level).orderby(lamp.level).select(lamp.level, Count("*").as_("lamps"))
        )
        return await fetched(query)

Constants of the program are written by `linli.literal`; values, such as days, become parameters where they stand.
"""

from __future__ import annotations

import datetime
import enum
import uuid
from typing import Any

from pypika_tortoise.context import SqlContext
from pypika_tortoise.dialects.postgresql import PostgreSQLQuery
from pypika_tortoise.dialects.sqlite import SQLLiteQuery
from pypika_tortoise.enums import Dialects
from pypika_tortoise.functions import Count
from pypika_tortoise.queries import Query, QueryBuilder, Table
from pypika_tortoise.terms import Criterion, Parameterizer, Term, ValueWrapper
from tortoise import Tortoise

from core.database.connect import CONNECTION
from core.plugins.contributions import ReportPeriod


def counts_in(period: ReportPeriod, area_id: Term) -> Criterion:
    """`counted` as a term: whether a row counts whose area is in the column ``area_id``. It adds no join."""
    if period.within is None:
        return _always(True)
    found = _always(False)
    if period.within:
        links = Table("area_ancestor").as_("counted_links")
        below = Query.from_(links).select(links.area_id).where(links.ancestor_id.isin(list(period.within)))
        found = area_id.isin(below)
    if period.above:
        found |= area_id.isin(list(period.above))
    if period.area_id is None:
        found |= area_id.isnull()
    return found


def count_where(condition: Criterion) -> Term:
    """How many rows of a group meet a condition."""
    counted: Term = Count("*").filter(condition)
    return counted


class _InOrder(Term):
    def __init__(self, text: Term) -> None:
        super().__init__()
        self._text = text

    def get_sql(self, ctx: SqlContext) -> str:
        sql = self._text.get_sql(ctx)
        return f'{sql} COLLATE "C"' if ctx.dialect is Dialects.POSTGRESQL else sql


def in_order(text: Term) -> Term:
    """A text to order by, as a code is: character by character on both databases, which is fast, and not as the
    language of a PostgreSQL orders names.
    """
    return _InOrder(text)


async def fetched(query: QueryBuilder) -> list[dict[str, Any]]:
    """The rows of a statement, by the names of its columns, in the values of the database's driver.

    That is text for keys, days and instants on SQLite.
    """
    connection: Any = Tortoise.get_connection(CONNECTION)
    on_postgres = connection.capabilities.dialect == "postgres"
    context: SqlContext = PostgreSQLQuery.SQL_CONTEXT if on_postgres else SQLLiteQuery.SQL_CONTEXT
    sql, values = query.get_parameterized_sql(context.copy(parameterizer=Parameterizer(), with_namespace=True))
    bound = [value if on_postgres else _as_text(value) for value in values]
    _, rows = await connection.execute_query(sql, bound)
    if not rows:
        return []
    # Drivers' rows are slow to be made dictionaries of by themselves, as each asks for its names again.
    names = list(rows[0].keys())
    return [dict(zip(names, row, strict=False)) for row in rows]


def _as_text(value: Any) -> Any:
    """A value as SQLite keeps it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).replace(microsecond=0).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return value.value if isinstance(value, enum.Enum) else value


def _always(truth: bool) -> Criterion:
    one = ValueWrapper(1, allow_parametrize=False)
    criterion: Criterion = one == ValueWrapper(1 if truth else 0, allow_parametrize=False)
    return criterion

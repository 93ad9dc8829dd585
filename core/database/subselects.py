"""Sub-selects as terms, which pypika-tortoise puts into brackets only in some places."""

from __future__ import annotations

from pypika_tortoise.context import SqlContext
from pypika_tortoise.queries import QueryBuilder
from pypika_tortoise.terms import Criterion, Term


class Exists(Criterion):
    """Whether `query` has a row. It may refer to tables of the statement around it."""

    def __init__(self, query: QueryBuilder) -> None:
        super().__init__()
        self.query = query

    def get_sql(self, ctx: SqlContext) -> str:
        return f"EXISTS{_bracketed(self.query, ctx)}"


class Scalar(Term):
    """The one value of the one row of `query`, or NULL if it has no row."""

    def __init__(self, query: QueryBuilder) -> None:
        super().__init__()
        self.query = query

    def get_sql(self, ctx: SqlContext) -> str:
        return _bracketed(self.query, ctx)


def _bracketed(query: QueryBuilder, ctx: SqlContext) -> str:
    return query.get_sql(ctx.copy(subquery=True, with_alias=False))

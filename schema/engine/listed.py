"""The ids given to `nodes` as rows, in their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Field, Term

from core import ids
from core.database.url import Dialect
from schema.declare.scalars import STRING
from schema.declare.terms import RequestValues, Slot
from schema.engine.statement import Statement


class Listed:
    """A list of global ids as rows of a tag and a key, numbered. Implements `schema.engine.nodes.RowSource`."""

    def __init__(self, statement: Statement, get: Callable[[RequestValues], Any]) -> None:
        self.alias = statement.alias()
        self.dialect = statement.dialect
        table = Table(self.alias, alias=self.alias)
        self.tag: Term = Field("tag", table=table)
        self.key: Term = Field("key", table=table)
        self._tags = Slot(STRING, lambda values: [ids.decode(v)[0] for v in get(values)], self.dialect, array=True)
        self._keys = Slot(STRING, lambda values: [str(ids.decode(v)[1]) for v in get(values)], self.dialect, array=True)

    def select(self, sql: Callable[[Term], str]) -> str:
        """The sub-select, its rows in their order."""
        tags, keys = sql(self._tags), sql(self._keys)
        if self.dialect is Dialect.POSTGRES:
            return (
                f"SELECT u.tag, u.key::uuid AS key FROM unnest({tags}, {keys}) "
                "WITH ORDINALITY AS u(tag, key, place) ORDER BY u.place"
            )
        return (
            f"SELECT a.value AS tag, b.value AS key FROM json_each({tags}) a "
            f"JOIN json_each({keys}) b ON b.key = a.key ORDER BY a.key LIMIT -1"
        )

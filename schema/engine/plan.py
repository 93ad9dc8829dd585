"""A plan: one statement for one root field, compiled once for all requests of its shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError

from core.access import StaleViewer
from core.database.reader import Reader
from core.database.url import Dialect
from schema.declare.scalars import BIG_INT
from schema.declare.terms import Constant, RequestValues, Slot
from schema.engine.nodes import ConnectionNode, Node
from schema.engine.personal import PersonalSite, take_all
from schema.engine.postgres import PostgresRenderer
from schema.engine.python_fields import PythonSite
from schema.engine.sqlite import SqliteRenderer, can_be_parsed
from schema.engine.sqlite_flat import FlatSqliteRenderer


@dataclass(slots=True)
class Plan:
    """A statement and how to fill it. ``cost`` bounds the rows that it may touch; ``small`` statements read few.

    A ``guarded`` one also looks whether what is known of the viewer is still so, in the same snapshot.
    """

    sql: str
    slots: Sequence[Slot | Constant]
    cost: int
    small: bool
    sites: Sequence[PythonSite]
    guarded: bool = False
    personal: Sequence[PersonalSite] = ()

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The JSON of the root field's answer, ``null`` where there is none.

        Raises StaleViewer if the viewer of a guarded plan may have other rights by now.
        """
        found = await reader.fetch(self.sql, self.params(values), small=self.small)
        if found is None:
            if self.guarded:
                raise StaleViewer
            return b"null"
        if self.personal:
            found, seen = take_all(found, self.personal)
            if seen and values.seen is not None:
                values.seen(seen)
        if not self.sites:
            return found
        answer = orjson.loads(found)
        for site in self.sites:
            await site.fill(answer, values)
        return orjson.dumps(answer, default=str)

    def params(self, values: RequestValues) -> list[Any]:
        """The statement's parameters. Raises ``GraphQLError`` for values that make no sense."""
        return [slot.bind(values) for slot in self.slots]

    @property
    def weight(self) -> int:
        """The memory that the plan takes, in bytes, estimated."""
        return 2_000 + 2 * len(self.sql) + 300 * len(self.slots)


def render(node: Node, dialect: Dialect, *, guarded: bool = False) -> tuple[str, Sequence[Slot | Constant]]:
    """The statement for a tree, with its slots in the order of their numbers.

    If ``guarded``, it gives nothing where the viewer's epoch is past, and ``null`` where the answer is null.

    Raises ``GraphQLError`` for a question that SQLite's parser cannot take in either form.
    """
    epoch = Slot(BIG_INT, lambda values: values.viewer.epoch, dialect) if guarded else None
    if dialect is Dialect.POSTGRES:
        postgres = PostgresRenderer(epoch)
        return postgres.statement(node), postgres.slots.slots
    for renderer in (SqliteRenderer(epoch), FlatSqliteRenderer(epoch)):
        text = renderer.statement(node)
        if can_be_parsed(text):
            return text, renderer.slots.slots
    raise GraphQLError(
        "the question has more levels than SQLite can take; ask for fewer levels",
        extensions={"code": "QUERY_TOO_DEEP"},
    )


def is_small(node: Node) -> bool:
    """Whether the statement reads so little that a thread would cost more than it gains."""
    return not isinstance(node, ConnectionNode)

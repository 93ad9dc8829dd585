"""What both renderers share: terms as text, orders, page bounds, and the FROM of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pypika_tortoise.terms import Term

from core.database.url import Dialect
from core.small_counts import SMALLEST
from schema.declare.relations import table_of
from schema.declare.terms import Composed, Slot, SlotList, context_for
from schema.engine.nodes import ConnectionNode, Items, OrderKey, PageInfo, TotalCount

COUNT_OF_MATCHING: Final = "(SELECT count(*) FROM matching)"


class Renderer:
    """Turns terms into text for one statement and collects its slots."""

    dialect: Dialect

    def __init__(self, epoch: Slot | None = None) -> None:
        self.slots = SlotList(self.dialect)
        self._context = context_for(self.dialect, self.slots)
        self._epoch = epoch

    def select(self, value: str, rows: str = "") -> str:
        """The statement that gives a value, which may stand over one row. With an epoch it gives no row if that has
        passed, and reads nothing else then, and never NULL.
        """
        if self._epoch is None:
            return f"SELECT {value}{rows and f' FROM {rows}'}"
        source, held = f" FROM {rows}", "(SELECT epoch FROM access_epoch)"
        if not rows:
            source, held = " FROM access_epoch", "access_epoch.epoch"
        return f"SELECT coalesce({value}, 'null'){source} WHERE {held} = {self.sql(self._epoch)}"

    def sql(self, term: Term) -> str:
        """A term as text."""
        return term.get_sql(self._context)

    def condition(self, terms: Sequence[Term]) -> str:
        """`` WHERE`` with all terms, or nothing."""
        return " WHERE " + " AND ".join(f"({self.sql(term)})" for term in terms) if terms else ""

    def order(self, keys: Sequence[OrderKey], *, backwards: bool, names: Sequence[str] | None = None) -> str:
        """`` ORDER BY`` for the keys; ``names`` are the expressions to use in their place."""
        parts = []
        for index, key in enumerate(keys):
            expression = names[index] if names else key.codec.sortable(self.sql(key.term), self.dialect)
            descending = key.descending is not backwards
            nulls_first = key.nulls_first is not backwards
            # Without the clause PostgreSQL puts nulls last when ascending, SQLite first; spelled out only where
            # there can be nulls, because an index serves the plain form.
            nulls = f" NULLS {'FIRST' if nulls_first else 'LAST'}" if key.nullable else ""
            parts.append(f"{expression}{' DESC' if descending else ''}{nulls}")
        return " ORDER BY " + ", ".join(parts)

    def table(self, node: ConnectionNode) -> str:
        """The table of a connection under its alias."""
        return f'"{table_of(node.row.model)}" "{node.row.alias}"'

    def matching(self, node: ConnectionNode, *more: str) -> str:
        """The rows of a connection that match, as the common table ``matching``: ``more``, and the keys of its order
        under their `key_names`.
        """
        keys = zip(node.order, key_names(node), strict=True)
        columns = ", ".join([*more, *(f"{self.sql(key.term)} AS {name}" for key, name in keys)])
        return f"matching AS MATERIALIZED (SELECT {columns} FROM {self.table(node)}{self.condition(node.conditions)})"

    def page_of_matching(self, node: ConnectionNode) -> str:
        """What follows FROM ``matching`` for the rows of the page."""
        names = key_names(node)
        named = [replace(key, term=Composed(f"matching.{name}")) for key, name in zip(node.order, names, strict=True)]
        after = self.condition([after(named) for after in node.after])
        order = self.order(node.order, backwards=node.backwards, names=self.compared(node, names))
        return f"{after}{order} LIMIT {node.limit + looks_ahead(node)}"

    def compared(self, node: ConnectionNode, names: Sequence[str]) -> list[str]:
        """What stands in an order in place of the keys that have these names."""
        return [key.codec.sortable(name, self.dialect) for key, name in zip(node.order, names, strict=True)]

    def total(self, node: ConnectionNode) -> str:
        """The count of all rows as a sub-select. Null if few of them are rows that the viewer does not see."""
        count = self.count(node)
        if node.shown is not None:
            count = f"CASE WHEN {self._unseen(node)} BETWEEN 1 AND {SMALLEST - 1} THEN NULL ELSE {count} END"
        return f"(SELECT {count} FROM {self.table(node)}{self.condition(node.conditions)})"

    def count(self, node: ConnectionNode) -> str:
        """The aggregate that counts rows; those that the viewer does not see in whole steps of `SMALLEST`."""
        return "count(*)" if node.shown is None else f"count(*) - {self._unseen(node)} % {SMALLEST}"

    def having(self, node: ConnectionNode) -> str:
        """`` HAVING`` for groups of which there is anything to tell, or nothing where that is all of them."""
        return "" if node.shown is None else f" HAVING {self.count(node)} > 0"

    def _unseen(self, node: ConnectionNode) -> str:
        assert node.shown is not None
        # Of a column of the rows, and not of all: what names those around it alone would be counted there.
        return f"count({self.sql(node.row.id)}) FILTER (WHERE NOT ({self.sql(node.shown)}))"


def filters_twice(node: ConnectionNode) -> bool:
    """Whether a connection's filter stands before its page and before its total, and is the same in both."""
    counted = any(isinstance(part, TotalCount) for _, part in node.fields)
    paged = any(isinstance(part, Items | PageInfo) for _, part in node.fields)
    return counted and paged and node.filtered and node.shown is None


def key_names(node: ConnectionNode) -> list[str]:
    """The names of the keys of a connection's order in ``matching``."""
    return [f"o{index}" for index in range(len(node.order))]


def looks_ahead(node: ConnectionNode) -> bool:
    """Whether one row more than the page must be read, to know if there are more."""
    wanted = "hasPreviousPage" if node.backwards else "hasNextPage"
    return any(name == wanted for info in _infos(node) for _, name in info.fields)


def shows_cursors(node: ConnectionNode) -> bool:
    """Whether the page info asks for cursors."""
    return any(name in ("startCursor", "endCursor") for info in _infos(node) for _, name in info.fields)


def _infos(node: ConnectionNode) -> list[PageInfo]:
    return [part for _, part in node.fields if isinstance(part, PageInfo)]

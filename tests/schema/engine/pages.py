"""Pages of rows in memory, and the cursors of their items."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schema.declare.catalog import CatalogType
from tests.schema.engine.memory import Row
from tests.schema.engine.ordering import Order, Position


class Cursor(str):
    """Stands for whatever the engine's cursor of a position may look like."""

    position: Position

    @classmethod
    def at(cls, position: Position) -> Cursor:
        """The cursor of a position."""
        made = cls(f"cursor of {position}")
        made.position = position
        return made


#: The positions behind cursors that the engine gave.
Cursors = dict[str, Position]


@dataclass
class Item:
    """A row as an object of its type."""

    type: CatalogType
    row: Row


@dataclass
class Edge:
    """An item of a page with its cursor."""

    cursor: Cursor
    node: Item


@dataclass
class Connection:
    """A page, and all rows that match. ``item`` makes a row an object."""

    matching: list[Row]
    item: Callable[[Row], Item]
    edges: list[Edge]
    info: dict[str, Any]

    @property
    def nodes(self) -> list[Item]:
        """The items of the page."""
        return [edge.node for edge in self.edges]


def connection(
    rows: Sequence[Row],
    item: Callable[[Row], Item],
    order: Order,
    arguments: Mapping[str, Any],
    cursors: Cursors,
    default_size: int,
) -> Connection:
    """The page that ``first``, ``after``, ``last`` and ``before`` cut out of the rows in order (Relay)."""
    matching = order.sorted(rows)
    after, before = arguments.get("after"), arguments.get("before")
    inside = [
        row
        for row in matching
        if (after is None or order.compare(order.position(row), cursors[after]) > 0)
        and (before is None or order.compare(order.position(row), cursors[before]) < 0)
    ]
    first, last = arguments.get("first"), arguments.get("last")
    if last is not None:
        page = inside[max(len(inside) - last, 0) :]
        ahead, behind = before is not None, len(inside) > last
    else:
        page = inside[: default_size if first is None else first]
        ahead, behind = len(inside) > len(page), after is not None
    edges = [Edge(Cursor.at(order.position(row)), item(row)) for row in page]
    info = {
        "hasNextPage": ahead,
        "hasPreviousPage": behind,
        "startCursor": edges[0].cursor if edges else None,
        "endCursor": edges[-1].cursor if edges else None,
    }
    return Connection(matching, item, edges, info)

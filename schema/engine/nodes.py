"""What a statement computes, between the selection that asks for it and the SQL of a dialect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from pypika_tortoise.terms import Term

from schema.declare.rows import Row
from schema.declare.scalars import Codec


@dataclass
class Literal:
    """A constant: text, a truth value or null."""

    value: str | bool | None


@dataclass
class Leaf:
    """A scalar expression. ``tabs`` are white space before it, by which it is found in the text: PostgreSQL's only."""

    codec: Codec
    term: Term
    nullable: bool
    tabs: int = 0


@dataclass
class Object:
    """A JSON object whose fields all come from rows at hand. Null where ``absent`` holds."""

    fields: list[tuple[str, Node]] = field(default_factory=list)
    absent: Term | None = None


@dataclass
class ToOne:
    """An object from another row; null where no visible row meets the conditions."""

    row: Row
    where: list[Term]
    body: Object


@dataclass
class Values:
    """A list of one column of other rows, in the column's order."""

    row: Row
    where: list[Term]
    codec: Codec
    term: Term


@dataclass
class OrderKey:
    """One key of an order."""

    term: Term
    codec: Codec
    descending: bool
    nulls_first: bool
    nullable: bool


@dataclass
class Items:
    """The items of a page: nodes, or edges with cursors."""

    body: Object | Branches


@dataclass
class CursorLeaf:
    """The cursor of the row at hand."""


@dataclass
class PageInfo:
    """Fields of a page info: (response key, name)."""

    fields: list[tuple[str, str]]


@dataclass
class TotalCount:
    """How many rows there are on all pages."""


@dataclass
class Groups:
    """Counts by the values of ``keys``; the body refers to them as columns of the row ``alias``."""

    alias: str
    keys: list[tuple[str, Term, Codec]]
    body: Object
    limit: int


@dataclass
class ConnectionNode:
    """A page of rows.

    ``link`` ties the rows to the parent, ``rule`` and ``where`` narrow them; all of these count for the total.
    The conditions in ``after`` come from cursors and only narrow the page; they take the keys to compare, because a
    renderer may have given the keys other names. ``shown`` is which of the rows that count the viewer sees, where that
    is not all of them: it narrows the page too, and of the others small counts are left out. It is never null.
    """

    row: Row
    link: list[Term]
    where: list[Term]
    order: list[OrderKey]
    signature: str
    limit: int
    backwards: bool
    after: list[Callable[[list[OrderKey]], Term]] = field(default_factory=list)
    paged_from: bool = False
    filtered: bool = False
    fields: list[tuple[str, Node]] = field(default_factory=list)
    shown: Term | None = None

    @property
    def conditions(self) -> list[Term]:
        """All that counts for the total."""
        return self.link + self.where

    @property
    def page_conditions(self) -> list[Term]:
        """All that holds of the rows of pages, but for what cursors say."""
        return self.conditions if self.shown is None else [*self.conditions, self.shown]


class RowSource(Protocol):
    """Rows that are not a model's: what stands in FROM, in the order of the answer."""

    def select(self, sql: Callable[[Term], str]) -> str:
        """The sub-select, its rows in their order."""

    alias: str


@dataclass
class Branches:
    """One of several types: the row's tag decides. ``tag`` is the text of the tag."""

    tag: Term
    branches: dict[str, ToOne]


@dataclass
class ListNode:
    """A JSON array with one item for each row of a source that both renderers know how to write."""

    source: RowSource
    body: Branches


Node = (
    Literal
    | Leaf
    | Object
    | ToOne
    | Values
    | Items
    | CursorLeaf
    | PageInfo
    | TotalCount
    | Groups
    | ConnectionNode
    | Branches
    | ListNode
)

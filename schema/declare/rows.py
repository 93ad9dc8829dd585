"""A row as rules, computed fields and filters see it: its columns, its relations, and the moment of the request."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Field, Term
from tortoise.models import Model

from core.clock import SHANGHAI
from core.database.url import Dialect
from schema.declare.relations import Relation, column_of, table_of
from schema.declare.scalars import DATE, DATE_TIME, Codec, UuidCodec
from schema.declare.terms import Composed, RequestValues, Slot, SubSelect

if TYPE_CHECKING:
    from core.access import Viewer


_PERSON = UuidCodec("pe")


class Scope(Protocol):
    """What a row needs to know of the statement that it stands in."""

    dialect: Dialect
    viewer: Viewer
    language: str

    def relation(self, model: type[Model], name: str) -> Relation:
        """The relation of a model by name."""

    def alias(self) -> str:
        """A table alias that the statement does not use yet."""

    def rule(self, row: Row, by: Relation | None = None, parent: Parent | None = None) -> Criterion | None:
        """The rule of visibility for a row of its model, reached by a relation, from the row that its columns are tied
        to if there is one; None when it hides no row. It must be among the conditions of the relation that the row
        stands in.
        """

    def holds(self, permission: str, row: Row) -> Criterion | bool:
        """Whether the viewer has a permission for a row: True or False for every row, else the condition."""

    def shown(self, row: Row, attribute: str, column: Field) -> Field:
        """A column as the viewer sees it: masked where the type keeps it private from them."""

    def slot(self, key: str, codec: Codec, get: Callable[[RequestValues], Any]) -> Slot:
        """The one slot with this key in the statement."""


class Row:
    """One row of a model under an alias. ``row.name`` is the column of the attribute ``name``, as the viewer sees it:

    where its type keeps it private, the mask is part of it. ``row.column("name")`` is the column itself.
    """

    __slots__ = ("_alias", "_model", "_scope", "_table")

    def __init__(self, scope: Scope, model: type[Model], alias: str | None = None) -> None:
        self._scope = scope
        self._model = model
        self._alias = alias or scope.alias()
        self._table = Table(table_of(model), alias=self._alias)

    def __getattr__(self, name: str) -> Field:
        return self._scope.shown(self, name, Field(column_of(self._model, name), table=self._table))

    def column(self, name: str) -> Field:
        """A column by its name in the database."""
        return Field(name, table=self._table)

    @property
    def scope(self) -> Scope:
        """The statement that the row stands in."""
        return self._scope

    @property
    def model(self) -> type[Model]:
        """The row's model."""
        return self._model

    @property
    def table(self) -> Table:
        """The table under the row's alias."""
        return self._table

    @property
    def alias(self) -> str:
        """The alias."""
        return self._alias

    @property
    def dialect(self) -> Dialect:
        """The database that the statement is for."""
        return self._scope.dialect

    @property
    def now(self) -> Term:
        """The instant of the request."""
        return self._scope.slot("now", DATE_TIME, lambda values: values.now)

    @property
    def today(self) -> Term:
        """The day of the request in Asia/Shanghai."""
        return self._scope.slot("today", DATE, lambda values: _day(values.now))

    def where_may(self, permission: str) -> Criterion:
        """Whether the viewer has the permission for this row. It is never null."""
        held = self._scope.holds(permission, self)
        if isinstance(held, bool):
            return Composed("1 = 1" if held else "1 = 0")
        return held

    def unless_may(self, permission: str, rule: Criterion) -> Criterion | None:
        """``rule`` for who lacks the permission for this row; None where it holds for every row.

        A rule of visibility in a line: ``return row.unless_may(DRAFTS_READ, row.published_at.notnull())``.
        """
        held = self._scope.holds(permission, self)
        if held is True:
            return None
        # The rule first: it mostly asks what stands in the row itself, and shows most rows.
        return rule if held is False else Composed("(({0}) OR ({1}))", rule, held)

    def if_may(self, permission: str, term: Term) -> Term:
        """``term`` for who has the permission for this row, else null."""
        if self._scope.holds(permission, self) is True:
            return term
        return Composed("CASE WHEN {0} THEN {1} END", self.where_may(permission), term)

    def is_viewers(self, person: Term) -> Criterion:
        """Whether a column that refers to a person, as ``row.person_id``, is the viewer's own. It is never null."""
        if self._scope.viewer.person_id is None:
            return Composed("1 = 0")
        viewer = self._scope.slot("viewer's person", _PERSON, lambda values: values.viewer.person_id)
        return Composed("({0} IS NOT NULL AND {0} = {1})", person, viewer)

    def value(self, codec: Codec, get: Callable[[RequestValues], Any]) -> Term:
        """A value that is computed for each request, as a bound parameter."""
        return Slot(codec, get, self.dialect)

    def related(
        self, name: str, condition: Callable[[Row], Term | None] | None = None, *, visible: bool = True
    ) -> tuple[Row, SubSelect]:
        """The rows behind a relation as a sub-select, narrowed by its rule of visibility and by ``condition``."""
        relation = self._scope.relation(self._model, name)
        other = Row(self._scope, relation.target)
        tie = other.column(relation.target_column) == self.column(relation.source_column)
        return other, self._selected(other, relation, tie, condition, visible)

    def _selected(
        self,
        other: Row,
        relation: Relation | None,
        tie: Term | None,
        condition: Callable[[Row], Term | None] | None,
        visible: bool,
    ) -> SubSelect:
        parent = None if relation is None or tie is None else Parent(self, relation)
        rule = self._scope.rule(other, relation, parent) if visible else None
        extra = condition(other) if condition is not None else None
        where = [term for term in (tie, rule, extra) if term is not None]
        return SubSelect(table_of(other.model), other.alias, where)

    def any(self, name: str, condition: Callable[[Row], Term | None] | None = None) -> Criterion:
        """Whether a visible row behind the relation meets the condition."""
        return self.related(name, condition)[1].exists()

    def rows_of(
        self, model: type[Model], condition: Callable[[Row], Term | None], *, visible: bool = True
    ) -> tuple[Row, SubSelect]:
        """The rows of any model that meet the condition, as a sub-select. The condition ties them to this row."""
        other = Row(self._scope, model)
        return other, self._selected(other, None, None, condition, visible)

    def among(self, name: str, condition: Callable[[Row], Term | None]) -> Criterion:
        """The same as `any`, found from the other end: the rows that meet the condition are looked up once.

        For conditions that leave few rows, however many the table has.
        """
        relation = self._scope.relation(self._model, name)
        other = Row(self._scope, relation.target)
        found = self._selected(other, relation, None, condition, True).value(
            "{0}", other.column(relation.target_column)
        )
        # An array, so that PostgreSQL looks it up beforehand whatever plan it settles on.
        template = "{0} = ANY(ARRAY{1})" if self.dialect is Dialect.POSTGRES else "{0} IN {1}"
        return Composed(template, self.column(relation.source_column), found)

    def count(self, name: str, condition: Callable[[Row], Term | None] | None = None) -> Term:
        """How many visible rows behind the relation meet the condition."""
        return self.related(name, condition)[1].value("count(*)")

    def sum(self, name: str, column: str, condition: Callable[[Row], Term | None] | None = None) -> Term:
        """The sum of a column over the visible rows behind the relation; 0 where there are none."""
        other, select = self.related(name, condition)
        return select.value("coalesce(sum({0}), 0)", getattr(other, column))


@dataclass(frozen=True, slots=True)
class Parent:
    """The row to which another one is tied by the relation that leads there."""

    row: Row
    by: Relation

    def is_behind(self, relation: Relation) -> bool:
        """Whether this row is the one to which a relation of the other one refers."""
        return (
            not relation.back
            and relation.target is self.row.model
            and relation.source_column == self.by.target_column
            and relation.target_column == self.by.source_column
        )


def _day(instant: datetime.datetime) -> datetime.date:
    return instant.astimezone(SHANGHAI).date()

"""Which private fields a viewer sees in full, of which rows, and what is shown of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphql import GraphQLError
from pypika_tortoise.terms import Criterion, Term
from strawberry.utils.str_converters import to_camel_case

from core.models import Person
from schema.declare.catalog import CatalogType
from schema.declare.private import Private
from schema.declare.rows import Row
from schema.declare.terms import Composed

if TYPE_CHECKING:
    from schema.engine.statement import Statement


class Privacy:
    """The criteria of one statement."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement

    def permitted(self, row: Row, private: Private) -> Criterion | bool:
        """Whether the viewer has the permission for a row: True or False for every row, else the condition.

        For a row that is there by a permission which implies this one nothing needs to be asked but whether it is
        there for being the viewer's own.
        """
        reaches = self._statement.reaches
        if not reaches.implied(private.permission, row):
            return self._statement.holds(private.permission, row)
        mine = reaches.mine(row)
        if mine is None:
            return True
        held = self._statement.holds(private.permission, row)
        return held if isinstance(held, bool) else Composed("(NOT ({0})) OR ({1})", mine, held)

    def seen_somewhere(self, private: Private) -> bool:
        """Whether the viewer has the permission for any row."""
        return self._statement.viewer.may_somewhere(private.permission)

    def may_see(self, row: Row, private: Private) -> Criterion | bool:
        """Whether the viewer sees a private field of a row in full: by the permission, or because the row is theirs."""
        if self._statement.reaches.implied(private.permission, row):
            return True
        permitted = self.permitted(row, private)
        if permitted is True or (own := self._own(row)) is None:
            return permitted
        return own if permitted is False else Composed("({0}) OR ({1})", own, permitted)

    def where_seen(self, row: Row, private: Private) -> Criterion | None:
        """`may_see` as a condition; None where it holds for every row."""
        seen = self.may_see(row, private)
        if isinstance(seen, bool):
            return None if seen else Composed("1 = 0")
        return seen

    def masked(self, row: Row, private: Private, term: Term) -> Term:
        """What the viewer sees of a private expression over a row."""
        seen = self.may_see(row, private)
        if seen is True:
            return term
        # Null in the type of the term, which PostgreSQL could not guess.
        nothing = Composed("CASE WHEN 1 = 0 THEN {0} END", term)
        mask = nothing if private.mask is None else private.mask(term, self._statement.dialect)
        return mask if seen is False else Composed("CASE WHEN {0} THEN {1} ELSE {2} END", seen, term, mask)

    def refuse_hidden(self, catalog_type: CatalogType, name: str, private: Private) -> None:
        """Raises ``GraphQLError`` for a condition on a field that the viewer sees in full nowhere."""
        if not self.seen_somewhere(private):
            raise GraphQLError(
                f"{catalog_type.name}.{to_camel_case(name)} is private: filtering, ordering, grouping and searching by "
                f"it needs the permission {private.permission!r}",
                extensions={"code": "FORBIDDEN"},
            )

    def person_of(self, row: Row) -> Term | None:
        """The key of the person whom a row is about: its own, or that of its ``person``; None for other rows."""
        if row.model is Person:
            return row.id
        relation = self._statement.catalog.relations.of(row.model).get("person")
        if relation is None or relation.back or relation.target is not Person:
            return None
        return row.column(relation.source_column)

    def _own(self, row: Row) -> Criterion | None:
        """Whether a row is about the viewer; None where it cannot be."""
        if self._statement.viewer.person_id is None:
            return None
        if (mine := self._statement.reaches.mine(row)) is not None:
            return mine
        person = self.person_of(row)
        return None if person is None else row.is_viewers(person)

"""One statement under construction: the scope in which rows, rules and slots live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pypika_tortoise.terms import Criterion, Term
from tortoise.models import Model

from core.access import Viewer
from core.database.url import Dialect
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.relations import Relation
from schema.declare.rows import Row
from schema.declare.scalars import Codec
from schema.declare.terms import Composed, RequestValues, Slot


def nobody() -> Criterion:
    """A criterion that no row meets."""
    return Composed("1 = 0")


class Statement:
    """The scope of one statement. Implements `schema.declare.rows.Scope`."""

    def __init__(self, catalog: Catalog, dialect: Dialect, viewer: Viewer, language: str) -> None:
        self.catalog = catalog
        self.dialect = dialect
        self.viewer = viewer
        self.language = language
        self._aliases = 0
        self._slots: dict[str, Slot] = {}

    def relation(self, model: type[Model], name: str) -> Relation:
        """The relation of a model by name."""
        return self.catalog.relations.get(model, name)

    def alias(self) -> str:
        """A table alias that the statement does not use yet."""
        self._aliases += 1
        return f"t{self._aliases}"

    def slot(self, key: str, codec: Codec, get: Callable[[RequestValues], Any]) -> Slot:
        """The one slot with this key in the statement."""
        if key not in self._slots:
            self._slots[key] = Slot(codec, get, self.dialect)
        return self._slots[key]

    def row(self, catalog_type: CatalogType) -> Row:
        """A row of a type under a new alias."""
        return Row(self, catalog_type.model)

    def rule(self, row: Row) -> Criterion | None:
        """The rule of visibility for a row of its model; None when the viewer sees every row."""
        catalog_type = self.catalog.by_model.get(row.model)
        return None if catalog_type is None else self.rule_of(catalog_type, row)

    def rule_of(self, catalog_type: CatalogType, row: Row, *, reached_by: str | None = None) -> Criterion | None:
        """The rule of a type for a row.

        ``reached_by`` names the relation of the row that leads back to a parent which is visible already; a type
        that follows that relation needs no second look at the parent.
        """
        declaration = catalog_type.declaration
        if declaration.requires is not None and not self.viewer.may(declaration.requires):
            return nobody()
        criterion = catalog_type.rule(row, self.viewer)
        follows = declaration.follows
        if follows is not None and follows != reached_by and self._hides(row, follows):
            shown = row.any(follows)
            criterion = shown if criterion is None else criterion & shown
        return criterion

    def _hides(self, row: Row, relation: str) -> bool:
        other = Row(self, self.relation(row.model, relation).target)
        return self.rule(other) is not None

    def may_ask_for(self, catalog_type: CatalogType) -> bool:
        """Whether the viewer may name the type in a question at all."""
        requires = catalog_type.declaration.requires
        return requires is None or self.viewer.may(requires)


def both(first: Term | None, second: Term | None) -> Term | None:
    """The conjunction of two criteria of which either may be missing."""
    if first is None:
        return second
    if second is None:
        return first
    return Composed("({0}) AND ({1})", first, second)

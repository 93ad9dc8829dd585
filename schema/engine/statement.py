"""One statement under construction: the scope in which rows, rules and slots live."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from pypika_tortoise.terms import Criterion, Field, Term
from tortoise.models import Model

from core.access import Viewer
from core.database.url import Dialect
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import FieldDeclaration
from schema.declare.relations import Relation
from schema.declare.rows import Parent, Row
from schema.declare.scalars import Codec
from schema.declare.terms import Composed, RequestValues, Slot
from schema.engine.placing import Places, Placing
from schema.engine.privacy import Privacy
from schema.engine.reaching import Reaches

C = TypeVar("C", bound=Term)


def nobody() -> Criterion:
    """A criterion that no row meets."""
    return Composed("1 = 0")


class Statement:
    """The scope of one statement. Implements `schema.declare.rows.Scope`."""

    def __init__(
        self,
        catalog: Catalog,
        dialect: Dialect,
        viewer: Viewer,
        language: str,
        placing: Placing = Placing.EVERYWHERE,
    ) -> None:
        self.catalog = catalog
        self.dialect = dialect
        self.viewer = viewer
        self.language = language
        #: How many conditions clients' filters have brought so far.
        self.conditions = 0
        self._aliases = 0
        self._slots: dict[str, Slot] = {}
        self.places = Places(self, placing)
        self.reaches = Reaches(self)
        self.privacy = Privacy(self)

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

    def holds(self, permission: str, row: Row) -> Criterion | bool:
        """Whether the viewer has a permission for a row: see `Reaches.holds`."""
        return self.reaches.holds(permission, row)

    def shown(self, row: Row, attribute: str, column: Field) -> Field:
        """A column as the viewer sees it: see `Row`."""
        found = self.catalog.by_model.get(row.model)
        private = None if found is None else found.private(attribute)
        if private is None:
            return column
        return cast(Field, self.privacy.masked(row, private, column))

    def row(self, catalog_type: CatalogType) -> Row:
        """A row of a type under a new alias."""
        return Row(self, catalog_type.model)

    def rule(self, row: Row, by: Relation | None = None, parent: Parent | None = None) -> Criterion | None:
        """The rule of visibility for a row of its model; None when the viewer sees every row. As `rule_of`.

        ``by`` is the relation by which the row is reached from one that is visible, and ``parent`` is that one where
        the row is tied to it.
        """
        catalog_type = self.catalog.by_model.get(row.model)
        return None if catalog_type is None else self.rule_of(catalog_type, row, by=by, parent=parent)

    def rule_of(
        self,
        catalog_type: CatalogType,
        row: Row,
        *,
        reached_by: str | None = None,
        by: Relation | None = None,
        parent: Parent | None = None,
        counted: bool = False,
        anywhere: bool = False,
    ) -> Criterion | None:
        """The rule of a type for a row: what the viewer may see, in the districts that the schema is for.

        It must be among the conditions of the relation that the row stands in: whatever else the statement says of the
        row may take for granted that the viewer sees it. For its truth alone ask `sees`.

        A permission that holds at a scope shows the rows that lie there, by whatever path they are reached.

        ``reached_by`` names the relation of the row that leads back to a parent which is visible already; a type
        that follows that relation needs no second look at the parent. ``by`` is the relation by which the row is
        reached from a visible one: references are followed beyond a district, and what has its area from the
        parent is where the parent is. ``parent`` is that one where the row is tied to it. With ``counted`` rows are
        there too that the viewer may only count, and ``anywhere`` also those that lie beyond the districts.
        """
        admits = self.reaches.counts if counted else self.reaches.admits
        criterion = self._rule(catalog_type, row, admits(catalog_type, row, parent), reached_by)
        if not anywhere:
            criterion = both(self._placed(catalog_type, row, by), criterion)
        requires = catalog_type.declaration.requires
        if requires is not None and not counted:
            self.reaches.admitted(row, requires)
        return criterion

    def sees(self, catalog_type: CatalogType, row: Row) -> Criterion:
        """Whether the viewer sees a row that may as well be there if they do not. It is never null."""
        rule = self._rule(catalog_type, row, self.reaches.admits(catalog_type, row))
        rule = both(self._placed(catalog_type, row, None), rule)
        return Composed("1 = 1") if rule is None else Composed("({0}) IS TRUE", rule)

    def _rule(
        self,
        catalog_type: CatalogType,
        row: Row,
        admitted: Criterion | bool,
        reached_by: str | None = None,
    ) -> Criterion | None:
        if admitted is False:
            return nobody()
        criterion = None if admitted is True else admitted
        for owner, rule in catalog_type.rules(row, self.viewer):
            if owner != catalog_type.owner:
                works = self.places.works(catalog_type.placement, owner, row)
                rule = rule if works is None else Composed("(({0}) IS NOT TRUE) OR ({1})", works, rule)
            criterion = both(criterion, rule)
        follows = catalog_type.declaration.follows
        if follows is not None and follows != reached_by and self._hides(row, follows):
            criterion = both(criterion, row.any(follows))
        return criterion

    def seen(self, catalog_type: CatalogType, row: Row, parent: Parent | None = None) -> Criterion:
        """Which rows the viewer sees of those that `rule_of` gives for counting. It is never null."""
        admitted = self.reaches.admits(catalog_type, row, parent)
        if isinstance(admitted, bool):
            return Composed("1 = 1") if admitted else nobody()
        return admitted

    def _placed(self, catalog_type: CatalogType, row: Row, by: Relation | None) -> Criterion | None:
        """Whether a row that is reached by a relation is where the schema is for; None where it surely is."""
        if by is not None and not by.back:
            return None
        before = None if by is None else catalog_type.placement.steps_before(by.target_column)
        if before is not None and not before:
            return None
        placed = self.places.criterion(catalog_type.placement, catalog_type.owner, row)
        if placed is None or before is None:
            return placed
        # Unless another reference comes first, it has its area from the parent, and is where the parent is.
        from_parent = Composed(
            " AND ".join(f"{{{index}}} IS NULL" for index in range(len(before))), *map(row.column, before)
        )
        return Composed("({0}) OR ({1})", from_parent, placed)

    def works(self, catalog_type: CatalogType, declaration: FieldDeclaration, row: Row) -> Criterion | None:
        """Whether the plugin that extended a type by a field works for the row; None where that is not asked."""
        if declaration.owner in (catalog_type.owner, "core"):
            return None
        return self.places.works(catalog_type.placement, declaration.owner, row)

    def compared(self, catalog_type: CatalogType, declaration: FieldDeclaration, row: Row) -> Criterion | None:
        """Where a field counts in filters, orders and groups: where its plugin works, and the viewer sees it in full.

        None where that is everywhere. Raises ``GraphQLError`` for a field that the viewer sees in full nowhere.
        """
        works = self.works(catalog_type, declaration, row)
        if declaration.private is None:
            return works
        self.privacy.refuse_hidden(catalog_type, declaration.name, declaration.private)
        return both(works, self.privacy.where_seen(row, declaration.private))

    def _hides(self, row: Row, name: str) -> bool:
        relation = self.relation(row.model, name)
        return self.rule(Row(self, relation.target), relation) is not None

    def may_ask_for(self, catalog_type: CatalogType) -> bool:
        """Whether the viewer may name the type in a question at all."""
        return catalog_type.open_to(self.viewer)


def both(first: C | None, second: C | None) -> C | Criterion | None:
    """The conjunction of two criteria of which either may be missing."""
    if first is None:
        return second
    if second is None:
        return first
    return Composed("({0}) AND ({1})", first, second)

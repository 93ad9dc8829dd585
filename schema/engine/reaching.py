"""For which rows a viewer's permissions hold: all of them, or those that lie at a scope, or that are the viewer's own.

A scope is the subtree of an area, an organisation or a place; how rows belong to them their type declares. The text of
a statement depends on the viewer's pattern alone: areas, organisations and places travel as an array each, one for all
permissions that hold at the same scopes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from pypika_tortoise.terms import Criterion, Term

from schema.declare.catalog import CatalogType
from schema.declare.placement import Path
from schema.declare.relations import table_of
from schema.declare.rows import Parent, Row
from schema.declare.scalars import UuidCodec
from schema.declare.terms import Composed, RequestValues, Slot, SubSelect
from schema.engine.placing import among, below, but, lying

if TYPE_CHECKING:
    from schema.engine.statement import Statement

#: Only how keys are bound: their tags do not matter there.
_KEYS = UuidCodec("")


class Reaches:
    """The criteria of one statement. Arrays are bound once each."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._slots: dict[tuple[str, str], Slot] = {}
        self._admitted: dict[str, str] = {}

    def admitted(self, row: Row, permission: str) -> None:
        """Note that a row is only there if the viewer has the permission for it, or it is their own."""
        self._admitted[row.alias] = permission

    def implied(self, permission: str, row: Row) -> bool:
        """Whether a row is only there if the viewer has the permission for it, or it is their own."""
        required = self._admitted.get(row.alias)
        return required is not None and self._statement.viewer.implies(required, permission)

    def holds(self, permission: str, row: Row, parent: Parent | None = None) -> Criterion | bool:
        """Whether the viewer has a permission for a row: True or False for every row, else the condition.

        Rows of models that no type is declared over lie nowhere. The condition is never null. ``parent`` is the row to
        which this one is tied, if there is one: where that lies need not be looked up again.
        """
        viewer = self._statement.viewer
        if not viewer.may_somewhere(permission):
            return False
        reach = viewer.reach(permission)
        if reach is None:
            return True
        found = self._statement.catalog.by_model.get(row.model)
        return False if found is None else self._lies(permission, reach.kinds, found, row, parent)

    def admits(self, catalog_type: CatalogType, row: Row, parent: Parent | None = None) -> Criterion | bool:
        """Whether the permission that a type requires shows a row to the viewer, or the row is the viewer's own."""
        requires = catalog_type.declaration.requires
        if requires is None:
            return True
        held = self.holds(requires, row, parent)
        if held is True or (mine := self.mine(row)) is None:
            return held
        return mine if held is False else Composed("({0}) OR ({1})", mine, held)

    def counts(self, catalog_type: CatalogType, row: Row, parent: Parent | None = None) -> Criterion | bool:
        """Whether the viewer may count a row of a type that declares aggregates, be it without seeing it."""
        admitted = self.admits(catalog_type, row, parent)
        aggregates = catalog_type.declaration.aggregates
        held = aggregates is not None and self.holds(aggregates.permission, row, parent)
        if admitted is True or held is False:
            return admitted
        return held if held is True or admitted is False else Composed("({0}) OR ({1})", admitted, held)

    def mine(self, row: Row) -> Criterion | None:
        """Whether a row is the viewer's own, as its type says; None where it cannot be. It is never null."""
        found = self._statement.catalog.by_model.get(row.model)
        if found is None or not found.ties.own or self._statement.viewer.person_id is None:
            return None
        return _any_of([_along(row, path, row.is_viewers) for path in found.ties.own])

    def _lies(
        self, permission: str, kinds: frozenset[str], found: CatalogType, row: Row, parent: Parent | None
    ) -> Criterion | bool:
        parts: list[Criterion] = []
        if "areas" in kinds and found.placement.paths:
            inside = self._inside(permission)
            parts.append(lying(row, found.placement.paths, inside, anywhere=False, parent=parent))
        for kind, paths in (("organizations", found.ties.organizations), ("places", found.ties.places)):
            if kind in kinds:
                keys = self._keys(permission, kind)
                parts += [_along(row, path, partial(among, keys=keys), parent) for path in paths]
        return _any_of(parts) if parts else False

    def _inside(self, permission: str) -> Callable[[Term], Criterion]:
        """Whether an area lies in the permission's reach: by what that amounts to, or else by the areas above."""
        cover = self._statement.viewer.cover(permission)
        if cover is None:
            roots = self._keys(permission, "areas")
            return lambda area: below(self._statement, area, roots)
        return partial(but if cover.but else among, keys=self._keys(permission, "cover"))

    def _keys(self, permission: str, kind: str) -> Slot:
        name = self._statement.viewer.alike[permission]
        if (name, kind) not in self._slots:

            def get(values: RequestValues) -> object:
                whose = values.viewer.cover(name) if kind == "cover" else values.viewer.reaches[name]
                return getattr(whose, "areas" if kind == "cover" else kind)

            self._slots[name, kind] = Slot(_KEYS, get, self._statement.dialect, array=True)
        return self._slots[name, kind]


def _any_of(parts: Sequence[Criterion]) -> Criterion:
    if len(parts) == 1:
        return parts[0]
    return Composed("(" + " OR ".join(f"({{{index}}})" for index in range(len(parts))) + ")", *parts)


def _along(row: Row, path: Path, inside: Callable[[Term], Criterion], parent: Parent | None = None) -> Criterion:
    """Whether the key at the end of a path, or one of them, is ``inside``. It is never null."""
    if not path:
        return inside(row.id)
    relation, rest = path[0], path[1:]
    source = row.column(relation.source_column)
    if not rest and not relation.back:
        # The key stands in the row itself.
        return Composed("{0} IS NOT NULL AND ({1})", source, inside(source)) if relation.nullable else inside(source)
    if parent is not None and parent.is_behind(relation):
        return _along(parent.row, rest, inside)
    other = Row(row.scope, relation.target)
    tie = other.column(relation.target_column) == source
    return SubSelect(table_of(relation.target), other.alias, [tie, _along(other, rest, inside)]).exists()

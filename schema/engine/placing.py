"""For which rows a schema is: those of one district, and for what a plugin brought, those of districts that have it.

A row lies in a district when its area lies in the district's subtree. Rows of no area, and rows of an area above the
district (a programme of the city, the city itself), are city-wide: they are there for every district. A reference from
a row that is there is followed wherever it leads: an activity names its organiser, and shows its venue, beyond the
border too; lists, counts and look-ups by id hold what lies in the district.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pypika_tortoise.terms import Criterion, Term

from core.database.url import Dialect
from core.models import AreaAncestor
from schema.declare.placement import Path, Placement
from schema.declare.relations import table_of
from schema.declare.rows import Parent, Row, Scope
from schema.declare.scalars import UuidCodec
from schema.declare.terms import DISTRICT, Composed, RequestValues, Slot, SubSelect

if TYPE_CHECKING:
    from schema.engine.statement import Statement


class Placing(enum.Enum):
    """What the rows of a schema are restricted to."""

    EVERYWHERE = "EVERYWHERE"
    """Nothing: whoever composes a schema without districts."""
    CITY = "CITY"
    """Of what a plugin brought, the districts that have enabled it."""
    DISTRICT = "DISTRICT"
    """One district, which each request names."""


_AREA = UuidCodec("ar")


class Places:
    """The criteria of one statement. Arrays of areas are bound once each."""

    def __init__(self, statement: Statement, placing: Placing) -> None:
        self._statement = statement
        self._placing = placing
        self._slots: dict[tuple[str, int], Slot] = {}

    def criterion(self, placement: Placement, owner: str, row: Row) -> Criterion | None:
        """Whether a row of a type that ``owner`` declared is there; None where nothing is to be asked."""
        if self._placing is Placing.EVERYWHERE or not placement.paths:
            return None
        if self._placing is Placing.DISTRICT:
            return self._lies(row, placement, DISTRICT)
        return None if owner == "core" else self._lies(row, placement, owner)

    def works(self, placement: Placement, owner: str, row: Row) -> Criterion | None:
        """Whether the plugin ``owner``, which extends the row's type, works for the row; None where it surely does."""
        return None if owner == "core" else self.criterion(placement, owner, row)

    def _lies(self, row: Row, placement: Placement, key: str) -> Criterion:
        return lying(row, placement.paths, lambda area: self._member(area, key), anywhere=True)

    def _member(self, area: Term, key: str) -> Criterion:
        roots, above = self._areas(key, 0), self._areas(key, 1)
        postgres = self._statement.dialect is Dialect.POSTGRES
        if key == DISTRICT:
            and_above = " UNION ALL SELECT unnest({2})" if postgres else " UNION ALL SELECT value FROM json_each({2})"
            return Composed(_BELOW[postgres].format(and_above), area, roots, above)
        # Many districts may have a plugin, with more areas than an array serves.
        return Composed("{0} OR {1}", below(self._statement, area, roots), among(area, above))

    def _areas(self, key: str, which: int) -> Slot:
        if (key, which) not in self._slots:

            def get(values: RequestValues) -> Any:
                return values.scope.areas(key)[which]

            self._slots[key, which] = Slot(_AREA, get, self._statement.dialect, array=True)
        return self._slots[key, which]


def lying(
    row: Row,
    paths: Sequence[Path],
    inside: Callable[[Term], Criterion],
    *,
    anywhere: bool,
    parent: Parent | None = None,
) -> Criterion:
    """Whether a row's area is ``inside``, by the first of its paths that there is. ``anywhere`` is what counts for rows
    of no area. ``parent`` is the row that this one is tied to, if there is one. It is never null.
    """
    if not paths[0]:
        return inside(row.id)
    found: Criterion | None = None
    groups = [(first, list(same)) for first, same in groupby(paths, lambda path: path[0])]
    for relation, same in reversed(groups):
        source = row.column(relation.source_column)
        tails = [path[1:] for path in same]
        if not tails[0]:
            there = inside(source)
        elif parent is not None and parent.is_behind(relation):
            there = lying(parent.row, tails, inside, anywhere=anywhere)
        else:
            other = Row(row.scope, relation.target)
            tie = other.column(relation.target_column) == source
            conditions: list[Term] = [tie, lying(other, tails, inside, anywhere=anywhere)]
            there = SubSelect(table_of(relation.target), other.alias, conditions).exists()
        if not relation.nullable:
            found = there
        elif found is not None:
            found = Composed("({0} IS NULL AND ({1})) OR ({0} IS NOT NULL AND ({2}))", source, found, there)
        elif anywhere:
            found = Composed("{0} IS NULL OR ({1})", source, there)
        else:
            found = Composed("{0} IS NOT NULL AND ({1})", source, there)
    assert found is not None
    return found


def among(key: Term, keys: Slot) -> Criterion:
    """Whether a key is one of an array."""
    return Composed(_IN[keys.dialect is Dialect.POSTGRES], key, keys)


def but(key: Term, keys: Slot) -> Criterion:
    """Whether a key is none of an array."""
    return Composed(_NOT_IN[keys.dialect is Dialect.POSTGRES], key, keys)


def below(scope: Scope, area: Term, roots: Slot) -> Criterion:
    """Whether an area lies in the subtree of one of these: by all areas above it, which are few."""
    link = Row(scope, AreaAncestor)
    tie, held = link.area_id == area, among(link.ancestor_id, roots)
    if roots.dialect is Dialect.SQLITE:
        return SubSelect(table_of(link.model), link.alias, [tie, held]).exists()
    # PostgreSQL thinks that few areas lie below a few, and would start from these, or make a hash of them: the offset
    # keeps it from both. The test keeps it from one search in the index for each of the roots.
    template = (
        f'EXISTS (SELECT 1 FROM "{table_of(link.model)}" "{link.alias}" WHERE {{0}} AND ({{1}}) IS TRUE OFFSET 0)'
    )
    return Composed(template, tie, held)


_IN = {True: "{0} = ANY({1})", False: "{0} IN (SELECT value FROM json_each({1}))"}
_NOT_IN = {True: "{0} <> ALL({1})", False: "{0} NOT IN (SELECT value FROM json_each({1}))"}

#: Its place in braces is for more areas. An array, so that PostgreSQL looks them up once whatever plan it settles on.
_BELOW = {
    True: "{{0}} = ANY(ARRAY(SELECT area_id FROM area_ancestor WHERE ancestor_id = ANY({{1}}){}))",
    False: "{{0}} IN (SELECT area_id FROM area_ancestor WHERE ancestor_id IN (SELECT value FROM json_each({{1}})){})",
}


def only_where(criterion: Criterion | None, term: Term) -> Term:
    """A term, null where the criterion does not hold."""
    return term if criterion is None else Composed("CASE WHEN {0} THEN {1} END", criterion, term)


def absent_unless(criterion: Criterion | None, absent: Term | None) -> Term | None:
    """The condition under which an object is null: where it was before, and where the criterion does not hold."""
    if criterion is None:
        return absent
    outside = Composed("({0}) IS NOT TRUE", criterion)
    return outside if absent is None else Composed("({0}) OR ({1})", outside, absent)

"""What may be counted of a type by whoever may not see its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pypika_tortoise.functions import Cast
from pypika_tortoise.terms import Case, Term
from strawberry.utils.str_converters import to_camel_case

from core.small_counts import SMALLEST
from schema.declare.errors import DeclarationError
from schema.declare.fields import ColumnField, ComputedField, FieldDeclaration, ToOneField
from schema.declare.languages import literal

if TYPE_CHECKING:
    from schema.declare.catalog import Catalog, CatalogType


def count_of_people(count: Term) -> Term:
    """A count of people as `told_count` tells it: in whole steps of five, rounded down; null for fewer than five."""
    # Sums of counts are no whole numbers for PostgreSQL, and would be divided with a fraction.
    steps = Cast(count, "bigint") / literal(SMALLEST)
    told: Term = Case().when(count >= literal(SMALLEST), steps * literal(SMALLEST))
    return told


@dataclass(frozen=True)
class Aggregates:
    """Counts of a type's rows for whoever has ``permission`` without seeing the rows themselves.

    ``by`` names the fields that ``groups`` may count by for them, some of the type's ``group_by``. ``where`` names the
    fields that they may filter by, each with one value: columns, and to-one relations, as ``"activity"`` or
    ``"activity.area"``, by id or by a filter of the type that takes one. A connection of the type below a row counts
    for them where it goes back by a relation in ``where``. Keep to what makes cells of many people: with each
    further field the cells grow smaller, and what is counted by a person counts nothing.
    """

    permission: str
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("by", "where"):
            if isinstance(getattr(self, name), str):
                raise TypeError(f"Aggregates.{name} is a list of names, not one string")
            object.__setattr__(self, name, tuple(getattr(self, name)))


def refuse_unusable_aggregates(catalog: Catalog, catalog_type: CatalogType) -> None:
    """Raises ``DeclarationError`` for aggregates of what everybody may see, or by what there is not."""
    declared = catalog_type.declaration
    aggregates = declared.aggregates
    if aggregates is None:
        return
    whose = f"the aggregates of the type {catalog_type.name} of {catalog_type.owner!r}"
    if declared.requires is None:
        raise DeclarationError(f"{whose} are for nobody: without `requires` everybody may see the rows")
    for name in aggregates.by:
        if name not in declared.group_by:
            raise DeclarationError(f"{whose} name {name!r} in `by`, which is not in its group_by")
    for path in aggregates.where:
        steps = list(steps_along(catalog, catalog_type, path))
        if not all(isinstance(step, ToOneField) for step in steps[:-1]) or not isinstance(
            steps[-1], ColumnField | ComputedField | ToOneField
        ):
            raise DeclarationError(f"{whose} name {path!r} in `where`, which leads to no column or to-one relation")


def steps_along(catalog: Catalog, catalog_type: CatalogType, path: str) -> Iterator[FieldDeclaration | None]:
    """The fields on a dotted path of names, from a type on; None for the first that is not there, and the last then."""
    here: CatalogType | None = catalog_type
    for name in path.split("."):
        found = None if here is None else here.fields.get(to_camel_case(name))
        yield found
        if found is None or here is None:
            return
        here = catalog.target(here, found) if isinstance(found, ToOneField) else None

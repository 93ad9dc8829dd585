"""`where` over rows in memory.

A condition holds or it does not. SQL's third truth value never shows: a comparison with a missing value does not
hold, and what is negated (`ne`, `notIn`, `not`, `every`, `none`) holds wherever the plain condition does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from schema.declare.catalog import CatalogType
from schema.declare.fields import ColumnField, ComputedField, ManyField, ToOneField, ValuesField
from tests.schema.engine.expressions import FILTERS
from tests.schema.engine.memory import Row, World
from tests.schema.engine.values import parse

Where = Mapping[str, Any]

#: Comparisons of two values that are both there.
_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, given: bool(value == given),
    "in": lambda value, given: value in given,
    "lt": lambda value, given: bool(value < given),
    "lte": lambda value, given: bool(value <= given),
    "gt": lambda value, given: bool(value > given),
    "gte": lambda value, given: bool(value >= given),
    "contains": lambda value, given: given in value,
    "startsWith": lambda value, given: value.startswith(given),
    "endsWith": lambda value, given: value.endswith(given),
}
_NEGATED = {"ne": "eq", "notIn": "in"}


def holds(world: World, catalog_type: CatalogType, row: Row, where: Where) -> bool:
    """Whether all conditions of a ``where`` hold for a row."""
    return all(_holds(world, catalog_type, row, key, value) for key, value in where.items())


def _holds(world: World, catalog_type: CatalogType, row: Row, key: str, value: Any) -> bool:
    declaration = catalog_type.fields.get(key)
    works = world.works(catalog_type, declaration or catalog_type.filters.get(key), row)
    if isinstance(declaration, ToOneField):
        other = world.one(catalog_type.model, row, declaration.relation) if works else None
        return _to_one(world, world.catalog.target(catalog_type, declaration), other, value)
    if value is None and not isinstance(declaration, ManyField | ValuesField):
        return True
    if key == "and":
        return all(holds(world, catalog_type, row, item) for item in value)
    if key == "or":
        return any(holds(world, catalog_type, row, item) for item in value)
    if key == "not":
        return not holds(world, catalog_type, row, value)
    if key == "id":
        return compare("ID", row["id"], value)
    if key in catalog_type.filters:
        return works and FILTERS[catalog_type.name, key](world, row, value)
    if isinstance(declaration, ColumnField):
        column, codec, _ = world.catalog.column(catalog_type, declaration.attribute)
        shown = works and world.in_full(catalog_type, declaration, row)
        return compare(codec.name, row[column] if shown else None, value)
    if isinstance(declaration, ComputedField):
        codec = world.catalog.returned_codec(declaration)
        found = world.expressions[catalog_type.name, key](world, row, {}) if works else None
        return compare(codec.name, found, value)
    if isinstance(declaration, ValuesField):
        return _values(world, catalog_type, declaration, row, value, works)
    assert isinstance(declaration, ManyField)
    target = world.catalog.target(catalog_type, declaration)
    others = world.behind(catalog_type.model, row, declaration.relation) if works else []
    return _quantified(value, others, lambda other, inner: holds(world, target, other, inner))


def _to_one(world: World, target: CatalogType, other: Row | None, value: Where | None) -> bool:
    """Null asks for rows without another row that the viewer sees, anything else for those with one that meets it.

    Conditions that ask nothing at all still ask for the other row to be there.
    """
    if value is None or other is None:
        return value is None and other is None
    return holds(world, target, other, value)


def _values(
    world: World, catalog_type: CatalogType, declaration: ValuesField, row: Row, value: Where | None, works: bool
) -> bool:
    relation, _, attribute = declaration.relation.rpartition(".")
    target = world.catalog.relations.get(catalog_type.model, relation).target
    column, codec, _ = world.catalog.model_column(target, attribute)
    others = world.behind(catalog_type.model, row, relation) if works else []
    return _quantified(value, others, lambda other, inner: compare(codec.name, other[column], inner))


def _quantified(value: Where | None, others: list[Row], meets: Callable[[Row, Where], bool]) -> bool:
    """Null asks for no row at all, as it does for a to-one relation."""
    if value is None:
        return not others
    for quantifier, inner in value.items():
        if inner is None:
            continue
        met = [meets(other, inner) for other in others]
        if not {"some": any(met), "every": all(met), "none": not any(met)}[quantifier]:
            return False
    return True


def compare(scalar: str, value: Any, comparisons: Where) -> bool:
    """Whether all comparisons of a scalar's filter hold for a value."""
    return all(_compare(value, name, parse(scalar, given)) for name, given in comparisons.items())


def _compare(value: Any, operator: str, given: Any) -> bool:
    if operator in _NEGATED:
        return not _compare(value, _NEGATED[operator], given)
    if given is None:
        assert operator == "eq", f"{operator}: null is no valid question"
        return value is None
    return value is not None and _PLAIN[operator](value, given)

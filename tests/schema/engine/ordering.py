"""`orderBy` over rows in memory: keys, how they compare, and the positions that cursors stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from operator import itemgetter
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from schema.declare.catalog import CatalogType
from schema.declare.fields import ColumnField, ComputedField, ManyField, ToOneField
from schema.declare.scalars import Codec
from tests.schema.engine.expressions import ORDERS
from tests.schema.engine.memory import MASKS, Row, World
from tests.schema.engine.values import ranked


@dataclass(frozen=True)
class Position:
    """A position in an order: what the order is by, and the values of its keys. What a cursor stands for."""

    order: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass
class Key:
    """One key of an order."""

    name: str
    descending: bool
    nulls_first: bool
    value: Callable[[Row], Any]


class Order:
    """An order of rows. The id is always its last key, in the direction of the one before."""

    def __init__(self, name: str, keys: Sequence[Key]) -> None:
        self.keys = keys
        self.names = (name, *(f"{key.name} {key.descending} {key.nulls_first}" for key in keys))

    @classmethod
    def asked(
        cls,
        world: World,
        catalog_type: CatalogType,
        given: Sequence[Mapping[str, Any]] | None,
        default: Sequence[str],
        arguments: Mapping[str, Any],
    ) -> Order:
        """The order of a connection: the one that is given, else the default."""
        keys = [_asked(world, catalog_type, item, arguments) for item in given or ()]
        if not given:
            for name in default:
                column, codec, _ = world.catalog.model_column(catalog_type.model, name.removeprefix("-"))
                value = _shown_column(world, catalog_type, name.removeprefix("-"), column, codec)
                keys.append(Key(name, name.startswith("-"), False, value))
        descending = bool(keys) and keys[-1].descending
        keys.append(Key("id", descending, False, itemgetter("id")))
        return cls(catalog_type.name, keys)

    def position(self, row: Row) -> Position:
        """The position of a row."""
        return Position(self.names, tuple(key.value(row) for key in self.keys))

    def sorted(self, rows: Sequence[Row]) -> list[Row]:
        """The rows in order."""
        positions = {row["id"]: self.position(row) for row in rows}

        def compare(one: Row, other: Row) -> int:
            return self.compare(positions[one["id"]], positions[other["id"]])

        return sorted(rows, key=cmp_to_key(compare))

    def compare(self, one: Position, other: Position) -> int:
        """Less than, equal to or greater than 0, as the first position lies before, at or behind the other."""
        assert one.order == other.order == self.names, "a cursor belongs to one order"
        for key, a, b in zip(self.keys, one.values, other.values, strict=True):
            if a == b:
                continue
            if a is None or b is None:
                return -1 if (a is None) is key.nulls_first else 1
            return -1 if (a < b) is not key.descending else 1
        return 0


def _asked(world: World, catalog_type: CatalogType, item: Mapping[str, Any], arguments: Mapping[str, Any]) -> Key:
    ((name, given),) = item.items()
    declaration = catalog_type.fields.get(name)
    if isinstance(declaration, ToOneField):
        target = world.catalog.target(catalog_type, declaration)
        inner = _asked(world, target, given, arguments)
        relation = declaration.relation

        def through(row: Row) -> Any:
            works = world.works(catalog_type, declaration, row)
            other = world.one(catalog_type.model, row, relation) if works else None
            return None if other is None else inner.value(other)

        return Key(f"{name}.{inner.name}", inner.descending, inner.nulls_first, through)
    direction = given["count"] if isinstance(declaration, ManyField) else given
    value = _value(world, catalog_type, name, arguments)
    return Key(name, direction.startswith("DESC"), direction.endswith("NULLS_FIRST"), value)


def _shown_column(
    world: World, catalog_type: CatalogType, attribute: str, column: str, codec: Codec
) -> Callable[[Row], Any]:
    """The values of a column as the viewer sees them: masked where they are private."""
    name = to_camel_case(attribute)
    declaration = catalog_type.fields.get(name)

    def value(row: Row) -> Any:
        if declaration is None or world.in_full(catalog_type, declaration, row):
            return ranked(codec, row[column])
        return ranked(codec, MASKS[catalog_type.name, name](row[column]))

    return value


def _value(world: World, catalog_type: CatalogType, name: str, arguments: Mapping[str, Any]) -> Callable[[Row], Any]:
    declaration = catalog_type.fields.get(name)

    def works(row: Row) -> bool:
        return world.works(catalog_type, declaration or catalog_type.orders.get(name), row)

    if name in catalog_type.orders:
        return lambda row: ORDERS[catalog_type.name, name](world, row, arguments) if works(row) else None
    if name == "id":
        return itemgetter("id")
    if isinstance(declaration, ColumnField):
        column, codec, _ = world.catalog.column(catalog_type, declaration.attribute)
        return lambda row: (
            ranked(codec, row[column]) if works(row) and world.in_full(catalog_type, declaration, row) else None
        )
    if isinstance(declaration, ManyField):
        relation = declaration.relation
        return lambda row: len(world.behind(catalog_type.model, row, relation)) if works(row) else 0
    assert isinstance(declaration, ComputedField)
    returned, computed = world.catalog.returned_codec(declaration), world.expressions[catalog_type.name, name]
    return lambda row: ranked(returned, computed(world, row, {})) if works(row) else None

"""Filters, orders and circles, with variables anywhere among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
)
from hypothesis import strategies as st

from schema.declare.catalog import CatalogType
from schema.declare.fields import ColumnField, ManyField, ToOneField, ValuesField
from tests.schema.engine import data
from tests.schema.engine.drawing import Draw, Drawing, Make
from tests.schema.engine.literals import Enum

__all__ = ["Draw", "Inputs", "Make"]

#: Points to measure from. From none of them are two places equally far that are not at the same point.
_ORIGINS = ((*data.CENTRE, "WGS84"), (30.7, 104.05, "GCJ02"), (30.65, 104.0, "BD09"), (-10, 20, "WGS84"))
_RADII = (0.5, 500, 5000.0, 12345.5, 100000)


class Inputs(Drawing):
    """Draws the arguments of one operation and collects the variables that it declares."""

    # -- where

    def where(
        self, catalog_type: CatalogType, levels: int, variables: bool, without: Sequence[str] = ()
    ) -> dict[str, Any]:
        """The ``where`` of a type, at most so many levels deep, without some keys."""
        input_type = self.input_type(f"{catalog_type.name}Where")
        keys = [key for key in input_type.fields if key not in without and self._usable(catalog_type, key, levels)]
        chosen = self.some(self._short(catalog_type, keys, input_type), 3 if levels > 1 else 2)
        makers = {key: self._condition(catalog_type, input_type, key, levels) for key in chosen}
        return self.fields(input_type, makers, variables, nullable=lambda key: True)

    def _short(
        self, catalog_type: CatalogType, keys: Sequence[str], input_type: GraphQLInputObjectType
    ) -> Sequence[str]:
        """Some of the keys, so that what is rare is drawn as often as what a type has much of, such as texts.

        All of them; or all that are no columns; or the columns of one scalar.
        """
        kinds: dict[str, list[str]] = {}
        for key in keys:
            declaration = catalog_type.fields.get(key)
            scalar = "relations and logic"
            if isinstance(declaration, ColumnField):
                scalar = self.catalog.column(catalog_type, declaration.attribute)[1].name
            kinds.setdefault(scalar, []).append(key)
        relations = kinds.get("relations and logic", keys)
        return self.choose([keys, relations, relations, relations, *kinds.values()])

    def _usable(self, catalog_type: CatalogType, key: str, levels: int) -> bool:
        declaration = catalog_type.fields.get(key)
        if key in ("and", "or", "not") or isinstance(declaration, ToOneField | ManyField):
            return levels > 1 and self.leads(catalog_type, declaration)
        return True

    def _condition(self, catalog_type: CatalogType, input_type: GraphQLInputObjectType, key: str, levels: int) -> Make:
        declaration = catalog_type.fields.get(key)
        if key == "not":
            return lambda variables: self.where(catalog_type, levels - 1, variables)
        if key in ("and", "or"):
            item = GraphQLNonNull(input_type)

            def items(variables: bool) -> Any:
                many = self.draw(st.integers(0, 2))
                return self.one_or_list(
                    [
                        self.placed(item, lambda v: self.where(catalog_type, levels - 1, v), variables, percent=10)
                        for _ in range(many)
                    ]
                )

            return items
        if key in catalog_type.filters:
            return self.own_filter(catalog_type, key)
        bare = input_type.fields[key].type
        assert isinstance(bare, GraphQLInputObjectType)
        if isinstance(declaration, ToOneField):
            target = self.catalog.target(catalog_type, declaration)
            return lambda variables: self.where(target, levels - 1, variables)
        if isinstance(declaration, ManyField):
            target = self.catalog.target(catalog_type, declaration)
            return lambda variables: self._quantified(bare, lambda v: self.where(target, levels - 1, v), variables)
        if isinstance(declaration, ValuesField):
            inner = bare.fields["some"].type
            assert isinstance(inner, GraphQLInputObjectType)
            return lambda variables: self._quantified(
                bare, lambda v: self._comparisons(inner, catalog_type.name, v), variables
            )
        return lambda variables: self._comparisons(bare, catalog_type.name, variables)

    def _quantified(self, input_type: GraphQLInputObjectType, make: Make, variables: bool) -> dict[str, Any]:
        chosen = self.some(list(input_type.fields), 2)
        return self.fields(input_type, dict.fromkeys(chosen, make), variables, nullable=lambda key: True)

    def _comparisons(self, input_type: GraphQLInputObjectType, type_name: str, variables: bool) -> dict[str, Any]:
        def maker(operator: str) -> Make:
            declared = input_type.fields[operator].type
            if isinstance(declared, GraphQLList):
                scalar = declared.of_type.of_type

                def values(variables: bool) -> Any:
                    item = declared.of_type
                    return self.one_or_list(
                        [
                            self.placed(item, lambda v: self.scalar(scalar, type_name), variables, percent=8)
                            for _ in range(self.draw(st.integers(0, 3)))
                        ]
                    )

                return values
            return lambda variables: self.scalar(declared, type_name)

        makers = {operator: maker(operator) for operator in self.some(list(input_type.fields), 2)}
        return self.fields(input_type, makers, variables, nullable=lambda key: key in ("eq", "ne"))

    def own_filter(self, catalog_type: CatalogType, name: str) -> Make:
        """A filter that a type declares itself."""
        match catalog_type.name, name:
            case "Place", "near":
                return self.circle
            case "Area", "within":
                return lambda variables: self.identifier("Area")
            case "AuditEntry", "subject" | "by" | "concerning":
                return lambda variables: self.identifier("Person")
            case "Person", "standsFor":
                return lambda variables: self.identifier("Person")
            case "Place", "openAt":
                return lambda variables: self.moment()
            case "Place", "lit":
                return lambda variables: self.draw(st.booleans())
        raise AssertionError(f"no strategy knows the filter {catalog_type.name}.{name}")

    def circle(self, variables: bool) -> dict[str, Any]:
        """A circle around a point."""
        radius = {"radius": lambda v: self.choose(_RADII)} if self.chance(80) else {}
        return self._point("NearInput", radius, variables)

    def point(self, variables: bool) -> dict[str, Any]:
        """A point."""
        return self._point("PointInput", {}, variables)

    def _point(self, input_name: str, more: dict[str, Make], variables: bool) -> dict[str, Any]:
        latitude, longitude, crs = self.choose(_ORIGINS)
        makers: dict[str, Make] = {
            "latitude": lambda v: latitude,
            "longitude": lambda v: longitude,
            **({"crs": lambda v: Enum(crs)} if crs != "WGS84" or self.chance(30) else {}),
            **more,
        }
        return self.fields(self.input_type(input_name), makers, variables)

    # -- orders

    def order(self, catalog_type: CatalogType, variables: bool, *, distance: bool) -> Any:
        """An ``orderBy``. ``distance`` says that there is a point to measure from."""
        item = GraphQLNonNull(self.input_type(f"{catalog_type.name}Order"))
        return self.one_or_list(
            [
                self.placed(
                    item,
                    lambda v: self._order_item(catalog_type, v, 3, distance=distance),
                    variables,
                    percent=10,
                )
                for _ in range(self.draw(st.integers(0, 3)))
            ]
        )

    def _order_item(self, catalog_type: CatalogType, variables: bool, levels: int, *, distance: bool) -> dict[str, Any]:
        input_type = self.input_type(f"{catalog_type.name}Order")
        keys = [
            key
            for key in input_type.fields
            if self.leads(catalog_type, catalog_type.fields.get(key))
            and (levels > 1 or not isinstance(catalog_type.fields.get(key), ToOneField))
            and (distance or key not in catalog_type.orders)
        ]
        key = self.choose(self._short(catalog_type, keys, input_type))
        declaration = catalog_type.fields.get(key)
        directions = self.schema.type_map["OrderDirection"]

        def direction(v: bool) -> Enum:
            assert isinstance(directions, GraphQLEnumType)
            return Enum(self.choose(list(directions.values)))

        if isinstance(declaration, ToOneField):
            target = self.catalog.target(catalog_type, declaration)
            return {key: self._order_item(target, variables, levels - 1, distance=False)}
        # An item of exactly one key takes no variable that may be null.
        at = GraphQLNonNull(directions)  # type: ignore[type-var]  # an enumeration is an input type
        value = self.variable_of(at, direction) if variables and self.chance(15) else direction(variables)
        if isinstance(declaration, ManyField):
            return {key: {"count": value}}
        return {key: value}

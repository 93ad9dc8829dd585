"""Strategies for what goes into arguments: filters, orders, circles, ids, and variables anywhere among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
)
from hypothesis import strategies as st

from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import ColumnField, FieldDeclaration, ManyField, ToOneField, ValuesField
from tests.schema.engine import data
from tests.schema.engine.literals import ABSENT, Declared, Enum, Variable, as_json

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[Any]], Any]

_CODES = ("c0-0", "c1-0", "p1", "p", "51010", "510101", "warm-space", "secretary", "https://", "wechat")
_TEXT = st.one_of(
    st.sampled_from(data.TEXTS),
    st.sampled_from(_CODES),
    st.sampled_from([text[1:] for text in data.TEXTS] + [text[:1] for text in data.TEXTS]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=3),
)
_INTS = st.sampled_from([0, 1, 2, 3, 4, 5, -1, 50, 100, 1200, 2023, 2024, 2**31 - 1, -(2**31)])
_BIG_INTS = st.sampled_from([0, "0", 12, "12", str(2**53 + 1), str(2**63 - 1), "-5", 2**31])
_DECIMALS = st.sampled_from(["12.5", "12.50", "100", "1e2", 12.5, 100, "0.10", "0.1", "9999.99", "-1.5", "0", 0.0])
_DATES = st.sampled_from(
    ["2024-07-10", "2024-01-01", "2024-01-08", "1999-12-31", "9999-12-31", "0001-01-01", "2024-07-09"]
)
_NEAR_MOMENTS = st.sampled_from(
    [
        "2024-07-10T01:00:00Z",
        "2024-07-10T09:00:00+08:00",
        "2024-07-10T00:59:59.500+00:00",
        "2024-07-10T02:00:00.000001Z",
        "2023-06-01T00:00:00-11:00",
        "2024-07-10T23:30:00+08:00",
        "2024-07-13T01:00:00+08:00",
    ]
)
_MOMENTS = st.one_of(_NEAR_MOMENTS, st.sampled_from(["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]))
#: Points to measure from. From none of them are two places equally far that are not at the same point.
_ORIGINS = ((*data.CENTRE, "WGS84"), (30.7, 104.05, "GCJ02"), (30.65, 104.0, "BD09"), (-10, 20, "WGS84"))
_RADII = (0.5, 500, 5000.0, 12345.5, 100000)
_BY_SCALAR: dict[str, st.SearchStrategy[Any]] = {
    "String": _TEXT,
    "Int": _INTS,
    "BigInt": _BIG_INTS,
    "Boolean": st.booleans(),
    "Decimal": _DECIMALS,
    "Date": _DATES,
    "DateTime": _MOMENTS,
}

#: Makes a value; the flag says whether variables may stand in it.
Make = Callable[[bool], Any]


@dataclass
class Inputs:
    """Draws the arguments of one operation and collects the variables that it declares."""

    draw: Draw
    catalog: Catalog
    schema: GraphQLSchema
    ids: Mapping[str, Sequence[str]]
    #: Whether fields, filters and orders may lead to types that need a permission.
    everything: bool
    variables: list[Declared] = field(default_factory=list)

    # -- chances

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred; shrinks to False."""
        return bool(self.draw(st.integers(0, 99)) >= 100 - percent)

    def choose(self, values: Sequence[T]) -> T:
        """One of them; shrinks to the first."""
        return values[self.draw(st.integers(0, len(values) - 1))]

    def some(self, values: Sequence[T], most: int) -> list[T]:
        """A few of them, each at most once."""
        if not values:
            return []
        places = self.draw(st.lists(st.integers(0, len(values) - 1), max_size=most, unique=True))
        return [values[place] for place in places]

    def allowed(self, target: CatalogType) -> bool:
        """Whether the question may lead to a type."""
        return self.everything or target.declaration.requires is None

    def leads(self, catalog_type: CatalogType, declaration: FieldDeclaration | None) -> bool:
        """Whether a field, if it is a relation, leads to where the question may lead."""
        if not isinstance(declaration, ToOneField | ManyField):
            return True
        return self.allowed(self.catalog.target(catalog_type, declaration))

    # -- variables

    def placed(
        self,
        at: GraphQLInputType,
        make: Make,
        variables: bool,
        *,
        nullable: bool = False,
        optional: bool = False,
        percent: int = 15,
    ) -> Any:
        """A value, or a variable with such a value, or null where that is a valid question."""
        if variables and self.chance(percent):
            return self.variable(at, make, nullable=nullable, optional=optional)
        if nullable and self.chance(7):
            return None
        return make(variables)

    def variable(self, at: GraphQLInputType, make: Make, *, nullable: bool = False, optional: bool = False) -> Variable:
        """A variable for a position of this type; ``optional`` positions may also stay empty."""
        bare = at.of_type if isinstance(at, GraphQLNonNull) else at
        default: Any = make(False) if self.chance(25) else ABSENT
        # A position that must not be null takes a variable that may be, if one of them has a default.
        loose = not isinstance(at, GraphQLNonNull) or default is not ABSENT or optional
        kind = f"{bare}" if loose and self.chance(70) else f"{bare}!"
        may_lack = default is not ABSENT or (optional and not kind.endswith("!"))
        may_be_null = nullable and not kind.endswith("!")

        def value() -> Any:
            if may_lack and self.chance(25):
                return ABSENT
            if may_be_null and self.chance(20):
                return None
            return as_json(make(False))

        name = f"v{len(self.variables)}"
        self.variables.append(Declared(name, kind, default, value))
        return Variable(name)

    def fields(
        self,
        input_type: GraphQLInputObjectType,
        makers: Mapping[str, Make],
        variables: bool,
        nullable: Callable[[str], bool] = lambda key: False,
    ) -> dict[str, Any]:
        """An input object of these fields, each perhaps a variable."""
        found = {}
        for key, make in makers.items():
            declared = input_type.fields[key]
            optional = not isinstance(declared.type, GraphQLNonNull) or declared.default_value is not Undefined
            found[key] = self.placed(declared.type, make, variables, nullable=nullable(key), optional=optional)
        return found

    def input_type(self, name: str) -> GraphQLInputObjectType:
        """An input object type of the schema."""
        found = self.schema.type_map[name]
        assert isinstance(found, GraphQLInputObjectType)
        return found

    # -- scalars

    def identifier(self, type_name: str) -> str:
        """The id of a row of a type, or of none."""
        known = self.ids[type_name]
        if self.chance(10):
            return f"{self.catalog.types[type_name].tag}_{data.key('nothing', 0)}"
        return self.choose(known)

    def scalar(self, scalar: Any, type_name: str) -> Any:
        """A value of a scalar or enumeration; ids are those of a type."""
        if isinstance(scalar, GraphQLEnumType):
            return Enum(self.choose(list(scalar.values)))
        if scalar.name == "ID":
            return self.identifier(type_name)
        return self.draw(_BY_SCALAR[scalar.name])

    def moment(self) -> str:
        """An instant that has a day before it and a day after it."""
        found: str = self.draw(_NEAR_MOMENTS)
        return found

    def one_or_list(self, values: list[Any]) -> Any:
        """A list, or its only item, which GraphQL takes for a list of one unless it is a variable."""
        if len(values) == 1 and not isinstance(values[0], Variable) and self.chance(30):
            return values[0]
        return values

    # -- where

    def where(
        self, catalog_type: CatalogType, levels: int, variables: bool, without: Sequence[str] = ()
    ) -> dict[str, Any]:
        """The ``where`` of a type, at most so many levels deep, without some keys."""
        input_type = self.input_type(f"{catalog_type.name}Where")
        keys = [key for key in input_type.fields if key not in without and self._usable(catalog_type, key, levels)]
        # Relations and logic are where filters go wrong; types have many more columns.
        short = [key for key in keys if not isinstance(catalog_type.fields.get(key), ColumnField)]
        chosen = self.some(short if self.chance(50) else keys, 3 if levels > 1 else 2)
        makers = {key: self._condition(catalog_type, input_type, key, levels) for key in chosen}
        return self.fields(input_type, makers, variables, nullable=lambda key: True)

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
            case "Place", "openAt":
                return lambda variables: self.moment()
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
        # Relations and the id are where orders go wrong; types have many more columns.
        short = [key for key in keys if key == "id" or isinstance(catalog_type.fields.get(key), ToOneField)]
        key = self.choose(short if self.chance(50) else keys)
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

    def variable_of(self, at: GraphQLNonNull[Any], make: Make) -> Variable:
        """A variable of a type that must not be null, without a default."""
        name = f"v{len(self.variables)}"
        self.variables.append(Declared(name, f"{at}", ABSENT, lambda: as_json(make(False))))
        return Variable(name)

"""Drawing one by one: chances, scalars, and variables anywhere among the values of arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    GraphQLSchema,
    Undefined,
)
from hypothesis import strategies as st

from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import FieldDeclaration, ManyField, ToOneField
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
_SEARCHED = ("红旗", "红", "旗连", "hongqi", "hq", "连锁 红", "野家", "Quoted br", "a", "1", "nul", "brien 红", "")
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
class Drawing:
    """Draws values for one operation and collects the variables that it declares."""

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
        """A few of them, each at most once; seldom none."""
        left = list(values)
        wanted = self.choose([1, *range(1, most + 1), *range(1, most + 1), 0])
        return [left.pop(self.draw(st.integers(0, len(left) - 1))) for _ in range(min(wanted, len(left)))]

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

    def variable_of(self, at: GraphQLNonNull[Any], make: Make) -> Variable:
        """A variable of a type that must not be null, without a default."""
        name = f"v{len(self.variables)}"
        self.variables.append(Declared(name, f"{at}", ABSENT, lambda: as_json(make(False))))
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
        if self.chance(10) or not known:
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

    def search_text(self) -> str:
        """A text to search for."""
        found: str = self.draw(st.one_of(st.sampled_from(_SEARCHED), _TEXT))
        return found

    def one_or_list(self, values: list[Any]) -> Any:
        """A list, or its only item, which GraphQL takes for a list of one unless it is a variable."""
        if len(values) == 1 and not isinstance(values[0], Variable) and self.chance(30):
            return values[0]
        return values

"""A catalog becomes a GraphQL schema: object types, connections, and the inputs that filter and order them."""

from __future__ import annotations

import datetime
import decimal
import enum
from collections.abc import Callable, Iterable
from typing import Any, NewType

import strawberry
from graphql import GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.enum import has_enum_definition
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from core.models.choices import Choice
from schema.declare import scalars
from schema.declare.catalog import Catalog, CatalogType, codec_of_annotation, strip_optional
from schema.declare.fields import (
    ColumnField,
    ComputedField,
    FieldDeclaration,
    IdOf,
    ManyField,
    PythonField,
    ToOneField,
    ValuesField,
    arguments_of,
)
from schema.declare.scalars import Codec, EnumCodec, UuidCodec
from schema.names import ORDER_DIRECTIONS, OrderDirection, type_names

BigInt = NewType("BigInt", int)
Json = NewType("Json", object)

_SCALARS: dict[Codec, Any] = {
    scalars.STRING: str,
    scalars.INT: int,
    scalars.BIG_INT: BigInt,
    scalars.FLOAT: float,
    scalars.BOOLEAN: bool,
    scalars.DECIMAL: decimal.Decimal,
    scalars.DATE: datetime.date,
    scalars.DATE_TIME: datetime.datetime,
    scalars.JSON: Json,
}

_OPERATORS = {
    "eq": "Equal. Null asks for rows without a value.",
    "ne": "Not equal; rows without a value count as not equal. Null asks for rows with a value.",
    "in": "One of these values.",
    "notIn": "None of these values; rows without a value count.",
    "lt": "Less than, or earlier than.",
    "lte": "At most, or not later than.",
    "gt": "Greater than, or later than.",
    "gte": "At least, or not earlier than.",
    "contains": "Holds this text, letter by letter.",
    "startsWith": "Starts with this text.",
    "endsWith": "Ends with this text.",
}


def _parse_big_int(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"BigInt cannot represent {value!r}: expected a string of digits")
    number = int(value)
    if not -(2**63) <= number < 2**63:
        raise ValueError(f"BigInt cannot represent {number}: it has more than 64 bits")
    return number


def _parse_date_time(value: Any) -> datetime.datetime:
    if not isinstance(value, str):
        raise ValueError(f"DateTime cannot represent {value!r}: expected a string such as 2024-07-10T09:00:00+08:00")
    try:
        instant = datetime.datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"DateTime cannot represent {value!r}: expected 2024-07-10T09:00:00+08:00") from error
    if instant.tzinfo is None:
        raise ValueError(f"DateTime cannot represent {value!r}: it has no offset; add Z or +08:00")
    return instant


def _parse_date(value: Any) -> datetime.date:
    if not isinstance(value, str):
        raise ValueError(f"Date cannot represent {value!r}: expected a string such as 2024-07-10")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"Date cannot represent {value!r}: expected a day such as 2024-07-10") from error


def _parse_decimal(value: Any) -> decimal.Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"Decimal cannot represent {value!r}: expected a string such as 12.50")
    try:
        number = decimal.Decimal(str(value))
    except decimal.InvalidOperation as error:
        raise ValueError(f"Decimal cannot represent {value!r}: expected a string such as 12.50") from error
    if not number.is_finite():
        raise ValueError(f"Decimal cannot represent {value!r}: expected a finite number")
    return number


def _iso(value: Any) -> str:
    return str(value.isoformat())


SCALAR_MAP: dict[object, Any] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number of 64 bits, as a string of digits.",
        serialize=str,
        parse_value=_parse_big_int,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="A JSON document.",
        specified_by_url="https://ecma-international.org/publications-and-standards/standards/ecma-404/",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
    datetime.datetime: strawberry.scalar(
        name="DateTime",
        description="An instant as RFC 3339 with an offset, to the second; answers are in UTC.",
        serialize=_iso,
        parse_value=_parse_date_time,
    ),
    datetime.date: strawberry.scalar(
        name="Date",
        description="A calendar day, as in 2024-07-10. Days are those of Asia/Shanghai.",
        serialize=_iso,
        parse_value=_parse_date,
    ),
    decimal.Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as a string.",
        serialize=str,
        parse_value=_parse_decimal,
    ),
}


@strawberry.interface(description="Anything that has a global id.")
class Node:
    """The interface of everything that `node` finds."""

    id: strawberry.ID = strawberry.field(description="The global id, opaque and stable.")


@strawberry.type(description="Where a page of a connection lies (Relay).")
class PageInfo:
    """Relay's page info."""

    has_next_page: bool = strawberry.field(description="Whether there are items after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there are items before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item of the page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item of the page.")


@strawberry.type(description="A rule that an input broke. Nothing was changed.")
class UserError:
    """One broken rule."""

    code: str = strawberry.field(description="A stable code, in capitals.")
    message: str = strawberry.field(description="What is wrong and what to do.")
    field: list[str] = strawberry.field(
        description="The path of the input's field that it is about; empty for all of it."
    )


@strawberry.input(description="How to order by the number of items behind a to-many relation.")
class CountOrder:
    """Orders by a count."""

    count: OrderDirection = strawberry.field(description="The direction.")


class _Composer:
    """Builds the classes of one schema. Strawberry asks for their fields one by one, through `fields_of`."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.fields: dict[type, Callable[[], list[StrawberryField]]] = {}
        self.objects: dict[str, type] = {}
        self.inputs: dict[str, type] = {}
        self.values: dict[str, type] = {}

    def fields_of(self, definition: StrawberryObjectDefinition) -> list[StrawberryField] | None:
        """The fields of a class that the composer made; None for any other."""
        build = self.fields.get(definition.origin)
        return build() if build is not None else None

    def object(
        self,
        name: str,
        description: str,
        build: Callable[[], list[StrawberryField]],
        base: type | None = None,
    ) -> type:
        """The object type of this name; made at the first call."""
        if name not in self.objects:
            cls = strawberry.type(type(name, (base,) if base else (), {}), name=name, description=description)
            self.objects[name] = cls
            self.fields[cls] = build
        return self.objects[name]

    def input(
        self, name: str, description: str, build: Callable[[], list[StrawberryField]], *, one_of: bool = False
    ) -> type:
        """The input type of this name; made at the first call."""
        if name not in self.inputs:
            cls = strawberry.input(type(name, (), {}), name=name, description=description, one_of=one_of or None)
            self.inputs[name] = cls
            self.fields[cls] = build
        return self.inputs[name]

    # -- object types

    def type_class(self, catalog_type: CatalogType) -> type:
        declaration = catalog_type.declaration
        return self.object(catalog_type.name, declaration.description, lambda: self._type_fields(catalog_type), Node)

    def _type_fields(self, catalog_type: CatalogType) -> list[StrawberryField]:
        fields = [_field("id", strawberry.ID, "The global id, opaque and stable.")]
        for name, declaration in catalog_type.fields.items():
            fields.append(self._declared(catalog_type, name, declaration))
        return fields

    def _declared(self, catalog_type: CatalogType, name: str, declaration: FieldDeclaration) -> StrawberryField:
        description = declaration.description
        if isinstance(declaration, ColumnField):
            _, codec, nullable = self.catalog.column(catalog_type, declaration.attribute)
            return _field(name, _optional(annotation_of(codec), nullable), description, declaration.deprecated)
        if isinstance(declaration, ToOneField):
            target = self.catalog.target(catalog_type, declaration)
            relation = self.catalog.relations.get(catalog_type.model, declaration.relation)
            nullable = relation.nullable or target.restricted
            return _field(name, _optional(self.type_class(target), nullable), description)
        if isinstance(declaration, ManyField):
            return self._connection(name, self.catalog.target(catalog_type, declaration), description)
        if isinstance(declaration, ValuesField):
            return _field(name, _list(annotation_of(self.values_codec(catalog_type, declaration))), description)
        assert isinstance(declaration, ComputedField | PythonField)
        field = _field(name, self._computed_annotation(declaration), description)
        field.arguments = [
            _argument(
                to_camel_case(argument.name),
                self._input_annotation(argument.annotation, optional=not argument.required),
                argument.description,
            )
            for argument in arguments_of(declaration.function)
        ]
        return field

    def values_codec(self, catalog_type: CatalogType, declaration: ValuesField) -> Codec:
        relation, _, column = declaration.relation.rpartition(".")
        target = self.catalog.relations.get(catalog_type.model, relation).target
        return self.catalog.model_column(target, column)[1]

    def _computed_annotation(self, declaration: ComputedField | PythonField) -> Any:
        returned = declaration.returns
        inner, nullable = strip_optional(returned)
        value = getattr(inner, "__linli_value__", None)
        if value is not None:
            return _optional(self._value_class(inner), nullable)
        codec, nullable = codec_of_annotation(returned)
        return _optional(annotation_of(codec), nullable)

    def _value_class(self, cls: type) -> type:
        value = cls.__linli_value__  # type: ignore[attr-defined]  # set by value_type

        def build() -> list[StrawberryField]:
            found = []
            for name, (hint, description) in value.fields.items():
                codec, nullable = codec_of_annotation(hint)
                found.append(_field(to_camel_case(name), _optional(annotation_of(codec), nullable), description))
            return found

        return self.object(value.name, value.description, build)

    def _input_annotation(self, annotation: Any, *, optional: bool) -> Any:
        inner, nullable = strip_optional(annotation)
        if isinstance(inner, IdOf):
            inner = strawberry.ID
        elif isinstance(inner, type) and issubclass(inner, enum.Enum):
            inner = graphql_enum(inner)
        elif not hasattr(inner, "__strawberry_definition__"):
            inner = annotation_of(codec_of_annotation(inner)[0])
        return _optional(inner, optional or nullable)

    # -- connections

    def _connection(
        self, name: str, target: CatalogType, description: str, filters: tuple[str, ...] = ()
    ) -> StrawberryField:
        names = type_names(target.name)
        connection = self.object(
            names.connection, f"A page of {target.name} (Relay).", lambda: self._connection_fields(target)
        )
        field = _field(name, connection, description)
        field.arguments = [
            _argument("first", int | None, "How many items from the start of the range."),
            _argument("after", str | None, "Only items after this cursor."),
            _argument("last", int | None, "How many items from the end of the range."),
            _argument("before", str | None, "Only items before this cursor."),
            *(
                _argument(
                    filter_name,
                    self._input_annotation(target.filters[filter_name].input, optional=True),
                    target.filters[filter_name].description,
                )
                for filter_name in filters
            ),
            _argument("where", self.where(target) | None, "Only items that meet this."),
            _argument(
                "orderBy",
                _list(self.order(target)) | None,
                "The order, most important key first; the id breaks ties.",
            ),
        ]
        return field

    def _connection_fields(self, target: CatalogType) -> list[StrawberryField]:
        names = type_names(target.name)
        node = self.type_class(target)
        edge = self.object(
            names.edge,
            f"A {target.name} and its cursor (Relay).",
            lambda: [
                _field("cursor", str, "The place of this item in the connection's order, opaque."),
                _field("node", node, "The item."),
            ],
        )
        fields = [
            _field("edges", _list(edge), "The items of the page with their cursors."),
            _field("nodes", _list(node), "The items of the page."),
            _field("pageInfo", PageInfo, "Where the page lies."),
            _field(
                "totalCount",
                int | None,
                "How many items there are on all pages; null where counts are withheld.",
            ),
        ]
        if target.declaration.group_by:
            group = self.object(
                names.group, f"How many {target.name} share these values.", lambda: self._group_fields(target)
            )
            groups = _field("groups", _list(group), "The items of all pages, counted by these fields; largest first.")
            groups.arguments = [
                _argument("by", _list(self.group_by(target)), "What to count by."),
                _argument("first", int | None, "How many groups at most."),
            ]
            fields.append(groups)
        return fields

    def group_by(self, target: CatalogType) -> Any:
        """The enumeration of what groups of the type may be counted by."""
        name = type_names(target.name).group_by
        if name not in self.inputs:
            members = {attribute.upper(): to_camel_case(attribute) for attribute in target.declaration.group_by}
            made = enum.Enum(name, members)  # type: ignore[misc]  # members are known at run time only
            made.__doc__ = None
            self.inputs[name] = strawberry.enum(
                made,
                name=name,
                description=f"What {target.name} may be counted by.",
            )
            for value in self.inputs[name].__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
                value.description = target.fields[made[value.name].value].description
        return self.inputs[name]

    def _group_fields(self, target: CatalogType) -> list[StrawberryField]:
        fields = [_field("count", int, "How many items share these values.")]
        for attribute in target.declaration.group_by:
            name = to_camel_case(attribute)
            declared = self._declared(target, name, target.fields[name])
            annotation = declared.type_annotation.annotation if declared.type_annotation else None
            fields.append(
                _field(
                    name,
                    _optional(strip_optional(annotation)[0], True),
                    f"{declared.description} Null unless counted by.",
                )
            )
        return fields

    # -- inputs

    def where(self, target: CatalogType) -> Any:
        """The filter input of a type."""
        return self.input(
            type_names(target.name).where,
            f"Conditions on {target.name}; all of them hold.",
            lambda: self._where_fields(target),
        )

    def _where_fields(self, target: CatalogType) -> list[StrawberryField]:
        itself = self.where(target)
        fields = [_input_field("id", self.filter_of(target.id_codec), "The id.")]
        for name, declaration in target.fields.items():
            annotation: Any = None
            if isinstance(declaration, ColumnField) and declaration.filterable:
                codec = self.catalog.column(target, declaration.attribute)[1]
                annotation = self.filter_of(codec) if codec.operators else None
            elif isinstance(declaration, ComputedField) and declaration.filterable:
                annotation = self.filter_of(self.catalog.returned_codec(declaration))
            elif isinstance(declaration, ToOneField):
                annotation = self.where(self.catalog.target(target, declaration))
            elif isinstance(declaration, ManyField):
                annotation = self._list_where(self.catalog.target(target, declaration))
            elif isinstance(declaration, ValuesField):
                annotation = self._values_where(self.values_codec(target, declaration))
            if annotation is not None:
                fields.append(_input_field(name, annotation, declaration.description))
        for name, own in target.filters.items():
            fields.append(
                _input_field(
                    name,
                    strip_optional(self._input_annotation(own.input, optional=False))[0],
                    own.description,
                )
            )
        fields += [
            _input_field("and", _list(itself), "All of these hold."),
            _input_field("or", _list(itself), "At least one of these holds."),
            _input_field("not", itself, "This does not hold."),
        ]
        return fields

    def _list_where(self, target: CatalogType) -> type:
        item = self.where(target)
        return self.input(
            type_names(target.name).list_where,
            f"Conditions on the {target.name} behind a to-many relation.",
            lambda: [
                _input_field("some", item, "At least one item meets this."),
                _input_field("every", item, "Every item meets this; true where there are none."),
                _input_field("none", item, "No item meets this."),
            ],
        )

    def _values_where(self, codec: Codec) -> type:
        item = self.filter_of(codec)
        return self.input(
            f"{codec.name}ValuesFilter",
            f"Conditions on a list of {codec.name} values.",
            lambda: [
                _input_field("some", item, "At least one value meets this."),
                _input_field("none", item, "No value meets this."),
            ],
        )

    def filter_of(self, codec: Codec) -> type:
        """The input of comparisons with values of a scalar."""
        annotation = annotation_of(codec)

        def build() -> list[StrawberryField]:
            return [
                _input_field(name, _list(annotation) if name in ("in", "notIn") else annotation, _OPERATORS[name])
                for name in codec.operators
            ]

        return self.input(f"{codec.name}Filter", f"Comparisons with values of {codec.name}; all of them hold.", build)

    def order(self, target: CatalogType) -> Any:
        """The order input of a type: exactly one key an item."""
        return self.input(
            type_names(target.name).order,
            f"One key by which {target.name} is ordered.",
            lambda: self._order_fields(target),
            one_of=True,
        )

    def _order_fields(self, target: CatalogType) -> list[StrawberryField]:
        fields = [_input_field("id", OrderDirection, "The id, which grows with the time of creation.")]
        for name, declaration in target.fields.items():
            annotation: Any = None
            if isinstance(declaration, ColumnField) and declaration.orderable:
                annotation = OrderDirection if self.catalog.column(target, declaration.attribute)[1].ordered else None
            elif isinstance(declaration, ComputedField) and declaration.orderable:
                annotation = OrderDirection
            elif isinstance(declaration, ToOneField):
                annotation = self.order(self.catalog.target(target, declaration))
            elif isinstance(declaration, ManyField):
                annotation = CountOrder
            if annotation is not None:
                fields.append(_input_field(name, annotation, declaration.description))
        for name, own in target.orders.items():
            fields.append(_input_field(name, OrderDirection, own.description))
        return fields

    # -- roots

    def query(self, search: list[StrawberryField]) -> type:
        """The root type of queries."""

        def build() -> list[StrawberryField]:
            node = _field(
                "node",
                Node | None,
                "The object with this global id; null when there is none that you may see.",
            )
            node.arguments = [_argument("id", strawberry.ID, "A global id.")]
            nodes = _field(
                "nodes",
                list[Node | None],
                "The objects with these global ids, in their order; null where there is none.",
            )
            nodes.arguments = [_argument("ids", list[strawberry.ID], "Global ids.")]
            fields = [node, nodes, *search]
            for root in self.catalog.roots.values():
                target = self.catalog.types[root.type_name]
                fields.append(self._connection(root.name, target, root.description, root.filters))
                single = _field(
                    root.single,
                    self.type_class(target) | None,
                    f"The {target.name} with this id; null when there is none that you may see.",
                )
                single.arguments = [_argument("id", strawberry.ID, "Its global id.")]
                fields.append(single)
            return fields

        return self.object("Query", "All questions that can be asked.", build)

    def mutation(self) -> type | None:
        """The root type of mutations; None when there are none, because an empty type is invalid."""
        if not self.catalog.mutations:
            return None

        def build() -> list[StrawberryField]:
            fields = []
            for mutation in self.catalog.mutations.values():
                field = _field(mutation.name, self._payload(mutation), mutation.description)
                field.arguments = [_argument("input", mutation.input, "What to write.")]
                fields.append(field)
            return fields

        return self.object("Mutation", "Everything that can be changed.", build)

    def _payload(self, mutation: Any) -> type:
        target = self.catalog.types[mutation.type_name]
        return self.object(
            f"{mutation.name[0].upper()}{mutation.name[1:]}Payload",
            f"The outcome of {mutation.name}.",
            lambda: [
                _field(
                    mutation.result_name,
                    self.type_class(target) | None,
                    "What was written; null when a rule was broken.",
                ),
                _field(
                    "userErrors",
                    list[UserError],
                    "The rules that the input broke; empty when it was written.",
                ),
            ],
        )


class ComposedSchema(strawberry.Schema):
    """Strawberry's schema over a composer, which delivers the fields of the classes that it made."""

    def __init__(self, composer: _Composer, **kwargs: Any) -> None:
        self._composer = composer
        super().__init__(**kwargs)

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        """Strawberry's seam: the fields of a type in this schema."""
        fields = self._composer.fields_of(type_definition)
        return super().get_fields(type_definition) if fields is None else fields


def compose(catalog: Catalog, root_fields: Iterable[Callable[[_Composer], StrawberryField]] = ()) -> ComposedSchema:
    """The schema of a catalog. ``root_fields`` adds fields of Query that are no connections, such as the search."""
    composer = _Composer(catalog)
    extra = [build(composer) for build in root_fields]
    return ComposedSchema(
        composer,
        query=composer.query(extra),
        mutation=composer.mutation(),
        types=[composer.type_class(catalog_type) for catalog_type in catalog.types.values()],
        config=StrawberryConfig(scalar_map=SCALAR_MAP),
    )


def graphql_schema(schema: ComposedSchema) -> GraphQLSchema:
    """The schema as graphql-core knows it."""
    return schema._schema


def annotation_of(codec: Codec) -> Any:
    """The annotation by which Strawberry knows a codec's scalar."""
    if isinstance(codec, UuidCodec):
        return strawberry.ID
    if isinstance(codec, EnumCodec):
        return graphql_enum(codec.choices)
    return _SCALARS[codec]


def graphql_enum(choices: type[enum.Enum]) -> Any:
    """The enumeration as Strawberry knows it, its values described by their labels."""
    if not has_enum_definition(choices):
        strawberry.enum(choices, description=(choices.__doc__ or "").strip().splitlines()[0])
        for value in choices.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
            member = choices[value.name]
            if isinstance(member, Choice):
                value.description = f"{member.en} ({member.zh})."
    return choices


def _list(annotation: Any) -> Any:
    return list[annotation]


def _optional(annotation: Any, nullable: bool) -> Any:
    return annotation | None if nullable else annotation


def _field(name: str, annotation: Any, description: str, deprecated: str | None = None) -> StrawberryField:
    return StrawberryField(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        deprecation_reason=deprecated,
    )


def _input_field(name: str, annotation: Any, description: str) -> StrawberryField:
    return _field(name, annotation | None, description)


def _argument(name: str, annotation: Any, description: str) -> StrawberryArgument:
    return StrawberryArgument(
        python_name=name,
        graphql_name=name,
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
    )


__all__ = [
    "ORDER_DIRECTIONS",
    "BigInt",
    "ComposedSchema",
    "Node",
    "PageInfo",
    "UserError",
    "compose",
    "graphql_schema",
]

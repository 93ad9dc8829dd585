"""Inputs that filter and order the rows of a declared type."""

from __future__ import annotations

import enum
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField

from schema.compose.fields import input_field, list_of, object_field, optional_of
from schema.compose.registry import Registry
from schema.compose.scalars import annotation_of, graphql_enum
from schema.compose.shared import CountOrder
from schema.declare.catalog import CatalogType, codec_of_annotation, strip_optional
from schema.declare.fields import ColumnField, ComputedField, IdOf, ManyField, ToOneField, ValuesField
from schema.declare.inputs import IDEMPOTENCY_KEY, InputType, fields_of
from schema.declare.scalars import Codec
from schema.names import OrderDirection, type_names

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


class InputTypes(Registry):
    """The input types of one schema."""

    def values_codec(self, catalog_type: CatalogType, declaration: ValuesField) -> Codec:
        relation, _, column = declaration.relation.rpartition(".")
        target = self.catalog.relations.get(catalog_type.model, relation).target
        return self.catalog.model_column(target, column)[1]

    def input_annotation(self, annotation: Any, *, optional: bool) -> Any:
        inner, nullable = strip_optional(annotation)
        if isinstance(inner, IdOf):
            inner = strawberry.ID
        elif isinstance(inner, type) and issubclass(inner, enum.Enum):
            inner = graphql_enum(inner)
        elif not hasattr(inner, "__strawberry_definition__"):
            inner = annotation_of(codec_of_annotation(inner)[0])
        return optional_of(inner, optional or nullable)

    def where(self, target: CatalogType) -> Any:
        """The filter input of a type."""
        return self.input(
            type_names(target.name).where,
            f"Conditions on {target.name}; all of them hold.",
            lambda: self._where_fields(target),
        )

    def _where_fields(self, target: CatalogType) -> list[StrawberryField]:
        itself = self.where(target)
        fields = [input_field("id", self.filter_of(target.id_codec), "The id.")]
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
                annotation = self.list_where(self.catalog.target(target, declaration))
            elif isinstance(declaration, ValuesField):
                annotation = self._values_where(self.values_codec(target, declaration))
            if annotation is not None:
                fields.append(input_field(name, annotation, declaration.description, declaration.deprecated))
        for name, own in target.filters.items():
            fields.append(
                input_field(
                    name,
                    strip_optional(self.input_annotation(own.input, optional=False))[0],
                    own.description,
                    own.deprecated,
                )
            )
        fields += [
            input_field("and", list_of(itself), "All of these hold."),
            input_field("or", list_of(itself), "At least one of these holds."),
            input_field("not", itself, "This does not hold."),
        ]
        return fields

    def list_where(self, target: CatalogType) -> type:
        item = self.where(target)
        return self.input(
            type_names(target.name).list_where,
            f"Conditions on the {target.name} behind a to-many relation.",
            lambda: [
                input_field("some", item, "At least one item meets this."),
                input_field("every", item, "Every item meets this; true where there are none."),
                input_field("none", item, "No item meets this."),
            ],
        )

    def _values_where(self, codec: Codec) -> type:
        item = self.filter_of(codec)
        return self.input(
            f"{codec.name}ValuesFilter",
            f"Conditions on a list of {codec.name} values.",
            lambda: [
                input_field("some", item, "At least one value meets this."),
                input_field("none", item, "No value meets this."),
            ],
        )

    def filter_of(self, codec: Codec) -> type:
        """The input of comparisons with values of a scalar."""
        annotation = annotation_of(codec)

        def build() -> list[StrawberryField]:
            return [
                input_field(name, list_of(annotation) if name in ("in", "notIn") else annotation, _OPERATORS[name])
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
        fields = [input_field("id", OrderDirection, "The id, which grows with the time of creation.")]
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
                fields.append(input_field(name, annotation, declaration.description, declaration.deprecated))
        for name, own in target.orders.items():
            fields.append(input_field(name, OrderDirection, own.description, own.deprecated))
        return fields

    def mutation_input(self, declared: InputType, *, idempotent: bool = False) -> type:
        """The input of a mutation, or of a part of one. ``idempotent`` inputs take a key."""
        return self.input(declared.name, declared.description, lambda: self._mutation_fields(declared, idempotent))

    def _mutation_fields(self, declared: InputType, idempotent: bool) -> list[StrawberryField]:
        found = []
        if declared.keyed is not None:
            found.append(object_field("id", strawberry.ID, f"The id of the {declared.keyed} to change."))
        for field in fields_of(declared):
            if field.reference is not None:
                annotation: Any = strawberry.ID
            elif field.nested is not None:
                annotation = self.mutation_input(field.nested)
            else:
                annotation = annotation_of(codec_of_annotation(field.kind)[0])
            if field.many:
                annotation = list_of(annotation)
            annotation = optional_of(annotation, not field.required)
            found.append(object_field(field.name, annotation, field.description, field.deprecated))
        if declared.keyed is not None:
            found.append(
                input_field(
                    "expectedVersion",
                    int,
                    "The version that you saw; the change is refused as a CONFLICT if it is another one by now.",
                )
            )
        if idempotent:
            found.append(
                input_field(
                    IDEMPOTENCY_KEY,
                    str,
                    "A text of your own, say a UUID, that is new for each change (幂等键). Sent again with the same "
                    "input within 24 hours, it gives the row that was written the first time; with another input it "
                    "is refused as a CONFLICT.",
                )
            )
        return found

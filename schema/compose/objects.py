"""Object types and the connections between them."""

from __future__ import annotations

import enum
import typing
from typing import Any

import strawberry
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from schema.compose.fields import field_argument, list_of, object_field, optional_of
from schema.compose.inputs import InputTypes
from schema.compose.scalars import annotation_of
from schema.compose.shared import Node, PageInfo
from schema.declare.catalog import CatalogType, codec_of_annotation, strip_optional
from schema.declare.described import deprecation_of
from schema.declare.fields import (
    ColumnField,
    ComputedField,
    FieldDeclaration,
    ManyField,
    PythonField,
    ToOneField,
    TranslatedField,
    ValuesField,
    arguments_of,
)
from schema.declare.languages import LANGUAGE, Language
from schema.names import type_names


class ObjectTypes(InputTypes):
    """The object types of one schema."""

    def type_class(self, catalog_type: CatalogType) -> type:
        declaration = catalog_type.declaration
        return self.object(catalog_type.name, declaration.description, lambda: self._type_fields(catalog_type), Node)

    def _type_fields(self, catalog_type: CatalogType) -> list[StrawberryField]:
        fields = [object_field("id", strawberry.ID, "The global id, opaque and stable.")]
        for name, declaration in catalog_type.fields.items():
            fields.append(self._declared(catalog_type, name, declaration))
        return fields

    def _declared(self, catalog_type: CatalogType, name: str, declaration: FieldDeclaration) -> StrawberryField:
        description = declaration.description
        # Null for the rows of districts that have not enabled the plugin.
        extends = declaration.owner != catalog_type.owner
        if isinstance(declaration, ColumnField):
            _, codec, nullable = self.catalog.column(catalog_type, declaration.attribute)
            withheld = declaration.private is not None and declaration.private.mask is None
            annotation = optional_of(annotation_of(codec), nullable or extends or withheld)
            field = object_field(name, annotation, description, declaration.deprecated)
            if isinstance(declaration, TranslatedField):
                field.arguments = [
                    field_argument("lang", self.input_annotation(Language, optional=True), LANGUAGE.description)
                ]
            return field
        if isinstance(declaration, ToOneField):
            target = self.catalog.target(catalog_type, declaration)
            relation = self.catalog.relations.get(catalog_type.model, declaration.relation)
            nullable = relation.nullable or target.restricted or extends
            return object_field(
                name, optional_of(self.type_class(target), nullable), description, declaration.deprecated
            )
        if isinstance(declaration, ManyField):
            target = self.catalog.target(catalog_type, declaration)
            return self.connection(name, target, description, deprecated=declaration.deprecated)
        if isinstance(declaration, ValuesField):
            annotation = list_of(annotation_of(self.values_codec(catalog_type, declaration)))
            return object_field(name, annotation, description, declaration.deprecated)
        assert isinstance(declaration, ComputedField | PythonField)
        withheld = declaration.private is not None and declaration.private.mask is None
        annotation = optional_of(self._output_annotation(declaration.returns), extends or withheld)
        field = object_field(name, annotation, description, declaration.deprecated)
        field.arguments = [
            field_argument(
                to_camel_case(argument.name),
                self.input_annotation(argument.annotation, optional=not argument.required),
                argument.description,
                argument.deprecated,
            )
            for argument in arguments_of(declaration.function)
        ]
        return field

    def _output_annotation(self, returned: Any) -> Any:
        inner, nullable = strip_optional(returned)
        if typing.get_origin(inner) is list:
            return optional_of(list_of(self._output_annotation(typing.get_args(inner)[0])), nullable)
        if inner is strawberry.ID:
            return optional_of(inner, nullable)
        if hasattr(inner, "__linli_value__"):
            return optional_of(self.value_class(inner), nullable)
        codec, nullable = codec_of_annotation(returned)
        return optional_of(annotation_of(codec), nullable)

    def value_class(self, cls: type) -> type:
        """The object type of a `value_type`."""
        value = cls.__linli_value__  # type: ignore[attr-defined]  # set by value_type

        def build() -> list[StrawberryField]:
            return [
                object_field(
                    to_camel_case(name), self._output_annotation(hint), description, deprecation_of(description)
                )
                for name, (hint, description) in value.fields.items()
            ]

        return self.object(value.name, value.description, build)

    def connection(
        self,
        name: str,
        target: CatalogType,
        description: str,
        filters: tuple[str, ...] = (),
        deprecated: str | None = None,
    ) -> StrawberryField:
        names = type_names(target.name)
        connection = self.object(
            names.connection, f"A page of {target.name} (Relay).", lambda: self._connection_fields(target)
        )
        field = object_field(name, connection, description, deprecated)
        field.arguments = [
            field_argument("first", int | None, "How many items from the start of the range."),
            field_argument("after", str | None, "Only items after this cursor."),
            field_argument("last", int | None, "How many items from the end of the range."),
            field_argument("before", str | None, "Only items before this cursor."),
            *(
                field_argument(
                    filter_name,
                    self.input_annotation(target.filters[filter_name].input, optional=True),
                    target.filters[filter_name].description,
                    target.filters[filter_name].deprecated,
                )
                for filter_name in filters
            ),
            field_argument("where", self.where(target) | None, "Only items that meet this."),
            field_argument(
                "orderBy",
                list_of(self.order(target)) | None,
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
                object_field("cursor", str, "The place of this item in the connection's order, opaque."),
                object_field("node", node, "The item."),
            ],
        )
        fields = [
            object_field("edges", list_of(edge), "The items of the page with their cursors."),
            object_field("nodes", list_of(node), "The items of the page."),
            object_field("pageInfo", PageInfo, "Where the page lies."),
            object_field(
                "totalCount",
                int | None,
                "How many items there are on all pages; null where counts are withheld.",
            ),
        ]
        if target.declaration.group_by:
            group = self.object(
                names.group, f"How many {target.name} share these values.", lambda: self._group_fields(target)
            )
            groups = object_field(
                "groups", list_of(group), "The items of all pages, counted by these fields; largest first."
            )
            groups.arguments = [
                field_argument("by", list_of(self.group_by(target)), "What to count by."),
                field_argument("first", int | None, "How many groups at most."),
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
                field = target.fields[made[value.name].value]
                value.description, value.deprecation_reason = field.description, field.deprecated
        return self.inputs[name]

    def _group_fields(self, target: CatalogType) -> list[StrawberryField]:
        fields = [object_field("count", int, "How many items share these values.")]
        for attribute in target.declaration.group_by:
            name = to_camel_case(attribute)
            declared = self._declared(target, name, target.fields[name])
            annotation = declared.type_annotation.annotation if declared.type_annotation else None
            fields.append(
                object_field(
                    name,
                    optional_of(strip_optional(annotation)[0], True),
                    f"{declared.description} Null unless counted by.",
                    declared.deprecation_reason,
                )
            )
        return fields

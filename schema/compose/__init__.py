"""A catalog becomes a GraphQL schema."""

from __future__ import annotations

from typing import Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from schema.compose.fields import field_argument, forget_annotations, list_of, object_field, optional_of
from schema.compose.followed import FollowedTypes
from schema.compose.needs import refuse_needs
from schema.compose.scalars import SCALAR_MAP
from schema.compose.shared import Node
from schema.declare.attribution import credit
from schema.declare.catalog import Catalog
from schema.declare.claims import payload_name
from schema.declare.languages import LANGUAGE, Language
from schema.declare.roots import CalledRoot, Gives, Mutation
from schema.names import USER_ERROR


class Composer(FollowedTypes):
    """The root types, and all that hangs from them."""

    def query(self) -> type:
        """The root type of queries."""

        def build() -> list[StrawberryField]:
            node = object_field(
                "node",
                Node | None,
                "The object with this global id; null when there is none that you may see.",
            )
            node.arguments = [field_argument("id", strawberry.ID, "A global id.")]
            nodes = object_field(
                "nodes",
                list[Node | None],
                "The objects with these global ids, in their order; null where there is none.",
            )
            nodes.arguments = [field_argument("ids", list[strawberry.ID], "Global ids.")]
            fields = [node, nodes]
            if self.catalog.subscriptions:
                fields.append(self.changes())
            for compiled in self.catalog.compiled_roots.values():
                field = compiled.define(self)
                field.description += credit(compiled.owner, compiled.since)
                field.deprecation_reason = compiled.deprecated
                fields.append(field)
            for root in self.catalog.roots.values():
                target = self.catalog.types[root.type_name]
                fields.append(self.connection(root.name, target, root.description, root.filters, root.deprecated))
                single = object_field(
                    root.single,
                    self.type_class(target) | None,
                    f"The {target.name} with this id; null when there is none that you may see."
                    f"{credit(root.owner, root.since)}",
                    root.deprecated,
                )
                single.arguments = [field_argument("id", strawberry.ID, "Its global id.")]
                fields.append(single)
            fields += [self._called(root) for root in self.catalog.called_roots.values()]
            return fields

        return self.object("Query", "All questions that can be asked.", build)

    def _called(self, root: CalledRoot) -> StrawberryField:
        returned = self.value_class(root.returns)
        annotation = list_of(returned) if root.many else returned
        field = object_field(root.name, annotation, root.description, root.deprecated)
        field.arguments = [
            field_argument(
                name,
                self.input_annotation(argument.kind, optional=not argument.required),
                argument.description,
                argument.deprecated,
            )
            for name, argument in root.arguments.items()
        ]
        return field

    def mutation(self) -> type | None:
        """The root type of mutations; None when there are none, because an empty type is invalid."""
        if not self.catalog.mutations:
            return None

        def build() -> list[StrawberryField]:
            fields = []
            for mutation in self.catalog.mutations.values():
                answer = optional_of(self._payload(mutation), True)
                field = object_field(mutation.name, answer, mutation.description, mutation.deprecated)
                given = self.mutation_input(mutation.input, idempotent=mutation.idempotent)
                field.arguments = [field_argument("input", given, "What to write.")]
                fields.append(field)
            return fields

        return self.object("Mutation", "Everything that can be changed.", build)

    def _payload(self, mutation: Mutation) -> type:
        target = self.type_class(self.catalog.types[mutation.type_name])
        result, said = {
            Gives.ROW: (target | None, "What was written"),
            Gives.ROWS: (list_of(target) | None, "What was written"),
            Gives.REMOVED: (list[strawberry.ID] | None, "The ids of what was removed"),
        }[mutation.gives]
        return self.object(
            payload_name(mutation),
            f"The outcome of {mutation.name}.",
            lambda: [
                object_field(mutation.result_name, result, f"{said}; null when a rule was broken."),
                *(object_field(name, str | None, description) for name, description in mutation.shows.items()),
                object_field(
                    "userErrors",
                    list_of(self._user_error()),
                    "The rules that the input broke; empty when it was written.",
                ),
            ],
        )

    def _user_error(self) -> type:
        def build() -> list[StrawberryField]:
            label = object_field(
                "label",
                str,
                "What the code says, for display at the field; the message where nobody declared the code. "
                "Branch on the code.",
            )
            label.arguments = [
                field_argument("lang", self.input_annotation(Language, optional=True), LANGUAGE.description)
            ]
            return [
                object_field("code", str, "A stable code, in capitals."),
                label,
                object_field("message", str, "What is wrong and what to do, in detail and in English."),
                object_field(
                    "field", list[str], "The path of the input's field that it is about; empty for all of it."
                ),
            ]

        return self.object(USER_ERROR, "A rule that an input broke. Nothing was changed.", build)


class ComposedSchema(strawberry.Schema):
    """Strawberry's schema over a composer, which delivers the fields of the classes that it made."""

    def __init__(self, composer: Composer, **kwargs: Any) -> None:
        self._composer = composer
        super().__init__(**kwargs)

    def get_fields(self, type_definition: StrawberryObjectDefinition) -> list[StrawberryField]:
        """Strawberry's seam: the fields of a type in this schema."""
        fields = self._composer.fields_of(type_definition)
        return super().get_fields(type_definition) if fields is None else fields


def compose(catalog: Catalog) -> ComposedSchema:
    """The schema of a catalog."""
    composer = Composer(catalog)
    schema = ComposedSchema(
        composer,
        query=composer.query(),
        mutation=composer.mutation(),
        subscription=composer.subscription(),
        types=[composer.type_class(catalog_type) for catalog_type in catalog.types.values()],
        config=StrawberryConfig(scalar_map=SCALAR_MAP),
    )
    _mark_one_of(graphql_schema(schema))
    refuse_needs(catalog, graphql_schema(schema))
    forget_annotations()
    return schema


def _mark_one_of(schema: GraphQLSchema) -> None:
    """Tells graphql-core, which validates literals, what Strawberry keeps to itself and checks in variables only."""
    for found in schema.type_map.values():
        if isinstance(found, GraphQLInputObjectType):
            definition = found.extensions.get("strawberry-definition")
            found.is_one_of = definition is not None and definition.is_one_of


def graphql_schema(schema: ComposedSchema) -> GraphQLSchema:
    """The schema as graphql-core knows it."""
    return schema._schema


__all__ = ["ComposedSchema", "Composer", "compose", "graphql_schema"]

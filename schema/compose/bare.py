"""A composed schema without what only Strawberry needs.

Strawberry keeps its own definition of every type, field and argument behind graphql-core's, with resolvers of each
field and a class of each type. Linli answers from plans, so the server that keeps a schema for its life needs none of
them: they are more than half of what a schema takes.
"""

from __future__ import annotations

from typing import Any, Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    is_introspection_type,
    is_specified_scalar_type,
)

# One for all of a schema's ten thousand parts: nobody writes into it.
_NO_EXTENSIONS: Final[dict[str, Any]] = {}


class _OneOf:
    is_one_of = True


# Strawberry replaced how graphql-core, for every schema, answers `isOneOf`: it asks its definition.
_ONE_OF: Final[dict[str, Any]] = {"strawberry-definition": _OneOf}


def bare(schema: GraphQLSchema) -> GraphQLSchema:
    """The same schema, from which the definitions of Strawberry are taken away. It validates, coerces and describes
    itself as before; it can execute no fields, and Strawberry can do nothing with it any more.
    """
    schema.extensions = _NO_EXTENSIONS
    vars(schema).pop("_strawberry_schema", None)
    for found in schema.type_map.values():
        if is_introspection_type(found) or is_specified_scalar_type(found):
            # These are graphql-core's, and every schema has the same.
            continue
        found.extensions = _NO_EXTENSIONS
        if isinstance(found, GraphQLEnumType):
            for value in found.values.values():
                value.extensions = _NO_EXTENSIONS
        elif isinstance(found, GraphQLUnionType):
            found.resolve_type = None
            found._types = found.types
        elif isinstance(found, GraphQLInputObjectType):
            for given in found.fields.values():
                given.extensions = _NO_EXTENSIONS
            if found.is_one_of:
                found.extensions = _ONE_OF
            found._fields = found.fields
        elif isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
            # What makes fields and interfaces at their first use holds on to the classes that they are made from.
            found._fields, found._interfaces = found.fields, found.interfaces
            if isinstance(found, GraphQLObjectType):
                found.is_type_of = None
            else:
                found.resolve_type = None
            for field in found.fields.values():
                field.extensions = _NO_EXTENSIONS
                field.resolve = field.subscribe = None
                for argument in field.args.values():
                    argument.extensions = _NO_EXTENSIONS
    return schema

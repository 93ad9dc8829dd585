"""Schemas for some of the plugins, made from the one schema for all of them.

Composing takes Strawberry a fifth of a second, and fifty districts may have fifty sets of plugins. A subset is made of
types whose fields are looked up in the whole schema when somebody asks for them first, without those of plugins that
are left out, and without types that then nothing leads to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    introspection_types,
)
from graphql.type.schema import InterfaceImplementations

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType
_COMPOSITE = (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)
T = TypeVar("T", bound=Any)

OwnersOf = Callable[[str, str], Sequence[str]]
"""Those of whom each alone brings a field or a value of an enumeration: by the names of its type and of itself."""


class Subsets:
    """Makes the schemas of sets of owners from a whole schema, which must be valid."""

    def __init__(self, whole: GraphQLSchema, owners_of: OwnersOf, roots: Mapping[str, str]) -> None:
        """``roots`` are the types that are there though nothing leads to them, with their owners."""
        self._whole = whole
        self._owners_of = owners_of
        self._roots = roots
        self._leads: dict[str, list[tuple[str, frozenset[str]]]] = {
            name: list(self._ways(found)) for name, found in whole.type_map.items()
        }

    def of(self, owners: frozenset[str]) -> GraphQLSchema:
        """The schema that these owners make up; the core is always among them."""
        return _Subset(self._whole, self._names(owners), owners, self._owners_of)

    def _ways(self, found: GraphQLNamedType) -> Iterable[tuple[str, frozenset[str]]]:
        if isinstance(found, GraphQLUnionType):
            yield "core", frozenset(member.name for member in found.types)
        if not isinstance(found, _COMPOSITE):
            return
        by_owner: dict[str, set[str]] = {}
        for name, item in found.fields.items():
            for owner in self._owners_of(found.name, name):
                names = by_owner.setdefault(owner, set())
                names.add(get_named_type(item.type).name)
                names.update(get_named_type(argument.type).name for argument in getattr(item, "args", {}).values())
        if not isinstance(found, GraphQLInputObjectType):
            by_owner.setdefault("core", set()).update(interface.name for interface in found.interfaces)
        yield from ((owner, frozenset(names)) for owner, names in by_owner.items())

    def _names(self, owners: frozenset[str]) -> frozenset[str]:
        whole = self._whole
        roots = (whole.query_type, whole.mutation_type, whole.subscription_type)
        waiting = [found.name for found in roots if found is not None]
        waiting += [name for name, owner in self._roots.items() if owner in owners]
        waiting += [name for name in whole.type_map if name.startswith("__")]
        for directive in whole.directives:
            waiting += [get_named_type(argument.type).name for argument in directive.args.values()]
        found = set(waiting)
        while waiting:
            for owner, names in self._leads[waiting.pop()]:
                if owner in owners:
                    waiting.extend(names - found)
                    found |= names
        return frozenset(found)


class _Subset(GraphQLSchema):
    """A schema whose types make their fields when they are first asked for."""

    def __init__(
        self, whole: GraphQLSchema, names: frozenset[str], owners: frozenset[str], owners_of: OwnersOf
    ) -> None:
        # What the base class does would make every field of every type at once.
        self.assume_valid = True
        self._validation_errors = []
        self.description = whole.description
        self.extensions = whole.extensions
        self.ast_node = None
        self.extension_ast_nodes = ()
        self.directives = whole.directives
        self._sub_type_map = {}
        self._implementations_map = {}
        self._owners = owners
        self._owners_of = owners_of
        self.type_map = {name: self._copy(found) for name, found in whole.type_map.items() if name in names}
        for found in self.type_map.values():
            if isinstance(found, GraphQLObjectType | GraphQLInterfaceType):
                for interface in found.interfaces:
                    known = self._implementations_map.setdefault(
                        interface.name, InterfaceImplementations(objects=[], interfaces=[])
                    )
                    if isinstance(found, GraphQLObjectType):
                        known.objects.append(found)
                    else:
                        known.interfaces.append(found)
        self.query_type = self._root(whole.query_type)
        self.mutation_type = self._root(whole.mutation_type)
        self.subscription_type = self._root(whole.subscription_type)

    def _root(self, found: GraphQLObjectType | None) -> GraphQLObjectType | None:
        if found is None or not self._kept(found):
            return None
        mine = self.type_map[found.name]
        assert isinstance(mine, GraphQLObjectType)
        return mine

    def _kept(self, found: Composite) -> list[str]:
        return [name for name in found.fields if self._brought(found.name, name)]

    def _brought(self, type_name: str, name: str) -> bool:
        return not self._owners.isdisjoint(self._owners_of(type_name, name))

    def _copy(self, found: GraphQLNamedType) -> GraphQLNamedType:
        if isinstance(found, GraphQLEnumType):
            return self._enum(found)
        if found.name in introspection_types or not isinstance(found, (*_COMPOSITE, GraphQLUnionType)):
            return found
        common: dict[str, Any] = {"description": found.description, "extensions": found.extensions}
        if isinstance(found, GraphQLUnionType):
            members = found.types
            return GraphQLUnionType(
                found.name,
                lambda: [self._type(member) for member in members if member.name in self.type_map],
                **common,
            )
        if isinstance(found, GraphQLInputObjectType):
            return GraphQLInputObjectType(
                found.name,
                lambda: {name: self._input_field(found.fields[name]) for name in self._kept(found)},
                out_type=found.out_type,
                is_one_of=found.is_one_of,
                **common,
            )
        kind = GraphQLObjectType if isinstance(found, GraphQLObjectType) else GraphQLInterfaceType
        return kind(
            found.name,
            lambda: {name: self._field(found.fields[name]) for name in self._kept(found)},
            interfaces=lambda: [self._type(interface) for interface in found.interfaces],
            **common,
        )

    def _enum(self, found: GraphQLEnumType) -> GraphQLEnumType:
        kept = {name: value for name, value in found.values.items() if self._brought(found.name, name)}
        if len(kept) == len(found.values):
            return found
        # Strawberry's own class takes other arguments than it has attributes, and graphql-core caches in them.
        mine: GraphQLEnumType = found.__class__.__new__(found.__class__, found.name)
        mine.__dict__.update(found.__dict__)
        mine.__dict__.pop("_value_lookup", None)
        mine.values = kept
        return mine

    def _field(self, field: GraphQLField) -> GraphQLField:
        args = {
            name: GraphQLArgument(
                self._type(argument.type),
                default_value=argument.default_value,
                description=argument.description,
                deprecation_reason=argument.deprecation_reason,
                out_name=argument.out_name,
                extensions=argument.extensions,
            )
            for name, argument in field.args.items()
        }
        return GraphQLField(
            self._type(field.type),
            args,
            resolve=field.resolve,
            description=field.description,
            deprecation_reason=field.deprecation_reason,
            extensions=field.extensions,
        )

    def _input_field(self, field: GraphQLInputField) -> GraphQLInputField:
        return GraphQLInputField(
            self._type(field.type),
            default_value=field.default_value,
            description=field.description,
            deprecation_reason=field.deprecation_reason,
            out_name=field.out_name,
            extensions=field.extensions,
        )

    def _type(self, found: T) -> T:
        if isinstance(found, GraphQLNonNull):
            return GraphQLNonNull(self._type(found.of_type))  # type: ignore[return-value]  # of the same kind
        if isinstance(found, GraphQLList):
            return GraphQLList(self._type(found.of_type))  # type: ignore[return-value]  # as above
        return self.type_map[found.name]  # type: ignore[return-value]  # of the same name, so of the same kind

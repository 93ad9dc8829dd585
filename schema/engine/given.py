"""Arguments as the compiler sees them: their shape now, and how to get their values from any request of that shape.

A plan is compiled once for all requests of one shape. What decides the statement's text (which keys are present,
nulls, enumeration values, booleans, page sizes) is read from `value`; everything else becomes a slot through `get`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    is_enum_type,
)
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

from core.database.url import Dialect
from schema.declare.scalars import Codec, bad_input
from schema.declare.terms import RequestValues, Slot

Getter = Callable[[RequestValues], Any]


class Given:
    """An argument, or a part of one, that was given. Absent parts have no `Given` at all."""

    __slots__ = ("codec", "dialect", "get", "type", "value")

    def __init__(self, value: Any, get: Getter, type_: GraphQLInputType, dialect: Dialect) -> None:
        self.value = value
        self.get = get
        self.type = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        self.dialect = dialect
        self.codec: Codec | None = None

    def names(self) -> list[str]:
        """The keys that are present in an input object."""
        return list(self.value)

    def child(self, key: str) -> Given | None:
        """A part of an input object; None when it is absent."""
        if key not in self.value:
            return None
        assert isinstance(self.type, GraphQLInputObjectType)
        return Given(self.value[key], _part(self.get, key), self.type.fields[key].type, self.dialect)

    def items(self) -> Iterator[Given]:
        """The items of a list. A list as part of the shape has the same length in every request of the plan."""
        assert isinstance(self.type, GraphQLList)
        for index in range(len(self.value)):
            yield Given(self.value[index], _part(self.get, index), self.type.of_type, self.dialect)

    def term(self, codec: Codec | None = None, compute: Callable[[Any], Any] | None = None) -> Slot:
        """The value as a bound parameter, computed from the given one by ``compute`` where that is given."""
        chosen = codec or self.codec
        assert chosen is not None, "the codec of this input is not known; name it"
        get = self.get
        if compute is None:
            return Slot(chosen, get, self.dialect)
        return Slot(chosen, lambda values: compute(get(values)), self.dialect)

    def array(self, codec: Codec) -> Slot:
        """The value, a list of scalars of any length, as one bound parameter."""
        return Slot(codec, self.get, self.dialect, array=True)


class Literals:
    """Resolves argument nodes against the variables that a plan is compiled with."""

    def __init__(self, variables: Mapping[str, Any], dialect: Dialect) -> None:
        self.variables = variables
        self.dialect = dialect

    def given(self, node: ValueNode, type_: GraphQLInputType) -> Given | None:
        """The argument behind a node; None when it is a variable without a value, which counts as absent."""
        found = self._resolve(node, type_)
        return None if found is None else Given(found[0], found[1], type_, self.dialect)

    def default(self, argument: Any) -> Given | None:
        """The default of an argument or input field definition; None when it has none."""
        if argument.default_value is Undefined and getattr(argument, "default", None) is None:
            return None
        value = coerce_default_value(argument)
        return None if value is Undefined else Given(value, lambda values: value, argument.type, self.dialect)

    def _resolve(self, node: ValueNode, type_: GraphQLInputType) -> tuple[Any, Getter] | None:
        if isinstance(node, VariableNode):
            name = node.name.value
            if name not in self.variables:
                return None
            return self.variables[name], lambda values: values.variables[name]
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        if isinstance(node, NullValueNode):
            return None, _nothing
        if isinstance(type_, GraphQLList):
            return self._list(node, type_)
        if isinstance(type_, GraphQLInputObjectType) and isinstance(node, ObjectValueNode):
            return self._object(node, type_)
        value = coerce_input_literal(node, type_)
        if value is Undefined:
            raise bad_input(f"the value is not a valid {type_}")
        return value, lambda values: value

    def _list(self, node: ValueNode, type_: GraphQLList[Any]) -> tuple[Any, Getter]:
        nodes = (node.values or ()) if isinstance(node, ListValueNode) else (node,)
        parts = [self._resolve(item, type_.of_type) or (None, _nothing) for item in nodes]
        if isinstance(type_.of_type, GraphQLNonNull) and any(value is None for value, _ in parts):
            raise bad_input("a list of values that must not be null holds a variable without a value")
        return [value for value, _ in parts], _ListGetter([get for _, get in parts])

    def _object(self, node: ObjectValueNode, type_: GraphQLInputObjectType) -> tuple[Any, Getter]:
        nodes = {field.name.value: field.value for field in node.fields or ()}
        shape: dict[str, Any] = {}
        getters: dict[str, Getter] = {}
        for name, field in type_.fields.items():
            found = self._resolve(nodes[name], field.type) if name in nodes else None
            if found is None:
                default = self.default(field)
                if default is None:
                    if isinstance(field.type, GraphQLNonNull):
                        raise bad_input(f"{type_.name}.{name} must be given")
                    continue
                found = default.value, default.get
            elif found[0] is None and isinstance(field.type, GraphQLNonNull):
                raise bad_input(f"{type_.name}.{name} must not be null")
            shape[field.out_name or name], getters[field.out_name or name] = found
        if type_.is_one_of and (len(shape) != 1 or next(iter(shape.values())) is None):
            raise bad_input(f"{type_.name} takes exactly one key with a value")
        return shape, _ObjectGetter(getters)


def shape_of(value: Any, type_: GraphQLInputType) -> Any:
    """What of a variable's value decides the text of a statement, as a hashable key."""
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        inner = type_.of_type.of_type if isinstance(type_.of_type, GraphQLNonNull) else type_.of_type
        if isinstance(inner, GraphQLInputObjectType | GraphQLList) or is_enum_type(inner):
            return tuple(shape_of(item, inner) for item in value)
        return any(item is None for item in value)
    if isinstance(type_, GraphQLInputObjectType):
        fields = type_.fields
        return tuple((key, shape_of(item, fields[key].type)) for key, item in sorted(value.items()))
    if isinstance(value, bool | enum.Enum):
        return value
    return True


class _ObjectGetter:
    """An input object written in the document: its parts can be got without the rest."""

    def __init__(self, parts: dict[str, Getter]) -> None:
        self.parts = parts

    def __call__(self, values: RequestValues) -> Any:
        return {name: get(values) for name, get in self.parts.items()}


class _ListGetter:
    """A list written in the document: its items can be got without the rest."""

    def __init__(self, parts: list[Getter]) -> None:
        self.parts = parts

    def __call__(self, values: RequestValues) -> Any:
        return [get(values) for get in self.parts]


def _part(get: Getter, key: Any) -> Getter:
    if isinstance(get, _ObjectGetter | _ListGetter):
        part: Getter = get.parts[key]
        return part
    return lambda values: get(values)[key]


def _nothing(values: RequestValues) -> None:
    return None

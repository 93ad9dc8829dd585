"""Inputs of mutations, declared over the dataclasses that use cases take."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import types
import typing
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from strawberry.utils.str_converters import to_camel_case

from core.problems import refuse
from core.unset import Unset
from schema.declare.described import deprecation_of
from schema.declare.scalars import key_in

IDEMPOTENCY_KEY = "idempotencyKey"
"""The field that the input of an idempotent mutation has."""


@dataclass(frozen=True)
class Reference:
    """The description of a field that takes the global id of a row of a declared type.

    ``deprecated`` is why the field should not be given any more.
    """

    description: str
    type_name: str
    deprecated: str | None = None


@dataclass(frozen=True)
class InputType:
    """An input over a dataclass: its GraphQL name, and a description for each field of the dataclass.

    A field that holds a key is described by a `Reference`; one that holds other dataclasses by their `InputType`; one
    that is deprecated by ``described("…", deprecated="…")``. ``deprecated`` of an input itself is of the field which
    holds it.
    ``keyed`` names the declared type whose row is changed: the input then has ``id`` and ``expectedVersion`` too.
    """

    name: str
    description: str
    target: type
    fields: Mapping[str, str | Reference | InputType]
    keyed: str | None = None
    deprecated: str | None = None


@dataclass(frozen=True)
class InputField:
    """One field of an input, resolved: GraphQL name, Python type of one value, and what it admits."""

    name: str
    attribute: str
    kind: Any
    description: str
    many: bool
    nullable: bool
    required: bool
    reference: str | None
    nested: InputType | None
    deprecated: str | None


@dataclass(frozen=True)
class Converted:
    """An input as a use case takes it: the row's key and expected version where the input is keyed."""

    id: uuid.UUID
    expected_version: int | None
    value: Any


def fields_of(declared: InputType) -> list[InputField]:
    """The fields of an input in the order of the dataclass.

    Raises ``TypeError`` for a field of the dataclass that has no description.
    """
    hints = typing.get_type_hints(declared.target)
    found = []
    for item in dataclasses.fields(declared.target):
        spec = declared.fields.get(item.name)
        if spec is None:
            raise TypeError(f"{declared.name}: {declared.target.__name__}.{item.name} has no description")
        kinds = [kind for kind in _alternatives(hints[item.name]) if kind is not Unset]
        nullable = type(None) in kinds
        kind = next(kind for kind in kinds if kind is not type(None))
        many = typing.get_origin(kind) is Sequence
        required = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
        found.append(
            InputField(
                name=to_camel_case(item.name),
                attribute=item.name,
                kind=typing.get_args(kind)[0] if many else kind,
                description=spec if isinstance(spec, str) else spec.description,
                many=many,
                nullable=nullable,
                required=required,
                reference=spec.type_name if isinstance(spec, Reference) else None,
                nested=spec if isinstance(spec, InputType) else None,
                deprecated=deprecation_of(spec) if isinstance(spec, str) else spec.deprecated,
            )
        )
    return found


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)


def digest_of(value: Mapping[str, Any]) -> str:
    """What tells one input of a mutation from another, the key itself aside."""
    rest = {name: item for name, item in value.items() if name != IDEMPOTENCY_KEY}
    return hashlib.sha256(orjson.dumps(rest, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()


def convert(declared: InputType, value: Mapping[str, Any], tags: Mapping[str, str]) -> Converted:
    """The input that a client sent, as the use case takes it. ``tags`` are the tags of ids by type name.

    Raises ``GraphQLError`` for the id of another type, and ``InputRefused`` for a null where a value must be.
    """
    key = key_in(value["id"], tags[declared.keyed]) if declared.keyed else uuid.UUID(int=0)
    return Converted(key, value.get("expectedVersion"), _instance(declared, value, tags, ()))


def _instance(
    declared: InputType, value: Mapping[str, Any], tags: Mapping[str, str], path: tuple[str | int, ...]
) -> Any:
    found: dict[str, Any] = {}
    for field in fields_of(declared):
        if field.name not in value:
            continue
        given = value[field.name]
        where = (*path, field.attribute)
        if given is None and not field.nullable:
            raise refuse("REQUIRED", "Cannot be null; leave it out to keep what there is.", *where)
        if given is not None and field.many:
            given = [_value(field, item, tags, (*where, index)) for index, item in enumerate(given)]
        elif given is not None:
            given = _value(field, given, tags, where)
        found[field.attribute] = given
    return declared.target(**found)


def _value(field: InputField, given: Any, tags: Mapping[str, str], path: tuple[str | int, ...]) -> Any:
    if field.reference is not None:
        return key_in(given, tags[field.reference])
    if field.nested is not None:
        return _instance(field.nested, given, tags, path)
    if isinstance(field.kind, type) and issubclass(field.kind, enum.Enum):
        return field.kind(given)
    return given

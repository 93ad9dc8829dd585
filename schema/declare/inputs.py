"""Inputs of mutations, declared over the dataclasses that use cases take."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
import types
import typing
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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

    A row that the caller does not see is refused like one that is not there, before the use case runs. With ``unseen``
    it is not: the use case itself decides who may name which row, and must not tell hidden ones from none either.
    ``deprecated`` is why the field should not be given any more.
    """

    description: str
    type_name: str
    unseen: bool = field(default=False, kw_only=True)
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
    reference: Reference | None
    nested: InputType | None
    deprecated: str | None


@dataclass(frozen=True)
class Referred:
    """A row that an input refers to and the caller must see: its type, its key, and where the input names it."""

    type_name: str
    key: uuid.UUID
    path: tuple[str | int, ...]


@dataclass(frozen=True)
class Converted:
    """An input as a use case takes it: the row's key and expected version where the input is keyed."""

    id: uuid.UUID
    expected_version: int | None
    value: Any
    referred: Sequence[Referred] = ()


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
                reference=spec if isinstance(spec, Reference) else None,
                nested=spec if isinstance(spec, InputType) else None,
                deprecated=deprecation_of(spec) if isinstance(spec, str) else spec.deprecated,
            )
        )
    return found


def types_referred_to(declared: InputType) -> set[str]:
    """The types of the rows that an input may refer to and the caller must see."""
    found: set[str] = set()
    for item in fields_of(declared):
        if item.nested is not None:
            found |= types_referred_to(item.nested)
        elif item.reference is not None and not item.reference.unseen:
            found.add(item.reference.type_name)
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
    conversion = _Conversion(tags, [])
    instance = conversion.instance(declared, value, ())
    return Converted(key, value.get("expectedVersion"), instance, conversion.referred)


@dataclass(frozen=True)
class _Conversion:
    """Makes instances of what clients sent, and notes the rows that they refer to."""

    tags: Mapping[str, str]
    referred: list[Referred]

    def instance(self, declared: InputType, value: Mapping[str, Any], path: tuple[str | int, ...]) -> Any:
        found: dict[str, Any] = {}
        for item in fields_of(declared):
            if item.name not in value:
                continue
            given = value[item.name]
            where = (*path, item.attribute)
            if given is None and not item.nullable:
                raise refuse("REQUIRED", "Cannot be null; leave it out to keep what there is.", *where)
            if given is not None and item.many:
                given = [self._value(item, each, (*where, index)) for index, each in enumerate(given)]
            elif given is not None:
                given = self._value(item, given, where)
            found[item.attribute] = given
        return declared.target(**found)

    def _value(self, item: InputField, given: Any, path: tuple[str | int, ...]) -> Any:
        if item.reference is not None:
            key = key_in(given, self.tags[item.reference.type_name])
            if not item.reference.unseen:
                self.referred.append(Referred(item.reference.type_name, key, path))
            return key
        if item.nested is not None:
            return self.instance(item.nested, given, path)
        if isinstance(item.kind, type) and issubclass(item.kind, enum.Enum):
            return item.kind(given)
        return given

"""What changes between two schemas, by the rules of graphql-core: what breaks clients, what may, and what cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    specified_scalar_types,
)
from graphql.utilities import BreakingChange, BreakingChangeType, DangerousChange, SafeChangeType, find_schema_changes

from schema.credits import Credits
from schema.operations.uses import has


class Severity(Enum):
    """What a change means for clients."""

    BREAKING = "breaking"
    DANGEROUS = "dangerous"
    SAFE = "safe"


@dataclass(frozen=True)
class Difference:
    """A change at a coordinate, with the plugin that brought what changed.

    ``kind`` is graphql-core's name, or ``DEPRECATED`` and ``UNDEPRECATED``. ``deprecated`` is the reason that the old
    schema gives at the coordinate. ``hurts`` names registered operations that use it, where that was asked.
    """

    severity: Severity
    kind: str
    coordinate: str
    message: str
    owner: str
    deprecated: str | None = None
    hurts: tuple[str, ...] = ()


def differences(old: GraphQLSchema, new: GraphQLSchema) -> list[Difference]:
    """All changes from the old schema to the new one, those that break first."""
    before, after = Credits(old), Credits(new)
    old_reasons, new_reasons = _reasons(old), _reasons(new)
    found = []
    for change in find_schema_changes(old, new):
        severity = (
            Severity.BREAKING
            if isinstance(change, BreakingChange)
            else Severity.DANGEROUS
            if isinstance(change, DangerousChange)
            else Severity.SAFE
        )
        coordinate = _coordinate(change.type, change.description)
        if coordinate in specified_scalar_types:
            # Whether the SDL has a use for Int is told by the fields.
            continue
        message = change.description
        if change.type is SafeChangeType.DESCRIPTION_CHANGED:
            message = f"The description of {coordinate} has changed."
        owner = (after if has(new, coordinate) else before).of(coordinate)
        found.append(Difference(severity, change.type.name, coordinate, message, owner, old_reasons.get(coordinate)))
    for coordinate, reason in new_reasons.items():
        if coordinate not in old_reasons:
            said = f"{coordinate} is deprecated: {reason}"
            found.append(Difference(Severity.SAFE, "DEPRECATED", coordinate, said, after.of(coordinate)))
    for coordinate in old_reasons.keys() - new_reasons.keys():
        if _reasonless(new, coordinate):
            said = f"{coordinate} is not deprecated any more."
            found.append(Difference(Severity.SAFE, "UNDEPRECATED", coordinate, said, after.of(coordinate)))
    return sorted(found, key=lambda each: (list(Severity).index(each.severity), each.coordinate, each.kind))


def hurting(found: Iterable[Difference], uses: Mapping[str, frozenset[str]]) -> list[Difference]:
    """The same changes, of which only those break that hurt one of these operations: by name, what each uses.

    A change that breaks, and hurts none of them, is dangerous: clients that are not registered may use it.
    """
    told = []
    for each in found:
        if each.severity is Severity.BREAKING:
            at = _felt_at(each)
            hurts = tuple(name for name, used in uses.items() if not used.isdisjoint(at))
            each = replace(each, hurts=hurts, severity=Severity.BREAKING if hurts else Severity.DANGEROUS)
        told.append(each)
    return sorted(told, key=lambda each: list(Severity).index(each.severity))


_TYPE = re.compile(r"(\w+) (?:was|changed|no longer)")
_LAST = re.compile(r"(?:union type|implemented by|(?:removed from|added to)) (@?\w+)\.$")
_FIRST = re.compile(
    r"(?:(?:Directive|Field|Argument|Enum value|An? (?:required|optional) (?:field|argument)|"
    r"Description of(?: (?:field|argument|input-field|enum value))?) )?(@?\w+(?:\.\w+)?)(?:\((\w+):?\))?"
)
_OF_TYPES = {
    BreakingChangeType.TYPE_REMOVED,
    BreakingChangeType.TYPE_CHANGED_KIND,
    BreakingChangeType.IMPLEMENTED_INTERFACE_REMOVED,
    SafeChangeType.TYPE_ADDED,
}


def _coordinate(kind: object, description: str) -> str:
    """Where a change is. graphql-core tells it in its sentences alone."""
    found = (_TYPE if kind in _OF_TYPES else _LAST).search(description)
    if found is not None:
        return found[1]
    found = _FIRST.match(description)
    assert found is not None
    return found[1] if found[2] is None else f"{found[1]}({found[2]}:)"


def _felt_at(change: Difference) -> set[str]:
    """What an operation uses if it feels a change."""
    whole, member = change.coordinate.partition(".")[0], change.coordinate.partition("(")[0]
    if change.kind == BreakingChangeType.REQUIRED_INPUT_FIELD_ADDED.name:
        return {whole}
    if change.kind == BreakingChangeType.REQUIRED_ARG_ADDED.name:
        return {member}
    if change.kind == BreakingChangeType.VALUE_REMOVED_FROM_ENUM.name:
        return {whole, change.coordinate}
    return {change.coordinate}


def _reasons(schema: GraphQLSchema) -> dict[str, str]:
    return {name: reason for name, item in _items(schema) if (reason := item.deprecation_reason) is not None}


def _reasonless(schema: GraphQLSchema, coordinate: str) -> bool:
    return any(name == coordinate and item.deprecation_reason is None for name, item in _items(schema))


def _items(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Everything that can be deprecated, by its coordinate."""
    for type_name, found in schema.type_map.items():
        if isinstance(found, GraphQLEnumType):
            yield from ((f"{type_name}.{name}", value) for name, value in found.values.items())
        elif isinstance(found, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for name, field in found.fields.items():
                yield f"{type_name}.{name}", field
                for argument, item in getattr(field, "args", {}).items():
                    yield f"{type_name}.{name}({argument}:)", item

"""What declarations of mutations have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from linli import Converted, Gives, InputType, Mutation, Reference

Fields = Mapping[str, str | Reference | InputType]
Verb = Callable[..., Awaitable[Any]]


def changing(
    name: str,
    description: str,
    type_name: str,
    target: type,
    fields: Fields,
    verb: Verb,
    requires: str | None,
    result: tuple[str, str] | None = None,
    *,
    gives: Gives = Gives.ROW,
    idempotent: bool = False,
) -> Mutation:
    """A mutation that changes a row of a type: ``verb(key, value, expected_version=…)``, without the value if it is
    empty. It gives the row, or what ``result`` names: a field of the payload and its type.
    """

    def run(given: Converted) -> Awaitable[Any]:
        if fields:
            return verb(given.id, given.value, expected_version=given.expected_version)
        return verb(given.id, expected_version=given.expected_version)

    declared = InputType(input_name(name), f"The row, and what is done: {name}.", target, fields, keyed=type_name)
    field, given_type = result or (f"{type_name[0].lower()}{type_name[1:]}", type_name)
    return Mutation(
        name,
        description,
        declared,
        field,
        given_type,
        run,
        requires,
        gives=gives,
        idempotent=idempotent,
        since="0.1.0",
    )


def making(
    name: str,
    description: str,
    type_name: str,
    target: type,
    fields: Fields,
    verb: Callable[[Any], Awaitable[Any]],
    requires: str | None,
    *,
    idempotent: bool = False,
) -> Mutation:
    """A mutation that makes a row of a type: ``verb(value)``."""
    declared = InputType(input_name(name), f"What is made by {name}.", target, fields)
    field = f"{type_name[0].lower()}{type_name[1:]}"
    return Mutation(
        name,
        description,
        declared,
        field,
        type_name,
        lambda given: verb(given.value),
        requires,
        idempotent=idempotent,
        since="0.1.0",
    )


def input_name(name: str) -> str:
    """The name of a mutation's input."""
    return f"{name[0].upper()}{name[1:]}Input"

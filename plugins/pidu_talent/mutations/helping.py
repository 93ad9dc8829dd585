"""How mutations are put together whose use case takes a row, and perhaps an input."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from linli import Converted, Gives, InputType, Mutation, Reference
from plugins.pidu_talent.programmes import Nothing

Fields = Mapping[str, str | Reference | InputType]


def making(
    name: str,
    description: str,
    target: type,
    fields: Fields,
    result: str,
    type_name: str,
    verb: Callable[[Any], Awaitable[Any]],
    requires: str | None,
) -> Mutation:
    """A mutation that makes a row. Where it needs a permission, it can be sent again with its key."""
    declared = InputType(_input(name), description, target, fields)

    def run(given: Converted) -> Awaitable[Any]:
        return verb(given.value)

    return Mutation(
        name,
        description,
        declared,
        result,
        type_name,
        run,
        requires,
        idempotent=requires is not None,
        since="0.1.0",
    )


def changing(
    name: str,
    description: str,
    keyed: str,
    verb: Callable[..., Awaitable[Any]],
    requires: str | None,
    target: type = Nothing,
    fields: Fields | None = None,
    *,
    result: str = "",
    type_name: str = "",
    gives: Gives = Gives.ROW,
) -> Mutation:
    """A mutation that changes the row of a type, or makes another one from it (``result``, ``type_name``)."""
    declared = InputType(_input(name), description, target, fields or {}, keyed=keyed)

    def run(given: Converted) -> Awaitable[Any]:
        if target is Nothing:
            return verb(given.id, expected_version=given.expected_version)
        return verb(given.id, given.value, expected_version=given.expected_version)

    shown = type_name or keyed
    field = result or _result(shown)
    return Mutation(name, description, declared, field, shown, run, requires, gives=gives, since="0.1.0")


def _input(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}Input"


def _result(type_name: str) -> str:
    short = type_name.removeprefix("Talent")
    return f"{short[0].lower()}{short[1:]}"

"""Root fields: connections over all rows of a type, and mutations around use cases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class RootConnection:
    """A root field of Query: a connection over every visible row of a declared type.

    ``single`` is the root field that finds one of them by its id. ``filters`` names filters of the type's ``where``
    that are also arguments of the field itself.
    """

    name: str
    single: str
    type_name: str
    description: str
    filters: tuple[str, ...] = ()
    owner: str = "core"


@dataclass(frozen=True)
class Mutation:
    """A root field of Mutation. ``function(input)`` runs a use case and gives the key of the row it wrote."""

    name: str
    description: str
    input: type
    result_name: str
    type_name: str
    function: Callable[[Any], Awaitable[UUID]]
    requires: str
    owner: str = "core"


@dataclass(frozen=True)
class Part:
    """What one contributor brings to a schema: declared types, extensions and root fields."""

    owner: str
    types: Sequence[type] = ()
    extensions: Sequence[type] = ()
    values: Sequence[type] = ()
    roots: Sequence[RootConnection] = ()
    mutations: Sequence[Mutation] = ()
    models: Sequence[str] = ()

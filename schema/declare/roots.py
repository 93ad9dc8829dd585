"""Root fields: connections over all rows of a type, and mutations around use cases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.models import Model

from core.plugins.contributions import SchemaPart
from schema.declare.inputs import Converted, InputType


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
    since: str = ""
    owner: str = ""


@dataclass(frozen=True)
class CompiledRoot:
    """A root field of Query that compiles itself: its definition for the composer, and what its statement computes.

    ``type_names`` are the names of the GraphQL types that the definition makes.
    """

    name: str
    define: Callable[[Any], Any]
    build: Callable[[Any, Any], Any]
    type_names: tuple[str, ...] = ()
    since: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Mutation:
    """A root field of Mutation. ``function(converted)`` runs a use case and gives the row that it wrote."""

    name: str
    description: str
    input: InputType
    result_name: str
    type_name: str
    function: Callable[[Converted], Awaitable[Model]]
    requires: str
    since: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Part(SchemaPart):
    """What one contributor brings to a schema: declared types, extensions and root fields.

    Plugins leave ``owner``, ``version``, ``models`` and ``narrowings`` out: the host knows them.
    """

    types: Sequence[type] = ()
    extensions: Sequence[type] = ()
    values: Sequence[type] = ()
    roots: Sequence[RootConnection] = ()
    compiled_roots: Sequence[CompiledRoot] = ()
    mutations: Sequence[Mutation] = ()

"""Root fields: connections over all rows of a type, what Python answers, mutations, and subscriptions to events."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tortoise.models import Model

from core.access import Viewer
from core.plugins.contributions import SchemaPart
from schema.declare.inputs import Converted, InputType
from schema.declare.terms import RowScope


@dataclass(frozen=True)
class RootConnection:
    """A root field of Query: a connection over every visible row of a declared type.

    ``single`` is the root field that finds one of them by its id. ``filters`` names filters of the type's ``where``
    that are also arguments of the field itself.

    Of all root fields, ``deprecated`` is why clients should not use them any more, and what to use in their place.
    """

    name: str
    single: str
    type_name: str
    description: str
    filters: tuple[str, ...] = ()
    since: str = ""
    owner: str = ""
    deprecated: str | None = field(default=None, kw_only=True)


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
    deprecated: str | None = field(default=None, kw_only=True)


class Gives(Enum):
    """What the function of a mutation gives, and so what its payload holds."""

    ROW = "the row that it wrote"
    ROWS = "the rows that it wrote"
    REMOVED = "the keys of the rows that it removed"


@dataclass(frozen=True)
class Shown:
    """The row that a mutation wrote, and the texts that its answer shows beside it, by name as in `Mutation.shows`."""

    row: Model
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Mutation:
    """A root field of Mutation. ``function(converted)`` runs a use case and gives what ``gives`` says.

    The payload holds it as ``result_name``: an object of the type ``type_name``, a list of them, or for rows that were
    removed a list of the ids that they had.

    ``requires`` is the permission that it needs; None lets everybody run it, without a token too.
    ``idempotent`` is for what would hurt if it were done twice, such as creating: the input then takes an
    ``idempotencyKey``, and the same input under the same key gives the row that was written first. It needs a
    permission: callers without a token cannot be told apart.
    ``shows`` are further fields of the payload, texts that only this answer has, such as a token of which the database
    keeps a hash: their descriptions by name. The function then gives `Shown`. They are for ``Gives.ROW`` alone, and not
    for what is ``idempotent``, for the same answer cannot be given again.
    ``counted`` is for what only adds to a counter, such as scans of a code: the audit log has no entry of it, so that
    nobody's steps are in it, and strangers cannot fill it. ``reads`` is for what changes nothing and is a mutation
    because it is noted, such as looking somebody up: the audit log says whose rows were given, without hashes.
    Of those, rows that lie elsewhere than the request is for, or the permission holds, are left out.
    """

    name: str
    description: str
    input: InputType
    result_name: str
    type_name: str
    function: Callable[[Converted], Awaitable[Any]]
    requires: str | None
    gives: Gives = field(default=Gives.ROW, kw_only=True)
    shows: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    idempotent: bool = field(default=False, kw_only=True)
    counted: bool = field(default=False, kw_only=True)
    reads: bool = field(default=False, kw_only=True)
    since: str = ""
    owner: str = ""
    deprecated: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class CalledArgument:
    """An argument of a `CalledRoot`: a Python type that has a scalar, an enumeration, or `IdOf` a declared type."""

    kind: Any
    description: str
    required: bool = False
    deprecated: str | None = None


Ask = Callable[[str, Viewer], Awaitable[Any]]
"""Gives the data of a query that the server itself asks, as a viewer would."""


@dataclass(frozen=True)
class Asked:
    """What a `CalledRoot` is asked, and by whom.

    ``arguments`` are those that were given and are not null, ids as the keys of their rows. ``language`` is ``ZH`` or
    ``EN``. ``scope`` has the areas that the request is for; None where it is for all, whatever districts enabled.
    ``ask`` gives the data of a further query, asked by another viewer in the same scope; None in a further query.
    """

    arguments: Mapping[str, Any]
    viewer: Viewer
    language: str
    scope: RowScope | None
    ask: Ask | None


@dataclass(frozen=True)
class Subscription:
    """A root field of Subscription: tells of events about rows of a declared type, and gives the row as it is by then.

    ``events`` are names of events; one that ends with ``*`` stands for all that start so, as ``activity.*``. The row
    is that of the event's subject, whose tag must be the type's. It is read with the rules of whoever follows: of rows
    that they may not see, nothing is told. Name only events of which everybody who sees the row may know. ``requires``
    is the permission without which nobody may follow; the type's own permission is needed too. ``deprecated`` says what
    to use in its place.
    """

    name: str
    description: str
    events: tuple[str, ...]
    result_name: str
    type_name: str
    requires: str | None = None
    deprecated: str | None = None
    since: str = ""
    owner: str = ""


@dataclass(frozen=True)
class CalledRoot:
    """A root field of Query that Python answers: an object of a `value_type`, or a list of them if ``many``.

    ``function`` gives objects as mappings by the names that their types have in Python, in values of the types that are
    declared. ``cost`` is how many rows it counts as. ``requires`` is the permission that it needs, everywhere; if
    ``scoped``, a scope will do, and ``function`` itself tells nothing of what lies elsewhere.

    It is for what the process knows, and for what SQL computes in its own way, such as reports; what the database knows
    otherwise is declared.
    """

    name: str
    description: str
    returns: type
    function: Callable[[Asked], Awaitable[Any]]
    arguments: Mapping[str, CalledArgument] = field(default_factory=dict)
    many: bool = True
    requires: str | None = None
    scoped: bool = field(default=False, kw_only=True)
    cost: int = 100
    since: str = ""
    owner: str = ""
    deprecated: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Part(SchemaPart):
    """What one contributor brings to a schema: declared types, extensions and root fields.

    Plugins leave ``owner``, ``models`` and ``narrowings`` out: the host knows them.
    """

    types: Sequence[type] = ()
    extensions: Sequence[type] = ()
    values: Sequence[type] = ()
    roots: Sequence[RootConnection] = ()
    compiled_roots: Sequence[CompiledRoot] = ()
    called_roots: Sequence[CalledRoot] = ()
    mutations: Sequence[Mutation] = ()
    subscriptions: Sequence[Subscription] = ()

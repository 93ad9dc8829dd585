"""What a plugin contributes: plain data that its hooks return. The host composes, checks, orders and attributes it.

Nothing here has an effect by itself. What belongs to GraphQL is opaque to the core: it is passed on to the schema.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from tortoise.models import Model

if TYPE_CHECKING:
    from core.models import Event


@dataclass(frozen=True)
class Manifest:
    """Who a plugin is. ``name`` is lower_snake_case, unique, and the prefix of its tables, permissions and codes.

    ``version`` is that of the distribution that brings it. ``needs`` names plugins that must be there, and enabled
    wherever this one is.
    """

    name: str
    title_zh: str
    title_en: str
    version: str
    description: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemaPart:
    """What a plugin brings to the GraphQL schema; its content is the schema's (`schema.declare.roots.Part`).

    Plugins leave all of these out, because the host fills them in: ``owner``, the name of the plugin; ``models``, the
    modules of its models (`linli_models`); and ``narrowings`` (`linli_narrowings`).
    """

    owner: str = field(default="", kw_only=True)
    models: Sequence[str] = field(default=(), kw_only=True)
    narrowings: Sequence[Narrowing] = field(default=(), kw_only=True)


@dataclass(frozen=True)
class Permission:
    """Something that a viewer may be allowed to do. ``name`` starts with the plugin's name and a dot."""

    name: str
    title_zh: str
    title_en: str


@dataclass(frozen=True)
class ErrorCode:
    """A code of broken rules, as `refuse("SLOT_TAKEN", …)` and ``userErrors`` have it, and what it says to a resident.

    ``name`` is UPPER_SNAKE_CASE, stable, and nobody else's. The titles are read at a field of a form: short, and true
    wherever the code is used; what is wrong in detail is the message of each `Problem`.
    """

    name: str
    title_zh: str
    title_en: str


@dataclass(frozen=True)
class Role:
    """A named set of permissions, to be given to people at a scope."""

    name: str
    title_zh: str
    title_en: str
    permissions: tuple[str, ...]


class Delivery(Enum):
    """When a handler of events runs."""

    IN_TRANSACTION = "IN_TRANSACTION"
    """In the transaction that caused the event: its failure undoes the cause."""
    AFTER_COMMIT = "AFTER_COMMIT"
    """From the outbox, at least once, after the commit."""


@dataclass(frozen=True)
class EventHandler:
    """A reaction to events of a name, say ``place.equipment_changed``; ``*`` at the end matches any rest.

    ``name`` is the function's, if it is left out. After the commit it stands, with the plugin's before it, for what the
    handler has seen: keep it, and rename the function as you like. One function may be declared for several events; it
    gets them all in their order.
    """

    event: str
    function: Callable[[Event], Awaitable[None]]
    delivery: Delivery = Delivery.AFTER_COMMIT
    name: str = ""

    @property
    def known_as(self) -> str:
        """The name, given or taken from the function."""
        return self.name or self.function.__name__


@dataclass(frozen=True)
class Job:
    """Something to do again and again. One worker of all holds a lease for it; a missed period runs once.

    Periods are counted on the clock of Shanghai: an hour begins with the hour, a day at midnight, seven days on Monday.
    """

    name: str
    every: datetime.timedelta
    function: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class ReportColumn:
    """A column of a report. ``name`` is lower_snake_case, and unique in its report.

    ``kind`` is the type of its cells: `str`, `int` (of 32 bits), `float`, `bool`, `Decimal`, `date`, `datetime`, a
    `Choice` or another enumeration; with ``| None`` where a cell may be empty, as in ``float | None``.
    """

    name: str
    title_zh: str
    title_en: str
    kind: Any


@dataclass(frozen=True)
class ReportPeriod:
    """What a report is about: an area's subtree, a period, and the day as of which it is told. Both ends count.

    ``area_id`` is None for all that there is. ``within`` and ``above`` say which rows count (`core.reports.counted`
    makes a condition of them): those in the subtrees of ``within``, none of which lies in another's, and those of the
    areas ``above``; where ``within`` is None, all rows.
    """

    area_id: uuid.UUID | None
    starts_on: datetime.date
    ends_on: datetime.date
    as_of: datetime.date
    within: tuple[uuid.UUID, ...] | None = None
    above: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True)
class Report:
    """A table of figures for those who have the permission ``requires``. None is for everybody, without a token too.

    ``name`` starts with the plugin's name and a dot. ``function`` gives the rows in their order: each a mapping with
    exactly the names of the columns. ``since`` is the version of the plugin that brought it.
    """

    name: str
    title_zh: str
    title_en: str
    columns: tuple[ReportColumn, ...]
    function: Callable[[ReportPeriod], Awaitable[Sequence[Mapping[str, Any]]]]
    requires: str | None
    since: str = ""


@dataclass(frozen=True)
class FigurePoints:
    """Points of a figure's small plot, in the answer to the figure's query.

    ``path`` leads to a list (or to an object, for one point); ``label`` and ``value`` lead from each item to a text and
    to a number. Items without one of them are left out.
    """

    path: tuple[str, ...]
    label: tuple[str, ...]
    value: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A live number for a front page, with the GraphQL query that makes it and where in its answer the number is.

    Where ``path`` leads through a list, the numbers of its items are added, those that are null left out.

    For a small plot: ``of`` leads to the number of which it is a part, ``points`` to columns beside one another, and
    ``marks`` to numbers to be reached.
    """

    name: str
    title_zh: str
    title_en: str
    query: str
    path: tuple[str, ...]
    of: tuple[str, ...] = ()
    points: FigurePoints | None = None
    marks: FigurePoints | None = None


@dataclass(frozen=True)
class ExampleOperation:
    """A GraphQL operation ready to run, for the console and the documentation."""

    title_zh: str
    title_en: str
    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""


@dataclass(frozen=True)
class ConsentPurpose:
    """What people may agree to. ``name`` starts with the plugin's name and a dot.

    Consent to a ``sensitive`` one is asked for by itself, never together with others.
    """

    name: str
    title_zh: str
    title_en: str
    sensitive: bool = False


@dataclass(frozen=True)
class PersonalData:
    """What a plugin holds of a person: how it is exported, and how it is erased.

    ``name`` starts with the plugin's name and a dot. ``export`` gives what is held of the person with a key as JSON:
    texts, numbers, booleans, None, dates, UUIDs, and lists and mappings of them. ``erase`` takes the person out of it,
    in the caller's transaction; it may be called again, and then finds nothing to do. What is counted stays counted.
    """

    name: str
    title_zh: str
    title_en: str
    export: Callable[[uuid.UUID], Awaitable[Any]]
    erase: Callable[[uuid.UUID], Awaitable[None]]


@dataclass(frozen=True)
class Retention:
    """How long rows of a model are kept, and what happens then.

    ``name`` starts with the plugin's name and a dot. A row is due ``days`` after the day or instant in ``column``,
    which may lead through relations (``activity__ends_at``); where there is none, it is not. ``where`` narrows the rows
    further. They are deleted; or, if ``becomes`` is given, its columns take these values, or what functions there give.
    ``becomes`` must hold a null, or ``where`` leave out what has become so: a row that was changed is not due again.
    """

    name: str
    title_zh: str
    title_en: str
    model: type[Model]
    column: str
    days: int
    where: Mapping[str, Any] = field(default_factory=dict)
    becomes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Narrowing:
    """A condition that a plugin adds to the rule of rows of a type of somebody else. It can only hide more."""

    type_name: str
    rule: Callable[..., Any]


@dataclass(frozen=True)
class Models:
    """Where a plugin's models and migrations are. ``objects`` as in `core.database.migrate.AppModels`."""

    models_module: str
    migrations_module: str
    objects: str | None = None
    depends_on: tuple[str, ...] = ("core",)

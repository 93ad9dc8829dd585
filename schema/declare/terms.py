"""Query-builder terms that pypika-tortoise lacks: values given with a request, and sub-selects on one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pypika_tortoise.context import SqlContext
from pypika_tortoise.dialects.postgresql import PostgreSQLQuery
from pypika_tortoise.dialects.sqlite import SQLLiteQuery
from pypika_tortoise.terms import Criterion, Parameterizer, Term

from core.database.url import Dialect
from core.modules import CORE
from core.reports.periods import Reach

if TYPE_CHECKING:
    import datetime
    import uuid
    from collections.abc import Mapping

    from core.access import Viewer
    from core.models import Event
    from schema.declare.scalars import Codec
    from schema.engine.personal import Seen


#: The key of the district's own areas in `RowScope`.
DISTRICT = ""


@dataclass(frozen=True)
class RowScope:
    """For which areas a request is. By key: the roots of the subtrees, and the areas above them.

    The keys are `DISTRICT`, where the request is for a district, and the names of the plugins that work there; where it
    is for the whole city, the names of all plugins.
    """

    by_key: Mapping[str, tuple[Sequence[uuid.UUID], Sequence[uuid.UUID]]] = field(default_factory=dict)

    def areas(self, key: str) -> tuple[Sequence[uuid.UUID], Sequence[uuid.UUID]]:
        """The roots and the areas above them; none for a plugin that no district has."""
        return self.by_key.get(key, ((), ()))

    def has(self, plugin: str) -> bool:
        """Whether the plugin works anywhere among these areas."""
        return plugin == CORE or bool(self.areas(plugin)[0])

    def reach(self, plugin: str) -> Reach | None:
        """Which rows a report of the plugin may count; None for all."""
        if DISTRICT in self.by_key:
            roots, above = self.areas(DISTRICT)
            return Reach(tuple(roots), district=roots[0])
        roots, above = self.areas(plugin)
        return None if plugin == CORE else Reach(tuple(roots), tuple(above))


NO_SCOPE = RowScope()


class Asks(Protocol):
    """Asks a query on the server's own behalf."""

    async def ask(self, query: str, viewer: Viewer, scope: RowScope) -> Any:
        """The data of the answer. Raises whatever is wrong with the query, or went wrong."""


@dataclass(slots=True)
class RequestValues:
    """What a plan's slots are filled from: the coerced variables, the moment of the request, and its areas.

    ``service`` answers further questions of called root fields; None in such a question. ``seen`` is told of private
    fields that are shown in full; None where that is noted nowhere.
    """

    variables: Mapping[str, Any]
    now: datetime.datetime
    viewer: Viewer
    scope: RowScope = NO_SCOPE
    service: Asks | None = None
    seen: Callable[[Sequence[Seen]], None] | None = None


@dataclass(slots=True, kw_only=True)
class RowValues(RequestValues):
    """`RequestValues` for the row of this key, which a mutation writes; ``keys`` are of rows that its input names."""

    key: uuid.UUID
    keys: Sequence[uuid.UUID] = ()


@dataclass(slots=True, kw_only=True)
class EventValues(RequestValues):
    """`RequestValues` for what a subscription tells of one event."""

    event: Event


class Slot(Term):
    """A value that is known only with a request; always a bound parameter."""

    def __init__(
        self, codec: Codec, get: Callable[[RequestValues], Any], dialect: Dialect, *, array: bool = False
    ) -> None:
        super().__init__()
        self.codec = codec
        self.get = get
        self.dialect = dialect
        self.array = array

    def get_sql(self, ctx: SqlContext) -> str:
        parameterizer = ctx.parameterizer
        assert isinstance(parameterizer, SlotList)
        number = parameterizer.number_of(self)
        if self.dialect is Dialect.SQLITE:
            return f"?{number}"
        return f"${number}::{self.codec.postgres_type}{'[]' if self.array else ''}"

    def bind(self, values: RequestValues) -> Any:
        """The parameter for a request. None binds NULL."""
        value = self.get(values)
        if value is None:
            return None
        if self.array:
            bound = [self.codec.bind(item, self.dialect) for item in value]
            return bound if self.dialect is Dialect.POSTGRES else _json_array(bound)
        return self.codec.bind(value, self.dialect)


class SlotList(Parameterizer):
    """Collects the slots of a statement in the order of their numbers; one slot has one number."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect
        self.slots: list[Slot | Constant] = []
        self._numbers: dict[int, int] = {}

    def number_of(self, slot: Slot | Constant) -> int:
        """The number of the slot's parameter, from 1."""
        number = self._numbers.get(id(slot))
        if number is None:
            self.slots.append(slot)
            number = self._numbers[id(slot)] = len(self.slots)
        return number

    def create_param(self, value: Any) -> Any:
        """Takes a plain value of an author's expression as a constant parameter."""
        number = self.number_of(Constant(value))
        return _Placeholder(f"?{number}" if self.dialect is Dialect.SQLITE else f"${number}{_cast(value)}")


@dataclass(slots=True)
class Constant:
    """A value that an author's expression holds, the same for every request."""

    value: Any

    def bind(self, values: RequestValues) -> Any:
        """The value itself."""
        return self.value


class _Placeholder(Term):
    def __init__(self, sql: str) -> None:
        super().__init__()
        self.sql = sql

    def get_sql(self, ctx: SqlContext) -> str:
        return self.sql


def _cast(value: Any) -> str:
    # PostgreSQL cannot always infer a parameter's type from its place; integers and texts are what authors write.
    if isinstance(value, bool):
        return "::bool"
    if isinstance(value, int):
        return "::int8"
    if isinstance(value, float):
        return "::float8"
    if isinstance(value, str):
        return "::text"
    return ""


def _json_array(values: Sequence[Any]) -> str:
    import orjson

    return orjson.dumps(values).decode()


def context_for(dialect: Dialect, parameterizer: SlotList) -> SqlContext:
    """The query builder's context for a dialect, with every column named by its table's alias."""
    base = PostgreSQLQuery.SQL_CONTEXT if dialect is Dialect.POSTGRES else SQLLiteQuery.SQL_CONTEXT
    return base.copy(parameterizer=parameterizer, with_namespace=True)


class Composed(Criterion):
    """Text with terms in it: ``{0}``, ``{1}`` … stand for the parts. The text is always the program's own."""

    def __init__(self, template: str, *parts: Term) -> None:
        super().__init__()
        self.template = template
        self.parts = parts

    def get_sql(self, ctx: SqlContext) -> str:
        return self.template.format(*(part.get_sql(ctx) for part in self.parts))


@dataclass(slots=True)
class SubSelect:
    """``SELECT … FROM table alias WHERE …`` around one alias, whose conditions may refer to outer aliases."""

    table: str
    alias: str
    where: list[Term] = field(default_factory=list)

    def exists(self) -> Criterion:
        """Whether there is such a row."""
        return Composed(f"EXISTS (SELECT 1{self._from()})", *self.where)

    def value(self, template: str, *parts: Term) -> Criterion:
        """A scalar sub-select of an expression; ``template`` numbers ``parts`` as `Composed` does."""
        shifted = template.format(*(f"{{{len(self.where) + index}}}" for index in range(len(parts))))
        return Composed(f"(SELECT {shifted}{self._from()})", *self.where, *parts)

    def _from(self) -> str:
        # The last first: it is the one that nests on, and what stands before it takes room in SQLite's parser.
        conditions = " AND ".join(f"({{{index}}})" for index in reversed(range(len(self.where))))
        return f' FROM "{self.table}" "{self.alias}"' + (f" WHERE {conditions}" if conditions else "")


class Comparable(Criterion):
    """An expression as both databases compare and order it."""

    def __init__(self, term: Term, codec: Codec, dialect: Dialect) -> None:
        super().__init__()
        self.term = term
        self.codec = codec
        self.dialect = dialect

    def get_sql(self, ctx: SqlContext) -> str:
        return self.codec.comparable(self.term.get_sql(ctx), self.dialect)


class Sortable(Comparable):
    """An expression as both databases order it, and compare it with a part of a cursor."""

    def get_sql(self, ctx: SqlContext) -> str:
        return self.codec.sortable(self.term.get_sql(ctx), self.dialect)

"""`changesSince`: what subscriptions tell, asked for in place of being told. One statement over the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import FieldNode, GraphQLError
from pypika_tortoise.terms import Term

from core.database.reader import Reader
from core.database.url import Dialect
from core.event_cursors import EventsGone, InvalidEventCursor, offset_from
from core.events import DELETED, Offset
from core.models import Event, EventCursor
from schema.declare.catalog import CatalogType
from schema.declare.languages import literal
from schema.declare.relations import table_of
from schema.declare.rows import Row
from schema.declare.scalars import BIG_INT, BOOLEAN, DATE_TIME, STRING
from schema.declare.terms import Composed, RequestValues, SubSelect
from schema.engine.build import Builder
from schema.engine.compiler import Compiler, Question
from schema.engine.events import is_of, visible
from schema.engine.given import Given
from schema.engine.nodes import Items, Leaf, Object, OrderKey
from schema.engine.plan import Plan
from schema.engine.selection import Selections
from schema.engine.statement import nobody
from schema.engine.steps import refuse_unless_allowed
from schema.names import CHANGES

_LARGEST = 2**63 - 1
#: On SQLite, whose transactions have no numbers: the position of the last event there is or was (`core.events.latest`).
_LAST = (
    f'max(coalesce((SELECT max("position") FROM "{table_of(Event)}"), 0), coalesce((SELECT "position" '
    f'FROM "{table_of(EventCursor)}" WHERE "consumer" = \'{DELETED}\'), 0))'
)
_POSTGRES_SETTLED = "{0} < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


@dataclass(slots=True)
class Changes:
    """How the field is answered. Implements `schema.execution.reads.RootPlan`."""

    plan: Plan
    begins: bool
    first: int
    nodes: list[FieldNode]
    selections: Selections

    @property
    def weight(self) -> int:
        """The memory that the plan takes, in bytes, estimated."""
        return self.plan.weight + 1_000

    @property
    def cost(self) -> int:
        """The most rows that it may touch."""
        return self.plan.cost

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The JSON of the field. Raises ``GraphQLError`` for a cursor after which something is not known any more."""
        found = orjson.loads(await self.plan.run(reader, values))
        if found["gone"]:
            gone = EventsGone()
            raise GraphQLError(gone.message, extensions={"code": gone.code})
        listed = [] if self.begins else found["listed"]["nodes"]
        more = len(listed) > self.first
        listed = listed[: self.first]
        cursor = found["present"]
        if more:
            # With no room for a single one it stays where it was, which only the client knows.
            cursor = listed[-1]["cursor"] if listed else found["since"]
        answer = {"cursor": cursor, "more": more, "__typename": CHANGES.page}
        body: dict[str, Any] = {}
        for key, nodes in self.selections.under(self.nodes, CHANGES.page).items():
            name = nodes[0].name.value
            if name == "changes":
                selected = self.selections.under(nodes, CHANGES.item)
                names = {inner: item[0].name.value for inner, item in selected.items()}
                rows = [{**row, "__typename": CHANGES.item} for row in listed]
                body[key] = [{inner: row[name] for inner, name in names.items()} for row in rows]
            else:
                body[key] = answer[name]
        return orjson.dumps(body)


def changes(compiler: Compiler, nodes: list[FieldNode], question: Question) -> Changes:
    """The plan of the field. Raises ``GraphQLError`` for whatever the viewer may not ask, and for a page too large."""
    builder = compiler.builder(question)
    arguments = builder.arguments(nodes[0], "Query")
    given = arguments.get("cursor")
    since = _Since(given)
    row = Row(builder.statement, Event)
    told = _told(builder, row, _wanted(compiler, builder, arguments.get("types")))
    order = [OrderKey(term, BIG_INT, False, False, False) for term in (row.transaction, row.position)]
    connection = builder.page(row, [], [_settled_after(row, since), told], order, "", arguments)
    connection.fields.append(("nodes", Items(_change(row))))
    first = connection.limit
    builder.charge(first)
    # One more shows whether there is more.
    connection.limit = first + 1 if since.given else 0
    tree = Object(
        [
            ("listed", connection),
            ("present", Leaf(STRING, _present(builder), False)),
            ("since", Leaf(STRING, row.value(STRING, since.text), True)),
            ("gone", Leaf(BOOLEAN, _gone(builder, since), False)),
        ]
    )
    return Changes(compiler.plan(builder, tree), not since.given, first, nodes, question.selections)


class _Since:
    """The cursor that was given, as values of requests."""

    def __init__(self, given: Given | None) -> None:
        self.given = given is not None and given.value is not None
        self._given = given

    def text(self, values: RequestValues) -> str | None:
        return self._given.get(values) if self._given is not None else None

    def offset(self, values: RequestValues) -> Offset:
        text = self.text(values)
        if text is None:
            return Offset()
        try:
            return offset_from(text)
        except InvalidEventCursor as error:
            raise GraphQLError(error.message, extensions={"code": error.code}) from error

    def terms(self, row: Row) -> tuple[Term, Term]:
        return (
            row.value(BIG_INT, lambda values: self.offset(values).transaction),
            row.value(BIG_INT, lambda values: self.offset(values).position),
        )


def _wanted(compiler: Compiler, builder: Builder, given: Given | None) -> list[CatalogType]:
    types = compiler.catalog.types
    told = dict.fromkeys(subscription.type_name for subscription in compiler.catalog.subscriptions.values())
    if given is None or given.value is None:
        return [types[name] for name in told if builder.statement.may_ask_for(types[name])]
    wanted = [types[choice.value] for choice in dict.fromkeys(given.value)]
    for target in wanted:
        refuse_unless_allowed(builder.statement, target)
    return wanted


def _told(builder: Builder, row: Row, wanted: Iterable[CatalogType]) -> Term:
    """The latest event of each row that the viewer sees, among those of which the viewer's subscriptions would tell."""
    statement = builder.statement
    alternatives: list[Term] = []
    for target in wanted:
        for subscription in builder.catalog.subscriptions.values():
            if subscription.type_name != target.name:
                continue
            if subscription.requires is not None and not statement.viewer.may_somewhere(subscription.requires):
                continue
            other = statement.row(target)
            shown = SubSelect(table_of(target.model), other.alias, [other.id == row.subject_id])
            if (rule := visible(builder, other, target, subscription)) is not None:
                shown.where.append(rule)
            later = Row(statement, Event)
            newer = SubSelect(
                table_of(Event),
                later.alias,
                [
                    later.subject_id == row.subject_id,
                    is_of(later, target, subscription),
                    Composed(
                        "({0}, {1}) > ({2}, {3})", later.transaction, later.position, row.transaction, row.position
                    ),
                ],
            )
            alternatives.append(
                Composed("({0}) AND {1} AND NOT {2}", is_of(row, target, subscription), shown.exists(), newer.exists())
            )
    if not alternatives:
        return nobody()
    return Composed(" OR ".join(f"({{{index}}})" for index in range(len(alternatives))), *alternatives)


def _settled_after(row: Row, since: _Since) -> Term:
    after = Composed("({0}, {1}) > ({2}, {3})", row.transaction, row.position, *since.terms(row))
    if row.dialect is Dialect.SQLITE:
        return after
    return Composed("({0}) AND " + _POSTGRES_SETTLED.replace("{0}", "{1}"), after, row.transaction)


def _change(row: Row) -> Object:
    text = "{1}::text" if row.dialect is Dialect.POSTGRES else "{1}"
    key = Composed(f"({{0}} || '_' || {text})", row.subject_type, row.subject_id)
    return Object(
        [
            ("id", Leaf(STRING, key, False)),
            ("event", Leaf(STRING, row.name, False)),
            ("at", Leaf(DATE_TIME, row.occurred_at, False)),
            ("cursor", Leaf(STRING, _cursor(row), False)),
        ]
    )


def _cursor(row: Row) -> Term:
    """As `core.event_cursors.cursor_of` writes it."""
    if row.dialect is Dialect.POSTGRES:
        return Composed("(to_hex({0}) || '-' || to_hex({1}))", row.transaction, row.position)
    return Composed("printf('%llx-%llx', {0}, {1})", row.transaction, row.position)


def _present(builder: Builder) -> Term:
    """The cursor behind all that is settled, in the snapshot of the statement: see `core.events.present`."""
    if builder.statement.dialect is Dialect.POSTGRES:
        return Composed(f"(to_hex(pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1) || '-{_LARGEST:x}')")
    return Composed(f"printf('0-%llx', {_LAST})")


def _gone(builder: Builder, since: _Since) -> Term:
    """Whether the outbox does not hold any more what came after the cursor: see `core.event_cursors.refuse_gone`."""
    if not since.given:
        return Composed("1 = 0")
    row = Row(builder.statement, EventCursor)
    deleted = SubSelect(
        table_of(EventCursor),
        row.alias,
        [
            row.consumer == literal(DELETED),
            Composed("({0}, {1}) > ({2}, {3})", row.transaction, row.position, *since.terms(row)),
        ],
    )
    transaction, position = since.terms(row)
    if builder.statement.dialect is Dialect.POSTGRES:
        ahead = Composed("{0} >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint", transaction)
    else:
        ahead = Composed(f"({{0}}, {{1}}) > (0, {_LAST})", transaction, position)
    return Composed("({0} OR {1})", deleted.exists(), ahead)

"""What a statement tells of events: the row that one is about, as the viewer may see it, and the event's own facts.

A row may have changed again between an event and the statement that reads it. What is told is then the state of now, so
it is told by the name of the latest event, in the same snapshot: a draft that was published meanwhile is told as
published, and nothing of the time when it was a draft.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import FieldNode
from pypika_tortoise.terms import Term, ValueWrapper

from core.database.url import Dialect
from core.event_cursors import cursor_of
from core.events import offset_of
from core.models import Event
from schema.declare.catalog import CatalogType
from schema.declare.claims import payload_name
from schema.declare.relations import table_of
from schema.declare.roots import Subscription
from schema.declare.rows import Row
from schema.declare.scalars import BIG_INT, DATE_TIME, STRING, Codec
from schema.declare.terms import Composed, EventValues, RequestValues, Slot
from schema.engine.build import Builder
from schema.engine.filters import where_criterion
from schema.engine.nodes import Leaf, Literal, Node, Object, ToOne
from schema.engine.statement import both
from schema.engine.steps import refuse_unless_allowed


def told(builder: Builder, nodes: list[FieldNode], subscription: Subscription) -> ToOne:
    """What a subscription tells of the event in `EventValues`.

    It is an object of ``newest``, the position of the latest event about the row, and ``told``, the selection; null
    where the row is none that the viewer sees, or does not meet ``where``.

    Raises ``GraphQLError`` for whatever the viewer may not ask, and for arguments that make no sense.
    """
    statement = builder.statement
    target = builder.catalog.types[subscription.type_name]
    refuse_unless_allowed(statement, target)
    row = statement.row(target)
    key = _of_event(builder, target.id_codec, lambda event: event.subject_id)
    where: list[Term | None] = [Composed("{0} = {1}", row.id, key), visible(builder, row, target, subscription)]
    given = builder.arguments(nodes[0], "Subscription").get("where")
    if given is not None and given.value is not None:
        where.append(where_criterion(statement, target, row, given, builder.limits.filter_depth))
    latest = Row(statement, Event)
    about = Composed("{0} = {1} AND ({2})", latest.subject_id, row.id, is_of(latest, target, subscription))

    def newest(column: Term) -> Term:
        table = f'"{table_of(Event)}" "{latest.alias}"'
        # Events about one row are written one after the other: their positions are in the order of their commits.
        template = f"(SELECT {{0}} FROM {table} WHERE {{1}} ORDER BY {{2}} DESC LIMIT 1)"
        return Composed(template, column, about, latest.position)

    def field(field_nodes: list[FieldNode]) -> Node:
        match field_nodes[0].name.value:
            case "__typename":
                return Literal(payload_name(subscription))
            case "event":
                return Leaf(STRING, newest(latest.name), False)
            case "at":
                return Leaf(DATE_TIME, newest(latest.occurred_at), False)
            case "cursor":
                return Leaf(STRING, _of_event(builder, STRING, lambda event: cursor_of(offset_of(event))), False)
            case _:
                return builder.object(target, row, field_nodes, 1)

    body = Object()
    for name, field_nodes in builder.selections.under(nodes, payload_name(subscription)).items():
        with builder.at("told", name):
            body.fields.append((name, field(field_nodes)))
    whole = Object([("newest", Leaf(BIG_INT, newest(latest.position), False)), ("told", body)])
    return ToOne(row, [term for term in where if term is not None], whole)


def visible(builder: Builder, row: Row, target: CatalogType, subscription: Subscription) -> Term | None:
    """Whether the viewer may be told of a row; None where that is every row."""
    statement = builder.statement
    rule: Term | None = statement.rule_of(target, row)
    if subscription.requires is not None and statement.holds(subscription.requires, row) is not True:
        rule = both(rule, row.where_may(subscription.requires))
    if subscription.owner == target.owner:
        return rule
    return both(rule, statement.places.works(target.placement, subscription.owner, row))


def is_of(row: Row, target: CatalogType, subscription: Subscription) -> Term:
    """Whether a row of the outbox is an event that a subscription tells of."""
    starts = "starts_with({0}, {1})" if row.dialect is Dialect.POSTGRES else "substr({0}, 1, length({1})) = {1}"
    names: list[Term] = [
        Composed(starts if name.endswith("*") else "{0} = {1}", row.name, _constant(name.removesuffix("*")))
        for name in subscription.events
    ]
    any_of = " OR ".join(f"({{{index + 2}}})" for index in range(len(names)))
    return Composed(f"{{0}} = {{1}} AND ({any_of})", row.subject_type, _constant(target.tag), *names)


def _constant(text: str) -> Term:
    return ValueWrapper(text, allow_parametrize=False)


def _of_event(builder: Builder, codec: Codec, read: Callable[[Event], Any]) -> Slot:
    def get(values: RequestValues) -> Any:
        assert isinstance(values, EventValues)
        return read(values.event)

    return Slot(codec, get, builder.statement.dialect)

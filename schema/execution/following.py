"""A subscription operation, compiled: which events it is about, and what it tells of one."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, FieldNode, GraphQLError, VariableNode, Visitor, visit

from core.access import Viewer
from core.clock import now
from core.database.reader import Reader
from core.event_cursors import EventNames, offset_from
from core.events import Offset
from core.models import Event
from schema.declare.roots import Subscription
from schema.declare.scalars import bad_input, key_in
from schema.declare.terms import EventValues, RequestValues, RowScope
from schema.engine.compiler import Compiler, Question
from schema.engine.personal import Seen
from schema.engine.plan import Plan
from schema.engine.selection import Selected
from schema.execution.permissions import refuse_without
from schema.execution.reads import located


@dataclass(frozen=True, slots=True)
class Told:
    """What there is to tell of an event: the whole ``{"data": …}``.

    ``newest`` is the position of the latest event about the row that is told by it already.
    """

    event: Event
    newest: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Following:
    """What some subscribers ask for, all with the same document, variables, language and rights."""

    names: EventNames
    tag: str
    only: uuid.UUID | None
    plan: Plan
    prefix: bytes
    variables: Mapping[str, Any]
    viewer: Viewer
    seen: Callable[[Sequence[Seen]], None] | None

    def concerns(self, event: Event) -> bool:
        """Whether the event is one of those that are followed, whoever may see its row."""
        return (
            event.subject_type == self.tag
            and (self.only is None or event.subject_id == self.only)
            and self.names.has(event.name)
        )

    async def tell(self, reader: Reader, event: Event, scope: RowScope) -> Told | None:
        """What to tell of an event, from one statement; None where its row is not for these subscribers."""
        values = EventValues(self.variables, now(), self.viewer, scope, seen=self.seen, event=event)
        found = await self.plan.run(reader, values)
        if found == b"null":
            return None
        newest, _, body = found.partition(b',"told":')
        return Told(event, int(newest.removeprefix(b'{"newest":').strip(b'"')), self.prefix + body[:-1] + b"}}")


def follow(compiler: Compiler, selected: Selected, question: Question, values: RequestValues) -> Following:
    """Compiles a subscription operation. Raises ``GraphQLError`` with the path and place of its root field."""
    key, nodes, subscription = _root(compiler, selected)
    refuse_without(subscription.requires, subscription.name, key, nodes, values.viewer)
    target = compiler.catalog.types[subscription.type_name]
    try:
        given = compiler.builder(question).arguments(nodes[0], "Subscription").get("id")
        only = None if given is None or given.value is None else key_in(given.get(values), target.tag)
        plan = compiler.compile_event(nodes, question, subscription)
    except GraphQLError as error:
        raise located(error, key, nodes) from error
    return Following(
        EventNames(subscription.events),
        target.tag,
        only,
        plan,
        b'{"data":{"' + key.encode() + b'":',
        values.variables,
        values.viewer,
        values.seen,
    )


def start_of(
    compiler: Compiler, selected: Selected, question: Question, values: RequestValues, last_seen: str | None
) -> Offset | None:
    """After which place a subscriber wants to begin; None from now on.

    ``last_seen`` is what the client says over HTTP: newer than the argument, with which it began. Raises
    InvalidEventCursor.
    """
    _, nodes, _ = _root(compiler, selected)
    given = compiler.builder(question).arguments(nodes[0], "Subscription").get("after")
    text = last_seen or (None if given is None else given.get(values))
    return None if text is None else offset_from(text)


def _root(compiler: Compiler, selected: Selected) -> tuple[str, list[FieldNode], Subscription]:
    # Validation lets one root field through; @skip and @include may leave none.
    if len(selected) != 1:
        raise bad_input("a subscription has exactly one field at the root")
    ((key, nodes),) = selected.items()
    return key, nodes, compiler.catalog.subscriptions[nodes[0].name.value]


def begins_with(document: DocumentNode, selected: Selected) -> str | None:
    """The variable that says nothing but where to begin, if there is one: subscribers that differ in it alone are told
    the same.
    """
    for nodes in selected.values():
        for argument in nodes[0].arguments or ():
            if argument.name.value == "after" and isinstance(argument.value, VariableNode):
                uses = _Uses()
                visit(document, uses)
                name = argument.value.name.value
                return name if uses.count[name] == 1 else None
    return None


class _Uses(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.count: Counter[str] = Counter()

    def enter_variable_definition(self, *_: Any) -> Any:
        return self.SKIP

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.count[node.name.value] += 1

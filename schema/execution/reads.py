"""A query operation as a list of root fields, each with its plan, and how they are run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import FieldNode, GraphQLError

from core import ids
from core.database.reader import Reader
from schema.declare.terms import RequestValues
from schema.engine.compiler import Compiler, Question
from schema.engine.given import Given
from schema.engine.plan import Plan
from schema.engine.selection import Selected
from schema.execution.called import call
from schema.execution.changes import changes
from schema.execution.freshness import refuse_stale
from schema.names import CHANGES

#: How many statements one `node` or `nodes` keeps: one for each set of types and order of magnitude.
_DISPATCHED = 16


class RootPlan(Protocol):
    """How one root field is answered."""

    @property
    def weight(self) -> int:
        """The memory that the plan takes, in bytes, estimated."""

    @property
    def cost(self) -> int:
        """The most rows that it may touch."""

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The JSON of the field's value."""


@dataclass(slots=True)
class Constant:
    """A value that is known beforehand, such as ``__typename``."""

    body: bytes
    cost: int = 0

    @property
    def weight(self) -> int:
        """The memory that the plan takes, in bytes, estimated."""
        return 100 + len(self.body)

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The constant."""
        return self.body


@dataclass(slots=True)
class Dispatch:
    """`node` and `nodes`: the ids of a request say which types there are, and so which statement is needed."""

    get: Callable[[RequestValues], Any]
    compile: Callable[[tuple[str, ...], int], Plan | None]
    largest: int
    cost: int
    plans: dict[tuple[tuple[str, ...], int], Plan | None]

    @property
    def weight(self) -> int:
        """The memory that the plans take, in bytes, estimated."""
        return _DISPATCHED * 4_000

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The answer of the plan for the tags among the ids; null for `node` where no type has the tag."""
        plan = self.chosen(values)
        if plan is None:
            # It might be another's rights by now that say so.
            await refuse_stale(values.viewer, reader)
            return b"null"
        return await plan.run(reader, values)

    def chosen(self, values: RequestValues) -> Plan | None:
        """The plan for the tags among the ids; None for `node` where no type has the tag, or the viewer may not ask."""
        given = self.get(values)
        many = isinstance(given, list)
        listed = given if many else [given]
        if len(listed) > self.largest:
            raise GraphQLError(
                f"`ids` has {len(listed)} items; at most {self.largest} are possible",
                extensions={"code": "PAGE_SIZE"},
            )
        tags = tuple(sorted({tag_of(value) for value in listed}))
        rows = 1 << max(len(listed) - 1, 0).bit_length()
        key = tags, rows
        if key not in self.plans:
            while len(self.plans) >= _DISPATCHED:
                del self.plans[next(iter(self.plans))]
            self.plans[key] = self.compile(tags, rows)
        return self.plans[key]


@dataclass(slots=True)
class QueryPlan:
    """The root fields of one query: the bytes before each value, and its plan."""

    fields: Sequence[tuple[bytes, RootPlan, list[FieldNode]]]

    @property
    def cost(self) -> int:
        """The most rows that it may touch."""
        return sum(plan.cost for _, plan, _ in self.fields)

    @property
    def weight(self) -> int:
        """The memory that the plans take, in bytes, estimated."""
        return 200 + sum(len(prefix) + plan.weight for prefix, plan, _ in self.fields)

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The whole ``{"data": …}``."""
        if len(self.fields) == 1:
            prefix, _, _ = self.fields[0]
            return b"".join((prefix, await _answer(self.fields[0], reader, values), b"}}"))
        if not self.fields:
            return b'{"data":{}}'
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_answer(field, reader, values)) for field in self.fields]
        parts: list[bytes] = []
        for (prefix, _, _), task in zip(self.fields, tasks, strict=True):
            parts += (prefix, task.result())
        parts.append(b"}}")
        return b"".join(parts)


async def _answer(field: tuple[bytes, RootPlan, list[FieldNode]], reader: Reader, values: RequestValues) -> bytes:
    """The JSON of a root field. Raises ``GraphQLError`` with its path and place for values that are no good."""
    _, plan, nodes = field
    try:
        return await plan.run(reader, values)
    except GraphQLError as error:
        raise located(error, (nodes[0].alias or nodes[0].name).value, nodes) from error


def tag_of(value: str) -> str:
    """The tag in a global id. Raises the error that the client sees for text that is no id."""
    try:
        return ids.decode(value)[0]
    except ids.InvalidId as error:
        raise GraphQLError(error.message, extensions={"code": error.code}) from error


def plan_query(
    compiler: Compiler,
    selected: Selected,
    question: Question,
    introspect: Callable[[str, list[FieldNode]], RootPlan],
) -> QueryPlan:
    """Compiles the root fields of a query; ``introspect`` those that ask about the schema, by their response key.

    Raises ``GraphQLError`` with the path and the place of the root field for whatever cannot be compiled.
    """
    fields: list[tuple[bytes, RootPlan, list[FieldNode]]] = []
    budget = compiler.limits.cost
    for key, nodes in selected.items():
        prefix = f'{"," if fields else chr(123) + chr(34) + "data" + chr(34) + ":{"}"{key}":'.encode()
        try:
            plan = _root_plan(compiler.within(budget), key, nodes, question, introspect)
            budget -= plan.cost
            fields.append((prefix, plan, nodes))
        except GraphQLError as error:
            raise located(error, key, nodes) from error
    return QueryPlan(fields)


def located(error: GraphQLError, key: str, nodes: list[FieldNode]) -> GraphQLError:
    """The error with the root field that it is about."""
    if error.path is not None:
        return error
    return GraphQLError(error.message, nodes, path=[key], extensions=error.extensions or {"code": "BAD_USER_INPUT"})


def _root_plan(
    compiler: Compiler,
    key: str,
    nodes: list[FieldNode],
    question: Question,
    introspect: Callable[[str, list[FieldNode]], RootPlan],
) -> RootPlan:
    name = nodes[0].name.value
    called = compiler.catalog.called_roots.get(name)
    if called is not None:
        return call(compiler, called, nodes, question)
    if name == "__typename":
        return Constant(b'"Query"')
    if name.startswith("__"):
        return introspect(key, nodes)
    if name == CHANGES.root:
        return changes(compiler, nodes, question)
    if name in ("node", "nodes"):
        argument = "id" if name == "node" else "ids"
        given: Given = compiler.builder(question).arguments(nodes[0], "Query")[argument]

        # How much is asked for shows with the ids; each such field may use its share of what is left.
        share = compiler.limits.cost // 4
        compiler = compiler.within(share)

        def compile_for(tags: tuple[str, ...], rows: int) -> Plan | None:
            if name == "nodes":
                return compiler.compile_nodes(nodes, question, tags, rows)
            target = compiler.catalog.by_tag.get(tags[0])
            # As in `nodes`: what the viewer may not ask for is null, whatever the selection would lead to from there.
            if target is None or not target.open_to(question.viewer):
                return None
            return compiler.compile(nodes, question, tags[0])

        return Dispatch(given.get, compile_for, compiler.limits.largest, share, {})
    return compiler.compile(nodes, question)

"""Introspection, which graphql-core answers from the schema alone.

Neither the cost of a query nor the time of a statement bounds it, so its form is bounded: what is asked for may not be
more than the standard introspection query, which every tool sends. It is computed beside the event loop.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    execute_sync,
    get_named_type,
    introspection_types,
    visit,
)

from core.database.reader import Reader
from schema.declare.terms import RequestValues
from schema.documents import DocumentError
from schema.engine.selection import Selected, Selections
from schema.execution.operations import Operation

_MOST: Final = {"__schema": 1, "__type": 3}
"""How often an operation may ask for each root field. The whole schema is 1 MB; a few types have little to tell."""
_LISTS: Final = frozenset({"types", "fields", "inputFields", "interfaces", "possibleTypes", "enumValues"})
"""Fields of introspection that multiply what is below them. `args` is only ever below `fields`, and need not count."""
_MOST_LISTS: Final = 2
"""How many of them may lie below one another: `types` and `fields` do in the standard introspection query."""
KEPT_BYTES: Final = 4 * 1024 * 1024
"""Memory for answers, in bytes."""


class IntrospectionAnswers:
    """Computes answers, one at a time on a thread of their own, and keeps them, the least used leaving first.

    Services share it.
    """

    def __init__(self, max_bytes: int = KEPT_BYTES) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[bytes, int]] = OrderedDict()
        self._lock = Lock()
        # Threads share one interpreter: many at a time would leave little of it to everybody else.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="introspection")

    async def get(self, key: Hashable, key_bytes: int, compute: Callable[[], bytes]) -> bytes:
        """The answer for a key of that size, computed if it is not there. Raises what ``compute`` raises."""
        found = self._find(key)
        if found is not None:
            return found

        def computed() -> bytes:
            # Others who asked for the same may have been before us.
            found = self._find(key)
            if found is None:
                found = compute()
                self._keep(key, found, key_bytes)
            return found

        return await asyncio.get_running_loop().run_in_executor(self._thread, computed)

    def _find(self, key: Hashable) -> bytes | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def _keep(self, key: Hashable, body: bytes, key_bytes: int) -> None:
        weight = key_bytes + sys.getsizeof(body)
        if weight > self._max_bytes:
            return
        with self._lock:
            self._kept[key] = body, weight
            self._bytes += weight
            while self._bytes > self._max_bytes:
                _, (_, gone) = self._kept.popitem(last=False)
                self._bytes -= gone


class Introspection:
    """Answers `__schema` and `__type` for one schema."""

    def __init__(self, schema: GraphQLSchema, answers: IntrospectionAnswers) -> None:
        self._schema = schema
        self._answers = answers
        # Stands for the schema in keys, which would keep the schema itself alive.
        self._name = object()

    def refuse_repeats(self, selected: Selected) -> None:
        """Raises ``GraphQLError`` for an operation that asks about the schema over and over."""
        asked: Counter[str] = Counter()
        for key, nodes in selected.items():
            name = nodes[0].name.value
            asked[name] += 1
            most = _MOST.get(name, asked[name])
            if asked[name] > most:
                raise GraphQLError(
                    f"an operation asks for {name} at most {_times(most)}; send several requests",
                    nodes,
                    path=[key],
                    extensions={"code": "TOO_MANY_ROOT_FIELDS"},
                )

    def plan(self, operation: Operation, key: str, nodes: list[FieldNode], selections: Selections) -> Introspected:
        """The plan of a root field. Raises ``GraphQLError`` for a question beyond the standard introspection query."""
        root = "__Schema" if nodes[0].name.value == "__schema" else "__Type"
        _refuse_beyond_standard(selections, nodes, root, 0)
        needed = _Needed(operation.document.fragments)
        for node in nodes:
            visit(node, needed)
        definitions = operation.node.variable_definitions or ()
        only = OperationDefinitionNode(
            operation=operation.node.operation,
            name=operation.node.name,
            variable_definitions=tuple(one for one in definitions if one.variable.name.value in needed.variables),
            directives=(),
            selection_set=SelectionSetNode(selections=tuple(nodes)),
        )
        document = DocumentNode(definitions=(only, *needed.fragments.values()))
        name = None if operation.node.name is None else operation.node.name.value
        return Introspected(self, document, key, (operation.document.text, name, key), sorted(needed.variables))

    async def answer(self, plan: Introspected, variables: dict[str, Any]) -> bytes:
        """The JSON of a root field's value. Raises ``DocumentError`` with what graphql-core says."""
        key = (self._name, *plan.source, *variables.items())
        size = 500 + sys.getsizeof(plan.source[0]) + sum(sys.getsizeof(value) for value in variables.values())
        return await self._answers.get(key, size, lambda: self._execute(plan, variables))

    def _execute(self, plan: Introspected, variables: dict[str, Any]) -> bytes:
        result = execute_sync(self._schema, plan.document, variable_values=variables)
        if result.errors:
            raise DocumentError(
                [GraphQLError(e.message, e.nodes, extensions={"code": "BAD_USER_INPUT"}) for e in result.errors]
            )
        assert result.data is not None
        return orjson.dumps(result.data[plan.response_key])


@dataclass(slots=True)
class Introspected:
    """`__schema` or `__type` as a root field. Implements `schema.execution.reads.RootPlan`.

    ``source`` says where it is from: the document's text, the operation's name and the response key.
    """

    introspection: Introspection
    document: DocumentNode
    response_key: str
    source: tuple[str, str | None, str]
    variables: Sequence[str]
    cost: int = 0

    @property
    def weight(self) -> int:
        """The memory that the plan takes beside its document, in bytes, estimated."""
        return 1_000

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The JSON of the field's value."""
        # Arguments and conditions here are texts and booleans: the coerced value is the one that was sent.
        given = {name: values.variables[name] for name in self.variables if name in values.variables}
        return await self.introspection.answer(self, given)


class _Needed(Visitor):
    """The variables and fragments that a field needs."""

    def __init__(self, known: dict[str, FragmentDefinitionNode]) -> None:
        super().__init__()
        self.variables: set[str] = set()
        self.fragments: dict[str, FragmentDefinitionNode] = {}
        self._known = known

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.variables.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        name = node.name.value
        if name not in self.fragments:
            self.fragments[name] = self._known[name]
            visit(self._known[name], self)


def _refuse_beyond_standard(selections: Selections, nodes: list[FieldNode], type_name: str, lists: int) -> None:
    """Raises ``GraphQLError`` for lists below lists, and for a field that is asked for twice under different names."""
    known = introspection_types[type_name]
    assert isinstance(known, GraphQLObjectType)
    seen: set[str] = set()
    for below in selections.under(nodes, type_name).values():
        name = below[0].name.value
        if name in seen:
            raise _refused("TOO_MANY_ALIASES", f"asking about the schema, name `{name}` once in each selection", below)
        seen.add(name)
        here = lists + (name in _LISTS)
        if here > _MOST_LISTS:
            raise _refused(
                "INTROSPECTION_TOO_DEEP",
                f"`{name}` lies below more lists of the schema than in the standard introspection query; "
                "ask for the inner type by itself, with __type",
                below,
            )
        if name in known.fields:
            inner = get_named_type(known.fields[name].type)
            if isinstance(inner, GraphQLObjectType):
                _refuse_beyond_standard(selections, below, inner.name, here)


def _refused(code: str, message: str, nodes: Sequence[Node]) -> GraphQLError:
    return GraphQLError(message, nodes, extensions={"code": code})


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"

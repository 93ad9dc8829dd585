"""Root fields that Python answers: what the process knows and the database does not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from graphql import FieldNode, GraphQLError
from strawberry.utils.str_converters import to_camel_case

from core.database.reader import Reader
from schema.declare.roots import CalledRoot
from schema.declare.scalars import key_in
from schema.declare.terms import RequestValues
from schema.engine.compiler import Compiler, Question
from schema.engine.given import Given
from schema.engine.selection import Selected

#: The rows that a call counts as, in the cost of an operation.
COST = 100


@dataclass(slots=True)
class Call:
    """How the field is answered. Implements `schema.execution.reads.RootPlan`."""

    root: CalledRoot
    type_name: str
    selected: Selected
    given: Mapping[str, Given]
    tags: Mapping[str, str]
    cost: int = COST

    @property
    def weight(self) -> int:
        """The memory that the plan takes, in bytes, estimated."""
        return 1_000 + 300 * len(self.selected)

    async def run(self, reader: Reader, values: RequestValues) -> bytes:
        """The JSON of the list."""
        arguments: dict[str, uuid.UUID] = {
            name: key_in(given.get(values), self.tags[name]) for name, given in self.given.items()
        }
        items = await self.root.function(arguments)
        return orjson.dumps([self._object(item) for item in items])

    def _object(self, item: Mapping[str, object]) -> dict[str, object]:
        by_name = {to_camel_case(name): value for name, value in item.items()}
        return {
            key: self.type_name if nodes[0].name.value == "__typename" else by_name[nodes[0].name.value]
            for key, nodes in self.selected.items()
        }


def call(compiler: Compiler, root: CalledRoot, nodes: list[FieldNode], question: Question) -> Call:
    """The plan of such a field. Raises ``GraphQLError`` for a permission that the viewer lacks."""
    if root.requires is not None and not question.viewer.may(root.requires):
        raise GraphQLError(
            f"asking for {root.name} needs the permission {root.requires!r}", extensions={"code": "FORBIDDEN"}
        )
    type_name: str = root.returns.__linli_value__.name  # type: ignore[attr-defined]  # set by value_type
    return Call(
        root,
        type_name,
        question.selections.under(nodes, type_name),
        compiler.builder(question).arguments(nodes[0], "Query"),
        {name: compiler.catalog.types[argument.type_name].tag for name, argument in root.arguments.items()},
    )

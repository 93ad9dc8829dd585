"""Connections of questions: arguments, pages, cursors, and what is selected on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLField, GraphQLObjectType
from hypothesis import strategies as st

from schema.declare.catalog import CatalogType
from schema.declare.fields import ToOneField
from tests.schema.engine.inputs import Inputs
from tests.schema.engine.literals import ABSENT, CursorHere, Declared, Enum, Variable
from tests.schema.engine.selections import OBJECT_LEVELS, ObjectWriter, Scope, written


@dataclass
class CursorSlot:
    """A place for a cursor of an earlier answer to the same question, where ``harvest`` is the edges' response key."""

    key: str
    harvest: str
    literal: bool
    choice: int


class ConnectionWriter(ObjectWriter):
    """Writes selections on objects and on connections."""

    def __init__(self, inputs: Inputs, levels: int) -> None:
        super().__init__(inputs, levels)
        self.slots: list[CursorSlot] = []

    # -- connections

    def connection_field(
        self, name: str, definition: GraphQLField, target: CatalogType, levels: int, scope: Scope
    ) -> str:
        given, harvest = self._connection_arguments(definition, target)
        head = self.head(name, written(given), scope)
        inner = Scope()
        first = [f"{harvest}: edges {{ cursor }}"] if harvest else []

        def body() -> str:
            parts = first + [
                self._part_of_connection(target, levels - 1, inner) for _ in range(self.inputs.draw(st.integers(1, 3)))
            ]
            first.clear()
            return "{ " + " ".join(parts) + " }"

        return self.again(head, body, scope)

    def _connection_arguments(self, definition: GraphQLField, target: CatalogType) -> tuple[dict[str, Any], str | None]:
        inputs = self.inputs
        given = self.page_arguments()
        args = definition.args
        own = [name for name in args if name in target.filters]
        where_type = args["where"].type
        distance = "distance" in target.orders and inputs.chance(40)
        circled = distance and bool(own) and inputs.chance(50)
        for name in own:
            if inputs.chance(30) and not (circled and name == "near"):
                given[name] = inputs.placed(
                    args[name].type, inputs.own_filter(target, name), True, nullable=True, optional=True
                )
        if circled:
            given["near"] = inputs.circle(True)
        elif distance:
            given["where"] = {**inputs.where(target, 1, True, without=["near"]), "near": inputs.circle(True)}
        if "where" not in given and self.likely(30):
            levels = inputs.draw(st.integers(1, 4 if self.pointed else 3))
            given["where"] = inputs.placed(
                where_type, lambda v: inputs.where(target, levels, v), True, nullable=True, optional=True
            )
        if distance or self.likely(30):
            given["orderBy"] = inputs.placed(
                args["orderBy"].type,
                lambda v: inputs.order(target, v, distance=distance),
                True,
                nullable=True,
                optional=True,
            )
        return given, self.cursors(given)

    def cursors(self, given: dict[str, Any]) -> str | None:
        """Put cursors among the arguments; the response key of the edges that they are to come from, if any."""
        inputs = self.inputs
        harvest = None
        for name in ("after", "before"):
            if self.likely(8) and inputs.chance(60):
                harvest = harvest or f"h{len(self.slots)}"
                slot = CursorSlot(
                    f"cursor{len(self.slots)}", harvest, inputs.chance(30), inputs.draw(st.integers(0, 5))
                )
                self.slots.append(slot)
                given[name] = CursorHere(slot.key) if slot.literal else Variable(slot.key)
                if not slot.literal:
                    inputs.variables.append(Declared(slot.key, "String", ABSENT, lambda: ABSENT))
        return harvest

    def page_arguments(self) -> dict[str, Any]:
        inputs = self.inputs
        given: dict[str, Any] = {}
        end = inputs.choose(["", "first", "first", "last"])
        if end:
            given[end] = self.size()
            other = "last" if end == "first" else "first"
            if inputs.chance(5):
                given[other] = None
        return given

    def size(self) -> Any:
        inputs = self.inputs
        return inputs.placed(
            self.query_type().fields[next(iter(self.catalog.roots))].args["first"].type,
            lambda v: inputs.draw(st.integers(0, 5)),
            True,
            nullable=True,
            optional=True,
        )

    def _part_of_connection(self, target: CatalogType, levels: int, scope: Scope) -> str:
        inputs = self.inputs
        if scope.again and inputs.chance(15):
            return inputs.choose(scope.again)()
        names = ["nodes", "nodes", "edges", "edges", "pageInfo", "totalCount", "__typename"]
        kind = self.schema.type_map[f"{target.name}Connection"]
        assert isinstance(kind, GraphQLObjectType)
        if "groups" in kind.fields:
            names.append("groups")
        name = inputs.choose(names)
        if inputs.chance(4):
            inner = self._part_of_connection(target, levels, scope)
            return f"... on {target.name}Connection{self.directive()} {{ {inner} }}"
        self.budget -= 1
        if name == "groups":
            return self._groups(target, kind.fields[name], levels, scope)
        head = self.head(name, "", scope)
        objects = Scope()
        match name:
            case "nodes":
                return self.again(head, lambda: self.object(target, levels, OBJECT_LEVELS, objects), scope)
            case "edges":
                return self.again(head, lambda: self._edge(target, levels, objects), scope)
            case "pageInfo":
                return self.again(head, lambda: self.leaves(kind.fields[name]), scope)
            case _:
                return f"{head}{self.directive()}"

    def _edge(self, target: CatalogType, levels: int, objects: Scope) -> str:
        parts = []
        for _ in range(self.inputs.draw(st.integers(1, 3))):
            name = self.inputs.choose(["node", "cursor", "__typename"])
            head = self.head(name, "", Scope()) + self.directive()
            if name == "node":
                scope = objects if head == "node" else Scope()
                head = f"{head} {self.object(target, levels, OBJECT_LEVELS, scope)}"
            parts.append(head)
        return "{ " + " ".join(parts) + " }"

    def _groups(self, target: CatalogType, definition: GraphQLField, levels: int, scope: Scope) -> str:
        inputs = self.inputs
        names = [name for name in target.declaration.group_by if inputs.leads(target, target.fields[_camel(name)])]

        def by(variables: bool) -> Any:
            chosen = inputs.some(names, 2) or names[:1]
            if inputs.chance(5):
                chosen.append(chosen[0])
            return inputs.one_or_list([Enum(name.upper()) for name in chosen])

        given: dict[str, Any] = {"by": inputs.placed(definition.args["by"].type, by, True)}
        if inputs.chance(40):
            given["first"] = self.size()
        head = self.head("groups", written(given), scope)

        def body() -> str:
            parts = []
            for _ in range(inputs.draw(st.integers(1, 3))):
                name = inputs.choose(["count", "__typename", *map(_camel, names)])
                part = self.head(name, "", Scope()) + self.directive()
                declaration = target.fields.get(name)
                if name != "count" and isinstance(declaration, ToOneField):
                    other = self.catalog.target(target, declaration)
                    part = f"{part} {self.object(other, levels, 2, Scope())}"
                parts.append(part)
            return "{ " + " ".join(parts) + " }"

        return self.again(head, body, scope)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)

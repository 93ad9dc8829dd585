"""A strategy for valid questions over a whole schema: roots, fields, fragments, directives, arguments, variables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLID, GraphQLList, GraphQLNonNull, GraphQLSchema
from hypothesis import strategies as st

from schema.declare.catalog import Catalog
from tests.schema.engine import data
from tests.schema.engine.connections import ConnectionWriter, CursorSlot
from tests.schema.engine.finds import searched
from tests.schema.engine.inputs import Draw, Inputs
from tests.schema.engine.literals import ABSENT, CursorHere, Enum, literal
from tests.schema.engine.selections import OBJECT_LEVELS, Scope, written

_ID = GraphQLNonNull(GraphQLID)
_IDS = GraphQLNonNull(GraphQLList(_ID))


@dataclass
class Question:
    """A document and values for its variables; cursors are put in after a first answer."""

    template: str
    operation_name: str | None
    assignments: list[dict[str, Any]]
    cursors: list[CursorSlot]

    def document(self, found: Mapping[str, str]) -> str:
        """The text, with the cursors found for its slots."""
        text = self.template
        for slot in self.cursors:
            if slot.literal:
                cursor = found.get(slot.key)
                text = text.replace(CursorHere(slot.key).placeholder, literal(cursor))
        return text

    def variables(self, assignment: Mapping[str, Any], found: Mapping[str, str]) -> dict[str, Any]:
        """The variables, with the cursors found for their slots."""
        given = {slot.key: found[slot.key] for slot in self.cursors if slot.key in found and not slot.literal}
        return {**assignment, **given}


@st.composite
def questions(
    draw: Draw, catalog: Catalog, schema: GraphQLSchema, ids: Mapping[str, Sequence[str]], levels: int
) -> Question:
    """Valid questions with connections at most so many levels deep; ``ids`` are those of each type's rows."""
    everything = bool(draw(st.integers(0, 99)) >= 50)
    writer = _Writer(Inputs(draw, catalog, schema, ids, everything), levels)
    return writer.question()


class _Writer(ConnectionWriter):
    """Writes whole questions."""

    def question(self) -> Question:
        chance = self.inputs.chance
        # Half of the questions go deep, half of them ask one thing with many arguments.
        self.pointed = chance(50)
        roots = [self._root() for _ in range(1 if self.pointed else self.inputs.draw(st.integers(1, 3)))]
        if chance(10):
            roots.append("__typename")
        if chance(10):
            roots[0] = f"... on Query {self.directive()} {{ {roots[0]} }}"
        name = "Asked" if chance(50) or self.inputs.variables else None
        definitions = ", ".join(variable.definition() for variable in self.inputs.variables)
        head = f"query {name or ''}{f'({definitions})' if definitions else ''}" if name else ""
        others = "query Other { __typename } " if name and chance(20) else ""
        body = "{ " + " ".join(roots) + " }"
        assignments = [self._assignment() for _ in range(2 if self.inputs.variables else 1)]
        text = " ".join([others, head, body, *self.fragments.values()])
        return Question(text.strip(), name if others or chance(30) else None, assignments, self.slots)

    def _assignment(self) -> dict[str, Any]:
        values = {variable.name: variable.make() for variable in self.inputs.variables}
        return {name: value for name, value in values.items() if value is not ABSENT}

    # -- roots

    def _root(self) -> str:
        inputs = self.inputs
        kinds = ["connection", "connection", "connection", "single", "node", "nodes", "search"]
        kind = inputs.choose(kinds[:3] if self.pointed else kinds)
        roots = [r for r in self.catalog.roots.values() if inputs.allowed(self.catalog.types[r.type_name])]
        if kind in ("connection", "single"):
            root = inputs.choose(roots)
            target = self.catalog.types[root.type_name]
            if kind == "connection":
                definition = self.query_type().fields[root.name]
                return self.connection_field(root.name, definition, target, self.levels, Scope())
            identifier = inputs.placed(_ID, lambda v: inputs.identifier(target.name), True)
            head = f"{self.key()}: {root.single}(id: {literal(identifier)})"
            return f"{head}{self.directive()} {self.object(target, self.levels, OBJECT_LEVELS, Scope())}"
        if kind == "search":
            return self._search()
        names = list(self.catalog.types)
        chosen = inputs.some(names, 3) or names[:1]
        body = self._node(chosen)
        if kind == "node":
            identifier = inputs.placed(_ID, lambda v: self._any_id(chosen), True)
            return f"{self.key()}: node(id: {literal(identifier)}) {body}"
        return f"{self.key()}: nodes(ids: {literal(self._any_ids(chosen))}) {body}"

    def _search(self) -> str:
        inputs = self.inputs
        definition = self.query_type().fields["search"]
        names = list(searched(self.catalog, None).values())
        given: dict[str, Any] = {
            "text": inputs.placed(definition.args["text"].type, lambda v: inputs.search_text(), True)
        }
        if inputs.chance(40):
            given["types"] = inputs.placed(
                definition.args["types"].type,
                lambda v: inputs.one_or_list([Enum(kind.name.upper()) for kind in inputs.some(names, 3)]),
                True,
                nullable=True,
                optional=True,
            )
        given |= self.page_arguments()
        harvest = self.cursors(given)
        parts = [f"{harvest}: edges {{ cursor }}"] if harvest else []
        for _ in range(inputs.draw(st.integers(1, 3))):
            name = inputs.choose(["nodes", "edges", "pageInfo", "totalCount", "__typename"])
            head = f"{self.key()}: {name}{self.directive()}"
            shown = [kind.name for kind in inputs.some(names, 3)]
            if name == "nodes":
                head += f" {self._node(shown)}"
            elif name == "edges":
                head += f" {{ cursor node {self._node(shown)} __typename }}"
            elif name == "pageInfo":
                head += f" {self.leaves(self.field_of('SearchConnection', name))}"
            parts.append(head)
        return f"{self.key()}: search{written(given)} {{ {' '.join(parts)} }}"

    def _any_id(self, names: Sequence[str]) -> str:
        if self.inputs.chance(5):
            return f"zz_{data.key('nothing', 1)}"
        return self.inputs.identifier(self.inputs.choose(names))

    def _any_ids(self, names: Sequence[str]) -> Any:
        inputs = self.inputs

        def make(variables: bool) -> Any:
            return inputs.one_or_list(
                [
                    inputs.placed(_ID, lambda v: self._any_id(names), variables)
                    for _ in range(inputs.draw(st.integers(0, 5)))
                ]
            )

        return inputs.placed(_IDS, make, True)

    def _node(self, names: Sequence[str]) -> str:
        """A selection on the interface, with fragments on some types."""
        parts = [self.inputs.choose(["__typename", "id", "i: id __typename"])]
        for name in names:
            target = self.catalog.types[name]
            parts.append(self.fragment(target, self.levels, OBJECT_LEVELS, Scope(numbered=True)))
        if self.inputs.chance(20):
            parts.append(f"... on Node{self.directive()} {{ {self.key()}: id }}")
        return "{ " + " ".join(parts) + " }"

"""A strategy for valid questions over a whole schema: roots, fields, fragments, directives, arguments, variables.

A response key that is written down never stands for two things: keys without arguments are the fields' own names,
all others are numbered aliases. So any two parts of a question may be merged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLField,
    GraphQLID,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from hypothesis import strategies as st

from schema.declare.catalog import Catalog, CatalogType
from schema.declare.fields import ManyField, ToOneField
from tests.schema.engine import data
from tests.schema.engine.inputs import Draw, Inputs, Make
from tests.schema.engine.literals import ABSENT, CursorHere, Declared, Enum, Variable, literal

#: Fields below each other that are not connections: to-one relations mostly.
_OBJECT_LEVELS = 5
#: So many fields at most, about.
_BUDGET = 45
_ID = GraphQLNonNull(GraphQLID)
_IDS = GraphQLNonNull(GraphQLList(_ID))
_TRUTH = GraphQLNonNull(GraphQLBoolean)
_LONG = "a_response_key_of_more_than_sixty_three_characters_that_differs_only_at_its_end_"


@dataclass
class CursorSlot:
    """A place for a cursor of an earlier answer to the same question, where ``harvest`` is the edges' response key."""

    key: str
    harvest: str
    literal: bool
    choice: int


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


@dataclass
class _Scope:
    """What was selected on one object so far, and may be selected again with other fields below it."""

    again: list[Callable[[], str]] = field(default_factory=list)
    #: Whether only numbered keys may stand here, because other types' fields stand beside them.
    numbered: bool = False


class _Writer:
    def __init__(self, inputs: Inputs, levels: int) -> None:
        self.inputs = inputs
        self.catalog = inputs.catalog
        self.schema = inputs.schema
        self.levels = levels
        self.budget = _BUDGET
        self.keys = 0
        self.fragments: dict[str, str] = {}
        self.fragments_on: dict[str, list[tuple[str, int]]] = {}
        self.slots: list[CursorSlot] = []
        self.pointed = False

    def likely(self, percent: int) -> bool:
        """A chance that is good for a question of many arguments."""
        return self.inputs.chance(80 if self.pointed else percent)

    def question(self) -> Question:
        chance = self.inputs.chance
        # Half of the questions go deep, half of them ask one thing with many arguments.
        self.pointed = chance(50)
        roots = [self._root() for _ in range(1 if self.pointed else self.inputs.draw(st.integers(1, 3)))]
        if chance(10):
            roots.append("__typename")
        if chance(10):
            roots[0] = f"... on Query {self._directive()} {{ {roots[0]} }}"
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
        kinds = ["connection", "connection", "connection", "single", "node", "nodes"]
        kind = inputs.choose(kinds[:3] if self.pointed else kinds)
        roots = [r for r in self.catalog.roots.values() if inputs.allowed(self.catalog.types[r.type_name])]
        if kind in ("connection", "single"):
            root = inputs.choose(roots)
            target = self.catalog.types[root.type_name]
            if kind == "connection":
                definition = self._query().fields[root.name]
                return self._connection_field(root.name, definition, target, self.levels, _Scope())
            identifier = inputs.placed(_ID, lambda v: inputs.identifier(target.name), True)
            head = f"{self._key()}: {root.single}(id: {literal(identifier)})"
            return f"{head}{self._directive()} {self._object(target, self.levels, _OBJECT_LEVELS, _Scope())}"
        names = list(self.catalog.types)
        chosen = inputs.some(names, 3) or names[:1]
        body = self._node(chosen)
        if kind == "node":
            identifier = inputs.placed(_ID, lambda v: self._any_id(chosen), True)
            return f"{self._key()}: node(id: {literal(identifier)}) {body}"
        return f"{self._key()}: nodes(ids: {literal(self._any_ids(chosen))}) {body}"

    def _query(self) -> GraphQLObjectType:
        assert self.schema.query_type is not None
        return self.schema.query_type

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
            parts.append(self._fragment(target, self.levels, _OBJECT_LEVELS, _Scope(numbered=True)))
        if self.inputs.chance(20):
            parts.append(f"... on Node{self._directive()} {{ {self._key()}: id }}")
        return "{ " + " ".join(parts) + " }"

    # -- objects

    def _key(self) -> str:
        self.keys += 1
        if self.inputs.chance(5):
            return f"{_LONG}{self.keys}"
        return f"k{self.keys}"

    def _directive(self) -> str:
        inputs = self.inputs
        if not inputs.chance(8):
            return ""
        name = inputs.choose(["include", "skip"])
        # What is likely to stay is drawn twice as often.
        likely = name == "include"
        value = inputs.placed(_TRUTH, lambda v: inputs.choose([likely, likely, not likely]), True, percent=50)
        text = f" @{name}(if: {literal(value)})"
        if inputs.chance(10):
            text += " @skip(if: false)" if name == "include" else " @include(if: true)"
        return text

    def _object(self, target: CatalogType, levels: int, depth: int, scope: _Scope) -> str:
        """A selection on a type, in braces."""
        many = self.inputs.draw(st.integers(1, 2 if self.pointed else 4))
        parts = [self._part(target, levels, depth, scope) for _ in range(many)]
        if self.likely(30):
            parts.insert(0, "id")
        return "{ " + " ".join(parts) + " }"

    def _part(self, target: CatalogType, levels: int, depth: int, scope: _Scope) -> str:
        inputs = self.inputs
        if scope.again and inputs.chance(8):
            return inputs.choose(scope.again)()
        if self.budget > 0 and depth > 1 and inputs.chance(10):
            return self._fragment(target, levels, depth, scope)
        return self._field(target, levels, depth, scope)

    def _fragment(self, target: CatalogType, levels: int, depth: int, scope: _Scope) -> str:
        inputs = self.inputs
        kind = inputs.choose(["inline", "bare", "named", "named", "interface"])
        directive = self._directive()
        if kind == "bare" and not scope.numbered:
            return f"...{directive} {self._object(target, levels, depth - 1, scope)}"
        if kind == "interface" and not scope.numbered:
            inner = f"... on {target.name} {self._object(target, levels, depth - 1, _Scope(numbered=True))}"
            return f"... on Node{directive} {{ {self._key()}: id {inner} }}"
        if kind == "named":
            usable = [n for n, needs in self.fragments_on.get(target.name, []) if needs <= levels]
            if usable and inputs.chance(50):
                return f"...{inputs.choose(usable)}{directive}"
            name = f"F{len(self.fragments)}"
            self.fragments[name] = ""
            on = target.name
            body = self._object(target, levels, depth - 1, _Scope(numbered=True))
            if inputs.chance(20):
                body = f"{{ __typename ... on {on} {body} }}"
                on = "Node"
            self.fragments[name] = f"fragment {name} on {on} {body}"
            self.fragments_on.setdefault(target.name, []).append((name, levels))
            return f"...{name}{directive}"
        return f"... on {target.name}{directive} {self._object(target, levels, depth - 1, scope)}"

    def _field(self, target: CatalogType, levels: int, depth: int, scope: _Scope) -> str:
        self.budget -= 1
        kind = self.schema.type_map[target.name]
        assert isinstance(kind, GraphQLObjectType)
        names = [name for name in kind.fields if self._usable(target, name, levels, depth)]
        name = self.inputs.choose(["__typename", *names])
        if name == "__typename":
            return "__typename"
        definition = kind.fields[name]
        declaration = target.fields.get(name)
        if isinstance(declaration, ManyField):
            return self._connection_field(name, definition, self.catalog.target(target, declaration), levels, scope)
        head = self._head(name, self._arguments_of(definition), scope)
        if isinstance(declaration, ToOneField):
            other, inner = self.catalog.target(target, declaration), _Scope()
            return self._again(head, lambda: self._object(other, levels, depth - 1, inner), scope)
        if is_leaf_type(get_named_type(definition.type)):
            return f"{head}{self._directive()}"
        return self._again(head, lambda: self._leaves(definition), scope)

    def _usable(self, target: CatalogType, name: str, levels: int, depth: int) -> bool:
        declaration = target.fields.get(name)
        if not self.inputs.leads(target, declaration):
            return False
        if isinstance(declaration, ManyField):
            return levels > 0 and self.budget > 0
        return not isinstance(declaration, ToOneField) or (depth > 1 and self.budget > 0)

    def _head(self, name: str, arguments: str, scope: _Scope) -> str:
        """The response key, the name and the arguments of a field."""
        if arguments or scope.numbered or self.inputs.chance(20):
            return f"{self._key()}: {name}{arguments}"
        return name

    def _again(self, head: str, body: Callable[[], str], scope: _Scope) -> str:
        """A field with a selection, which may be written once more with another selection: the two merge."""
        scope.again.append(lambda: f"{head} {body()}")
        return f"{head}{self._directive()} {body()}"

    def _leaves(self, definition: GraphQLField) -> str:
        kind = get_named_type(definition.type)
        assert isinstance(kind, GraphQLObjectType)
        names = ["__typename", *kind.fields]
        parts = [
            self._head(self.inputs.choose(names), "", _Scope()) + self._directive()
            for _ in range(self.inputs.draw(st.integers(1, 3)))
        ]
        return "{ " + " ".join(parts) + " }"

    def _arguments_of(self, definition: GraphQLField) -> str:
        """The arguments of a computed field."""
        inputs = self.inputs
        given: dict[str, Any] = {}
        for name, argument in definition.args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if not required and not inputs.chance(50):
                continue
            given[name] = inputs.placed(
                argument.type,
                self._argument(name, get_named_type(argument.type)),
                True,
                nullable=not required,
                optional=not required,
            )
        return _arguments(given)

    def _argument(self, name: str, kind: Any) -> Make:
        inputs = self.inputs
        match name:
            case "origin":
                return inputs.point
            case "at":
                return lambda variables: inputs.moment()
            case _:
                return lambda variables: inputs.scalar(kind, "")

    # -- connections

    def _connection_field(
        self, name: str, definition: GraphQLField, target: CatalogType, levels: int, scope: _Scope
    ) -> str:
        given, harvest = self._connection_arguments(definition, target)
        head = self._head(name, _arguments(given), scope)
        inner = _Scope()
        first = [f"{harvest}: edges {{ cursor }}"] if harvest else []

        def body() -> str:
            parts = first + [
                self._part_of_connection(target, levels - 1, inner) for _ in range(self.inputs.draw(st.integers(1, 3)))
            ]
            first.clear()
            return "{ " + " ".join(parts) + " }"

        return self._again(head, body, scope)

    def _connection_arguments(self, definition: GraphQLField, target: CatalogType) -> tuple[dict[str, Any], str | None]:
        inputs = self.inputs
        given = self._page_arguments()
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
            levels = inputs.draw(st.integers(1, 3))
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
        return given, harvest

    def _page_arguments(self) -> dict[str, Any]:
        inputs = self.inputs
        given: dict[str, Any] = {}
        end = inputs.choose(["", "first", "first", "last"])
        if end:
            given[end] = self._size()
            other = "last" if end == "first" else "first"
            if inputs.chance(5):
                given[other] = None
        return given

    def _size(self) -> Any:
        inputs = self.inputs
        return inputs.placed(
            self._query().fields[next(iter(self.catalog.roots))].args["first"].type,
            lambda v: inputs.draw(st.integers(0, 5)),
            True,
            nullable=True,
            optional=True,
        )

    def _part_of_connection(self, target: CatalogType, levels: int, scope: _Scope) -> str:
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
            return f"... on {target.name}Connection{self._directive()} {{ {inner} }}"
        self.budget -= 1
        if name == "groups":
            return self._groups(target, kind.fields[name], levels, scope)
        head = self._head(name, "", scope)
        objects = _Scope()
        match name:
            case "nodes":
                return self._again(head, lambda: self._object(target, levels, _OBJECT_LEVELS, objects), scope)
            case "edges":
                return self._again(head, lambda: self._edge(target, levels, objects), scope)
            case "pageInfo":
                return self._again(head, lambda: self._leaves(kind.fields[name]), scope)
            case _:
                return f"{head}{self._directive()}"

    def _edge(self, target: CatalogType, levels: int, objects: _Scope) -> str:
        parts = []
        for _ in range(self.inputs.draw(st.integers(1, 3))):
            name = self.inputs.choose(["node", "cursor", "__typename"])
            head = self._head(name, "", _Scope()) + self._directive()
            if name == "node":
                scope = objects if head == "node" else _Scope()
                head = f"{head} {self._object(target, levels, _OBJECT_LEVELS, scope)}"
            parts.append(head)
        return "{ " + " ".join(parts) + " }"

    def _groups(self, target: CatalogType, definition: GraphQLField, levels: int, scope: _Scope) -> str:
        inputs = self.inputs
        names = [name for name in target.declaration.group_by if inputs.leads(target, target.fields[_camel(name)])]

        def by(variables: bool) -> Any:
            chosen = inputs.some(names, 2) or names[:1]
            if inputs.chance(5):
                chosen.append(chosen[0])
            return inputs.one_or_list([Enum(name.upper()) for name in chosen])

        given: dict[str, Any] = {"by": inputs.placed(definition.args["by"].type, by, True)}
        if inputs.chance(40):
            given["first"] = self._size()
        head = self._head("groups", _arguments(given), scope)

        def body() -> str:
            parts = []
            for _ in range(inputs.draw(st.integers(1, 3))):
                name = inputs.choose(["count", "__typename", *map(_camel, names)])
                part = self._head(name, "", _Scope()) + self._directive()
                declaration = target.fields.get(name)
                if name != "count" and isinstance(declaration, ToOneField):
                    other = self.catalog.target(target, declaration)
                    part = f"{part} {self._object(other, levels, 2, _Scope())}"
                parts.append(part)
            return "{ " + " ".join(parts) + " }"

        return self._again(head, body, scope)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _arguments(given: Mapping[str, Any]) -> str:
    if not given:
        return ""
    return "(" + ", ".join(f"{name}: {literal(value)}" for name, value in given.items()) + ")"

"""Selections on objects: fields, fragments, directives, and fields that are written more than once.

A response key that is written down never stands for two things: keys without arguments are the fields' own names,
all others are numbered aliases. So any two parts of a question may be merged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLBoolean, GraphQLField, GraphQLNonNull, GraphQLObjectType, get_named_type, is_leaf_type
from hypothesis import strategies as st

from schema.declare.catalog import CatalogType
from schema.declare.fields import ManyField, ToOneField
from tests.schema.engine.inputs import Inputs, Make
from tests.schema.engine.literals import literal

#: Fields below each other that are not connections: to-one relations mostly.
OBJECT_LEVELS = 5
#: So many fields at most, about.
_BUDGET = 45
TRUTH = GraphQLNonNull(GraphQLBoolean)
_LONG = "a_response_key_of_more_than_sixty_three_characters_that_differs_only_at_its_end_"


@dataclass
class Scope:
    """What was selected on one object so far, and may be selected again with other fields below it."""

    again: list[Callable[[], str]] = field(default_factory=list)
    #: Whether only numbered keys may stand here, because other types' fields stand beside them.
    numbered: bool = False


class ObjectWriter:
    """Writes selections on objects; connections are written by who knows them."""

    def __init__(self, inputs: Inputs, levels: int) -> None:
        self.inputs = inputs
        self.catalog = inputs.catalog
        self.schema = inputs.schema
        self.levels = levels
        self.budget = _BUDGET
        self.keys = 0
        self.fragments: dict[str, str] = {}
        self.fragments_on: dict[str, list[tuple[str, int]]] = {}
        self.pointed = False

    def likely(self, percent: int) -> bool:
        """A chance that is good for a question of many arguments."""
        return self.inputs.chance(80 if self.pointed else percent)

    def field_of(self, type_name: str, name: str) -> GraphQLField:
        kind = self.schema.type_map[type_name]
        assert isinstance(kind, GraphQLObjectType)
        found: GraphQLField = kind.fields[name]
        return found

    def query_type(self) -> GraphQLObjectType:
        assert self.schema.query_type is not None
        return self.schema.query_type

    # -- objects

    def key(self) -> str:
        self.keys += 1
        if self.inputs.chance(5):
            return f"{_LONG}{self.keys}"
        return f"k{self.keys}"

    def directive(self) -> str:
        inputs = self.inputs
        if not inputs.chance(8):
            return ""
        name = inputs.choose(["include", "skip"])
        # What is likely to stay is drawn twice as often.
        likely = name == "include"
        value = inputs.placed(TRUTH, lambda v: inputs.choose([likely, likely, not likely]), True, percent=50)
        text = f" @{name}(if: {literal(value)})"
        if inputs.chance(10):
            text += " @skip(if: false)" if name == "include" else " @include(if: true)"
        return text

    def object(self, target: CatalogType, levels: int, depth: int, scope: Scope) -> str:
        """A selection on a type, in braces."""
        many = self.inputs.draw(st.integers(1, 2 if self.pointed else 4))
        parts = [self._part(target, levels, depth, scope) for _ in range(many)]
        if self.likely(30):
            parts.insert(0, "id")
        if self.inputs.chance(1):
            parts.append(self._wide(target))
        return "{ " + " ".join(parts) + " }"

    def _wide(self, target: CatalogType) -> str:
        """More fields than one function call of either database takes."""
        kind = self.schema.type_map[target.name]
        assert isinstance(kind, GraphQLObjectType)
        names = [n for n, f in kind.fields.items() if is_leaf_type(get_named_type(f.type)) and not f.args]
        return " ".join(f"{self.key()}: {names[index % len(names)]}" for index in range(70))

    def _part(self, target: CatalogType, levels: int, depth: int, scope: Scope) -> str:
        inputs = self.inputs
        if scope.again and inputs.chance(8):
            return inputs.choose(scope.again)()
        if self.budget > 0 and depth > 1 and inputs.chance(10):
            return self.fragment(target, levels, depth, scope)
        return self._field(target, levels, depth, scope)

    def fragment(self, target: CatalogType, levels: int, depth: int, scope: Scope) -> str:
        inputs = self.inputs
        kind = inputs.choose(["inline", "bare", "named", "named", "interface"])
        directive = self.directive()
        if kind == "bare" and not scope.numbered:
            return f"...{directive} {self.object(target, levels, depth - 1, scope)}"
        if kind == "interface" and not scope.numbered:
            inner = f"... on {target.name} {self.object(target, levels, depth - 1, Scope(numbered=True))}"
            return f"... on Node{directive} {{ {self.key()}: id {inner} }}"
        if kind == "named":
            usable = [n for n, needs in self.fragments_on.get(target.name, []) if needs <= levels]
            if usable and inputs.chance(50):
                return f"...{inputs.choose(usable)}{directive}"
            name = f"F{len(self.fragments)}"
            self.fragments[name] = ""
            on = target.name
            body = self.object(target, levels, depth - 1, Scope(numbered=True))
            if inputs.chance(20):
                body = f"{{ __typename ... on {on} {body} }}"
                on = "Node"
            self.fragments[name] = f"fragment {name} on {on} {body}"
            self.fragments_on.setdefault(target.name, []).append((name, levels))
            return f"...{name}{directive}"
        return f"... on {target.name}{directive} {self.object(target, levels, depth - 1, scope)}"

    def _field(self, target: CatalogType, levels: int, depth: int, scope: Scope) -> str:
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
            return self.connection_field(name, definition, self.catalog.target(target, declaration), levels, scope)
        head = self.head(name, self.arguments_of(definition), scope)
        if isinstance(declaration, ToOneField):
            other, inner = self.catalog.target(target, declaration), Scope()
            return self.again(head, lambda: self.object(other, levels, depth - 1, inner), scope)
        if is_leaf_type(get_named_type(definition.type)):
            return f"{head}{self.directive()}"
        return self.again(head, lambda: self.leaves(definition), scope)

    def _usable(self, target: CatalogType, name: str, levels: int, depth: int) -> bool:
        declaration = target.fields.get(name)
        if not self.inputs.leads(target, declaration):
            return False
        if isinstance(declaration, ManyField):
            return levels > 0 and self.budget > 0
        return not isinstance(declaration, ToOneField) or (depth > 1 and self.budget > 0)

    def head(self, name: str, arguments: str, scope: Scope) -> str:
        """The response key, the name and the arguments of a field."""
        if arguments or scope.numbered or self.inputs.chance(20):
            return f"{self.key()}: {name}{arguments}"
        return name

    def again(self, head: str, body: Callable[[], str], scope: Scope) -> str:
        """A field with a selection, which may be written once more with another selection: the two merge."""
        scope.again.append(lambda: f"{head} {body()}")
        return f"{head}{self.directive()} {body()}"

    def leaves(self, definition: GraphQLField) -> str:
        kind = get_named_type(definition.type)
        assert isinstance(kind, GraphQLObjectType)
        names = ["__typename", *kind.fields]
        parts = [
            self.head(self.inputs.choose(names), "", Scope()) + self.directive()
            for _ in range(self.inputs.draw(st.integers(1, 3)))
        ]
        return "{ " + " ".join(parts) + " }"

    def arguments_of(self, definition: GraphQLField) -> str:
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
        return written(given)

    def _argument(self, name: str, kind: Any) -> Make:
        inputs = self.inputs
        match name:
            case "origin":
                return inputs.point
            case "at":
                return lambda variables: inputs.moment()
            case _:
                return lambda variables: inputs.scalar(kind, "")

    def connection_field(
        self, name: str, definition: GraphQLField, target: CatalogType, levels: int, scope: Scope
    ) -> str:
        """A field that is a connection, with its arguments and a selection."""
        raise NotImplementedError


def written(given: Mapping[str, Any]) -> str:
    if not given:
        return ""
    return "(" + ", ".join(f"{name}: {literal(value)}" for name, value in given.items()) + ")"

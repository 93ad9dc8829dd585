"""Measuring a parsed document in one pass, fragments included, in time linear in its size.

Fragments are never spread out. Each definition is measured by itself, and what its spreads bring is added up
over the graph of fragments, each fragment once. So thirty fragments that each spread the one before twice
(a billion fields) cost as much as thirty fragments that spread nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
)

MANY = 1_000_000
"""Where counting stops: doubling fragments would make numbers of hundreds of digits."""


@dataclass(slots=True)
class DocumentSize:
    """What is counted over the whole document, as it is written."""

    operations: int
    values: int
    """Values and variables, those inside lists and input objects too."""
    value_depth: int
    """Levels of lists and input objects in the deepest value."""


@dataclass(slots=True)
class OperationSize:
    """The size of an operation with its fragments spread out. Numbers above MANY are given as MANY."""

    depth: int
    """Levels of fields."""
    fields: int
    aliases: int
    directives: int
    root_fields: int
    """Different response names at the root, introspection apart."""


@dataclass(slots=True)
class _Definition:
    """An operation or a fragment, without what its spreads bring."""

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    spreads: list[tuple[str, int]] = field(default_factory=list)
    """The name of each spread fragment, and the levels of fields above the spread."""
    top_names: set[str] = field(default_factory=set)
    top_spreads: set[str] = field(default_factory=set)


class Measures:
    """The measures of one document."""

    def __init__(self, ast: DocumentNode) -> None:
        self.operations: list[OperationDefinitionNode] = []
        self._values = 0
        self._value_depth = 0
        self._operations: list[_Definition] = []
        self._fragments: dict[str, _Definition] = {}
        self._sums: dict[str, _Definition] = {}
        for definition in ast.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self.operations.append(definition)
                self._operations.append(self._measure(definition))
            elif isinstance(definition, FragmentDefinitionNode):
                self._fragments[definition.name.value] = self._measure(definition)

    def document(self) -> DocumentSize:
        """The size of the document."""
        return DocumentSize(len(self.operations), self._values, self._value_depth)

    def operation(self, index: int) -> OperationSize:
        """The size of `operations[index]`."""
        own = self._operations[index]
        self._sum_fragments(own)
        total = self._with_spreads(own)
        return OperationSize(total.depth, total.fields, total.aliases, total.directives, len(self._top_names(own)))

    def _measure(self, node: OperationDefinitionNode | FragmentDefinitionNode) -> _Definition:
        own = _Definition()
        self._directives(own, node.directives)
        for variable in node.variable_definitions or ():
            self._directives(own, variable.directives)
            if variable.default_value:
                self._value(variable.default_value)
        stack: list[tuple[SelectionSetNode, int, bool]] = [(node.selection_set, 0, True)]
        while stack:
            selection_set, depth, top = stack.pop()
            for selection in selection_set.selections:
                self._directives(own, selection.directives)
                if isinstance(selection, FieldNode):
                    own.fields += 1
                    own.depth = max(own.depth, depth + 1)
                    if selection.alias:
                        own.aliases += 1
                    if top:
                        own.top_names.add((selection.alias or selection.name).value)
                    for argument in selection.arguments or ():
                        self._value(argument.value)
                    if selection.selection_set:
                        stack.append((selection.selection_set, depth + 1, False))
                elif isinstance(selection, FragmentSpreadNode):
                    own.spreads.append((selection.name.value, depth))
                    if top:
                        own.top_spreads.add(selection.name.value)
                elif isinstance(selection, InlineFragmentNode):  # stays at the level it is written at
                    stack.append((selection.selection_set, depth, top))
        return own

    def _directives(self, own: _Definition, directives: Iterable[DirectiveNode] | None) -> None:
        for directive in directives or ():
            own.directives += 1
            for argument in directive.arguments or ():
                self._value(argument.value)

    def _value(self, value: ValueNode) -> None:
        stack: list[tuple[ValueNode, int]] = [(value, 0)]
        while stack:
            node, depth = stack.pop()
            self._values += 1
            if isinstance(node, ListValueNode):
                depth += 1
                stack += [(item, depth) for item in node.values]
            elif isinstance(node, ObjectValueNode):
                depth += 1
                stack += [(item.value, depth) for item in node.fields]
            self._value_depth = max(self._value_depth, depth)

    def _sum_fragments(self, start: _Definition) -> None:
        """Fills `_sums` for each fragment that `start` reaches, the innermost first and without recursion.

        A spread that closes a cycle adds nothing here: validation refuses the cycle.
        """
        path: list[tuple[str | None, list[str]]] = [(None, [name for name, _ in start.spreads])]
        on_path: set[str] = set()
        while path:
            name, todo = path[-1]
            if todo:
                spread = todo.pop()
                fragment = self._fragments.get(spread)
                if fragment is not None and spread not in self._sums and spread not in on_path:
                    on_path.add(spread)
                    path.append((spread, [inner for inner, _ in fragment.spreads]))
            else:
                path.pop()
                if name is not None:
                    on_path.discard(name)
                    self._sums[name] = self._with_spreads(self._fragments[name])

    def _with_spreads(self, own: _Definition) -> _Definition:
        total = _Definition(own.depth, own.fields, own.aliases, own.directives)
        for name, depth in own.spreads:
            if spread := self._sums.get(name):
                total.depth = max(total.depth, depth + spread.depth)
                total.fields = min(MANY, total.fields + spread.fields)
                total.aliases = min(MANY, total.aliases + spread.aliases)
                total.directives = min(MANY, total.directives + spread.directives)
        return total

    def _top_names(self, start: _Definition) -> set[str]:
        names = set(start.top_names)
        seen = set(start.top_spreads)
        todo = list(seen)
        while todo:
            if fragment := self._fragments.get(todo.pop()):
                names |= fragment.top_names
                todo += fragment.top_spreads - seen
                seen |= fragment.top_spreads
        return {name for name in names if not name.startswith("__")}

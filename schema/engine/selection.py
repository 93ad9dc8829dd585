"""Selections: which fields are asked for, after fragments, `@skip` and `@include` (GraphQL, section 6.3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from schema.declare.scalars import bad_input

#: The fields asked for, by response key; more than one node where a key was written more than once.
Selected = dict[str, list[FieldNode]]


class Selections:
    """Collects fields with the fragments and variables of one operation."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]) -> None:
        self.fragments = fragments
        self.variables = variables

    def of(self, sets: Iterable[SelectionSetNode], *type_names: str) -> Selected:
        """The fields of the sets on an object whose type and interfaces are named."""
        found: Selected = {}
        visited: set[str] = set()
        for selection_set in sets:
            self._collect(selection_set, type_names, found, visited)
        return found

    def under(self, nodes: Iterable[FieldNode], *type_names: str) -> Selected:
        """The fields asked for below one response key."""
        return self.of((node.selection_set for node in nodes if node.selection_set), *type_names)

    def _collect(
        self, selection_set: SelectionSetNode, type_names: tuple[str, ...], found: Selected, visited: set[str]
    ) -> None:
        for selection in selection_set.selections:
            if selection.directives and not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or condition.name.value in type_names:
                    self._collect(selection.selection_set, type_names, found, visited)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
                visited.add(selection.name.value)
                fragment = self.fragments[selection.name.value]
                if fragment.type_condition.name.value in type_names:
                    self._collect(fragment.selection_set, type_names, found, visited)

    def _included(self, selection: Any) -> bool:
        for directive in selection.directives:
            name = directive.name.value
            if name in ("skip", "include") and self._truth(directive.arguments[0].value) is (name == "skip"):
                return False
        return True

    def _truth(self, node: ValueNode) -> bool:
        if isinstance(node, VariableNode):
            value = self.variables[node.name.value]
            if value is None:
                raise bad_input(f"`if` must not be null, and the variable ${node.name.value} is")
            return bool(value)
        return bool(node.value)  # type: ignore[attr-defined]  # validation lets only booleans through

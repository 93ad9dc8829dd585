"""Whether a question names what the viewer may not ask for: then it is refused as a whole, before any statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_operation_ast,
)
from graphql.execution.values import VariableValues, get_variable_values
from strawberry.utils.str_converters import to_camel_case

from schema.declare.catalog import CatalogType
from schema.declare.fields import ManyField, ToOneField
from tests.schema.engine.finds import searched
from tests.schema.engine.memory import World
from tests.schema.engine.reaching import may_ask


def is_refused(
    world: World,
    schema: GraphQLSchema,
    document: DocumentNode,
    variables: Mapping[str, Any],
    operation_name: str | None,
) -> bool:
    """Whether the selection, a filter, an order or a group leads to a type that needs a permission."""
    operation = get_operation_ast(document, operation_name)
    assert operation is not None
    values = get_variable_values(schema, operation.variable_definitions or (), dict(variables))
    assert isinstance(values, VariableValues), values
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    return _Walk(world, schema, values, fragments).root(operation)


@dataclass
class _Walk:
    world: World
    schema: GraphQLSchema
    values: VariableValues
    fragments: dict[str, FragmentDefinitionNode]

    def root(self, operation: OperationDefinitionNode) -> bool:
        catalog = self.world.catalog
        for node in self._fields([operation.selection_set], "Query"):
            name = node.name.value
            if name == "__typename":
                continue
            arguments = self._arguments(node, "Query")
            if name in ("node", "nodes"):
                for identifier in arguments["ids"] if name == "nodes" else [arguments["id"]]:
                    found = catalog.by_tag.get(identifier.rpartition("_")[0])
                    # A row that the viewer may not ask for is null, like one that is not there.
                    if found is not None and self._allowed(found) and self._object(found, node):
                        return True
                continue
            if name == "search":
                if self._search(node, arguments):
                    return True
                continue
            target = catalog.types[catalog.root_names[name].type_name]
            walk = self._connection if name in catalog.roots else self._to_one
            if walk(target, node, arguments):
                return True
        return False

    def _search(self, node: FieldNode, arguments: Mapping[str, Any]) -> bool:
        named = arguments.get("types") or ()
        if any(not self._allowed(kind) for kind in searched(self.world.catalog, named).values() if named):
            return True
        kinds = [kind for kind in searched(self.world.catalog, arguments.get("types")).values() if self._allowed(kind)]
        items = []
        for field in self._below(node, "SearchConnection"):
            if field.name.value == "nodes":
                items.append(field)
            elif field.name.value == "edges":
                items += [part for part in self._below(field, "SearchEdge") if part.name.value == "node"]
        return any(self._object(kind, item) for kind in kinds for item in items)

    def _allowed(self, target: CatalogType) -> bool:
        return may_ask(self.world.viewer, target)

    def _to_one(self, target: CatalogType, node: FieldNode, arguments: Mapping[str, Any]) -> bool:
        return not self._allowed(target) or self._object(target, node)

    def _object(self, catalog_type: CatalogType, node: FieldNode) -> bool:
        for field in self._below(node, catalog_type.name, "Node"):
            declaration = catalog_type.fields.get(field.name.value)
            if not isinstance(declaration, ToOneField | ManyField):
                continue
            target = self.world.catalog.target(catalog_type, declaration)
            walk = self._to_one if isinstance(declaration, ToOneField) else self._connection
            if walk(target, field, self._arguments(field, catalog_type.name)):
                return True
        return False

    def _connection(self, target: CatalogType, node: FieldNode, arguments: Mapping[str, Any]) -> bool:
        return (
            not self._allowed(target)
            or self._where(target, arguments.get("where") or {})
            or any(self._order(target, item) for item in arguments.get("orderBy") or ())
            or any(self._of_connection(target, field) for field in self._below(node, f"{target.name}Connection"))
        )

    def _of_connection(self, target: CatalogType, field: FieldNode) -> bool:
        match field.name.value:
            case "nodes":
                return self._object(target, field)
            case "edges":
                edges = self._below(field, f"{target.name}Edge")
                return any(self._object(target, edge) for edge in edges if edge.name.value == "node")
            case "groups":
                by = {to_camel_case(name.lower()) for name in self._arguments(field, f"{target.name}Connection")["by"]}
                if any(self._leads_away(target, name) for name in by):
                    return True
                return any(
                    self._to_one(self.world.catalog.target(target, target.fields[part.name.value]), part, {})
                    for part in self._below(field, f"{target.name}Group")
                    if part.name.value in by and isinstance(target.fields[part.name.value], ToOneField)
                )
            case _:
                return False

    def _leads_away(self, catalog_type: CatalogType, name: str) -> bool:
        declaration = catalog_type.fields[name]
        return isinstance(declaration, ToOneField) and not self._allowed(
            self.world.catalog.target(catalog_type, declaration)
        )

    def _where(self, catalog_type: CatalogType, where: Mapping[str, Any]) -> bool:
        for key, value in where.items():
            declaration = catalog_type.fields.get(key)
            inner: list[Any] = []
            target = catalog_type
            if isinstance(declaration, ToOneField):
                if self._leads_away(catalog_type, key):
                    return True
                inner, target = [value], self.world.catalog.target(catalog_type, declaration)
            elif isinstance(declaration, ManyField):
                target = self.world.catalog.target(catalog_type, declaration)
                if not self._allowed(target):
                    return True
                inner = list((value or {}).values())
            elif key in ("and", "or"):
                inner = value or []
            elif key == "not":
                inner = [value]
            if any(self._where(target, part) for part in inner if part is not None):
                return True
        return False

    def _order(self, catalog_type: CatalogType, item: Mapping[str, Any]) -> bool:
        ((key, value),) = item.items()
        declaration = catalog_type.fields.get(key)
        if not isinstance(declaration, ToOneField | ManyField):
            return False
        target = self.world.catalog.target(catalog_type, declaration)
        return not self._allowed(target) or (isinstance(declaration, ToOneField) and self._order(target, value))

    # -- selections

    def _arguments(self, node: FieldNode, type_name: str) -> dict[str, Any]:
        parent = self.schema.type_map[type_name]
        assert isinstance(parent, GraphQLObjectType)
        return get_argument_values(parent.fields[node.name.value], node, self.values)

    def _below(self, node: FieldNode, *names: str) -> Iterator[FieldNode]:
        return self._fields([node.selection_set] if node.selection_set else [], *names)

    def _fields(self, sets: list[SelectionSetNode], *names: str) -> Iterator[FieldNode]:
        for selection_set in sets:
            for selection in selection_set.selections:
                skipped = get_directive_values(GraphQLSkipDirective, selection, self.values)
                included = get_directive_values(GraphQLIncludeDirective, selection, self.values)
                if (skipped and skipped["if"]) or (included and not included["if"]):
                    continue
                if isinstance(selection, FieldNode):
                    yield selection
                    continue
                part: InlineFragmentNode | FragmentDefinitionNode
                if isinstance(selection, FragmentSpreadNode):
                    part = self.fragments[selection.name.value]
                else:
                    assert isinstance(selection, InlineFragmentNode)
                    part = selection
                if part.type_condition is None or part.type_condition.name.value in names:
                    yield from self._fields([part.selection_set], *names)

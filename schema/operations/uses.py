"""What of a schema an operation uses, as coordinates: `Place.name`, `Query.places(where:)`, `PlaceStatus.ACTIVE`."""

from __future__ import annotations

from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableDefinitionNode,
    Visitor,
    get_named_type,
    is_required_input_field,
    type_from_ast,
    visit,
)


def coordinates_of(document: DocumentNode, schema: GraphQLSchema, *, for_certain: bool = False) -> frozenset[str]:
    """The coordinates of all types, fields, arguments, values of enumerations and directives that a document uses.

    A variable may hold whatever its type permits, so it counts as a use of all fields and values of its type;
    ``for_certain`` counts only the fields that it cannot leave out. What is not in the schema is left out.
    """
    visitor = _Uses(schema, for_certain)
    visit(document, TypeInfoVisitor(visitor.info, visitor))
    return frozenset(visitor.found)


def has(schema: GraphQLSchema, coordinate: str) -> bool:
    """Whether a schema has the type, field, argument, value or directive of a coordinate."""
    name, _, argument = coordinate.removesuffix(":)").partition("(")
    if name.startswith("@"):
        directive = schema.get_directive(name[1:])
        return directive is not None and (not argument or argument in directive.args)
    type_name, _, member = name.partition(".")
    found = schema.get_type(type_name)
    if found is None or not member:
        return found is not None
    if isinstance(found, GraphQLEnumType):
        return member in found.values
    field = getattr(found, "fields", {}).get(member)
    return field is not None and (not argument or argument in field.args)


class _Uses(Visitor):
    def __init__(self, schema: GraphQLSchema, for_certain: bool) -> None:
        super().__init__()
        self.info = TypeInfo(schema)
        self.found: set[str] = set()
        self._schema = schema
        self._for_certain = for_certain

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent, field = self.info.get_parent_type(), self.info.get_field_def()
        if parent is None or field is None or node.name.value.startswith("__"):
            return
        name = f"{parent.name}.{node.name.value}"
        self.found |= {parent.name, name, get_named_type(field.type).name}
        self.found |= {f"{name}({argument.name.value}:)" for argument in node.arguments or ()}

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        name = f"@{node.name.value}"
        self.found.add(name)
        self.found |= {f"{name}({argument.name.value}:)" for argument in node.arguments or ()}

    def enter_object_value(self, *_: Any) -> None:
        found = self.info.get_input_type()
        if found is not None:
            self.found.add(get_named_type(found).name)

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        parent = self.info.get_parent_input_type()
        if parent is not None and self.info.get_input_type() is not None:
            self.found.add(f"{get_named_type(parent).name}.{node.name.value}")

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        given = self.info.get_input_type()
        found = None if given is None else get_named_type(given)
        if isinstance(found, GraphQLEnumType):
            self.found.add(f"{found.name}.{node.value}")

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
        if node.type_condition is not None:
            self.found.add(node.type_condition.name.value)

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: Any) -> None:
        self.found.add(node.type_condition.name.value)

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        found = type_from_ast(self._schema, node.type)
        waiting = [] if found is None else [get_named_type(found)]
        seen = set()
        while waiting:
            each = waiting.pop()
            if each.name in seen:
                continue
            seen.add(each.name)
            if isinstance(each, GraphQLEnumType):
                if not self._for_certain:
                    self.found |= {each.name, *(f"{each.name}.{value}" for value in each.values)}
                continue
            self.found.add(each.name)
            if isinstance(each, GraphQLInputObjectType):
                fields = {
                    name: field
                    for name, field in each.fields.items()
                    if not self._for_certain or is_required_input_field(field)
                }
                self.found |= {f"{each.name}.{name}" for name in fields}
                waiting += [get_named_type(field.type) for field in fields.values()]

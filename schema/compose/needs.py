"""What Python fields need of their own rows, held against the schema."""

from __future__ import annotations

from typing import Any

from graphql import (
    FieldNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    parse,
    validate,
    visit,
)

from schema.declare.catalog import Catalog
from schema.declare.errors import DeclarationError
from schema.declare.fields import PythonField


def refuse_needs(catalog: Catalog, schema: GraphQLSchema) -> None:
    """Raises ``DeclarationError`` for a Python field that needs what is not there, or what only Python can give."""
    for catalog_type in catalog.types.values():
        for name, declaration in catalog_type.fields.items():
            if not isinstance(declaration, PythonField):
                continue
            whose = f"{catalog_type.name}.{name} ({declaration.owner!r}) needs"
            fragment = f"fragment Needs on {catalog_type.name} {{ {declaration.needs} }}"
            try:
                document = parse(f"{{ node(id: 1) {{ ...Needs }} }} {fragment}")
            except GraphQLSyntaxError as error:
                raise DeclarationError(
                    f"{whose} {declaration.needs!r}, which is no selection: {error.message}"
                ) from error
            if errors := validate(schema, document):
                raise DeclarationError(f"{whose} what is not there: {errors[0].message}")
            visitor = _PythonFields(catalog, TypeInfo(schema))
            visit(document, TypeInfoVisitor(visitor.info, visitor))
            if visitor.found is not None:
                raise DeclarationError(
                    f"{whose} {visitor.found}, which is a Python field too; name what that one needs"
                )


class _PythonFields(Visitor):
    def __init__(self, catalog: Catalog, info: TypeInfo) -> None:
        super().__init__()
        self.catalog = catalog
        self.info = info
        self.found: str | None = None

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        parent = self.info.get_parent_type()
        catalog_type = self.catalog.types.get(parent.name) if parent is not None else None
        if catalog_type is not None and isinstance(catalog_type.fields.get(node.name.value), PythonField):
            self.found = f"{catalog_type.name}.{node.name.value}"

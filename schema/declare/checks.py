"""Declarations that name what is not there, or say too little: found when a schema is made, not when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from strawberry.utils.str_converters import to_camel_case
from tortoise.models import Model

from schema.declare.annotations import codec_of_annotation, strip_optional
from schema.declare.attribution import owner_of
from schema.declare.errors import DeclarationError
from schema.declare.fields import (
    ColumnField,
    ComputedField,
    FieldDeclaration,
    FilterField,
    IdOf,
    ManyField,
    PythonField,
    ToOneField,
    arguments_of,
)
from schema.declare.relations import column_of

if TYPE_CHECKING:
    from schema.declare.catalog import Catalog, CatalogType


def refuse_misfits(catalog: Catalog) -> None:
    """Raises ``DeclarationError`` for the first order, group, rule, type, input or description that does not fit.

    Columns and relations of fields are checked by the catalog itself.
    """
    for catalog_type in catalog.types.values():
        _check_type(catalog, catalog_type)
        for name, declaration in _all_fields(catalog_type):
            try:
                _check_field(catalog, catalog_type, declaration)
            except (LookupError, TypeError, DeclarationError) as error:
                said = error.message if isinstance(error, DeclarationError) else error
                raise DeclarationError(f"{catalog_type.name}.{name} ({declaration.owner!r}): {said}") from error
    for part in catalog.parts:
        for kind, declared in (("root field", part.roots), ("mutation", part.mutations)):
            for item in declared:
                if not item.description.strip():
                    raise DeclarationError(f"the {kind} {item.name!r} of {owner_of(part)!r} has no description")


def _all_fields(catalog_type: CatalogType) -> Iterator[tuple[str, FieldDeclaration]]:
    yield from catalog_type.fields.items()
    yield from catalog_type.filters.items()


def _check_type(catalog: Catalog, catalog_type: CatalogType) -> None:
    declaration = catalog_type.declaration
    whose = f"of the type {catalog_type.name} of {catalog_type.owner!r}"
    try:
        what = "order_by"
        _check_order(catalog_type.model, declaration.order_by)
        what = "follows"
        if declaration.follows is not None and catalog.relations.get(catalog_type.model, declaration.follows).to_many:
            raise LookupError(f"{declaration.follows!r} leads to many rows; a row follows one")
    except LookupError as error:
        raise DeclarationError(f"the {what} {whose}: {error.args[0]}") from error
    for attribute in declaration.group_by:
        if not isinstance(catalog_type.fields.get(to_camel_case(attribute)), ColumnField | ToOneField):
            raise DeclarationError(
                f"the group_by {whose} names {attribute!r}, which is no column or to-one relation of it"
            )


def _check_order(model: type[Model], order: tuple[str, ...]) -> None:
    for name in order:
        column_of(model, name.removeprefix("-"))


def _check_field(catalog: Catalog, catalog_type: CatalogType, declaration: FieldDeclaration) -> None:
    if isinstance(declaration, ManyField):
        _check_order(catalog.target(catalog_type, declaration).model, declaration.order_by)
    elif isinstance(declaration, ComputedField | PythonField):
        arguments_of(declaration.function)
        if getattr(strip_optional(declaration.returns)[0], "__linli_value__", None) is None:
            codec_of_annotation(declaration.returns)
    elif isinstance(declaration, FilterField):
        _check_input(catalog, declaration.input)


def _check_input(catalog: Catalog, given: Any) -> None:
    inner, _ = strip_optional(given)
    if isinstance(inner, IdOf):
        if inner.type_name not in catalog.types:
            raise DeclarationError(f"takes the id of {inner.type_name}, which no part declares")
    elif not hasattr(inner, "__strawberry_definition__"):
        codec_of_annotation(inner)

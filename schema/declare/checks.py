"""Declarations that name what is not there, or say too little: found when a schema is made, not when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, get_args, get_origin

from strawberry import ID
from strawberry.utils.str_converters import to_camel_case
from tortoise.models import Model

from core.optional import strip_optional
from schema.declare.aggregates import refuse_unusable_aggregates
from schema.declare.annotations import codec_of_annotation
from schema.declare.attribution import owner_of
from schema.declare.described import deprecation_of
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
from schema.declare.inputs import InputType, fields_of
from schema.declare.relations import column_of
from schema.declare.roots import CalledRoot, CompiledRoot, Mutation, RootConnection, Subscription
from schema.declare.scalars import STRING, Codec

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
    _check_deprecations(catalog)
    for root in catalog.called_roots.values():
        try:
            _check_called(catalog, root)
        except DeclarationError as error:
            raise DeclarationError(f"the root field {root.name!r} of {root.owner!r} {error.message}") from error
    for part in catalog.parts:
        declared_roots: list[tuple[str, Sequence[RootConnection | CalledRoot | Mutation | Subscription]]] = [
            ("root field", [*part.roots, *part.called_roots]),
            ("mutation", part.mutations),
            ("subscription", part.subscriptions),
        ]
        for kind, declared in declared_roots:
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
    refuse_unusable_aggregates(catalog, catalog_type)


def _check_order(model: type[Model], order: tuple[str, ...]) -> None:
    for name in order:
        column_of(model, name.removeprefix("-"))


def _check_field(catalog: Catalog, catalog_type: CatalogType, declaration: FieldDeclaration) -> None:
    if isinstance(declaration, ManyField):
        _check_order(catalog.target(catalog_type, declaration).model, declaration.order_by)
    elif isinstance(declaration, ComputedField | PythonField):
        arguments_of(declaration.function)
        value = getattr(strip_optional(declaration.returns)[0], "__linli_value__", None)
        # What the database gives is flat; only root fields that Python answers hold objects in objects.
        for hint in [declaration.returns] if value is None else [hint for hint, _ in value.fields.values()]:
            codec_of_annotation(hint)
        _check_mask(declaration, None if value is not None else codec_of_annotation(declaration.returns)[0])
    elif isinstance(declaration, ColumnField):
        _check_mask(declaration, catalog.column(catalog_type, declaration.attribute)[1])
    elif isinstance(declaration, FilterField):
        _check_input(catalog, declaration.input)


def _check_mask(declaration: FieldDeclaration, codec: Codec | None) -> None:
    if declaration.private is not None and declaration.private.mask is not None and codec is not STRING:
        raise DeclarationError("has a mask, which is for texts; without one the field is null to others")


def _check_called(catalog: Catalog, root: CalledRoot) -> None:
    for argument in root.arguments.values():
        _check_input(catalog, argument.kind)
    _check_value(catalog, root.returns)


def _check_value(catalog: Catalog, cls: Any) -> None:
    value = getattr(cls, "__linli_value__", None)
    if value is None or value.name not in catalog.values:
        raise DeclarationError(f"gives {cls!r}, which is not among the values of a part")
    for hint, _ in value.fields.values():
        inner, _ = strip_optional(hint)
        if get_origin(inner) is list:
            inner = get_args(inner)[0]
        if hasattr(inner, "__linli_value__"):
            _check_value(catalog, inner)
        elif inner is not ID:
            codec_of_annotation(inner)


def _check_input(catalog: Catalog, given: Any) -> None:
    inner, _ = strip_optional(given)
    if isinstance(inner, IdOf):
        if inner.type_name not in catalog.types:
            raise DeclarationError(f"takes the id of {inner.type_name}, which no part declares")
    elif not hasattr(inner, "__strawberry_definition__"):
        codec_of_annotation(inner)


def _check_deprecations(catalog: Catalog) -> None:
    for where, owner, reason, required in _deprecations(catalog):
        if reason is not None and not reason.strip():
            raise DeclarationError(f"{where} of {owner!r} is deprecated without a reason; say what to use in its place")
        if reason is not None and required:
            raise DeclarationError(
                f"{where} of {owner!r} is deprecated and must be given; give it a default, so that clients can leave it"
            )


def _deprecations(catalog: Catalog) -> Iterator[tuple[str, str, str | None, bool]]:
    """Whatever may be deprecated: where it is, its owner, the reason, and whether it must be given."""
    for catalog_type in catalog.types.values():
        for key, declaration in (*_all_fields(catalog_type), *catalog_type.orders.items()):
            where = f"{catalog_type.name}.{key}"
            yield where, declaration.owner, declaration.deprecated, False
            if isinstance(declaration, ComputedField | PythonField):
                for argument in arguments_of(declaration.function):
                    told = f"the argument {where}({to_camel_case(argument.name)}:)"
                    yield told, declaration.owner, argument.deprecated, argument.required
    for value in catalog.values.values():
        for name, (_, description) in value.fields.items():
            yield f"{value.name}.{to_camel_case(name)}", value.owner, deprecation_of(description), False
    roots: tuple[RootConnection | CompiledRoot | CalledRoot, ...] = (
        *catalog.roots.values(),
        *catalog.compiled_roots.values(),
        *catalog.called_roots.values(),
    )
    for root in roots:
        yield f"the root field {root.name}", root.owner, root.deprecated, False
    for called in catalog.called_roots.values():
        for name, given in called.arguments.items():
            yield f"the argument {called.name}({name}:)", called.owner, given.deprecated, given.required
    for mutation in catalog.mutations.values():
        yield f"the mutation {mutation.name}", mutation.owner, mutation.deprecated, False
        for where, reason, required in _of_input(mutation.input):
            yield where, mutation.owner, reason, required


def _of_input(declared: InputType) -> Iterator[tuple[str, str | None, bool]]:
    for field in fields_of(declared):
        yield f"the field {declared.name}.{field.name}", field.deprecated, field.required
        if field.nested is not None:
            yield from _of_input(field.nested)

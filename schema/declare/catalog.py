"""The catalog: the declarations of all parts joined, checked, and resolved against the models."""

from __future__ import annotations

import datetime
import decimal
import enum
import re
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from strawberry.utils.str_converters import to_camel_case
from tortoise import fields as tortoise_fields
from tortoise.models import Model

from schema.declare import scalars
from schema.declare.fields import (
    ColumnField,
    ComputedField,
    FieldDeclaration,
    FilterField,
    ManyField,
    OrderField,
    ToOneField,
    ValuesField,
)
from schema.declare.relations import RelationMap, column_of, models_in
from schema.declare.roots import CompiledRoot, Mutation, Part, RootConnection
from schema.declare.scalars import Codec, EnumCodec, UuidCodec
from schema.declare.types import Extension, TypeDeclaration, ValueType


class DeclarationError(Exception):
    """Declarations that do not fit together. The message names the owners and what to change."""


_CODECS: tuple[tuple[type, Codec], ...] = (
    (tortoise_fields.BigIntField, scalars.BIG_INT),
    (tortoise_fields.IntField, scalars.INT),
    (tortoise_fields.SmallIntField, scalars.INT),
    (tortoise_fields.FloatField, scalars.FLOAT),
    (tortoise_fields.BooleanField, scalars.BOOLEAN),
    (tortoise_fields.DecimalField, scalars.DECIMAL),
    (tortoise_fields.DatetimeField, scalars.DATE_TIME),
    (tortoise_fields.DateField, scalars.DATE),
    (tortoise_fields.JSONField, scalars.JSON),
    (tortoise_fields.CharField, scalars.STRING),
    (tortoise_fields.TextField, scalars.STRING),
)

_PYTHON_CODECS: dict[Any, Codec] = {
    str: scalars.STRING,
    int: scalars.INT,
    float: scalars.FLOAT,
    bool: scalars.BOOLEAN,
    decimal.Decimal: scalars.DECIMAL,
    datetime.datetime: scalars.DATE_TIME,
    datetime.date: scalars.DATE,
}

_enum_codecs: dict[type[enum.Enum], EnumCodec] = {}


def codec_of_enum(choices: type[enum.Enum]) -> EnumCodec:
    """The one codec of an enumeration."""
    return _enum_codecs.setdefault(choices, EnumCodec(choices))


def codec_of_annotation(annotation: Any) -> tuple[Codec, bool]:
    """The codec of a Python type and whether it admits None. Raises ``DeclarationError`` for a type without one."""
    inner, nullable = strip_optional(annotation)
    if isinstance(inner, type) and issubclass(inner, enum.Enum):
        return codec_of_enum(inner), nullable
    codec = _PYTHON_CODECS.get(inner)
    if codec is None:
        raise DeclarationError(f"{annotation!r} is not a type that the database can give")
    return codec, nullable


def strip_optional(annotation: Any) -> tuple[Any, bool]:
    """``X | None`` as (X, True), anything else as (itself, False)."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        inner = [part for part in typing.get_args(annotation) if part is not type(None)]
        if len(inner) == 1:
            return inner[0], True
    return annotation, False


@dataclass
class CatalogType:
    """A type of the catalog: its declaration with every contributor's fields, by GraphQL name."""

    declaration: TypeDeclaration
    id_codec: UuidCodec
    fields: dict[str, FieldDeclaration] = field(default_factory=dict)
    filters: dict[str, FilterField] = field(default_factory=dict)
    orders: dict[str, OrderField] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The GraphQL name."""
        return self.declaration.name

    @property
    def model(self) -> type[Model]:
        """The model."""
        return self.declaration.model

    @property
    def tag(self) -> str:
        """The tag that starts the global ids."""
        return self.declaration.tag

    @property
    def restricted(self) -> bool:
        """Whether some viewers do not see some rows."""
        declaration = self.declaration
        return bool(declaration.rule or declaration.follows or declaration.requires)


class Catalog:
    """All declared types of one schema, and what follows from them. Immutable once made."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = list(parts)
        self.types: dict[str, CatalogType] = {}
        self.by_model: dict[type[Model], CatalogType] = {}
        self.by_tag: dict[str, CatalogType] = {}
        self.values: dict[str, ValueType] = {}
        self.roots: dict[str, RootConnection] = {}
        self.root_names: dict[str, RootConnection] = {}
        self.compiled_roots: dict[str, CompiledRoot] = {}
        self.mutations: dict[str, Mutation] = {}
        self.relations = RelationMap(models_in(m for part in self.parts for m in part.models))
        for part in self.parts:
            for cls in part.types:
                self._add_type(cls.__linli_type__)  # type: ignore[attr-defined]  # set by model_type
            for cls in part.values:
                value: ValueType = cls.__linli_value__  # type: ignore[attr-defined]  # set by value_type
                self.values[value.name] = value
        for part in self.parts:
            for cls in part.extensions:
                self._extend(cls.__linli_extension__)  # type: ignore[attr-defined]  # set by extends
            for root in part.roots:
                for name in (root.name, root.single):
                    if name in self.compiled_roots:
                        self._claim(self.compiled_roots, name, root, "root field")
                    self._claim(self.root_names, name, root, "root field")
                self.roots[root.name] = root
            for compiled in part.compiled_roots:
                self._claim(self.compiled_roots, compiled.name, compiled, "root field")
            for mutation in part.mutations:
                self._claim(self.mutations, mutation.name, mutation, "mutation")
        self._check()

    def _claim(self, known: dict[str, Any], name: str, item: Any, kind: str) -> None:
        if name in known:
            raise DeclarationError(
                f"the {kind} {name!r} is claimed by {known[name].owner!r} and by {item.owner!r}; "
                "one of them must choose another name"
            )
        known[name] = item

    def _add_type(self, declaration: TypeDeclaration) -> None:
        for other in self.types.values():
            if other.name == declaration.name or other.tag == declaration.tag:
                what = "name" if other.name == declaration.name else f"tag {declaration.tag!r}"
                raise DeclarationError(
                    f"the {what} of the type {declaration.name} ({declaration.owner!r}) is already taken by "
                    f"{other.name} ({other.declaration.owner!r}); one of them must choose another"
                )
        catalog_type = CatalogType(declaration, UuidCodec(declaration.tag))
        self.types[declaration.name] = catalog_type
        self.by_model[declaration.model] = catalog_type
        self.by_tag[declaration.tag] = catalog_type
        self._add_fields(catalog_type, declaration.fields)

    def _extend(self, extension: Extension) -> None:
        target = self.types.get(extension.target)
        if target is None:
            raise DeclarationError(
                f"{extension.where} ({extension.owner!r}) extends {extension.target}, which no part declares"
            )
        self._add_fields(target, extension.fields)

    def _add_fields(self, target: CatalogType, declared: dict[str, FieldDeclaration]) -> None:
        for declaration in declared.values():
            name = to_camel_case(declaration.name)
            kind: dict[str, Any] = target.fields
            if isinstance(declaration, FilterField):
                kind = target.filters
            elif isinstance(declaration, OrderField):
                kind = target.orders
            known = kind.get(name)
            if known is not None or name == "id":
                owner = known.owner if known is not None else "core"
                raise DeclarationError(
                    f"{target.name}.{name} is claimed by {owner!r} and by {declaration.owner!r}; "
                    "rename the field in one of them"
                )
            kind[name] = declaration

    def _check(self) -> None:
        for catalog_type in self.types.values():
            for name, declaration in catalog_type.fields.items():
                try:
                    if isinstance(declaration, ColumnField):
                        self.column(catalog_type, declaration.attribute)
                    elif isinstance(declaration, ToOneField | ManyField | ValuesField):
                        self.target(catalog_type, declaration)
                except LookupError as error:
                    raise DeclarationError(f"{catalog_type.name}.{name} ({declaration.owner!r}): {error}") from error

    def column(self, catalog_type: CatalogType, attribute: str) -> tuple[str, Codec, bool]:
        """The database column of an attribute, its codec and whether it admits null."""
        return self.model_column(catalog_type.model, attribute)

    def model_column(self, model: type[Model], attribute: str) -> tuple[str, Codec, bool]:
        """`column` for a model that need not be a declared type."""
        column = column_of(model, attribute)
        tortoise_field = model._meta.fields_map.get(attribute)
        if tortoise_field is None:
            raise LookupError(f"{model.__name__}.{attribute} is the column of a relation; declare the relation")
        if isinstance(tortoise_field, tortoise_fields.UUIDField):
            declared = self.by_model.get(model)
            if declared is None or attribute != model._meta.pk_attr:
                raise LookupError(f"{model.__name__}.{attribute} is a UUID that is nobody's key")
            return column, declared.id_codec, bool(tortoise_field.null)
        choices = getattr(tortoise_field, "enum_type", None)
        if choices is not None:
            return column, codec_of_enum(choices), bool(tortoise_field.null)
        for kind, codec in _CODECS:
            if isinstance(tortoise_field, kind):
                return column, codec, bool(tortoise_field.null)
        raise LookupError(f"{model.__name__}.{attribute} has a type that no codec knows")

    def returned_codec(self, declaration: ComputedField) -> Codec:
        """The codec of a computed field's type."""
        return codec_of_annotation(declaration.returns)[0]

    def target(self, catalog_type: CatalogType, declaration: FieldDeclaration) -> CatalogType:
        """The declared type that a relation's field leads to."""
        assert isinstance(declaration, ToOneField | ManyField | ValuesField)
        model = catalog_type.model
        steps = declaration.relation.split(".")
        if isinstance(declaration, ValuesField):
            steps = steps[:-1]
        for step in steps:
            model = self.relations.get(model, step).target
        if isinstance(declaration, ValuesField):
            return self.by_model.get(model, catalog_type)
        target = self.by_model.get(model)
        if target is None:
            raise LookupError(f"no type is declared over {model.__name__}")
        named = _named(declaration.annotation)
        if named != target.name:
            raise LookupError(f"is annotated as {named}, and its relation leads to {target.name}")
        return target


def _named(annotation: Any) -> str:
    """The type's name in an annotation such as ``Area | None`` or ``Connection["Activity"]``."""
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    names = [
        name for name in re.findall(r"[A-Za-z_][A-Za-z_0-9]*", text) if name not in ("Connection", "None", "Optional")
    ]
    return names[-1] if names else text

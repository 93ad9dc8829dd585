"""The catalog: the declarations of all parts joined, checked, and resolved against the models."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pypika_tortoise.terms import Criterion
from strawberry.utils.str_converters import to_camel_case
from tortoise import fields as tortoise_fields
from tortoise.models import Model

from core.access import Viewer
from core.optional import strip_optional
from core.plugins.contributions import SchemaPart
from core.plugins.validation import CORE_NAME
from schema.declare import scalars
from schema.declare.annotations import (
    codec_of_annotation,
    codec_of_argument,
    codec_of_enum,
)
from schema.declare.attribution import attributed, attributed_fields, owner_of
from schema.declare.checks import refuse_misfits
from schema.declare.claims import FieldKeys, refuse_clashes
from schema.declare.defects import naming, term_of
from schema.declare.errors import DeclarationError, clash
from schema.declare.fields import (
    ColumnField,
    ComputedField,
    FieldDeclaration,
    FilterField,
    ManyField,
    OrderField,
    ToOneField,
    TranslatedField,
    ValuesField,
)
from schema.declare.placement import Placement, Ties, placement_of, ties_of
from schema.declare.private import Private
from schema.declare.relations import RelationMap, column_of, models_in
from schema.declare.roots import CalledRoot, CompiledRoot, Mutation, Part, RootConnection, Subscription
from schema.declare.rows import Row
from schema.declare.scalars import Codec, UuidCodec
from schema.declare.types import Extension, RowRule, TypeDeclaration, ValueType
from schema.names import CHANGES

__all__ = [
    "Catalog",
    "CatalogType",
    "DeclarationError",
    "codec_of_annotation",
    "codec_of_argument",
    "codec_of_enum",
    "strip_optional",
]


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

#: Something that has an owner.
Owned = TypeVar("Owned", bound=Any)


@dataclass
class CatalogType:
    """A type of the catalog: its declaration with every contributor's fields, by GraphQL name."""

    declaration: TypeDeclaration
    id_codec: UuidCodec
    fields: dict[str, FieldDeclaration] = field(default_factory=dict)
    filters: dict[str, FilterField] = field(default_factory=dict)
    orders: dict[str, OrderField] = field(default_factory=dict)
    narrowings: list[tuple[str, RowRule]] = field(default_factory=list)
    placement: Placement = field(default_factory=Placement)
    ties: Ties = field(default_factory=Ties)

    @property
    def name(self) -> str:
        """The GraphQL name."""
        return self.declaration.name

    @property
    def owner(self) -> str:
        """Who declared the type."""
        return self.declaration.owner

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
        return bool(declaration.rule or declaration.follows or declaration.requires or self.narrowings)

    def open_to(self, viewer: Viewer) -> bool:
        """Whether the viewer may name the type in a question at all: some rows may be there for them to see."""
        requires = self.declaration.requires
        if requires is None or viewer.may_somewhere(requires):
            return True
        return bool(self.ties.own) and viewer.person_id is not None

    def private(self, attribute: str) -> Private | None:
        """How a column of the model is kept private, if it is: also the English one of a translated field."""
        for declaration in self.fields.values():
            if declaration.private is not None and isinstance(declaration, ColumnField):
                own = declaration.attribute
                if attribute == own or (isinstance(declaration, TranslatedField) and attribute == f"{own}_en"):
                    return declaration.private
        return None

    def rules(self, row: Row, viewer: Viewer) -> Iterator[tuple[str, Criterion]]:
        """What must hold of a row that the viewer sees, and who says so: the owner's rule, everybody's narrowings."""
        own = self.declaration.rule
        for owner, rule in (*([(self.owner, own)] if own is not None else []), *self.narrowings):
            what = f"the {'rule' if rule is own else 'narrowing'} of {self.name}"
            with naming(what, owner):
                criterion = rule(row, viewer)
            if criterion is not None:
                yield owner, term_of(criterion, what, owner)


class Catalog:
    """All declared types of one schema, and what follows from them. Immutable once made."""

    def __init__(self, parts: Iterable[SchemaPart]) -> None:
        self.parts = [_as_part(part) for part in parts]
        self.types: dict[str, CatalogType] = {}
        self.by_model: dict[type[Model], CatalogType] = {}
        self.by_tag: dict[str, CatalogType] = {}
        self.values: dict[str, ValueType] = {}
        self.roots: dict[str, RootConnection] = {}
        self.root_names: dict[str, RootConnection] = {}
        self.compiled_roots: dict[str, CompiledRoot] = {}
        self.called_roots: dict[str, CalledRoot] = {}
        self.mutations: dict[str, Mutation] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self._root_owners = dict.fromkeys(("node", "nodes", CHANGES.root), CORE_NAME)
        self._mutation_owners: dict[str, str] = {}
        self._subscription_owners: dict[str, str] = {}
        self.relations = RelationMap(models_in(m for part in self.parts for m in part.models))
        self._keys: dict[str, FieldKeys] = {}
        for part in self.parts:
            self._add_types(part)
        for part in self.parts:
            self._add_roots(part)
            for cls in part.extensions:
                self._extend(cls.__linli_extension__, part)  # type: ignore[attr-defined]  # set by extends
            for narrowing in part.narrowings:
                self._known(narrowing.type_name, f"{owner_of(part)!r} narrows").narrowings.append(
                    (owner_of(part), narrowing.rule)
                )
        self._check()
        refuse_misfits(self)
        refuse_clashes(self)

    def only(self, owners: Collection[str]) -> Catalog:
        """The catalog of some of the owners, who must be without need of the others. Its parts are still all."""
        found = copy(self)
        found.types = {
            name: replace(
                each,
                fields=_of(owners, each.fields),
                filters=_of(owners, each.filters),
                orders=_of(owners, each.orders),
                narrowings=[(owner, rule) for owner, rule in each.narrowings if owner in owners],
            )
            for name, each in self.types.items()
            if each.owner in owners
        }
        found.by_model = {each.model: each for each in found.types.values()}
        found.by_tag = {each.tag: each for each in found.types.values()}
        found.values = _of(owners, self.values)
        found.roots = _of(owners, self.roots)
        found.root_names = _of(owners, self.root_names)
        found.compiled_roots = _of(owners, self.compiled_roots)
        found.called_roots = _of(owners, self.called_roots)
        found.mutations = _of(owners, self.mutations)
        found.subscriptions = _of(owners, self.subscriptions)
        return found

    def _add_types(self, part: Part) -> None:
        for cls in part.types:
            self._add_type(cls.__linli_type__, part)  # type: ignore[attr-defined]  # set by model_type
        for cls in part.values:
            value: ValueType = attributed(cls.__linli_value__, part)  # type: ignore[attr-defined]  # set by value_type
            if value.name in self.values:
                raise clash(f"the type {value.name}", self.values[value.name].owner, value.owner, "the type")
            self.values[value.name] = value

    def _add_roots(self, part: Part) -> None:
        for declared_root in part.roots:
            root = attributed(declared_root, part)
            for name in (root.name, root.single):
                self._claim(self._root_owners, name, root.owner, "root field")
                self.root_names[name] = root
            self.roots[root.name] = root
        for declared_compiled in part.compiled_roots:
            compiled = attributed(declared_compiled, part)
            self._claim(self._root_owners, compiled.name, compiled.owner, "root field")
            self.compiled_roots[compiled.name] = compiled
        for declared_called in part.called_roots:
            called = attributed(declared_called, part)
            self._claim(self._root_owners, called.name, called.owner, "root field")
            self.called_roots[called.name] = called
        for declared_mutation in part.mutations:
            mutation = attributed(declared_mutation, part)
            self._claim(self._mutation_owners, mutation.name, mutation.owner, "mutation")
            self.mutations[mutation.name] = mutation
        for declared_subscription in part.subscriptions:
            subscription = attributed(declared_subscription, part)
            self._claim(self._subscription_owners, subscription.name, subscription.owner, "subscription")
            self.subscriptions[subscription.name] = subscription

    @staticmethod
    def _claim(owners: dict[str, str], name: str, owner: str, kind: str) -> None:
        if name in owners:
            raise clash(f"the {kind} {name!r}", owners[name], owner, f"the {kind}")
        owners[name] = owner

    def _known(self, name: str, who: str) -> CatalogType:
        found = self.types.get(name)
        if found is None:
            raise DeclarationError(f"{who} {name}, which no part declares")
        return found

    def _add_type(self, declared: TypeDeclaration, part: Part) -> None:
        declaration = attributed(declared, part)
        for other in self.types.values():
            theirs = other.declaration
            if other.name == declaration.name:
                raise clash(f"the type {other.name}", theirs.owner, declaration.owner, "the type")
            if other.tag == declaration.tag:
                what = f"the tag {other.tag!r} of ids, of the types {other.name} and {declaration.name},"
                raise clash(what, theirs.owner, declaration.owner, "the tag")
            if other.model is declaration.model:
                raise DeclarationError(
                    f"the model {other.model.__name__} has the type {other.name} of {theirs.owner!r} and the type "
                    f"{declaration.name} of {declaration.owner!r}; write @extends({other.name}) in place of the second"
                )
        fields = attributed_fields(declaration.fields, part, declared.since)
        catalog_type = CatalogType(replace(declaration, fields=fields), UuidCodec(declaration.tag))
        self.types[declaration.name] = catalog_type
        self.by_model[declaration.model] = catalog_type
        self.by_tag[declaration.tag] = catalog_type
        self._keys[declaration.name] = FieldKeys(declaration.name)
        self._add_fields(catalog_type, fields)

    def _extend(self, extension: Extension, part: Part) -> None:
        target = self._known(extension.target, f"{extension.where} of {owner_of(part)!r} extends")
        self._add_fields(target, attributed_fields(extension.fields, part, extension.since))

    def _add_fields(self, target: CatalogType, declared: dict[str, FieldDeclaration]) -> None:
        for declaration in declared.values():
            name = to_camel_case(declaration.name)
            self._keys[target.name].claim(name, declaration)
            if isinstance(declaration, FilterField):
                target.filters[name] = declaration
            elif isinstance(declaration, OrderField):
                target.orders[name] = declaration
            else:
                target.fields[name] = declaration

    def _check(self) -> None:
        for catalog_type in self.types.values():
            catalog_type.placement = self._placement(catalog_type)
            catalog_type.ties = self._ties(catalog_type)
            for name, declaration in catalog_type.fields.items():
                try:
                    if isinstance(declaration, ColumnField):
                        self.column(catalog_type, declaration.attribute)
                        if isinstance(declaration, TranslatedField):
                            self.column(catalog_type, f"{declaration.attribute}_en")
                    elif isinstance(declaration, ToOneField | ManyField | ValuesField):
                        self.target(catalog_type, declaration)
                except LookupError as error:
                    raise DeclarationError(f"{catalog_type.name}.{name} ({declaration.owner!r}): {error}") from error

    def _placement(self, catalog_type: CatalogType) -> Placement:
        declared = catalog_type.declaration.area
        whose = f"the type {catalog_type.name} of {catalog_type.owner!r}"
        if declared is None:
            raise DeclarationError(
                f'{whose} does not say how its rows belong to an area; give it a path, as in area="place.area", '
                "or area=CITY_WIDE where they belong to none"
            )
        try:
            return placement_of(declared, catalog_type.model, self.relations)
        except LookupError as error:
            raise DeclarationError(f"the area of {whose}: {error}") from error

    def _ties(self, catalog_type: CatalogType) -> Ties:
        declared = catalog_type.declaration
        whose = f"the type {catalog_type.name} of {catalog_type.owner!r}"
        if declared.own and declared.requires is None:
            raise DeclarationError(f"{whose} has `own` without `requires`: everybody may ask for its rows already")
        try:
            return ties_of(declared.organization, declared.place, declared.own, catalog_type.model, self.relations)
        except LookupError as error:
            raise DeclarationError(f"the ties of {whose}: {error}") from error

    def column(self, catalog_type: CatalogType, attribute: str) -> tuple[str, Codec, bool]:
        """The database column of an attribute, its codec and whether it admits null."""
        return self.model_column(catalog_type.model, attribute)

    def model_column(self, model: type[Model], attribute: str) -> tuple[str, Codec, bool]:
        """`column` for a model that need not be a declared type."""
        column = column_of(model, attribute)
        tortoise_field = model._meta.fields_map.get(attribute)
        # Tortoise adds the columns of relations to the fields when it is set up.
        if tortoise_field is None or tortoise_field.reference is not None:
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


def _as_part(part: SchemaPart) -> Part:
    """The part of a plugin that has no hook for one, and only narrows types of others."""
    if isinstance(part, Part):
        return part
    return Part(owner=part.owner, models=part.models, narrowings=part.narrowings)


def _of(owners: Collection[str], declared: dict[str, Owned]) -> dict[str, Owned]:
    return {name: each for name, each in declared.items() if each.owner in owners}


def _named(annotation: Any) -> str:
    """The type's name in an annotation such as ``Area | None`` or ``Connection["Activity"]``."""
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    names = [
        name for name in re.findall(r"[A-Za-z_][A-Za-z_0-9]*", text) if name not in ("Connection", "None", "Optional")
    ]
    return names[-1] if names else text

"""Names of one schema that two declarations claim, found before Strawberry sees any of them.

Compared are the names that clients see: after camelCase, and with those that are generated around a type.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import astuple
from typing import TYPE_CHECKING, Any, get_args, get_origin

from graphql import specified_scalar_types
from strawberry.utils.str_converters import to_camel_case

from core.optional import strip_optional
from core.plugins.validation import CORE_NAME
from schema.declare.errors import DeclarationError, clash
from schema.declare.fields import (
    ColumnField,
    ComputedField,
    FieldDeclaration,
    FilterField,
    ManyField,
    OrderField,
    PythonField,
    ToOneField,
    TranslatedField,
    ValuesField,
    arguments_of,
)
from schema.declare.inputs import IDEMPOTENCY_KEY, InputType, fields_of
from schema.declare.languages import Language
from schema.declare.roots import Gives, Mutation, RootConnection, Subscription
from schema.names import CHANGES, NODE_INTERFACE, USER_ERROR, constant_name, type_names

if TYPE_CHECKING:
    from schema.declare.catalog import Catalog, CatalogType

_SHARED = (
    *("Query", "Mutation", "Subscription", NODE_INTERFACE, "PageInfo", USER_ERROR, "CountOrder", "OrderDirection"),
    *(CHANGES.page, CHANGES.item, CHANGES.type),
)
_SCALARS = (*specified_scalar_types, "BigInt", "JSON", "DateTime", "Date", "Decimal")
_PAGE_ARGUMENTS = ("first", "after", "last", "before", "where", "orderBy")
_NAME = re.compile(r"(?!__)[_A-Za-z][_0-9A-Za-z]*")
_EVENT = re.compile(r"[a-z0-9_]+\.[a-z0-9_.]*\*?")

#: The fields of what a subscription sends, beside the row.
EVENT_FIELDS = ("event", "at", "cursor")


def payload_name(root: Mutation | Subscription) -> str:
    """The name of the type of a mutation's answer, or of what a subscription sends."""
    return f"{root.name[0].upper()}{root.name[1:]}Payload"


class FieldKeys:
    """The keys of a type's object, ``where`` and ``orderBy``, with who claims each."""

    def __init__(self, type_name: str) -> None:
        self._names = type_names(type_name)
        self._type_name = type_name
        self._fields = {"id": CORE_NAME}
        self._filters = dict.fromkeys(("id", "and", "or", "not"), CORE_NAME)
        self._orders = {"id": CORE_NAME}

    def claim(self, name: str, declaration: FieldDeclaration) -> None:
        """Claim the keys that a declaration makes. Raises ``DeclarationError`` for one that is taken."""
        owner = declaration.owner
        if not _NAME.fullmatch(name):
            raise DeclarationError(
                f"{self._type_name}.{name} of {owner!r} is no name in GraphQL; use letters and digits"
            )
        if not isinstance(declaration, FilterField | OrderField):
            self._take(self._fields, self._type_name, name, owner, "the field")
        if _filters(declaration):
            self._take(self._filters, f"the filter {self._names.where}", name, owner, "the filter or field")
        if _orders(declaration):
            self._take(self._orders, f"the order {self._names.order}", name, owner, "the order or field")

    @staticmethod
    def _take(known: dict[str, str], where: str, name: str, owner: str, rename: str) -> None:
        if name in known:
            raise clash(f"{where}.{name}", known[name], owner, rename)
        known[name] = owner


def _filters(declaration: FieldDeclaration) -> bool:
    if isinstance(declaration, ColumnField | ComputedField):
        return declaration.filterable
    return isinstance(declaration, FilterField | ToOneField | ManyField | ValuesField)


def _orders(declaration: FieldDeclaration) -> bool:
    if isinstance(declaration, ColumnField | ComputedField):
        return declaration.orderable
    return isinstance(declaration, OrderField | ToOneField | ManyField)


class TypeNames:
    """Every name of a GraphQL type in one schema, with who claims it for what."""

    def __init__(self) -> None:
        self._claims: dict[str, tuple[str, str, object]] = {}
        self._constants: dict[str, tuple[str, str]] = {}
        for name in {*_SHARED, *_SCALARS}:
            self.claim(name, CORE_NAME, "the platform's own type", object())
        for name in dict.fromkeys(_SCALARS):
            self._claim_comparisons(name, CORE_NAME, f"scalar {name}", object())

    def claim(self, name: str, owner: str, what: str, identity: object) -> None:
        """Claim a name for ``identity``. Raises ``DeclarationError`` if it was claimed for something else."""
        if not _NAME.fullmatch(name):
            raise DeclarationError(f"{name!r} ({what} of {owner!r}) is no name of a type in GraphQL")
        other, other_what, known = self._claims.setdefault(name, (owner, what, identity))
        if known is identity or (type(known) is InputType and known == identity):
            return
        if isinstance(known, enum.EnumType) and isinstance(identity, enum.EnumType):
            raise _two_enums(name, (other, known), (owner, identity))
        raise DeclarationError(
            f"the GraphQL type {name} is claimed by {other!r} ({other_what}) and by {owner!r} ({what}); "
            "rename it in one of them"
        )

    def claim_constant(self, type_name: str, owner: str) -> None:
        """Claim the value that stands for a type in enumerations. Raises ``DeclarationError`` if another has it."""
        name = constant_name(type_name)
        other_owner, other = self._constants.setdefault(name, (owner, type_name))
        if other != type_name:
            raise DeclarationError(
                f"the type {other} of {other_owner!r} and the type {type_name} of {owner!r} are both {name} in "
                f"enumerations such as {CHANGES.type}; rename one of them"
            )

    def claim_enum(self, choices: type[enum.Enum], owner: str) -> None:
        """The enumeration itself, and the comparisons of its values."""
        self.claim(choices.__name__, owner, "an enumeration", choices)
        self._claim_comparisons(choices.__name__, owner, f"enumeration {choices.__name__}", choices)

    def _claim_comparisons(self, name: str, owner: str, what: str, identity: object) -> None:
        self.claim(f"{name}Filter", owner, f"comparisons of the {what}", identity)
        self.claim(f"{name}ValuesFilter", owner, f"comparisons of lists of the {what}", identity)


def _two_enums(name: str, first: tuple[str, enum.EnumType], second: tuple[str, enum.EnumType]) -> DeclarationError:
    told = " and ".join(f"by {owner!r} ({', '.join(choices.__members__)})" for owner, choices in (first, second))
    return DeclarationError(f"the enumeration {name} is claimed {told}; rename it in one of them")


def refuse_clashes(catalog: Catalog) -> None:
    """Raise ``DeclarationError`` for the first name of a type or argument that two declarations claim."""
    names = TypeNames()
    for found in catalog.types.values():
        _claim_type(names, found)
    for value in catalog.values.values():
        names.claim(value.name, value.owner, "a type of values", value)
        for hint, _ in value.fields.values():
            _claim_annotation(names, hint, value.owner)
    for compiled in catalog.compiled_roots.values():
        for name in compiled.type_names:
            names.claim(name, compiled.owner, f"of the root field {compiled.name}", compiled)
    for root in catalog.roots.values():
        _check_root(catalog, root)
    for called in catalog.called_roots.values():
        for argument in called.arguments.values():
            _claim_annotation(names, argument.kind, called.owner)
    takes_key: dict[str, Mutation] = {}
    for mutation in catalog.mutations.values():
        if mutation.idempotent and mutation.gives is not Gives.ROW:
            raise DeclarationError(
                f"the mutation {mutation.name!r} of {mutation.owner!r} is idempotent and does not give one row; a key "
                "stands for one"
            )
        if mutation.shows and (mutation.idempotent or mutation.gives is not Gives.ROW):
            raise DeclarationError(
                f"the mutation {mutation.name!r} of {mutation.owner!r} shows texts, and is idempotent or does not give "
                "one row; only an answer that is given once, about one row, can show them"
            )
        if taken := sorted({mutation.result_name, "userErrors"} & mutation.shows.keys()):
            raise DeclarationError(
                f"the mutation {mutation.name!r} of {mutation.owner!r} shows {taken[0]}, which its payload has "
                "already; give the text another name"
            )
        if mutation.idempotent and mutation.requires is None:
            raise DeclarationError(
                f"the mutation {mutation.name!r} of {mutation.owner!r} is idempotent and requires no permission; "
                "whoever comes without a token would share their keys with all others: name the permission that it "
                "requires, or let it take no key"
            )
        names.claim(payload_name(mutation), mutation.owner, f"the answer of the mutation {mutation.name}", mutation)
        _claim_input(names, mutation.input, mutation)
        other = takes_key.setdefault(mutation.input.name, mutation)
        if other.idempotent is not mutation.idempotent:
            raise DeclarationError(
                f"the mutations {other.name!r} of {other.owner!r} and {mutation.name!r} of {mutation.owner!r} share "
                f"the input {mutation.input.name}, and only one of them is idempotent; give each its own"
            )
    for subscription in catalog.subscriptions.values():
        what = f"what the subscription {subscription.name} sends"
        names.claim(payload_name(subscription), subscription.owner, what, subscription)
        _check_subscription(catalog, subscription)
    for found in catalog.types.values():
        for declaration in (*found.fields.values(), *found.filters.values()):
            _claim_annotations(names, catalog, found, declaration)


def _claim_type(names: TypeNames, found: CatalogType) -> None:
    declaration = found.declaration
    names.claim(found.name, declaration.owner, "a type", declaration)
    names.claim_constant(found.name, declaration.owner)
    for name in astuple(type_names(found.name)):
        names.claim(name, declaration.owner, f"made for the type {found.name}", declaration)


def _check_root(catalog: Catalog, root: RootConnection) -> None:
    target = catalog.types.get(root.type_name)
    if target is None:
        raise DeclarationError(
            f"the root field {root.name!r} of {root.owner!r} is of the type {root.type_name}, which no part declares"
        )
    for name in root.filters:
        if name not in target.filters:
            raise DeclarationError(
                f"the root field {root.name!r} of {root.owner!r} has the argument {name!r}, "
                f"and {root.type_name} has no filter of this name"
            )
        if name in _PAGE_ARGUMENTS:
            raise clash(
                f"the argument {root.name}({name}:)", CORE_NAME, target.filters[name].owner, f"the filter {name!r}"
            )


def _check_subscription(catalog: Catalog, subscription: Subscription) -> None:
    whose = f"the subscription {subscription.name!r} of {subscription.owner!r}"
    if subscription.type_name not in catalog.types:
        raise DeclarationError(f"{whose} is of the type {subscription.type_name}, which no part declares")
    for name in (subscription.name, subscription.result_name):
        if not _NAME.fullmatch(name):
            raise DeclarationError(f"{name!r}, a name in {whose}, is none in GraphQL; use letters and digits")
    if subscription.result_name in EVENT_FIELDS:
        raise DeclarationError(
            f"the result of {whose} is {subscription.result_name!r}, which every subscription has already; rename it"
        )
    if not subscription.events:
        raise DeclarationError(f"{whose} names no events, and would never tell of anything")
    for event in subscription.events:
        if not _EVENT.fullmatch(event):
            raise DeclarationError(
                f"{whose} names the event {event!r}; write a name such as 'place.updated', or 'place.*' for all of them"
            )


def _claim_input(names: TypeNames, declared: InputType, mutation: Mutation) -> None:
    names.claim(declared.name, mutation.owner, f"the input of the mutation {mutation.name}", declared)
    taken = {"id", "expectedVersion"} if declared.keyed is not None else set()
    if mutation.idempotent:
        taken.add(IDEMPOTENCY_KEY)
    if mutation.result_name == "userErrors":
        raise DeclarationError(f"the result of the mutation {mutation.name!r} of {mutation.owner!r} is 'userErrors'")
    for item in fields_of(declared):
        if item.name in taken:
            raise DeclarationError(
                f"the field {item.name!r} of the input {declared.name} of {mutation.owner!r} is there twice; rename one"
            )
        taken.add(item.name)
        if item.nested is not None:
            _claim_input(names, item.nested, mutation)
        else:
            _claim_annotation(names, item.kind, mutation.owner)


def _claim_annotations(names: TypeNames, catalog: Catalog, found: CatalogType, declaration: FieldDeclaration) -> None:
    owner = declaration.owner
    if isinstance(declaration, ColumnField):
        choices = getattr(found.model._meta.fields_map.get(declaration.attribute), "enum_type", None)
        _claim_annotation(names, choices, owner)
        if isinstance(declaration, TranslatedField):
            _claim_annotation(names, Language, owner)
    elif isinstance(declaration, FilterField):
        _claim_annotation(names, declaration.input, owner)
    elif isinstance(declaration, ComputedField | PythonField):
        _claim_annotation(names, declaration.returns, owner)
        arguments = arguments_of(declaration.function)
        _refuse_twice(f"{found.name}.{to_camel_case(declaration.name)}", owner, (item.name for item in arguments))
        for argument in arguments:
            _claim_annotation(names, argument.annotation, owner)


def _refuse_twice(field: str, owner: str, arguments: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    for argument in arguments:
        name = to_camel_case(argument)
        if name in seen:
            raise DeclarationError(
                f"the argument {field}({name}:) of {owner!r} is there twice, as {seen[name]!r} and {argument!r}; "
                "rename one of them"
            )
        seen[name] = argument


def _claim_annotation(names: TypeNames, annotation: Any, owner: str) -> None:
    inner, _ = strip_optional(annotation)
    if get_origin(inner) is list:
        _claim_annotation(names, get_args(inner)[0], owner)
        return
    if isinstance(inner, type) and issubclass(inner, enum.Enum):
        names.claim_enum(inner, owner)
        return
    definition = getattr(inner, "__strawberry_definition__", None)
    if definition is not None:
        names.claim(definition.name, owner, "an input", inner)

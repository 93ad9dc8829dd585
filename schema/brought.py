"""Who brought what to a schema, and since when; and whether all that it asks of viewers is declared."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from schema.declare.catalog import Catalog
from schema.declare.errors import DeclarationError
from schema.names import type_names


def brought(catalog: Catalog) -> Iterator[tuple[str, str, str]]:
    """Each type, field, filter, order and root field by its place in the schema, its owner, and since which version."""
    for root in catalog.roots.values():
        yield f"Query.{root.name}", root.owner, root.since
        yield f"Query.{root.single}", root.owner, root.since
    for compiled in catalog.compiled_roots.values():
        yield f"Query.{compiled.name}", compiled.owner, compiled.since
    for called in catalog.called_roots.values():
        yield f"Query.{called.name}", called.owner, called.since
    for mutation in catalog.mutations.values():
        yield f"Mutation.{mutation.name}", mutation.owner, mutation.since
    for subscription in catalog.subscriptions.values():
        yield f"Subscription.{subscription.name}", subscription.owner, subscription.since
    for found in catalog.types.values():
        names = type_names(found.name)
        yield found.name, found.declaration.owner, found.declaration.since
        for place, fields in (
            (found.name, found.fields),
            (names.where, found.filters),
            (names.order, found.orders),
        ):
            for name, field in fields.items():
                yield f"{place}.{name}", field.owner, field.since
    for value in catalog.values.values():
        yield value.name, value.owner, value.since


def refuse_undeclared_permissions(catalog: Catalog, declared: Collection[str]) -> None:
    """Raise DeclarationError for a permission that a type or root field requires and that nobody declares."""
    required = [
        (f"the type {found.name}", found.declaration.owner, found.declaration.requires)
        for found in catalog.types.values()
    ]
    required += [
        (f"the count of {found.name}", found.declaration.owner, found.declaration.aggregates.permission)
        for found in catalog.types.values()
        if found.declaration.aggregates is not None
    ]
    required += [
        (f"the root field {found.name}", found.owner, found.requires) for found in catalog.called_roots.values()
    ]
    required += [(f"the mutation {found.name}", found.owner, found.requires) for found in catalog.mutations.values()]
    required += [
        (f"the subscription {found.name}", found.owner, found.requires) for found in catalog.subscriptions.values()
    ]
    for what, owner, permission in required:
        if permission is not None and permission not in declared:
            raise DeclarationError(
                f"{what} of {owner!r} requires the permission {permission!r}, which nobody declares; "
                "declare it in the hook linli_permissions, or correct the name"
            )

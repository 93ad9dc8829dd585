"""Who brought each field, and each value of an enumeration, of a composed schema."""

from __future__ import annotations

from collections.abc import Sequence

from schema.declare.catalog import Catalog
from schema.names import CHANGES, constant_name, type_names
from schema.types.search import SEARCHABLE_TYPE

CORE = "core"


class Owners:
    """The owners of the fields of a catalog's schema, by the names of type and field."""

    def __init__(self, catalog: Catalog) -> None:
        self._fields: dict[tuple[str, str], str] = {}
        self._tellers: dict[tuple[str, str], list[str]] = {}
        for name, found in catalog.types.items():
            names = type_names(name)
            for key, field in found.fields.items():
                for type_name in (name, names.where, names.order):
                    self._fields[type_name, key] = field.owner
            self._fields.update({(names.where, key): item.owner for key, item in found.filters.items()})
            # An order may have the name of a field, of which it is then the order.
            self._fields.update({(names.order, key): item.owner for key, item in found.orders.items()})
            self._fields[SEARCHABLE_TYPE, constant_name(name)] = found.owner
        for key, root in catalog.root_names.items():
            self._fields["Query", key] = root.owner
        for key, compiled in catalog.compiled_roots.items():
            self._fields["Query", key] = compiled.owner
        for key, called in catalog.called_roots.items():
            self._fields["Query", key] = called.owner
        for key, mutation in catalog.mutations.items():
            self._fields["Mutation", key] = mutation.owner
        for key, subscription in catalog.subscriptions.items():
            self._fields["Subscription", key] = subscription.owner
            value = CHANGES.type, constant_name(subscription.type_name)
            self._tellers.setdefault(value, []).append(subscription.owner)
        self.roots = {name: found.owner for name, found in catalog.types.items()}
        """The types that are in a schema even if nothing leads to them."""

    def of(self, type_name: str, field: str) -> str:
        """Who brought the field, or did first; the core where nobody else did."""
        return self.all_of(type_name, field)[0]

    def all_of(self, type_name: str, field: str) -> Sequence[str]:
        """Those of whom each alone brings the field: all who tell of a type whose changes can be asked for."""
        return self._tellers.get((type_name, field)) or (self._fields.get((type_name, field), CORE),)

"""Who brought each field, and each value of an enumeration, of a composed schema."""

from __future__ import annotations

from schema.declare.catalog import Catalog
from schema.names import CHANGES, constant_name, type_names
from schema.types.search import SEARCHABLE_TYPE

CORE = "core"


class Owners:
    """The owners of the fields of a catalog's schema, by the names of type and field."""

    def __init__(self, catalog: Catalog) -> None:
        self._fields: dict[tuple[str, str], str] = {}
        for name, found in catalog.types.items():
            names = type_names(name)
            for key, field in found.fields.items():
                for type_name in (name, names.where, names.order):
                    self._fields[type_name, key] = field.owner
            self._fields.update({(names.where, key): item.owner for key, item in found.filters.items()})
            # An order may have the name of a field, of which it is then the order.
            self._fields.update({(names.order, key): item.owner for key, item in found.orders.items()})
            self._fields[SEARCHABLE_TYPE, constant_name(name)] = found.owner
            self._fields[CHANGES.type, constant_name(name)] = self._first_to_tell(catalog, name)
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
        self.roots = {name: found.owner for name, found in catalog.types.items()}
        """The types that are in a schema even if nothing leads to them."""

    @staticmethod
    def _first_to_tell(catalog: Catalog, type_name: str) -> str:
        """Who brought the first subscription to a type; without it the type is none whose changes can be asked for."""
        return next((each.owner for each in catalog.subscriptions.values() if each.type_name == type_name), CORE)

    def of(self, type_name: str, field: str) -> str:
        """Who brought the field; the core where nobody else did."""
        return self._fields.get((type_name, field), CORE)

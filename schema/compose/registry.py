"""The classes of one schema by name. Strawberry asks for their fields one by one, through `fields_of`."""

from __future__ import annotations

from collections.abc import Callable

import strawberry
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from schema.declare.catalog import Catalog


class Registry:
    """Makes classes and remembers how to make their fields, so that types may refer to each other freely."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.fields: dict[type, Callable[[], list[StrawberryField]]] = {}
        self.objects: dict[str, type] = {}
        self.inputs: dict[str, type] = {}
        self.values: dict[str, type] = {}

    def fields_of(self, definition: StrawberryObjectDefinition) -> list[StrawberryField] | None:
        """The fields of a class that the composer made; None for any other."""
        build = self.fields.get(definition.origin)
        return build() if build is not None else None

    def object(
        self,
        name: str,
        description: str,
        build: Callable[[], list[StrawberryField]],
        base: type | None = None,
    ) -> type:
        """The object type of this name; made at the first call."""
        if name not in self.objects:
            cls = strawberry.type(type(name, (base,) if base else (), {}), name=name, description=description)
            self.objects[name] = cls
            self.fields[cls] = build
        return self.objects[name]

    def input(
        self, name: str, description: str, build: Callable[[], list[StrawberryField]], *, one_of: bool = False
    ) -> type:
        """The input type of this name; made at the first call."""
        if name not in self.inputs:
            cls = strawberry.input(type(name, (), {}), name=name, description=description, one_of=one_of or None)
            self.inputs[name] = cls
            self.fields[cls] = build
        return self.inputs[name]

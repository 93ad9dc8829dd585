"""How the tables of Tortoise models hang together, read from the models' fields.

Tortoise itself fills in its relations only when a database is set up; a schema is composed without one.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model


@dataclass(frozen=True)
class Relation:
    """A step from one model to another: rows of ``target`` whose ``target_column`` equals our ``source_column``.

    ``back`` from a row to those that refer to it; otherwise to the one that it refers to.
    """

    name: str
    source: type[Model]
    target: type[Model]
    source_column: str
    target_column: str
    to_many: bool
    nullable: bool
    back: bool = False


def table_of(model: type[Model]) -> str:
    """The name of the model's table."""
    return str(model._meta.db_table)


def key_of(model: type[Model]) -> str:
    """The column of the model's primary key."""
    field = model._meta.fields_map[model._meta.pk_attr]
    return str(field.source_field or model._meta.pk_attr)


def column_of(model: type[Model], attribute: str) -> str:
    """The column behind an attribute of the model; ``area_id`` for a foreign key ``area``.

    Raises ``LookupError`` naming both when there is no such column.
    """
    fields = model._meta.fields_map
    field = fields.get(attribute)
    if field is not None and not isinstance(field, ForeignKeyFieldInstance) and field.has_db_field:
        return str(field.source_field or attribute)
    if attribute.endswith("_id") and isinstance(fields.get(attribute[:-3]), ForeignKeyFieldInstance):
        return str(fields[attribute[:-3]].source_field or attribute)
    raise LookupError(f"{model.__name__} has no column {attribute!r}")


def models_in(modules: Iterable[str]) -> list[type[Model]]:
    """Every model that the modules define or re-export, in a stable order."""
    found: dict[str, type[Model]] = {}
    for module in modules:
        for name, value in sorted(vars(importlib.import_module(module)).items()):
            if isinstance(value, type) and issubclass(value, Model) and value is not Model:
                found.setdefault(f"{value._meta.app}.{name}", value)
    return list(found.values())


class RelationMap:
    """The relations of a set of models, by model and name."""

    def __init__(self, models: Iterable[type[Model]]) -> None:
        self._models: dict[str, type[Model]] = {}
        for model in models:
            self._models[f"{model._meta.app}.{model.__name__}"] = model
        self._relations: dict[type[Model], dict[str, Relation]] = {m: {} for m in self._models.values()}
        for model in self._models.values():
            for name, field in model._meta.fields_map.items():
                if isinstance(field, ForeignKeyFieldInstance):
                    self._add(model, name, field)

    def _add(self, model: type[Model], name: str, field: Any) -> None:
        target = self._models.get(field.model_name)
        if target is None:
            raise LookupError(
                f"{model.__name__}.{name} refers to {field.model_name!r}, which is not among the models given"
            )
        column = field.source_field or f"{name}_id"
        target_key = key_of(target)
        one = Relation(name, model, target, column, target_key, to_many=False, nullable=bool(field.null))
        self._relations[model][name] = one
        if field.related_name:
            unique = bool(getattr(field, "unique", False))
            back = Relation(
                field.related_name, target, model, target_key, column, to_many=not unique, nullable=unique, back=True
            )
            self._relations[target][field.related_name] = back

    def of(self, model: type[Model]) -> Mapping[str, Relation]:
        """All relations of a model by name; none of one that is not known."""
        return self._relations.get(model, {})

    def get(self, model: type[Model], name: str) -> Relation:
        """The relation ``name`` of ``model``. Raises ``LookupError`` naming what there is."""
        relation = self._relations[model].get(name)
        if relation is None:
            known = ", ".join(sorted(self._relations[model])) or "none"
            raise LookupError(f"{model.__name__} has no relation {name!r}; it has: {known}")
        return relation

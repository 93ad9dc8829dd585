"""What models and declared objects are by now, and what of it no migration says yet. Needs no database."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tortoise import fields
from tortoise.apps import Apps
from tortoise.connection import ConnectionHandler
from tortoise.fields.base import Field
from tortoise.fields.data import CharEnumFieldInstance, IntEnumFieldInstance
from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.migrations.operations import AddConstraint, DeleteModel, Operation
from tortoise.migrations.schema_generator.operation_generator import OperationGenerator
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.models import Model

from core.database.migrate.apply import project
from core.database.migrate.apps import CORE, AppModels
from core.database.migrate.declare import DatabaseObject
from core.database.migrate.graph import Graph
from core.database.migrate.operations import AddObjects, AlterTable, DropObjects
from core.database.migrate.state import SchemaState
from core.errors import MigrationError

_DESCRIPTIVE_OPTIONS = ("table_description",)


@dataclass(frozen=True)
class MissingMigration:
    """An app whose models or objects differ from what its migrations amount to, and by which operations."""

    app: str
    operations: tuple[Operation, ...]

    def __str__(self) -> str:
        return f"{self.app}: {'; '.join(operation.describe() for operation in self.operations)}"


def missing_migrations(apps: Sequence[AppModels] = CORE) -> list[MissingMigration]:
    """The apps for which a migration has yet to be written; none when the models and the migrations agree.

    Raises MigrationError for migrations or models that cannot be read.
    """
    graph = Graph(apps)
    migrated = project(graph, graph.order)
    declared = declared_state(apps)
    return [
        MissingMigration(app.label, operations) for app in apps if (operations := _difference(app, migrated, declared))
    ]


def declared_state(apps: Sequence[AppModels]) -> SchemaState:
    """The state that the models and objects of the apps declare."""
    state = SchemaState.empty([app.label for app in apps])
    for app, models in _models(apps):
        for model in models:
            state.models[app.label, model.__name__] = _plain(ModelState.make_from_model(app.label, model))
    for app in apps:
        for item in _objects(app):
            if (app.label, item.name) in state.objects:
                raise MigrationError(f"{app.objects} has two objects of the name {item.name}")
            state.objects[app.label, item.name] = item
    return state


def _models(apps: Sequence[AppModels]) -> list[tuple[AppModels, list[type[Model]]]]:
    config = {app.label: {"models": [app.models_module], "default_connection": "default"} for app in apps}
    handler = ConnectionHandler()
    handler._init_config({"default": {}})
    registry = Apps(config, handler, validate_connections=False)
    return [(app, list(registry[app.label].values())) for app in apps]


def _objects(app: AppModels) -> tuple[DatabaseObject, ...]:
    if app.objects is None:
        return ()
    module, _, attribute = app.objects.partition(":")
    return tuple(getattr(importlib.import_module(module), attribute))


def _difference(app: AppModels, migrated: SchemaState, declared: SchemaState) -> tuple[Operation, ...]:
    old = {name: item for (label, name), item in migrated.objects.items() if label == app.label}
    new = {name: item for (label, name), item in declared.objects.items() if label == app.label}
    gone = [name for name, item in old.items() if new.get(name) != item]
    come = [item for name, item in new.items() if old.get(name) != item]
    # Comparing must not depend on what only Python reads, and descriptions are such a thing.
    before = State({key: _plain(model) for key, model in migrated.models.items()}, migrated.apps)
    _refuse_moved_references(app, before, declared)
    operations: list[Operation] = []
    if gone:
        operations.append(DropObjects(gone[::-1]))
    operations += _referring_first(_unique_once(OperationGenerator(before, declared).generate([app.label])), before)
    operations += _table_changes(app, migrated, declared, operations)
    if come:
        operations.append(AddObjects(come))
    return tuple(operations)


def _table_changes(
    app: AppModels, migrated: SchemaState, declared: SchemaState, operations: Sequence[Operation]
) -> list[Operation]:
    # Tortoise sees no change of Meta.table, and renames a table along with its model when it is named like
    # it.
    after = migrated.clone()
    for operation in operations:
        operation.state_forward(app.label, after)
    return [
        AlterTable(name, model.table)
        for (label, name), model in declared.models.items()
        if label == app.label and after.models[label, name].table != model.table
    ]


def _unique_once(operations: Sequence[Operation]) -> list[Operation]:
    seen: list[tuple[str, object]] = []
    kept: list[Operation] = []
    for operation in operations:
        if isinstance(operation, AddConstraint):
            if (operation.model_name, operation.constraint) in seen:
                continue
            seen.append((operation.model_name, operation.constraint))
        kept.append(operation)
    return kept


def _referring_first(operations: Sequence[Operation], before: State) -> list[Operation]:
    """The operations with deletions in an order in which no model still refers to the one that goes."""
    kept = [operation for operation in operations if not isinstance(operation, DeleteModel)]
    waiting = [operation for operation in operations if isinstance(operation, DeleteModel)]
    names = {model.name: model for model in before.models.values()}
    while waiting:
        targets = {
            str(field.model_name).split(".")[-1]
            for operation in waiting
            for field in names[operation.name].fields.values()
            if isinstance(field, ForeignKeyFieldInstance | ManyToManyFieldInstance)
            and str(field.model_name).split(".")[-1] != operation.name
        }
        # When all refer to each other, the state's own error names them.
        chosen = next((item for item in waiting if item.name not in targets), waiting[0])
        waiting.remove(chosen)
        kept.append(chosen)
    return kept


def _refuse_moved_references(app: AppModels, before: State, declared: State) -> None:
    for (label, name), model in declared.models.items():
        old_model = before.models.get((label, name))
        if label != app.label or old_model is None:
            continue
        for field_name, field in model.fields.items():
            old = old_model.fields.get(field_name)
            if isinstance(field, ForeignKeyFieldInstance) and isinstance(old, ForeignKeyFieldInstance):
                renamed = tuple(str(old.model_name).split(".")) not in declared.models
                if old.model_name != field.model_name and not renamed:
                    raise MigrationError(
                        f"{label}.{name}.{field_name} pointed to {old.model_name} and now points to "
                        f"{field.model_name}. Remove the field in one migration and add it in the next, or "
                        "give it a new name."
                    )


def _plain(model: ModelState) -> ModelState:
    """A copy that holds what the database sees: no descriptions, and enumerations as the columns they are."""
    copied = model.clone()
    for option in _DESCRIPTIVE_OPTIONS:
        copied.options.pop(option, None)
    copied.description = ""
    copied.fields = {name: _plain_field(name, field) for name, field in copied.fields.items()}
    return copied


def _plain_field(name: str, field: Field[Any]) -> Field[Any]:
    field = _without_enum(field)
    field.description = None
    if isinstance(field.default, Enum):
        field.default = field.default.value
    if isinstance(field, ForeignKeyFieldInstance):
        _normalise_reference(name, field)
    if isinstance(field, ManyToManyFieldInstance) and not isinstance(field.model_name, str):
        field.model_name = f"{field.model_name._meta.app}.{field.model_name.__name__}"
    return field


def _normalise_reference(name: str, field: Any) -> None:
    # A model that is initialised holds the name of the field behind, and only that one holds the column.
    model: type[Model] | None = getattr(field, "model", None)
    backing = None if model is None else model._meta.fields_map.get(f"{name}_id")
    field.source_field = (field if backing is None else backing).source_field or f"{name}_id"
    if not isinstance(field.model_name, str):
        field.model_name = f"{field.model_name._meta.app}.{field.model_name.__name__}"
    # Initialising fills in the key that a reference without a named field points to.
    related: type[Model] | None = getattr(field, "related_model", None)
    if related is not None and field.to_field == related._meta.pk_attr:
        field.to_field = None


def _without_enum(field: Field[Any]) -> Field[Any]:
    """A copy of a field, or of an enumeration the field that its column is."""
    if not isinstance(field, CharEnumFieldInstance | IntEnumFieldInstance):
        return copy(field)
    common: dict[str, Any] = {
        "source_field": field.source_field,
        "null": field.null,
        "default": field.default,
        "unique": field.unique,
        "db_index": field.index,
    }
    if field.has_db_default():
        common["db_default"] = field.db_default
    plain: Any
    if isinstance(field, CharEnumFieldInstance):
        plain = fields.CharField(max_length=field.max_length, **common)
    else:
        plain = fields.SmallIntField(**common)
    plain.model_field_name = field.model_field_name
    return plain  # type: ignore[no-any-return]  # the field functions are typed as the values that fields hold

"""The state of a schema as migrations describe it: Tortoise's models, and declared objects beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from tortoise.connection import ConnectionHandler
from tortoise.fields.base import Field
from tortoise.fields.relational import ForeignKeyFieldInstance, ManyToManyFieldInstance
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

from core.database.migrate.declare import DatabaseObject

#: The alias under which a run's connection is known to the models of a state.
CONNECTION = "migrations"

ObjectKey = tuple[str, str]
ModelKey = tuple[str, str]


class StateModels(StateApps):
    """The models of a state, each made when it is asked for, with those that it refers to.

    A database has dozens of tables, and most operations look at one. Tortoise makes all models that hang together
    anew after each operation, and again for each copy of a state.
    """

    def __init__(self, states: dict[ModelKey, ModelState], labels: Iterable[str]) -> None:
        # A handler of its own, so that a server's initialised connections in this process are never touched.
        super().__init__(dict.fromkeys(labels, CONNECTION), ConnectionHandler())
        self.labels = tuple(labels)
        self._states = states
        self._made: dict[ModelKey, ModelState] = {}
        """What the models were made from."""

    def get_model(self, app_label: str, model_name: str | None = None) -> type[Model]:
        """A model by its app and name, or by both in one text. Raises KeyError."""
        if model_name is None:
            app_label, model_name = self.split_reference(app_label)
        self._make((app_label, model_name))
        return super().get_model(app_label, model_name)

    def unregister_model(self, app_label: str, model_name: str) -> None:
        """Forget all models: others may refer to this one."""
        self.forget()

    def changed(self, key: ModelKey) -> bool:
        """Whether a model was made, and from something else than the state is by now."""
        return key in self._made and self._made[key] != self._states.get(key)

    def forget(self) -> None:
        """Make all models anew when they are asked for."""
        self.apps.clear()
        self._made.clear()

    def _make(self, key: ModelKey) -> None:
        waiting, seen = [key], {key}
        while waiting:
            key = waiting.pop()
            state = self._states.get(key)
            if state is None:
                continue
            if key not in self._made:
                self._made[key] = _copy(state)
                self.register_model(key[0], state.render(self))
            referred = {self.split_reference(name) for name in references(state)} - seen
            seen |= referred
            waiting += referred
        self._init_relations()


def references(model: ModelState) -> list[str | type[Model]]:
    """What the relations of a model name: models, or the names of app and model with a dot between them."""
    return [one.model_name for one in model.fields.values() if isinstance(one, RELATIONS)]


RELATIONS = (ForeignKeyFieldInstance, ManyToManyFieldInstance)
"""One-to-one relations are foreign keys too."""


def _copy(model: ModelState) -> ModelState:
    """A copy to which fields can be added, and in which fields and options can be replaced. Nobody changes a field."""
    fields: dict[str, Field[Any]] = dict(model.fields)
    return replace(model, options=dict(model.options), fields=fields)


@dataclass
class SchemaState(State):
    """Tortoise's state, and the objects of each app by (app label, name)."""

    apps: StateModels
    objects: dict[ObjectKey, DatabaseObject] = field(default_factory=dict)

    @classmethod
    def empty(cls, labels: list[str]) -> SchemaState:
        """The state before any migration of the apps ``labels``."""
        models: dict[ModelKey, ModelState] = {}
        return cls(models, StateModels(models, labels))

    def clone(self) -> SchemaState:
        """An independent copy."""
        models = {key: _copy(model) for key, model in self.models.items()}
        return SchemaState(models, StateModels(models, self.apps.labels), dict(self.objects))

    def reload_model(self, app_label: str, model_name: str) -> None:
        """An operation has changed a model. Raises LookupError for one that is not there."""
        if (app_label, model_name) not in self.models:
            raise LookupError(f"Model state {app_label}.{model_name} is unknown")
        self.reload_models([(app_label, model_name)])

    def reload_models(self, model_tuples: Iterable[ModelKey]) -> None:
        """An operation has changed one of these models, or added it."""
        if any(map(self.apps.changed, model_tuples)):
            self.apps.forget()

    def validate_relations_initialized(self) -> None:
        """Raises RuntimeError if a model refers to one that is not there."""
        dangling = [
            f"{model.app}.{model.name}"
            for model in self.models.values()
            if any(self.apps.split_reference(name) not in self.models for name in references(model))
        ]
        if dangling:
            raise RuntimeError(f"These models refer to models that no migration creates: {', '.join(sorted(dangling))}")

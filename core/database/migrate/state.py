"""The state of a schema as migrations describe it: Tortoise's models, and declared objects beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tortoise.connection import ConnectionHandler
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from core.database.migrate.declare import DatabaseObject

#: The alias under which a run's connection is known to the models of a state.
CONNECTION = "migrations"

ObjectKey = tuple[str, str]


@dataclass
class SchemaState(State):
    """Tortoise's state, and the objects of each app by (app label, name)."""

    objects: dict[ObjectKey, DatabaseObject] = field(default_factory=dict)
    _like: StateApps = field(init=False, repr=False)
    """Whose connections the models of a copy are to have."""

    @classmethod
    def empty(cls, labels: list[str]) -> SchemaState:
        """The state before any migration of the apps ``labels``."""
        # A handler of its own, so that a server's initialised connections in this process are never touched.
        apps = StateApps(default_connections=dict.fromkeys(labels, CONNECTION), connections=ConnectionHandler())
        return cls(models={}, apps=apps)

    def clone(self, *, like: SchemaState | None = None) -> SchemaState:
        """An independent copy. Its models are made when they are looked at: most operations look at one state alone.

        They have the connections of those of ``like``, or else of this state. Before an operation changes the copy:
        `with_models`.
        """
        found = object.__new__(SchemaState)
        found.models = {key: model.clone() for key, model in self.models.items()}
        found.objects = dict(self.objects)
        found._like = (like or self).__dict__.get("apps") or (like or self)._like
        return found

    def with_models(self) -> SchemaState:
        """The same state, its models made: an operation that changes it leans on how they were."""
        assert self.apps is not None
        return self

    def __getattr__(self, name: str) -> Any:
        if name != "apps":
            raise AttributeError(name)
        self.apps = self._like.clone(model_states=self.models)
        return self.apps

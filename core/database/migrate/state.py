"""The state of a schema as migrations describe it: Tortoise's models, and declared objects beside them."""

from __future__ import annotations

from dataclasses import dataclass, field

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

    @classmethod
    def empty(cls, labels: list[str]) -> SchemaState:
        """The state before any migration of the apps ``labels``."""
        # A handler of its own, so that a server's initialised connections in this process are never touched.
        apps = StateApps(default_connections=dict.fromkeys(labels, CONNECTION), connections=ConnectionHandler())
        return cls(models={}, apps=apps)

    def clone(self) -> SchemaState:
        """An independent copy."""
        models = {key: model.clone() for key, model in self.models.items()}
        return SchemaState(models=models, apps=self.apps.clone(model_states=models), objects=dict(self.objects))

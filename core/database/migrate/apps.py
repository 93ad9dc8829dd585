"""Which apps have models and migrations, and which of them stand on which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class AppModels:
    """An app: the core, or a plugin under its own name.

    - ``label``: Tortoise's app label; a plugin's name.
    - ``models_module``: the module whose models are the app's, e.g. ``plugins.points.models``.
    - ``migrations_module``: the package of its migrations, e.g. ``plugins.points.migrations``.
    - ``depends_on``: labels of the apps whose tables its models point to.
    - ``objects``: where the declared objects are, ``"module:ATTRIBUTE"``, a sequence of `DatabaseObject`;
      or None.
    """

    label: str
    models_module: str
    migrations_module: str
    depends_on: tuple[str, ...] = ()
    objects: str | None = None


CORE: Sequence[AppModels] = (
    AppModels("core", "core.models", "core.migrations", objects="core.models.database_rules:OBJECTS"),
)

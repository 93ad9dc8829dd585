"""Tortoise prepares all models whenever a database is opened; each test opens one, and the models stay the same."""

from __future__ import annotations

from typing import Any

from tortoise.apps import Apps
from tortoise.models import Model

_OF_DIALECT = (
    "basetable",
    "basequery",
    "basequery_all_fields",
    "db_native_fields",
    "db_default_fields",
    "db_complex_fields",
)
"""What Tortoise sets anew in the description of a model, as the database needs it."""

_prepared: dict[tuple[type[Model], type, int], dict[str, Any]] = {}
"""By the model, the kind of connection, and the number of fields: other models may come, and refer to this one."""

_prepare = Apps._build_initial_querysets


def prepare_models_once() -> None:
    """From now on, opening a database prepares only models that were not yet prepared for one of its kind."""
    setattr(Apps, _prepare.__name__, _prepare_new_ones)


def _prepare_new_ones(apps: Apps) -> None:
    waiting = Apps(None, apps._connections)
    for label, models in apps.apps.items():
        for name, model in models.items():
            if (known := _prepared.get(_key(model))) is None:
                for attribute in ("db_native_fields", "db_default_fields", "db_complex_fields"):
                    # Those of another kind are kept, and Tortoise changes them in place.
                    setattr(model._meta, attribute, getattr(model._meta, attribute).copy())
                waiting.apps.setdefault(label, {})[name] = model
            else:
                for attribute, value in known.items():
                    setattr(model._meta, attribute, value)
    _prepare(waiting)
    for model in waiting.get_models_iterable():
        _prepared[_key(model)] = {attribute: getattr(model._meta, attribute) for attribute in _OF_DIALECT}


def _key(model: type[Model]) -> tuple[type[Model], type, int]:
    return model, type(model._meta.db), len(model._meta.fields_map)

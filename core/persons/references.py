"""Everything that refers to persons: found from the models themselves, so that nobody's is forgotten."""

from __future__ import annotations

import datetime
import enum
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tortoise import Tortoise
from tortoise.models import Model

from core.models import Person, PersonErasure, PersonMerge

_NOTES = (PersonErasure, PersonMerge)
"""What was done with persons is told of those with whom it was done."""


@dataclass(frozen=True)
class Reference:
    """A column of a model in which the key of a person is."""

    model: type[Model]
    column: str

    @property
    def table(self) -> str:
        """The name of the table."""
        return str(self.model._meta.db_table)


def references() -> list[Reference]:
    """The columns that refer to persons, of the core's models and of all loaded plugins', in a stable order."""
    found = []
    for models in (Tortoise.apps or {}).values():
        for model in models.values():
            if model in _NOTES:
                continue
            for name in sorted(model._meta.fk_fields | model._meta.o2o_fields):
                field = model._meta.fields_map[name]
                if getattr(field, "related_model", None) is Person:
                    found.append(Reference(model, str(field.source_field)))
    return sorted(found, key=lambda one: (one.table, one.column))


def by_table() -> Mapping[str, type[Model]]:
    """All models by the names of their tables."""
    return {str(model._meta.db_table): model for models in (Tortoise.apps or {}).values() for model in models.values()}


def told(value: Any) -> Any:
    """A value of a column as it is noted, in JSON."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date | uuid.UUID):
        return str(value)
    return value

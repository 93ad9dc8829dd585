"""Tortoise's filters (`name__icontains`), made for a field when somebody first asks for one.

Tortoise writes down some thirty for each field of each model, twice. With a few plugins that is most of what models
take in memory, and statements use a hundred of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tortoise.backends.base.executor import BaseExecutor
from tortoise.filters import FilterInfoDict, get_filters_for_field
from tortoise.models import MetaInfo, Model


class _Filters(dict[str, FilterInfoDict]):
    """The filters of a model, as Tortoise looks for them: `key in filters`, `filters[key]`."""

    def __init__(self, meta: MetaInfo, executor: type[BaseExecutor]) -> None:
        """``executor`` is that of the kind of database, which has some operators of its own."""
        super().__init__()
        self._meta = meta
        self._executor = executor

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or (isinstance(key, str) and self._make(key))

    def __missing__(self, key: str) -> FilterInfoDict:
        if self._make(key):
            return self[key]
        raise KeyError(key)

    def _make(self, key: str) -> bool:
        """Add the filter if there is one of this name, and give whether there is."""
        name = key.partition("__")[0]
        meta = self._meta
        # Tortoise looks behind these for the filters of the other model, or of the column that holds the key.
        if name in meta.fk_fields or name in meta.o2o_fields:
            return False
        field = meta.pk if name == "pk" else meta.fields_map.get(name)
        if field is None:
            return False
        found: Any = get_filters_for_field(name, field, field.source_field or field.model_field_name).get(key)
        if found is None:
            return False
        own = self._executor.get_overridden_filter_func(filter_func=found["operator"], filter_info=found)
        if own is not None:
            found["operator"] = own
        self[key] = found
        return True


def make_filters_when_asked(models: Iterable[type[Model]], executor: type[BaseExecutor]) -> None:
    """Let go of the filters that Tortoise has made for models, which from then on are made when they are asked for."""
    for model in models:
        meta = model._meta
        meta._filters = {}
        meta.filters = _Filters(meta, executor)

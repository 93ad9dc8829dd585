"""The plugins' handlers of events, and where they run."""

from __future__ import annotations

from core.plugins.loaded import PluginSet
from core.work import Handlers
from schema.declare.catalog import Catalog
from schema.execution.districts import city_parts
from schema.subjects import SubjectAreas


def handlers_of(plugins: PluginSet) -> Handlers:
    """The plugins' handlers of events, which are for the districts in which the declared types place their subjects."""
    return Handlers(plugins, SubjectAreas(Catalog(city_parts(plugins))))

"""Schemas that many tests use, each composed once in a process: it takes longer than most tests."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import GraphQLSchema
from tortoise.models import Model

from core.database.reader import Reader
from core.plugins.loaded import PluginSet
from core.search import SUBJECTS
from core.settings import Settings
from schema.compose import compose, graphql_schema
from schema.declare.catalog import Catalog
from schema.declare.roots import Part
from schema.execution.districts import City

_Key = tuple[tuple[int, ...], tuple[type[Model], ...]]

_KNOWN: dict[_Key, tuple[Sequence[Part], GraphQLSchema]] = {}
"""With the parts, so that nobody else gets their identities."""

_CITIES: dict[tuple[int, tuple[type[Model], ...]], tuple[PluginSet, GraphQLSchema]] = {}
"""The schemas of whole cities, by the identity of the set."""


def schema_of(parts: Sequence[Part]) -> GraphQLSchema:
    """The schema of some parts. Nobody changes it."""
    # What can be searched is in it too, and tests change that.
    key = tuple(map(id, parts)), tuple(SUBJECTS)
    if key not in _KNOWN:
        _KNOWN[key] = tuple(parts), graphql_schema(compose(Catalog(parts)))
    return _KNOWN[key][1]


def city_of(plugins: PluginSet, reader: Reader, settings: Settings) -> City:
    """A new city with these plugins."""
    key = id(plugins), tuple(SUBJECTS)
    city = City(plugins, reader, settings, composed=_CITIES[key][1] if key in _CITIES else None)
    _CITIES[key] = plugins, city.schema
    return city

"""Schemas that many tests use, each composed once in a process: it takes longer than most tests.

`Assembled` is the whole server with such a schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from graphql import GraphQLSchema
from tortoise.models import Model

from app import Server
from core.database.reader import Reader
from core.plugins.loaded import PluginSet
from core.search import SUBJECTS
from core.settings import Settings
from schema.compose import compose, graphql_schema
from schema.compose.city import CitySchemas
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
    city = City(plugins, reader, settings, composed=_known(plugins))
    _CITIES[_key(plugins)] = plugins, city.schema
    return city


def schemas_of(plugins: PluginSet, alone: Sequence[Part]) -> CitySchemas:
    """The schemas of a city with these plugins; for tests of commands in the place of `CitySchemas` itself."""
    found = CitySchemas(plugins, alone, composed=_known(plugins))
    _CITIES[_key(plugins)] = plugins, found.whole
    return found


def _known(plugins: PluginSet) -> GraphQLSchema | None:
    found = _CITIES.get(_key(plugins))
    return None if found is None else found[1]


def _key(plugins: PluginSet) -> tuple[int, tuple[type[Model], ...]]:
    return id(plugins), tuple(SUBJECTS)


class Assembled(Server):
    """The server of `app.create_app`, but for what takes a second at each start."""

    def _city(self, reader: Reader) -> City:
        return city_of(self._plugins, reader, self._settings)

    @contextmanager
    def _settled(self) -> Iterator[None]:
        # The tests' own settings of the collector hold; to look through all that a process of tests has takes long.
        yield

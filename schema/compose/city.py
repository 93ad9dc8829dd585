"""The schemas of a city: of the whole, and of each set of plugins."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graphql import GraphQLSchema

from core.modules import CORE
from core.plugins.loaded import PluginSet
from schema.compose import compose, graphql_schema
from schema.compose.bare import bare
from schema.compose.owners import Owners
from schema.compose.subset import Subsets
from schema.declare.catalog import Catalog
from schema.declare.roots import Part
from schema.types.example_operations import example_operations_part
from schema.types.figures import figures_part
from schema.types.reports import report_parts

_NOT_IN_DISTRICTS = "the city alone"


def district_parts(plugins: PluginSet) -> list[Part]:
    """What the schemas of districts are made of, and the city's too: what plugins bring, and what the platform makes of
    their reports, figures and examples.
    """
    return [
        *plugins.parts(),
        *report_parts(plugins.plugins),
        figures_part(plugins.plugins),
        example_operations_part(plugins.plugins),
    ]


class CitySchemas:
    """The schemas that a city answers with, made when they are asked for."""

    def __init__(self, plugins: PluginSet, alone: Sequence[Part], *, composed: GraphQLSchema | None = None) -> None:
        """Composes the schema of all plugins with the parts that the whole city has ``alone``.

        ``composed`` is that schema, if another city has composed it from the same plugins and parts.

        Raises ``DeclarationError`` for parts that do not fit together.
        """
        self.plugins = plugins
        self.parts = district_parts(plugins)
        self.catalog = Catalog([*self.parts, *alone])
        self.whole = composed or bare(graphql_schema(compose(self.catalog)))
        self._owners = Owners(self.catalog)
        self._alone = {("Query", root.name) for part in alone for root in part.called_roots}
        self._alone |= {("Query", name) for part in alone for root in part.roots for name in (root.name, root.single)}
        self._alone |= {("Mutation", mutation.name) for part in alone for mutation in part.mutations}
        types = {cls.__linli_type__.name for part in alone for cls in part.types}  # type: ignore[attr-defined]  # set by model_type
        self.type_owners = {
            name: _NOT_IN_DISTRICTS if name in types else owner for name, owner in self._owners.roots.items()
        }
        """Who brought each declared type."""
        self._subsets = Subsets(self.whole, self._owners_of, self.type_owners)

    def owner_of(self, type_name: str, field: str) -> str:
        """Who brought a field or a value of an enumeration; the core where nobody else did."""
        return _NOT_IN_DISTRICTS if (type_name, field) in self._alone else self._owners.of(type_name, field)

    def _owners_of(self, type_name: str, field: str) -> Sequence[str]:
        return (_NOT_IN_DISTRICTS,) if (type_name, field) in self._alone else self._owners.all_of(type_name, field)

    def of_district(self, enabled: Collection[str]) -> GraphQLSchema:
        """The schema of a district that has enabled these plugins."""
        return self.of_set(self.plugins.working(enabled))

    def of_set(self, owners: frozenset[str]) -> GraphQLSchema:
        """The schema that these plugins make up in a district; each has what it needs among them."""
        return self._subsets.of(owners | {CORE})

    def of_city_without(self, plugins: Collection[str]) -> GraphQLSchema:
        """The schema of the whole city if these plugins, and those that need them, were not installed."""
        left = self.plugins.working(set(self.plugins.names) - set(plugins))
        return self._subsets.of(left | {_NOT_IN_DISTRICTS})

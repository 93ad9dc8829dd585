"""The services of a city: one for the whole, and one for each set of modules that districts have enabled.

Districts with the same set share schema, documents and plans; a district's areas are bound parameters. What is enabled
is read again when a request comes and the last look is more than a second old, so a change takes effect in all workers
without a restart; the worker that made it sees it with the next request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from graphql import GraphQLSchema

from core.access import Viewer
from core.audit_reads import ReadLog
from core.database.reader import Reader
from core.errors import LinliError
from core.models import Event
from core.modules import CORE, ModuleState, areas_of, parse_state, read_state
from core.plugins.loaded import PluginSet
from core.settings import Settings
from schema.compose.city import CitySchemas, district_parts
from schema.declare.catalog import Catalog
from schema.declare.roots import Part
from schema.declare.terms import DISTRICT, RowScope
from schema.documents import Limits
from schema.engine.placing import Placing
from schema.execution.announcer import Address, Announcer
from schema.execution.introspection import IntrospectionAnswers
from schema.execution.service import PlanCache, Service, service_for
from schema.http.messages import GraphQLAnswer, GraphQLRequest, GraphQLStream, RequestContext
from schema.operations.registry import Registry
from schema.types.impact import impact_part
from schema.types.installation import Enabled, installation_part
from schema.types.modules import modules_part
from schema.types.operations import operations_part
from schema.types.tokens import tokens_part

LOOK_SECONDS = 1.0
"""How old the knowledge of what is enabled may be."""

LEAST_DOCUMENT_BYTES = 1024 * 1024
"""What the documents of a set may take at least, however many sets share the room for documents."""


class UnknownDistrict(LinliError):
    """No district has this name in addresses."""

    code = "NOT_FOUND"

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is no district {slug[:100]!r}. GraphQL of the whole city is at /graphql.")


class City:
    """The service of the whole city, and those of its districts. Implements `schema.http.messages.GraphQLService`."""

    def __init__(
        self, plugins: PluginSet, reader: Reader, settings: Settings, *, composed: GraphQLSchema | None = None
    ) -> None:
        """Composes the schema of all plugins, unless it is given: ``composed`` is that of a city with the same ones.

        Raises ``DeclarationError`` for parts that do not fit together.
        """
        self._plugins = plugins
        self.reader = reader
        """Where everything is read from."""
        self._settings = settings
        self._plans = PlanCache(settings.limits.plan_cache_bytes)
        self._introspections = IntrospectionAnswers()
        self.announcer = Announcer(reader, settings.limits, self._hear)
        self.reads = ReadLog()
        """Who saw personal data, until it is written."""
        self._schemas = CitySchemas(plugins, self._alone(), composed=composed)
        self._registry = Registry(self._schemas, Limits.of(settings))
        self.schema = self._schemas.whole
        """The schema of the whole city."""
        self.catalog = Catalog(self._schemas.parts)
        """What the plugins declare."""
        self._purged: frozenset[str] = frozenset()
        self._whole = self._whole_service()
        self._services: dict[frozenset[str], Service] = {}
        self._text = b""
        self._state = ModuleState()
        self._scope = RowScope()
        self._scopes: dict[str, tuple[Service, RowScope]] = {}
        self._looked_at = float("-inf")
        self._changes = 0
        self._working: frozenset[str] = frozenset()
        self._enabled: Mapping[str, frozenset[str]] = {}
        self._looks = 0

    def _alone(self) -> list[Part]:
        return _of_the_city_alone(
            self._plugins, lambda: self._registry, self._note_change, lambda: self._enabled, lambda: self.catalog
        )

    async def execute(
        self, request: GraphQLRequest, viewer: Viewer, context: RequestContext
    ) -> GraphQLAnswer | GraphQLStream:
        """The answer to a request to the whole city."""
        await self.look()
        before = self._changes
        service = self._whole
        address = Address("", lambda: self._scope if service is self._whole else None)
        try:
            return await service.execute(request, viewer, context, self._scope, address)
        finally:
            if self._changes != before:
                self.forget()

    async def look(self) -> None:
        """Learns what is enabled by now, unless it was asked within the last second."""
        if monotonic() - self._looked_at < LOOK_SECONDS:
            return
        # Set first: requests that come meanwhile go on with what is known.
        self._looked_at = monotonic()
        self._looks += 1
        look = self._looks
        try:
            text = await read_state(self.reader)
        except BaseException:
            self.forget()
            raise
        # A look that took long must not undo what a later one has learnt.
        if look == self._looks and text != self._text:
            self._take(parse_state(text))
            self._text = text

    def forget(self) -> None:
        """Makes the next request learn anew what is enabled, however short ago the last look was."""
        self._looked_at = float("-inf")

    def has(self, slug: str) -> bool:
        """Whether a district had this name at the last look."""
        return slug in self._scopes

    @property
    def sets(self) -> int:
        """How many distinct sets of modules districts have."""
        return len(self._services)

    def catalog_of(self, slug: str) -> Catalog:
        """What is declared by the plugins that a district had at the last look. Raises UnknownDistrict."""
        found = self._state.by_slug.get(slug)
        if found is None:
            raise UnknownDistrict(slug)
        return self.catalog.only(self._plugins.working(found.plugins))

    async def execute_in(
        self, slug: str, request: GraphQLRequest, viewer: Viewer, context: RequestContext
    ) -> GraphQLAnswer | GraphQLStream:
        """The answer to a request to a district. Raises UnknownDistrict."""
        await self.look()
        found = self._scopes.get(slug)
        if found is None:
            raise UnknownDistrict(slug)
        service, scope = found
        address = Address(slug, lambda: self._scope_while_served(slug, service))
        return await service.execute(request, viewer, context, scope, address)

    def _scope_while_served(self, slug: str, service: Service) -> RowScope | None:
        """The scope of a district; None if it is served by another service by now, or not at all."""
        found = self._scopes.get(slug)
        return found[1] if found is not None and found[0] is service else None

    async def _hear(self, events: Sequence[Event]) -> None:
        """Learns at once what events say of modules and areas, whatever process they are from."""
        if any(event.name.startswith(("module.", "area.")) for event in events):
            self._looked_at = float("-inf")
        await self.look()

    async def scope_of(self, slug: str | None) -> RowScope:
        """The areas that a request to a district is for, or to the whole city (None). Raises UnknownDistrict."""
        await self.look()
        if slug is None:
            return self._scope
        found = self._scopes.get(slug)
        if found is None:
            raise UnknownDistrict(slug)
        return found[1]

    async def works_somewhere(self, plugin: str) -> bool:
        """Whether some district has the plugin enabled, with all that it needs."""
        await self.look()
        return plugin in self._working

    def _note_change(self) -> None:
        self._changes += 1

    def _take(self, state: ModuleState) -> None:
        if state.purged != self._purged:
            self._purged = state.purged
            self._whole = self._whole_service()
        sets = {district.key: self._plugins.working(district.plugins) for district in state.districts}
        names = [name for name in self._served if name != CORE]
        self._working = frozenset().union(*sets.values())
        self._enabled = {slug: sets[district.key] for slug, district in state.by_slug.items()}
        self._scope = RowScope(
            {name: areas_of([one for one in state.districts if name in sets[one.key]]) for name in names}
        )
        wanted = {sets[district.key] for district in state.by_slug.values()}
        room = max(self._settings.limits.document_cache_bytes // (len(wanted) + 1), LEAST_DOCUMENT_BYTES)
        self._services = {each: self._services.get(each) or self._service(each, room) for each in wanted}
        self._scopes = {
            slug: (
                self._services[sets[district.key]],
                RowScope(dict.fromkeys([DISTRICT, *sets[district.key]], areas_of([district]))),
            )
            for slug, district in state.by_slug.items()
        }
        self._state = state

    @property
    def _served(self) -> frozenset[str]:
        """The plugins of the whole city: all that are installed, save those that were purged and what needs them."""
        return self._plugins.working(set(self._plugins.names) - self._purged)

    def _whole_service(self) -> Service:
        schemas = self._schemas
        return service_for(
            schemas.catalog.only(self._served) if self._purged else schemas.catalog,
            schemas.of_city_without(self._purged) if self._purged else schemas.whole,
            self.reader,
            self._settings,
            plans=self._plans,
            document_bytes=self._settings.limits.document_cache_bytes,
            announcer=self.announcer,
            introspections=self._introspections,
            reads=self.reads,
            placing=Placing.CITY,
        )

    def _service(self, owners: frozenset[str], document_bytes: int) -> Service:
        return service_for(
            self.catalog.only(owners),
            self._schemas.of_set(owners),
            self.reader,
            self._settings,
            plans=self._plans,
            document_bytes=document_bytes,
            announcer=self.announcer,
            introspections=self._introspections,
            reads=self.reads,
            placing=Placing.DISTRICT,
        )


def city_parts(plugins: PluginSet) -> list[Part]:
    """What the schema of the whole city is made of, to look at it: its mutations are not run."""
    return [*district_parts(plugins), *_of_the_city_alone(plugins, _unserved)]


def registry_of(plugins: PluginSet, settings: Settings) -> Registry:
    """The registry of operations of a city with these plugins.

    Raises ``DeclarationError`` for parts that do not fit together.
    """
    return Registry(CitySchemas(plugins, _of_the_city_alone(plugins, _unserved)), Limits.of(settings))


def _of_the_city_alone(
    plugins: PluginSet,
    registry: Callable[[], Registry],
    on_change: Callable[[], None] = lambda: None,
    enabled: Enabled = dict,
    catalog: Callable[[], Catalog] = lambda: Catalog([]),
) -> list[Part]:
    manifests = [plugin.manifest for plugin in plugins.plugins]
    return [
        installation_part(manifests, enabled, catalog),
        modules_part(manifests, registry, on_change),
        operations_part(registry),
        impact_part(registry),
        tokens_part(plugins.permissions),
    ]


def _unserved() -> Registry:
    raise AssertionError("a schema that nobody serves runs no mutations")


@dataclass(frozen=True)
class DistrictService:
    """The service of one district. Implements `schema.http.messages.GraphQLService`."""

    city: City
    slug: str

    async def execute(
        self, request: GraphQLRequest, viewer: Viewer, context: RequestContext
    ) -> GraphQLAnswer | GraphQLStream:
        """The answer to a request. Raises UnknownDistrict when the district has lost its name meanwhile."""
        return await self.city.execute_in(self.slug, request, viewer, context)

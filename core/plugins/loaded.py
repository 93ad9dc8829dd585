"""Plugins that were loaded: what each contributed, and the set of all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import typer
from pydantic import BaseModel
from starlette.routing import BaseRoute
from tortoise.models import Model

from core.access import Viewer, ViewerKind
from core.database.migrate import AppModels
from core.plugins.contributions import (
    ConsentPurpose,
    ErrorCode,
    EventHandler,
    ExampleOperation,
    Figure,
    Job,
    Manifest,
    Models,
    Narrowing,
    Permission,
    PersonalData,
    Report,
    Retention,
    Role,
    SchemaPart,
)
from core.plugins.failures import PluginFailure


@dataclass(frozen=True)
class LoadedPlugin:
    """A plugin, and everything that its hooks returned, checked. ``version`` is that of its distribution.

    ``part`` has the plugin's name as its owner. ``settings`` is an instance of ``settings_model`` with the values of
    this installation, ``model_classes`` are the models in ``models.models_module``.
    """

    manifest: Manifest
    distribution: str
    version: str
    built_in: bool
    settings_model: type[BaseModel] | None = None
    settings: BaseModel | None = None
    models: Models | None = None
    model_classes: tuple[type[Model], ...] = ()
    part: SchemaPart | None = None
    error_codes: tuple[ErrorCode, ...] = ()
    permissions: tuple[Permission, ...] = ()
    roles: tuple[Role, ...] = ()
    narrowings: tuple[Narrowing, ...] = ()
    event_handlers: tuple[EventHandler, ...] = ()
    jobs: tuple[Job, ...] = ()
    consent_purposes: tuple[ConsentPurpose, ...] = ()
    personal_data: tuple[PersonalData, ...] = ()
    retention: tuple[Retention, ...] = ()
    reports: tuple[Report, ...] = ()
    routes: tuple[BaseRoute, ...] = ()
    search_subjects: tuple[tuple[type[Model], str, tuple[str, ...]], ...] = ()
    figures: tuple[Figure, ...] = ()
    sample_data: Callable[[], Awaitable[int]] | None = None
    commands: tuple[typer.Typer, ...] = ()
    example_operations: tuple[ExampleOperation, ...] = ()

    @property
    def name(self) -> str:
        """The plugin's name."""
        return self.manifest.name

    @property
    def app(self) -> AppModels | None:
        """Its models and migrations; None without any."""
        models = self.models
        if models is None:
            return None
        return AppModels(
            self.name, models.models_module, models.migrations_module, tuple(models.depends_on), models.objects
        )


@dataclass(frozen=True)
class PluginSet:
    """Plugins in their order: the core first, then each after those that it needs, then by name. Immutable.

    ``failures`` are of plugins that were left out, where the settings permit to start without them.
    """

    plugins: tuple[LoadedPlugin, ...]
    failures: tuple[PluginFailure, ...] = ()
    _by_name: dict[str, LoadedPlugin] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name.update({plugin.name: plugin for plugin in self.plugins})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the plugins, ``core`` among them, in their order."""
        return tuple(self._by_name)

    @cached_property
    def manifests(self) -> Mapping[str, Manifest]:
        """The manifests by name, ``core`` among them."""
        return {plugin.name: plugin.manifest for plugin in self.plugins}

    def get(self, name: str) -> LoadedPlugin | None:
        """The plugin of this name; None if it is not loaded."""
        return self._by_name.get(name)

    def only(self, names: Iterable[str]) -> PluginSet:
        """The core, the named plugins and what they need, in our order. KeyError for a name that is not loaded."""
        wanted: set[str] = set()
        waiting = ["core", *names]
        while waiting:
            name = waiting.pop()
            if name not in wanted:
                wanted.add(name)
                waiting.extend(self._by_name[name].manifest.needs)
        return PluginSet(tuple(plugin for plugin in self.plugins if plugin.name in wanted), self.failures)

    def working(self, enabled: Collection[str]) -> frozenset[str]:
        """The core, and what of these names is loaded with all that it needs: the plugins that work where these are
        enabled.
        """
        found = {"core"}
        for plugin in self.plugins:
            if plugin.name in enabled and found.issuperset(plugin.manifest.needs):
                found.add(plugin.name)
        return frozenset(found)

    def standing_on(self, name: str) -> tuple[str, ...]:
        """The plugins that need this one, directly or through others, in our order."""
        found: list[str] = []
        for plugin in self.plugins:
            if not {name, *found}.isdisjoint(plugin.manifest.needs):
                found.append(plugin.name)
        return tuple(found)

    def built_in(self) -> PluginSet:
        """The core and the plugins that come with the platform."""
        return PluginSet(tuple(plugin for plugin in self.plugins if plugin.built_in), self.failures)

    def parts(self, names: Iterable[str] | None = None) -> list[Any]:
        """What is composed into a schema: the parts of all plugins, or those of `only` the named ones.

        Models of plugins that are left out stay loaded; their tables stay in the database.
        """
        chosen = self if names is None else self.only(names)
        return [plugin.part for plugin in chosen.plugins if plugin.part is not None]

    @cached_property
    def apps(self) -> tuple[AppModels, ...]:
        """The models and migrations of all, in the order in which they are migrated."""
        return tuple(app for plugin in self.plugins if (app := plugin.app) is not None)

    @cached_property
    def model_modules(self) -> Mapping[str, Sequence[str]]:
        """The modules of models by app label, as `core.database.connect.database` takes them."""
        return {app.label: [app.models_module] for app in self.apps}

    @cached_property
    def permissions(self) -> frozenset[str]:
        """The names of everybody's permissions."""
        return frozenset(permission.name for plugin in self.plugins for permission in plugin.permissions)

    @cached_property
    def reports(self) -> Mapping[str, tuple[str, Report]]:
        """Everybody's reports by name, each with its plugin's name."""
        return {report.name: (plugin.name, report) for plugin in self.plugins for report in plugin.reports}

    @cached_property
    def administrator(self) -> Viewer:
        """The holder of the administrator's token, who may do everything that somebody declared."""
        return Viewer(ViewerKind.ADMIN, self.permissions)

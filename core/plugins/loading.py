"""Loads the installed plugins, each by itself, and puts them together.

    plugins = load_plugins(load_settings())
    plugins.names                       # ("core", "jinniu_stores", …)
    plugins.parts(["jinniu_stores"])    # for `schema.execution.service.build_service`
    plugins.apps                        # for `core.database.migrate`
    plugins.model_modules               # for `core.database.connect.database(apps=…)`

A plugin that cannot be used is named, with its distribution, the reason and the cure. Whether the platform then starts
without it is the setting ``plugins_on_failure``. Clashes of names between plugins, and code that hangs, always end the
start: nobody can say which of two is right, and a thread cannot be ended.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pluggy
from packaging.utils import canonicalize_version

from core.contributed import Contributed, set_contributed
from core.plugins.clashes import refuse_clashes
from core.plugins.contributions import SchemaPart
from core.plugins.discovery import Discovered, Discovery, discover
from core.plugins.failures import PluginError, PluginFailure, Unusable, raised, refused
from core.plugins.hookspecs import PROJECT, HookSpecs
from core.plugins.loaded import LoadedPlugin, PluginSet
from core.plugins.models import checked_models
from core.plugins.order import in_order, without
from core.plugins.plugin_settings import keep_settings, read_plugin_settings
from core.plugins.validation import CORE_NAME, HOOKS, not_synchronous
from core.plugins.watchdog import Hung, watched
from core.roles import set_roles
from core.search import set_subjects
from core.settings import Settings

T = TypeVar("T")


def load_plugins(settings: Settings, discovery: Discovery | None = None) -> PluginSet:
    """Load the plugins that are installed, or those of ``discovery``.

    Their settings are read from ``settings`` and can from then on be had by `plugin_settings`. Raises PluginError for
    plugins that cannot be used, unless ``settings.plugins_on_failure`` is ``skip``, and for clashes; SettingsError for
    wrong settings of plugins.
    """
    discovery = discover() if discovery is None else discovery
    loader = _Loader(settings.plugins_time_limit_seconds, list(discovery.failures))
    loader.open(discovery.found)
    loaded = loader.load()
    failures = tuple(sorted(loader.failures, key=lambda failure: failure.plugin))
    core = next((failure for failure in failures if failure.plugin == CORE_NAME), None)
    if core is None and CORE_NAME not in (plugin.name for plugin in loaded):
        raise PluginError(
            "The platform's own contribution is not registered: its metadata is older than its code. Install it anew."
        )
    if failures and (settings.plugins_on_failure == "refuse" or core is not None):
        raise refused(failures)
    refuse_clashes(loaded)
    values = read_plugin_settings(
        {plugin.name: plugin.settings_model for plugin in loaded if plugin.settings_model is not None},
        settings,
        known={*(plugin.name for plugin in loaded), *(failure.plugin for failure in failures)},
    )
    loaded = [replace(plugin, settings=values.get(plugin.name)) for plugin in loaded]
    keep_settings([settings, *values.values()])
    set_contributed(Contributed.by(loaded))
    set_subjects(subject for plugin in loaded for subject in plugin.search_subjects)
    set_roles(role for plugin in loaded for role in plugin.roles)
    return PluginSet(tuple(loaded), failures)


@dataclass
class _Opened:
    """A plugin that was imported: its hooks by name, and the manifest."""

    found: Discovered
    hooks: Mapping[str, Callable[[], Any]]
    manifest: Any


@dataclass
class _Loader:
    seconds: float
    failures: list[PluginFailure]
    opened: dict[str, _Opened] = field(default_factory=dict)

    def open(self, installed: Sequence[Discovered]) -> None:
        """Import each plugin, the core first, and ask it for its manifest."""
        for found in sorted(installed, key=lambda one: (one.name != CORE_NAME, one.name)):
            try:
                plugin = self._run(found, "its import", found.load)
                hooks = hooks_of(plugin)
                manifest = self._ask(found, hooks, "linli_manifest")
                if canonicalize_version(manifest.version) != canonicalize_version(found.version):
                    raise Unusable(
                        f"its manifest says the version {manifest.version}, and its distribution {found.version}.",
                        "Write the same version in both, and install it anew.",
                    )
                self.opened[found.name] = _Opened(found, hooks, manifest)
            except Unusable as error:
                self.failures.append(found.failure(error.reason, error.cure))

    def load(self) -> list[LoadedPlugin]:
        """Ask the plugins for everything else, in their order."""
        failed = {failure.plugin for failure in self.failures}
        needs = {name: [n for n in one.manifest.needs if n not in failed] for name, one in self.opened.items()}
        order, wrong = in_order(needs)
        loaded: list[LoadedPlugin] = []
        for name in order:
            opened = self.opened[name]
            missing = sorted(set(opened.manifest.needs) & failed)
            try:
                if missing:
                    raise without(missing)
                loaded.append(self._contributions(opened))
            except Unusable as error:
                failed.add(name)
                wrong[name] = error
        for name, problem in wrong.items():
            self.failures.append(self.opened[name].found.failure(problem.reason, problem.cure))
        return loaded

    def _contributions(self, opened: _Opened) -> LoadedPlugin:
        found, manifest = opened.found, opened.manifest
        given = {
            hook.attribute: self._ask(found, opened.hooks, name)
            for name, hook in HOOKS.items()
            if name != "linli_manifest"
        }
        part, models = given["part"], given["models"]
        if part is None and given["narrowings"]:
            # A plugin may only hide rows of others, and bring nothing.
            part = SchemaPart()
        if part is not None:
            if part.owner not in ("", manifest.name):
                raise Unusable(f"its Part says owner={part.owner!r}.", "Leave `owner` out: the host fills it in.")
            given["part"] = replace(
                part,
                owner=manifest.name,
                models=part.models or (() if models is None else (models.models_module,)),
                narrowings=given["narrowings"],
            )
        if models is not None:
            given["model_classes"] = self._run(
                found, f"the import of {models.models_module}", lambda: checked_models(models, manifest)
            )
        return LoadedPlugin(manifest, found.distribution, found.version, found.built_in, **given)

    def _ask(self, found: Discovered, hooks: Mapping[str, Callable[[], Any]], name: str) -> Any:
        """What a hook returns, checked; the default if the plugin does not implement it."""
        hook = HOOKS[name]
        function = hooks.get(name)
        if function is None:
            return hook.default
        value = self._run(found, name, function)
        try:
            if (complaint := not_synchronous(value)) is not None:
                raise complaint
            if value is None:
                raise Unusable("it returned None.", "Return what the hook is for, or leave the hook out.")
            # A check looks at the plugin's objects, and these may run the plugin's code.
            return self._run(found, name, lambda: hook.check(value, found.name))
        except Unusable as error:
            if error.reason.startswith(f"{name}: "):
                raise
            raise Unusable(f"{name}: {error.reason}", error.cure) from error

    def _run(self, found: Discovered, what: str, function: Callable[[], T]) -> T:
        try:
            return watched(function, self.seconds, f"plugin {found.name}: {what}")
        except Hung as error:
            failure = found.failure(
                f"{what} did not come back within {self.seconds:g} seconds, and the start ends here.",
                "Hooks and imports must not wait for anything. Ask for a corrected release, or uninstall "
                f"{found.distribution}; for a slow machine raise LINLI_PLUGINS_TIME_LIMIT_SECONDS.",
            )
            raise PluginError(f"The plugin {failure}", [failure]) from error
        except Unusable:
            raise
        except BaseException as error:  # a plugin's SystemExit, too, is only that plugin's failure
            if isinstance(error, KeyboardInterrupt):
                raise
            raise Unusable(
                f"{what} raised {raised(error)}.", "Ask for a corrected release, or install what is missing."
            ) from error


def hooks_of(plugin: object) -> dict[str, Callable[[], Any]]:
    """The hooks that a module or object implements, by name.

    Raises Unusable for a misspelt hook, one without ``@hookimpl``, one with arguments or with pluggy's options, and if
    the manifest is missing.
    """
    if inspect.isclass(plugin):
        raise Unusable(
            f"its entry point is {plugin.__name__}, a class.", "Point it to a module, or to an instance of the class."
        )
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(HookSpecs)
    for name in dir(plugin):
        if name.startswith("linli_") and callable(getattr(plugin, name)) and not _marked(plugin, name):
            raise Unusable(f"{name} is not marked as a hook.", "Write @hookimpl above it.")
    try:
        manager.register(plugin, "plugin")
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise Unusable(_misfit(plugin, error), f"The hooks are: {', '.join(HOOKS)}; they take no arguments.") from error
    found: dict[str, Callable[[], Any]] = {}
    for name in HOOKS:
        for implementation in getattr(manager.hook, name).get_hookimpls():
            options = implementation.opts
            if any(options[option] for option in ("wrapper", "hookwrapper", "tryfirst", "trylast")):
                raise Unusable(f"{name} has options of pluggy.", "Write a plain @hookimpl; the host sets the order.")
            found[name] = implementation.function
    if "linli_manifest" not in found:
        raise Unusable("it has no hook linli_manifest.", "Write one that returns a linli.Manifest.")
    return found


def _marked(plugin: object, name: str) -> bool:
    return getattr(getattr(plugin, name), f"{PROJECT}_impl", None) is not None


def _misfit(plugin: object, error: pluggy.PluginValidationError) -> str:
    for name in dir(plugin):
        if _marked(plugin, name):
            if name not in HOOKS:
                return f"there is no hook {name}."
            parameters = inspect.signature(getattr(plugin, name)).parameters
            if parameters:
                return f"{name} takes arguments ({', '.join(parameters)})."
    return f"its hooks cannot be used: {error}."

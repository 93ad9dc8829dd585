"""The plugins that a test is about: installed ones by their names, and modules that are installed nowhere."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app import handlers_of, refuse_misfits
from core.contributed import Contributed, contributed, set_contributed
from core.plugins.contributions import Manifest
from core.plugins.discovery import GROUP, PLATFORM, Discovered, Discovery, discover
from core.plugins.failures import PluginError, Unusable, refused
from core.plugins.loaded import PluginSet
from core.plugins.loading import hooks_of, load_plugins
from core.plugins.plugin_settings import keep_settings, kept_settings
from core.plugins.validation import CORE_NAME
from core.roles import ROLES, set_roles
from core.search import SUBJECTS, set_subjects
from core.settings import PluginSources, Settings
from core.work.handlers import Handlers

PluginSettings = Mapping[str, Mapping[str, Any]]
"""Settings by the plugin's name, as in the sections ``[plugins.<name>]`` of linli.toml."""

_loaded: dict[tuple[tuple[object, ...], str], tuple[PluginSet, tuple[object, ...]]] = {}
"""What was loaded, with the objects that it was loaded from, so that nobody else gets their identities."""

_handlers: dict[int, Handlers] = {}
"""By the identity of the set, which they keep."""


def plugin_set(*plugins: str | object, settings: PluginSettings | None = None) -> PluginSet:
    """The core, these plugins and all that they need, loaded and checked as the server does at its start.

    A plugin is the name of an installed one, or a module (or object) with hooks, which then need not be installed.
    What is asked for twice is loaded once. Raises PluginError, DeclarationError and SettingsError, which name the
    plugins.
    """
    names = tuple(one if isinstance(one, str) else id(one) for one in plugins)
    key = names, json.dumps(settings or {}, sort_keys=True, default=str)
    if key not in _loaded:
        _loaded[key] = load(chosen(*plugins), settings), plugins
    return _loaded[key][0]


def load(discovery: Discovery, settings: PluginSettings | None = None) -> PluginSet:
    """Load exactly these plugins, and check that they fit together. Raises as `plugin_set` does."""
    sources = PluginSources(settings or {}, where="in the settings of the test")
    with in_force():
        loaded = load_plugins(Settings().with_plugins(sources), discovery)
    refuse_misfits(loaded)
    return loaded


def chosen(*plugins: str | object) -> Discovery:
    """The core, these plugins and the installed ones that they need. Raises PluginError for one that is not there."""
    installed = discover()
    available = {one.name: one for one in installed.found}
    failures = {one.plugin: one for one in installed.failures}
    given = [_as_installed(one) for one in plugins if not isinstance(one, str)]
    available.update({one.name: one for one in given})
    waiting = [CORE_NAME, *(one for one in plugins if isinstance(one, str)), *(one.name for one in given)]
    found: dict[str, Discovered] = {}
    while waiting:
        name = waiting.pop()
        if name in failures and name not in available:
            raise refused([failures[name]])
        if name not in available:
            raise PluginError(f"There is no plugin {name!r}. Installed: {', '.join(sorted(available))}.")
        if name not in found:
            found[name] = available[name]
            waiting += _manifest(available[name]).needs
    return Discovery(tuple(found[name] for name in sorted(found)))


def manifest_of(plugin: object) -> Manifest:
    """What the plugin's manifest says. Raises PluginError for an object without usable hooks."""
    unnamed = Discovered(getattr(plugin, "__name__", repr(plugin)), "no distribution", "0", lambda: plugin)
    return _manifest(unnamed)


def _manifest(plugin: Discovered) -> Manifest:
    try:
        found: Manifest = hooks_of(plugin.load())["linli_manifest"]()
    except Unusable as error:
        raise refused([plugin.failure(error.reason, error.cure)]) from error
    return found


def _as_installed(plugin: object) -> Discovered:
    """A module or object as if its distribution were installed, in a version that fits the platform."""
    manifest = manifest_of(plugin)
    accepts = f"=={version(PLATFORM)}"
    return Discovered(manifest.name, f"linli-{manifest.name}", manifest.version, lambda: plugin, accepts)


def handlers(plugins: PluginSet) -> Handlers:
    """The handlers of events of a set, which are made once."""
    if id(plugins) not in _handlers:
        _handlers[id(plugins)] = handlers_of(plugins)
    return _handlers[id(plugins)]


def own_plugins(project: Path) -> list[str]:
    """The plugins that the pyproject.toml of a directory registers; none where there is no such file."""
    file = project / "pyproject.toml"
    if not file.exists():
        return []
    table = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    return sorted(table.get("entry-points", {}).get(GROUP, {}))


@contextmanager
def in_force(plugins: PluginSet | None = None, settings: Settings | None = None) -> Iterator[None]:
    """What the process knows of plugins is this, as long as the block runs: what can be searched, which
    roles there are, what they say of persons and of broken rules, their settings.

    Without plugins only what the block itself changes is undone.
    """
    before, roles, said, kept = dict(SUBJECTS), list(ROLES.values()), contributed(), kept_settings()
    if plugins is not None:
        set_subjects(subject for one in plugins.plugins for subject in one.search_subjects)
        set_roles(role for one in plugins.plugins for role in one.roles)
        set_contributed(Contributed.by(plugins.plugins))
        keep_settings([*([settings] if settings else []), *(one.settings for one in plugins.plugins if one.settings)])
    try:
        yield
    finally:
        SUBJECTS.clear()
        SUBJECTS.update(before)
        set_roles(roles)
        set_contributed(said)
        keep_settings(kept)

"""Makes small plugins, and loads them as if they were installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from core.plugins.discovery import Discovered, Discovery
from core.plugins.loaded import PluginSet
from core.plugins.loading import load_plugins
from core.settings import PluginSources, Settings
from linli import Manifest, hookimpl
from schema.types import core_plugin

CORE = Discovered("core", "linli", "0.1.0", lambda: core_plugin)


def manifest(name: str, *needs: str, version: str = "1.0") -> Manifest:
    return Manifest(name, "测试", "Test", version, needs=needs)


def plugin(name: str, needs: Any = (), **hooks: Any) -> SimpleNamespace:
    """An object with a manifest and hooks; a value that is no function is what the hook returns."""
    found = SimpleNamespace()
    for hook, value in ({"linli_manifest": manifest(name, *needs)} | hooks).items():
        setattr(found, hook, hookimpl(value if _is_function(value) else _constant(value)))
    return found


def _is_function(value: Any) -> bool:
    return callable(value) and not isinstance(value, type) and getattr(value, "__name__", "").startswith("hook")


def _constant(value: Any) -> Callable[[], Any]:
    def hook() -> Any:
        return value

    return hook


def installed(name: str, found: Any, *, distribution: str | None = None, version: str = "1.0") -> Discovered:
    """A plugin of a distribution; ``found`` is its object, or what importing it does."""
    load = found if callable(found) else lambda: found
    return Discovered(name, distribution or f"linli-{name}", version, load, ">=0.1,<0.2")


KITS = installed("kits", lambda: import_module("tests.plugins.kits.plugin"))


def load(*found: Discovered | SimpleNamespace, **settings: Any) -> PluginSet:
    """The core and these plugins, loaded. ``sections`` and ``variables`` are settings of plugins."""
    sources = PluginSources(settings.pop("sections", {}), settings.pop("variables", {}))
    all_found = [one if isinstance(one, Discovered) else installed(one.linli_manifest().name, one) for one in found]
    discovery = Discovery((*all_found, CORE))
    return load_plugins(Settings(**settings).with_plugins(sources), discovery)


def parts_of(*found: Discovered | SimpleNamespace, **settings: Any) -> list[Any]:
    return load(*found, **settings).parts()

"""Does a plugin fit together with the others that are installed?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.errors import LinliError
from core.plugins.discovery import discover
from core.plugins.validation import CORE_NAME
from linli.testing.plugins import chosen, in_force, load, manifest_of
from schema.compose import compose
from schema.declare.catalog import Catalog
from schema.execution.districts import city_parts


def assert_no_clashes(plugin: str | object, *, beside: Sequence[str | object] = ()) -> None:
    """A plugin can be loaded and composed with each other installed plugin, with those given, and with all at once.

    A plugin is the name of an installed one, or a module (or object) with hooks. Compared are the names of tables,
    related rows, permissions, roles, jobs, reports, commands, ids, types, fields, filters, orders, root fields and
    mutations. AssertionError names both owners of each name that two claim.
    """
    name = plugin if isinstance(plugin, str) else manifest_of(plugin).name
    others: dict[str, str | object] = {one.name: one.name for one in discover().found if one.name != CORE_NAME}
    others.update({one if isinstance(one, str) else manifest_of(one).name: one for one in beside})
    others.pop(name, None)
    found = [f"{name}: {problem}" for problem in _problems(plugin)]
    if not found:
        for other in sorted(others):
            found += [f"{name} and {other}: {problem}" for problem in _problems(plugin, others[other])]
    # Two of the others may clash, or three plugins only together.
    found = found or [f"all at once: {problem}" for problem in _problems(plugin, *others.values(), whole=True)]
    if found:
        raise AssertionError("\n".join((f"The plugin {name} cannot be installed as it is.", *found)))


def _problems(*plugins: str | object, whole: bool = False) -> Iterator[str]:
    """What keeps the plugins from being loaded; if ``whole``, also what keeps their schema from being composed."""
    try:
        loaded = load(chosen(*plugins))
        if whole:
            with in_force(loaded):
                compose(Catalog(city_parts(loaded)))
    except LinliError as error:
        yield error.message

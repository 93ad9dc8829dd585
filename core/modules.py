"""Modules: which plugins a district has, and for which rows a plugin therefore works.

Installed is not enabled: a process loads every plugin that is installed, and a district enables some of them.
Disabling keeps a plugin's rows; they are there again when it is enabled again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson
from tortoise.expressions import Q, Subquery

from core.clock import now
from core.database.reader import Reader
from core.database.url import Dialect
from core.events import emit
from core.models import Area, AreaAncestor, PluginEnablement, PurgedPlugin
from core.models.choices import AreaLevel
from core.plugins.contributions import Manifest
from core.problems import InputRefused, refuse
from core.writing import writing

TAG = "me"
"""Starts the global ids of enablements."""

CORE = "core"
"""The core's own name among the plugins: it is there everywhere."""

Installed = Mapping[str, Manifest]
"""The plugins that are installed, by name."""


@dataclass(frozen=True)
class District:
    """A district as the server knows it. `above` are the keys of the areas around it, the nearest first."""

    key: uuid.UUID
    slug: str | None
    above: tuple[uuid.UUID, ...]
    plugins: frozenset[str]


@dataclass(frozen=True)
class ModuleState:
    """Every district with what it has enabled, installed or not; and the plugins that were purged."""

    districts: tuple[District, ...] = ()
    purged: frozenset[str] = frozenset()

    @cached_property
    def by_slug(self) -> Mapping[str, District]:
        """The districts that have an address."""
        return {district.slug: district for district in self.districts if district.slug is not None}


def areas_of(districts: Sequence[District]) -> tuple[tuple[uuid.UUID, ...], tuple[uuid.UUID, ...]]:
    """The keys of districts, and of the areas above them."""
    above = {area for district in districts for area in district.above}
    return tuple(district.key for district in districts), tuple(sorted(above))


async def enable(plugin: str, area_id: uuid.UUID, installed: Installed) -> PluginEnablement:
    """Enables a plugin in a district; where it is enabled already, nothing happens.

    Emits `module.enabled`. Raises `core.problems.InputRefused`: NOT_FOUND or WRONG_LEVEL for an area that is no
    district; NOT_INSTALLED; MODULE_PURGED; MODULES_NEEDED for a plugin that needs others which the district has not
    enabled.
    """
    async with writing():
        await locked_district(area_id)
        manifest = installed.get(plugin)
        if manifest is None or plugin == CORE:
            raise not_installed(plugin, installed)
        if await PurgedPlugin.exists(plugin=plugin):
            raise refuse(
                "MODULE_PURGED",
                f"{plugin} was purged, and has no tables. `linli plugins install {plugin}` makes them anew.",
                "plugin",
            )
        enabled = await enabled_in(area_id)
        if missing := sorted(set(manifest.needs) - enabled - {CORE}):
            raise refuse(
                "MODULES_NEEDED",
                f"{plugin} needs {_listed(missing)}, which the district has not enabled. Enable that first.",
                "plugin",
            )
        return await _set(plugin, area_id, True)


async def disable(plugin: str, area_id: uuid.UUID, installed: Installed) -> PluginEnablement:
    """Disables a plugin in a district, and keeps its rows; where it is not enabled, nothing happens.

    Emits `module.disabled`. Raises `core.problems.InputRefused`: NOT_FOUND or WRONG_LEVEL for an area that is no
    district; NOT_INSTALLED for a plugin that neither is installed nor ever was enabled there; MODULES_STAND_ON_IT
    where others that need it are enabled.
    """
    async with writing():
        await locked_district(area_id)
        known = await PluginEnablement.exists(area_id=area_id, plugin=plugin)
        if plugin == CORE or (plugin not in installed and not known):
            raise not_installed(plugin, installed)
        enabled = await enabled_in(area_id)
        if standing := sorted(name for name in enabled if name in installed and plugin in installed[name].needs):
            raise refuse(
                "MODULES_STAND_ON_IT",
                f"{_listed(standing)} would be without {plugin}, which it needs. Disable that first.",
                "plugin",
            )
        return await _set(plugin, area_id, False)


async def enable_unless_decided(plugin: str, area_id: uuid.UUID) -> None:
    """Enables a plugin in a district where nobody has enabled or disabled it so far. For its own sample data.

    Emits `module.enabled` if it did. Raises `core.problems.InputRefused`: NOT_FOUND or WRONG_LEVEL for an area that is
    no district.
    """
    async with writing():
        await locked_district(area_id)
        if not await PluginEnablement.exists(area_id=area_id, plugin=plugin):
            await _set(plugin, area_id, True)


async def works_at(plugin: str, area_id: uuid.UUID | None) -> bool:
    """Whether a plugin works for rows of an area: for handlers of events and jobs, which run for no others.

    True for rows of no area once any district has enabled it, and for those of an area above a district that has.
    """
    if plugin == CORE:
        return True
    enabled = await PluginEnablement.filter(plugin=plugin, enabled=True).values_list("area_id", flat=True)
    if area_id is None or not enabled:
        return bool(enabled)
    around = AreaAncestor.filter(area_id=area_id, ancestor_id__in=enabled)
    below = AreaAncestor.filter(area_id__in=enabled, ancestor_id=area_id)
    return await around.exists() or await below.exists()


async def enabled_plugins() -> set[str]:
    """The plugins that some district has enabled, and the core."""
    names = await PluginEnablement.filter(enabled=True).distinct().values_list("plugin", flat=True)
    return {CORE, *(str(name) for name in names)}


async def enabled_districts(plugin: str) -> list[uuid.UUID]:
    """The keys of the districts that have enabled a plugin."""
    keys = await PluginEnablement.filter(plugin=plugin, enabled=True).order_by("area_id").values_list("area_id")
    return [key for (key,) in keys]


def where_enabled(plugin: str, area: str) -> Q:
    """`works_at` as a condition on rows, for jobs: `Kit.filter(where_enabled("kits", "place__area_id"))`.

    Of a plugin that some district has enabled: jobs of others do not run. It holds for rows of no area.
    `area` names the row's area as filters of Tortoise do, with `_id` at the end.
    """
    around = AreaAncestor.filter(
        ancestor__plugin_enablements__plugin=plugin, ancestor__plugin_enablements__enabled=True
    ).values("area_id")
    above = AreaAncestor.filter(area__plugin_enablements__plugin=plugin, area__plugin_enablements__enabled=True).values(
        "ancestor_id"
    )
    lies: tuple[dict[str, Any], ...] = (
        {f"{area}__in": Subquery(around)},
        {f"{area}__in": Subquery(above)},
        {f"{area}__isnull": True},
    )
    return Q(*(Q(**one) for one in lies), join_type=Q.OR)


async def read_state(reader: Reader) -> bytes:
    """The state as a text that two reads of the same state have in common; see `parse_state`."""
    found = await reader.fetch(STATE[reader.dialect], (), small=True)
    return found or b"[[], []]"


def parse_state(text: bytes) -> ModuleState:
    """What `read_state` gave."""
    districts, purged = orjson.loads(text)
    return ModuleState(
        tuple(
            District(uuid.UUID(key), slug, tuple(map(uuid.UUID, above)), frozenset(plugins))
            for key, slug, above, plugins in districts
        ),
        frozenset(purged),
    )


STATE = {
    Dialect.POSTGRES: """
SELECT json_build_array(
    (SELECT coalesce(json_agg(json_build_array(
        d.id, d.slug,
        (SELECT coalesce(json_agg(l.ancestor_id ORDER BY l.distance), '[]')
         FROM area_ancestor l WHERE l.area_id = d.id AND l.distance > 0),
        (SELECT coalesce(json_agg(e.plugin ORDER BY e.plugin), '[]')
         FROM plugin_enablement e WHERE e.area_id = d.id AND e.enabled)
    ) ORDER BY d.id), '[]') FROM area d WHERE d.level = 'DISTRICT'),
    (SELECT coalesce(json_agg(plugin ORDER BY plugin), '[]') FROM purged_plugin)
)::text""",
    Dialect.SQLITE: """
SELECT json_array(
    json((SELECT json_group_array(json(item)) FROM (
        SELECT json_array(
            d.id, d.slug,
            json((SELECT json_group_array(ancestor_id) FROM (
                SELECT ancestor_id FROM area_ancestor WHERE area_id = d.id AND distance > 0 ORDER BY distance))),
            json((SELECT json_group_array(plugin) FROM (
                SELECT plugin FROM plugin_enablement WHERE area_id = d.id AND enabled ORDER BY plugin)))
        ) AS item
        FROM area d WHERE d.level = 'DISTRICT' ORDER BY d.id
    ))),
    json((SELECT json_group_array(plugin) FROM (SELECT plugin FROM purged_plugin ORDER BY plugin)))
)""",
}
"""The statement of `read_state` for each kind of database."""


async def locked_district(area_id: uuid.UUID) -> Area:
    """The district, whose modules nobody else changes until the transaction ends.

    Raises `core.problems.InputRefused`: NOT_FOUND or WRONG_LEVEL for an area that is no district.
    """
    area = await Area.filter(id=area_id).select_for_update(no_key=True).get_or_none()
    if area is None:
        raise refuse("NOT_FOUND", "There is no such area.", "area_id")
    if area.level is not AreaLevel.DISTRICT:
        raise refuse("WRONG_LEVEL", f"Modules are enabled in districts, and {area.name} is none.", "area_id")
    return area


async def enabled_in(area_id: uuid.UUID) -> set[str]:
    """The plugins that a district has enabled, installed or not."""
    rows = await PluginEnablement.filter(area_id=area_id, enabled=True).values_list("plugin", flat=True)
    return {str(name) for name in rows}


async def _set(plugin: str, area_id: uuid.UUID, enabled: bool) -> PluginEnablement:
    row = await PluginEnablement.get_or_none(area_id=area_id, plugin=plugin)
    if row is None:
        row = await PluginEnablement.create(area_id=area_id, plugin=plugin, enabled=enabled)
        if not enabled:
            return row
    elif row.enabled == enabled:
        return row
    else:
        row.enabled, row.changed_at, row.version = enabled, now(), row.version + 1
        await row.save(update_fields=["enabled", "changed_at", "version"])
    name = "module.enabled" if enabled else "module.disabled"
    await emit(name, TAG, row.id, {"version": row.version, "plugin": plugin, "areaId": str(area_id)})
    return row


def not_installed(plugin: str, installed: Iterable[str]) -> InputRefused:
    """The problem NOT_INSTALLED, to be raised: it names the plugins that are."""
    known = _listed(sorted(set(installed) - {CORE})) or "none"
    return refuse("NOT_INSTALLED", f"There is no plugin {plugin[:100]!r}. Installed: {known}.", "plugin")


def _listed(names: list[str]) -> str:
    return ", ".join(names)

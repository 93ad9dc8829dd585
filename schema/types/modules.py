"""Modules (模块): which plugins a district has, for administrators of the whole city. Part of `/graphql` alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from core import models, modules
from core.access import MODULES_WRITE
from core.models import PluginEnablement
from core.plugins.contributions import Manifest
from core.problems import refuse
from core.writing import writing
from schema.declare.described import described
from schema.declare.fields import IdOf, auto, column, to_one
from schema.declare.inputs import Converted, InputType, Reference
from schema.declare.roots import Asked, CalledArgument, CalledRoot, Mutation, Part
from schema.declare.types import model_type, value_type
from schema.operations.registry import Registry

if TYPE_CHECKING:
    from schema.types.areas import Area


@model_type(models.PluginEnablement, tag=modules.TAG, order_by=("plugin",), requires=MODULES_WRITE, area="area")
class ModuleEnablement:
    """Whether a district has enabled a module (模块启用). Disabling keeps the module's rows."""

    area: Area = to_one("The district (区县).")
    plugin: auto = column("The module's name (模块).")
    enabled: auto = column("Whether it is enabled (是否启用).")
    changed_at: auto = column("When it was last enabled or disabled (变更时间).")
    version: auto = column("Grows with every change.", filterable=False, orderable=False)


@value_type
class Module:
    """An installed module (模块), as a district has it."""

    name: str = described("Its name, which never changes (代码).")
    title_zh: str = described("The title in Chinese (名称).")
    title_en: str = described("The title in English (英文名称).")
    version: str = described("The version that is installed (版本).")
    installed: bool = described("False for one whose package is gone; its rows are still there (是否已安装).")
    enabled: bool = described("Whether the district has enabled it (是否启用).")
    changed_at: datetime | None = described("When it was last enabled or disabled; null if never (变更时间).")


@dataclass(frozen=True, kw_only=True)
class ModuleChoice:
    """A module of a district."""

    area_id: uuid.UUID
    plugin: str


@dataclass(frozen=True, kw_only=True)
class ModuleToDisable(ModuleChoice):
    """A module of a district, and whether it goes although operations break."""

    even_if_breaks: bool = False


def modules_part(
    manifests: Iterable[Manifest], registry: Callable[[], Registry], on_change: Callable[[], None]
) -> Part:
    """The part with the modules' query and mutations, for these installed plugins.

    ``registry`` as for `schema.types.operations.operations_part`. ``on_change`` is called when a mutation has changed a
    district's modules, before it commits.
    """
    installed = {manifest.name: manifest for manifest in manifests}

    async def enable(given: Converted) -> PluginEnablement:
        row = await modules.enable(given.value.plugin, given.value.area_id, installed)
        on_change()
        return row

    async def disable(given: Converted) -> PluginEnablement:
        chosen: ModuleToDisable = given.value
        async with writing():
            # Nobody registers an operation there until this is done.
            await modules.locked_district(chosen.area_id)
            if not chosen.even_if_breaks:
                await _refuse_to_break(registry(), chosen)
            row = await modules.disable(chosen.plugin, chosen.area_id, installed)
        on_change()
        return row

    async def listed(asked: Asked) -> Sequence[Mapping[str, Any]]:
        return await _listed(installed, asked.arguments["areaId"])

    fields: dict[str, str | Reference | InputType] = {
        "area_id": Reference("The district (区县).", "Area"),
        "plugin": "The module's name (模块).",
    }
    return Part(
        owner=modules.CORE,
        types=(ModuleEnablement,),
        values=(Module,),
        called_roots=(
            CalledRoot(
                "modules",
                "All modules as a district has them (模块). Needs a permission.",
                Module,
                listed,
                {"areaId": CalledArgument(IdOf("Area"), "The district (区县).", required=True)},
                requires=MODULES_WRITE,
            ),
        ),
        mutations=(
            Mutation(
                "enableModule",
                "Enables a module in a district; its types and rows are there at once (启用模块).",
                InputType("EnableModuleInput", "The module to enable.", ModuleChoice, fields),
                "enablement",
                "ModuleEnablement",
                enable,
                MODULES_WRITE,
            ),
            Mutation(
                "disableModule",
                "Disables a module in a district, and keeps its rows (停用模块). "
                "Refused while registered operations would break, which `moduleImpact` names.",
                InputType(
                    "DisableModuleInput",
                    "The module to disable.",
                    ModuleToDisable,
                    {
                        **fields,
                        "even_if_breaks": "Whether to disable it although registered operations break (仍然停用).",
                    },
                ),
                "enablement",
                "ModuleEnablement",
                disable,
                MODULES_WRITE,
            ),
        ),
    )


async def _refuse_to_break(registry: Registry, chosen: ModuleToDisable) -> None:
    found = await registry.impact(chosen.plugin, chosen.area_id)
    # A module that others need is refused further down, with what to do.
    if found.broken and not found.needed_by:
        raise refuse(
            "WOULD_BREAK",
            f"{len(found.broken)} registered operation(s) would break; the query `moduleImpact` names them. "
            "Talk to their teams, or send `evenIfBreaks: true`.",
            "plugin",
        )


async def _listed(installed: Mapping[str, Manifest], area_id: uuid.UUID) -> list[dict[str, Any]]:
    rows = {row.plugin: row for row in await PluginEnablement.filter(area_id=area_id)}
    found = []
    for name in sorted({*installed, *(name for name, row in rows.items() if row.enabled)} - {modules.CORE}):
        manifest, row = installed.get(name), rows.get(name)
        found.append(
            {
                "name": name,
                "title_zh": manifest.title_zh if manifest else name,
                "title_en": manifest.title_en if manifest else name,
                "version": manifest.version if manifest else "",
                "installed": manifest is not None,
                "enabled": row is not None and row.enabled,
                "changed_at": None if row is None else row.changed_at.astimezone(UTC),
            }
        )
    return found

"""The installation (安装信息): its modules and districts, for everybody, and who brought what to the schema.

Part of `/graphql` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import strawberry

from core import models
from core.ids import encode
from core.modules import CORE
from core.plugins.contributions import Manifest
from schema.brought import brought
from schema.declare.catalog import Catalog
from schema.declare.described import described
from schema.declare.roots import Asked, CalledArgument, CalledRoot, Part
from schema.declare.types import value_type
from schema.types.areas import Area


@value_type
class InstalledModule:
    """A module that is installed (已安装的模块), whether or not a district has enabled it."""

    name: str = described("Its name, which never changes (代码).")
    title_zh: str = described("The title in Chinese (名称).")
    title_en: str = described("The title in English (英文名称).")
    version: str = described("The version (版本).")
    description: str = described("What it is for, in English (说明).")


@value_type
class InstallationDistrict:
    """A district with an address of its own (区县)."""

    area_id: strawberry.ID = described("The global id of the area (区域).")
    slug: str = described("Its name in addresses (地址名), as in `/jinniu/graphql`.")
    name: str = described("Its name (名称).")
    name_en: str | None = described("Its name in English (英文名称); null where it has none.")
    modules: list[str] = described("The names of the modules that work there (可用模块), the core's left out.")


@value_type
class Installation:
    """What this installation is (安装信息)."""

    version: str = described("The version of the platform (平台版本).")
    modules: list[InstalledModule] = described("The modules that are installed (已安装的模块).")
    districts: list[InstallationDistrict] = described("The districts with an address, by their names in it (区县).")


@value_type
class SchemaContribution:
    """A type, field, filter, order or root field of the schema, by its place in it (字段来源)."""

    place: str = described("Its place, as in `Place.pioneerStore` (位置).")
    since: str = described("Since which version of the module it is there; empty where that is not told (起始版本).")


Enabled = Callable[[], Mapping[str, frozenset[str]]]
"""Gives the districts that have an address, each with the plugins that work there, as of the last look."""


def installation_part(manifests: Sequence[Manifest], enabled: Enabled, catalog: Callable[[], Catalog]) -> Part:
    """The part with the query of the installation with these plugins, and of what each brought to ``catalog``."""
    modules = [manifest for manifest in manifests if manifest.name != CORE]
    version = next((manifest.version for manifest in manifests if manifest.name == CORE), "")

    async def installation(_: Asked) -> Mapping[str, Any]:
        return {
            "version": version,
            "modules": [
                {
                    "name": manifest.name,
                    "title_zh": manifest.title_zh,
                    "title_en": manifest.title_en,
                    "version": manifest.version,
                    "description": manifest.description,
                }
                for manifest in modules
            ],
            "districts": await _districts(enabled()),
        }

    async def contributions(asked: Asked) -> Sequence[Mapping[str, Any]]:
        plugin = asked.arguments["plugin"]
        return [{"place": place, "since": since} for place, owner, since in brought(catalog()) if owner == plugin]

    return Part(
        owner=CORE,
        values=(InstalledModule, InstallationDistrict, Installation, SchemaContribution),
        called_roots=(
            CalledRoot(
                "installation",
                "What this installation is: its modules and districts (安装信息); for everybody.",
                Installation,
                installation,
                many=False,
            ),
            CalledRoot(
                "moduleContributions",
                "What a module brought to the schema (字段来源): types, fields, filters, orders and root fields.",
                SchemaContribution,
                contributions,
                {"plugin": CalledArgument(str, "The module's name (模块).", required=True)},
            ),
        ),
    )


async def _districts(enabled: Mapping[str, frozenset[str]]) -> list[dict[str, Any]]:
    areas = await models.Area.filter(slug__in=list(enabled)).order_by("slug")
    return [
        {
            "area_id": encode(Area.__linli_type__.tag, area.id),  # type: ignore[attr-defined]  # set by model_type
            "slug": area.slug,
            "name": area.name,
            "name_en": area.name_en,
            "modules": sorted(enabled[str(area.slug)] - {CORE}),
        }
        for area in areas
    ]

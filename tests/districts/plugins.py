"""The two plugins of these tests beside the core, as the host would have loaded them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tortoise.models import Model

from core.plugins.contributions import Manifest, Models
from core.plugins.loaded import LoadedPlugin, PluginSet
from schema.declare.roots import Part
from schema.types import core_plugin
from schema.types.core_part import CORE
from tests.districts.duties.models import Duty
from tests.districts.duties.types import PART as DUTIES
from tests.districts.lamps import reports
from tests.districts.lamps.models import Lamp, LampCheck, LampKind
from tests.districts.lamps.types import PART as LAMPS


def _loaded(
    name: str, part: Part, models: tuple[type[Model], ...], needs: tuple[str, ...] = (), **brought: Any
) -> LoadedPlugin:
    package = f"tests.districts.{name}"
    return LoadedPlugin(
        Manifest(name, f"模块{name}", f"Module {name}", "1.0", needs=needs),
        distribution=f"linli-{name}",
        version="1.0",
        built_in=False,
        models=Models(f"{package}.models", f"{package}.migrations", depends_on=("core", *needs)),
        model_classes=models,
        part=replace(part, owner=name, models=(f"{package}.models",)),
        **brought,
    )


_core = LoadedPlugin(
    core_plugin.linli_manifest(),
    distribution="linli",
    version="1.0",
    built_in=True,
    models=core_plugin.linli_models(),
    part=replace(CORE, owner="core", models=("core.models",)),
    permissions=tuple(core_plugin.linli_permissions()),
    roles=tuple(core_plugin.linli_roles()),
    consent_purposes=tuple(core_plugin.linli_consent_purposes()),
    personal_data=tuple(core_plugin.linli_personal_data()),
    search_subjects=tuple(core_plugin.linli_search_subjects()),
    example_operations=tuple(core_plugin.linli_example_operations()),
)
_lamps = _loaded(
    "lamps",
    LAMPS,
    (Lamp, LampCheck, LampKind),
    permissions=reports.PERMISSIONS,
    reports=reports.REPORTS,
    figures=reports.FIGURES,
    example_operations=reports.EXAMPLES,
)
PLUGINS = PluginSet((_core, _lamps, _loaded("duties", DUTIES, (Duty,), ("lamps",))))
CORE_ALONE = PluginSet((_core,))

"""The plugins of the property test, as the host would have loaded them: lamps, duties and pioneer stores."""

from __future__ import annotations

from dataclasses import replace

from pypika_tortoise.terms import Criterion

from core.access import DRAFTS_READ, Viewer
from core.plugins.contributions import Narrowing
from core.plugins.loaded import LoadedPlugin, PluginSet
from plugins.jinniu_stores import models, plugin
from plugins.jinniu_stores.permissions import PERMISSIONS
from plugins.jinniu_stores.types.part import PART
from schema.declare.fields import Connection, many
from schema.declare.languages import literal
from schema.declare.roots import Part
from schema.declare.rows import Row
from schema.declare.types import extends
from schema.types.people import RoleAssignment
from schema.types.places import Place
from tests.districts.plugins import PLUGINS as LAMPS_AND_DUTIES


@extends(Place)
class _PlaceRoles:
    """Rows that have their area from the place only where no other scope comes first."""

    lit_roles: Connection[RoleAssignment] = many("Who works there (任职).", relation="role_assignments")


def _no_dissolved(row: Row, viewer: Viewer) -> Criterion | None:
    return None if viewer.may(DRAFTS_READ) else row.status != literal("DISSOLVED")


def _with_more(loaded: LoadedPlugin) -> LoadedPlugin:
    """The lamps, which also hide dissolved organisations from the public wherever they work."""
    assert isinstance(loaded.part, Part)
    narrowings = (Narrowing("Organization", _no_dissolved),)
    part = replace(loaded.part, narrowings=narrowings, extensions=(*loaded.part.extensions, _PlaceRoles))
    return replace(loaded, narrowings=narrowings, part=part)


_stores = LoadedPlugin(
    plugin.linli_manifest(),
    distribution="linli",
    version="1.0",
    built_in=True,
    models=plugin.linli_models(),
    model_classes=tuple(getattr(models, name) for name in models.__all__),
    part=replace(PART, owner="jinniu_stores", version="1.0", models=("plugins.jinniu_stores.models",)),
    permissions=PERMISSIONS,
)
PLUGINS = PluginSet((*(_with_more(one) if one.name == "lamps" else one for one in LAMPS_AND_DUTIES.plugins), _stores))

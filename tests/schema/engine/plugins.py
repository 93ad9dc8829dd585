"""The plugins of the property test, as the host would have loaded them: lamps, duties and pioneer stores."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pypika_tortoise.terms import Criterion

from core.access import DRAFTS_READ, Viewer
from core.plugins.contributions import Narrowing
from core.plugins.loaded import LoadedPlugin, PluginSet
from plugins.jinniu_stores import models, plugin
from plugins.jinniu_stores.permissions import PERMISSIONS
from plugins.jinniu_stores.types.part import PART
from schema.declare.fields import Connection, FieldDeclaration, many
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
    return row.unless_may(DRAFTS_READ, row.status != literal("DISSOLVED"))


def _with_more(loaded: LoadedPlugin) -> LoadedPlugin:
    """The lamps, which also hide dissolved organisations from the public wherever they work."""
    assert isinstance(loaded.part, Part)
    narrowings = (Narrowing("Organization", _no_dissolved),)
    part = replace(loaded.part, narrowings=narrowings, extensions=(*loaded.part.extensions, _PlaceRoles))
    return replace(loaded, narrowings=narrowings, part=part)


#: What of the stores the reference executor does not state a second time, and so is not compared.
NOT_COMPARED = frozenset(
    {
        "PioneerStoreCounsellingService",
        "PioneerStorePartyCheckIn",
        "PioneerStorePartyConsent",
        "PioneerStoreScanEvent",
        "PioneerStoreScenario",
        "PioneerStoreScenarioFigure",
        "PioneerStoreScenarioPicture",
        "PioneerStoreServiceCode",
        "PioneerStoreServiceItem",
        "PioneerStoreServiceTap",
        "PioneerStoreSignageCheck",
        "PioneerStoreSignageDesign",
        "PioneerStoreUse",
        "Area.pioneer_store_use",
        "PioneerStore.non_compliant_since",
        "PioneerStore.signage_checked_at",
        "PioneerStore.signage_valid",
        "PioneerStore.use",
    }
)


def _compared(part: Part) -> Part:
    """The part without what is not compared, and without what leads there. What it writes is of no matter here."""

    def left(target: str, fields: dict[str, FieldDeclaration]) -> dict[str, FieldDeclaration]:
        return {
            name: field
            for name, field in fields.items()
            if f"{target}.{name}" not in NOT_COMPARED
            and not any(re.search(rf"\b{each}\b", str(field.annotation)) for each in NOT_COMPARED)
        }

    def type_(cls: Any) -> type:
        declared = cls.__linli_type__
        return type(cls.__name__, (), {"__linli_type__": replace(declared, fields=left(cls.__name__, declared.fields))})

    def extension(cls: Any) -> type:
        made = cls.__linli_extension__
        return type(cls.__name__, (), {"__linli_extension__": replace(made, fields=left(made.target, made.fields))})

    return Part(
        owner=part.owner,
        models=part.models,
        types=[type_(cls) for cls in part.types if cls.__name__ not in NOT_COMPARED],
        extensions=[extension(cls) for cls in part.extensions],
        values=[cls for cls in part.values if cls.__name__ not in NOT_COMPARED],
        roots=[root for root in part.roots if root.type_name not in NOT_COMPARED],
    )


_stores = LoadedPlugin(
    plugin.linli_manifest(),
    distribution="linli",
    version="1.0",
    built_in=True,
    models=plugin.linli_models(),
    model_classes=tuple(getattr(models, name) for name in models.__all__),
    part=_compared(replace(PART, owner="jinniu_stores", models=("plugins.jinniu_stores.models",))),
    permissions=PERMISSIONS,
)
PLUGINS = PluginSet((*(_with_more(one) if one.name == "lamps" else one for one in LAMPS_AND_DUTIES.plugins), _stores))

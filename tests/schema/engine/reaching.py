"""For which rows a viewer's permissions hold, in memory: where rows lie, and whose they are."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from core.access import Viewer
from schema.declare.catalog import Catalog, CatalogType
from schema.declare.placement import Path
from tests.schema.engine.placement import Rows, area_of, around


def holds(
    rows: Rows, catalog: Catalog, viewer: Viewer, permission: str, found: CatalogType, row: Mapping[str, Any]
) -> bool:
    """Whether a viewer has a permission for a row."""
    if permission not in viewer.permissions:
        return False
    if permission not in viewer.reaches:
        return True
    reach = viewer.reaches[permission]
    area = area_of(rows, found, row)
    if area is not None and not reach.areas.isdisjoint(around(rows, area)):
        return True
    organizations = {key for path in found.ties.organizations for key in _ends(rows, path, row)}
    places = {key for path in found.ties.places for key in _ends(rows, path, row)}
    return bool(organizations & reach.organizations or places & reach.places)


def is_own(rows: Rows, viewer: Viewer, found: CatalogType, row: Mapping[str, Any]) -> bool:
    """Whether a row is one of those that the viewer sees because it is about them."""
    return viewer.person_id is not None and any(viewer.person_id in _ends(rows, path, row) for path in found.ties.own)


def may_ask(viewer: Viewer, found: CatalogType) -> bool:
    """Whether there may be rows of a type for the viewer."""
    declared = found.declaration
    if declared.requires is None or declared.requires in viewer.permissions:
        return True
    return bool(declared.own) and viewer.person_id is not None


def _ends(rows: Rows, path: Path, row: Mapping[str, Any]) -> set[uuid.UUID]:
    """The keys of the rows at the end of a path."""
    found = [row]
    for relation in path:
        wanted = {each[relation.source_column] for each in found} - {None}
        found = [each for each in rows[relation.target].values() if each[relation.target_column] in wanted]
    return {each["id"] for each in found}

"""Where rows lie, in memory: in which district, and whether a plugin works there."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.models import Model

from core.models import Area
from schema.declare.catalog import CatalogType
from schema.declare.relations import Relation

Rows = Mapping[type[Model], Mapping[Any, Mapping[str, Any]]]
Path = Sequence[Relation]


@dataclass(frozen=True)
class Districts:
    """What a schema is for: one district, or the city, where a plugin works in those that have enabled it."""

    district: uuid.UUID | None
    enabled: Mapping[str, frozenset[uuid.UUID]]

    def has(self, rows: Rows, catalog_type: CatalogType, owner: str, row: Mapping[str, Any]) -> bool:
        """Whether a row is there for what ``owner`` brought: it lies in such a district, above one, or nowhere."""
        if self.district is not None:
            districts = frozenset({self.district})
        elif owner == "core":
            return True
        else:
            districts = self.enabled.get(owner, frozenset())
        area = area_of(rows, catalog_type, row)
        if area is None:
            return True
        above = set(around(rows, area))
        return bool(above & districts) or any(area in around(rows, district) for district in districts)


def area_of(rows: Rows, catalog_type: CatalogType, row: Mapping[str, Any]) -> uuid.UUID | None:
    """The area of a row; None for a row of none."""
    paths = catalog_type.placement.paths
    return _area(rows, row, paths) if paths else None


def tied(catalog_type: CatalogType, row: Mapping[str, Any], by: Relation) -> bool:
    """Whether a row has its area from the row that the relation comes from."""
    paths = catalog_type.placement.paths
    first = _first_step(row, paths) if paths and paths[0] else None
    return first is not None and first.source_column == by.target_column and not _is_area(paths, first)


def _is_area(paths: Sequence[Path], first: Relation) -> bool:
    return any(len(path) == 1 and path[0] == first for path in paths)


def _first_step(row: Mapping[str, Any], paths: Sequence[Path]) -> Relation | None:
    return next((path[0] for path in paths if row[path[0].source_column] is not None), None)


def _area(rows: Rows, row: Mapping[str, Any], paths: Sequence[Path]) -> uuid.UUID | None:
    """The area of a row: by the first step that leads anywhere."""
    if not paths[0]:
        return uuid.UUID(str(row["id"]))
    step = _first_step(row, paths)
    if step is None:
        return None
    key: uuid.UUID = row[step.source_column]
    if _is_area(paths, step):
        return key
    return _area(rows, rows[step.target][key], [path[1:] for path in paths if path[0] == step])


def around(rows: Rows, area: uuid.UUID | None) -> Iterator[uuid.UUID]:
    """An area and all that it lies in."""
    while area is not None:
        yield area
        area = rows[Area][area]["parent_id"]

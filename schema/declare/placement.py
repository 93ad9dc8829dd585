"""How the rows of a type belong to an area, and so to a district."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tortoise.models import Model

from core.models import Area
from schema.declare.relations import Relation, RelationMap


class CityWide(enum.Enum):
    """The type of `CITY_WIDE`."""

    CITY_WIDE = "CITY_WIDE"


CITY_WIDE: Final = CityWide.CITY_WIDE
"""The statement that a type's rows belong to no area: they are the same for every district."""

AreaOf = str | Sequence[str] | CityWide
"""A path to an area (``"area"``, ``"place.area"``), several of which the first that there is counts, or `CITY_WIDE`."""

#: The path of areas themselves.
ITSELF = "id"


@dataclass(frozen=True)
class Placement:
    """The resolved paths from a row to its area: each the relations to follow, in order; none for `CITY_WIDE`.

    An empty path is that of areas themselves.
    """

    paths: tuple[tuple[Relation, ...], ...] = ()

    def steps_before(self, column: str) -> Sequence[str] | None:
        """The columns that come before this one, where it leads to a row that has an area in its turn; else None.

        Where they are all null, a row has its area from the one that this column refers to.
        """
        first = list(dict.fromkeys(path[0] for path in self.paths if path))
        for index, step in enumerate(first):
            if step.source_column == column and all(len(path) > 1 for path in self.paths if path[0] == step):
                return [earlier.source_column for earlier in first[:index]]
        return None


def placement_of(declared: AreaOf, model: type[Model], relations: RelationMap) -> Placement:
    """The placement that a type declares. Raises ``LookupError`` for a path that does not lead to an area."""
    if declared is CITY_WIDE:
        return Placement(())
    assert not isinstance(declared, CityWide)
    texts = [declared] if isinstance(declared, str) else list(declared)
    if not texts:
        raise LookupError("names no path to an area; write CITY_WIDE if that is meant")
    return Placement(tuple(_path(text, model, relations) for text in texts))


def _path(text: str, model: type[Model], relations: RelationMap) -> tuple[Relation, ...]:
    if text == ITSELF and model is Area:
        return ()
    path: list[Relation] = []
    for step in text.split("."):
        relation = relations.get(path[-1].target if path else model, step)
        if relation.back:
            raise LookupError(f"the path {text!r} to an area goes by {step!r}, which is no reference to one row")
        path.append(relation)
    if path[-1].target is not Area:
        raise LookupError(f"the path {text!r} leads to {path[-1].target.__name__}, and not to an area")
    return tuple(path)

"""How the rows of a type belong to an area, and so to a district; to organisations and places; and to a person."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tortoise.models import Model

from core.models import Area, Organization, Person, Place
from schema.declare.relations import Relation, RelationMap


class CityWide(enum.Enum):
    """The type of `CITY_WIDE`."""

    CITY_WIDE = "CITY_WIDE"


CITY_WIDE: Final = CityWide.CITY_WIDE
"""The statement that a type's rows belong to no area: they are the same for every district."""

AreaOf = str | Sequence[str] | CityWide
"""A path to an area (``"area"``, ``"place.area"``), several of which the first that there is counts, or `CITY_WIDE`."""

PathsOf = str | Sequence[str]
"""A path (``"operator"``, ``"hosts.organization"``), or several of which any counts."""

#: The path of areas, organisations, places and people themselves.
ITSELF = "id"

Path = tuple[Relation, ...]
"""The relations to follow from a row, in order; an empty one is that of the row itself."""


@dataclass(frozen=True)
class Placement:
    """The resolved paths from a row to its area: each the relations to follow, in order; none for `CITY_WIDE`.

    An empty path is that of areas themselves.
    """

    paths: tuple[Path, ...] = ()

    def steps_before(self, column: str) -> Sequence[str] | None:
        """The columns that come before this one, where it leads to a row that has an area in its turn; else None.

        Where they are all null, a row has its area from the one that this column refers to.
        """
        first = list(dict.fromkeys(path[0] for path in self.paths if path))
        for index, step in enumerate(first):
            if step.source_column == column and all(len(path) > 1 for path in self.paths if path[0] == step):
                return [earlier.source_column for earlier in first[:index]]
        return None


@dataclass(frozen=True)
class Ties:
    """The resolved paths from a row to its organisations and places, and to the people whose it is."""

    organizations: tuple[Path, ...] = ()
    places: tuple[Path, ...] = ()
    own: tuple[Path, ...] = ()


def placement_of(declared: AreaOf, model: type[Model], relations: RelationMap) -> Placement:
    """The placement that a type declares. Raises ``LookupError`` for a path that does not lead to an area."""
    if declared is CITY_WIDE:
        return Placement(())
    assert not isinstance(declared, CityWide)
    texts = [declared] if isinstance(declared, str) else list(declared)
    if not texts:
        raise LookupError("names no path to an area; write CITY_WIDE if that is meant")
    return Placement(tuple(_to_one_path(text, model, relations, Area) for text in texts))


def ties_of(organization: PathsOf, place: PathsOf, own: PathsOf, model: type[Model], relations: RelationMap) -> Ties:
    """The ties that a type declares. Raises ``LookupError`` for a path that leads elsewhere."""
    return Ties(
        tuple(_path(text, model, relations, Organization) for text in _texts(organization)),
        tuple(_path(text, model, relations, Place) for text in _texts(place)),
        tuple(_path(text, model, relations, Person) for text in _texts(own)),
    )


def _texts(declared: PathsOf) -> Sequence[str]:
    return [declared] if isinstance(declared, str) else declared


def _to_one_path(text: str, model: type[Model], relations: RelationMap, target: type[Model]) -> Path:
    path = _path(text, model, relations, target)
    for relation in path:
        if relation.back:
            raise LookupError(
                f"the path {text!r} to {_NAMES[target]} goes by {relation.name!r}, which is no reference to one row"
            )
    return path


def _path(text: str, model: type[Model], relations: RelationMap, target: type[Model]) -> Path:
    if text == ITSELF and model is target:
        return ()
    path: list[Relation] = []
    for step in text.split("."):
        path.append(relations.get(path[-1].target if path else model, step))
    if path[-1].target is not target:
        raise LookupError(f"the path {text!r} leads to {path[-1].target.__name__}, and not to {_NAMES[target]}")
    return tuple(path)


_NAMES: dict[type[Model], str] = {
    Area: "an area",
    Organization: "an organisation",
    Place: "a place",
    Person: "a person",
}

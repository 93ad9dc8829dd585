"""Places: create and change them, with their hours and amenities. Each verb is one transaction.

Both verbs raise `core.problems.InputRefused` with all problems that they found, and have then changed
nothing. They update the search and emit `place.created` and `place.updated`.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from tortoise.models import Model

from core.access import PLACES_WRITE
from core.acting import actor
from core.models import Place, PlaceAmenity, ServiceException, ServiceHours
from core.place_input import (
    FIELDS,
    LISTS,
    Location,
    NewAmenity,
    NewPlace,
    NewServiceException,
    NewServiceHours,
    PlaceChange,
    checked,
)
from core.problems import refuse
from core.reach import around
from core.unset import UNSET
from core.writing import changed, created, locked, writing

__all__ = [
    "Location",
    "NewAmenity",
    "NewPlace",
    "NewServiceException",
    "NewServiceHours",
    "PlaceChange",
    "create",
    "update",
]

_ROWS: dict[str, type[Model]] = {
    "service_hours": ServiceHours,
    "service_exceptions": ServiceException,
    "amenities": PlaceAmenity,
}


async def create(new: NewPlace) -> Place:
    """A new place."""
    async with writing():
        columns, rows = await checked(
            {name: getattr(new, name) for name in FIELDS}, {name: getattr(new, name) for name in LISTS}
        )
        place = Place(**columns)
        await created(place, "place.created")
        await _replace_rows(place, rows)
    return place


async def update(place_id: uuid.UUID, change: PlaceChange, *, expected_version: int | None = None) -> Place:
    """Change what `change` gives. A change that changes nothing stores nothing: the version stays.

    `expected_version` is the version that the caller saw: another one by now is a CONFLICT. Without it the
    last writer wins. NOT_PERMITTED at `areaId` or `operatorId` is for who may change the place, and not its area.
    """
    async with writing():
        place = await locked(Place, place_id, expected_version)
        columns, rows = await checked(
            {name: value for name in FIELDS if (value := getattr(change, name)) is not UNSET},
            {name: value for name in LISTS if (value := getattr(change, name)) is not UNSET},
        )
        values = {name: value for name, value in columns.items() if getattr(place, name) != value}
        await _refuse_to_hand_over(place, values)
        if values or rows:
            await _replace_rows(place, rows)
            await changed(place, values, "place.updated", {"changed": sorted([*values, *rows])})
    return place


async def _refuse_to_hand_over(place: Any, values: Mapping[str, Any]) -> None:
    """Raise NOT_PERMITTED for whoever would put a place in another area, or under another operator, by a permission for
    the place or its operator alone: both decide who else has a say there. It is for those of the areas, old and new.
    """
    viewer = actor().viewer
    moving = [name for name in ("area_id", "operator_id") if name in values]
    if viewer is None or not moving:
        return
    for area_id in {place.area_id, values.get("area_id", place.area_id)}:
        if not viewer.may_at(PLACES_WRITE, await around(area_id=area_id)):
            raise refuse("NOT_PERMITTED", f"This needs the permission {PLACES_WRITE!r} for the area.", moving[0])


async def _replace_rows(place: Place, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    for name, items in rows.items():
        model = _ROWS[name]
        await model.filter(place_id=place.id).delete()
        await model.bulk_create(model(place_id=place.id, **columns) for columns in items)

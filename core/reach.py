"""Which scopes lie around a scope: a permission that holds at one of them holds at all of it."""

from __future__ import annotations

import uuid

from core.access import Reach
from core.models import AreaAncestor, Place


async def around(
    *, area_id: uuid.UUID | None = None, organization_id: uuid.UUID | None = None, place_id: uuid.UUID | None = None
) -> Reach:
    """The scopes in which an area, an organisation or a place lies, with all that belongs to it, itself among them.

    An area lies in those above it, and a place in its area, in those above it, and with its operator. An organisation
    lies in none: it may be at work anywhere, wherever it is registered.
    """
    if area_id is not None:
        return Reach(areas=await _with_those_above(area_id))
    if organization_id is not None:
        return Reach(organizations=frozenset({organization_id}))
    place = None if place_id is None else await Place.get_or_none(id=place_id)
    if place is None:
        return Reach()
    operator: uuid.UUID | None = place.operator_id  # type: ignore[attr-defined]  # the column of the relation
    return Reach(
        await _with_those_above(place.area_id),  # type: ignore[attr-defined]  # the column of the relation
        frozenset() if operator is None else frozenset({operator}),
        frozenset({place.id}),
    )


async def _with_those_above(area_id: uuid.UUID) -> frozenset[uuid.UUID]:
    return frozenset(await AreaAncestor.filter(area_id=area_id).values_list("ancestor_id", flat=True))  # type: ignore[arg-type]  # one column of keys

"""News of the equipment at places, by which plugins hear from one another: the event `place.equipment_changed`."""

from __future__ import annotations

import re
import uuid

from core.events import emit
from core.models import Event, Place
from core.models.choices import EquipmentCondition
from core.problems import refuse
from core.search import SUBJECTS
from core.writing import writing

EQUIPMENT_CHANGED = "place.equipment_changed"
"""The event's name. Its payload holds the ``item`` and the name of its ``condition``."""

_ITEM = re.compile(r"[A-Z][A-Z0-9_]{0,63}")


async def equipment_changed(place_id: uuid.UUID, item: str, condition: EquipmentCondition) -> Event:
    """Tell that an item of the equipment at a place is by now in this condition.

    ``item`` is the code of an element or of a kind of equipment, such as ``FIRST_AID_KIT``, in capital letters: who
    does not know it passes the event over. The event is written in the caller's transaction, if one is open.
    Raises ValueError for a code or condition that is none, and `core.problems.InputRefused` NOT_FOUND at `placeId`.
    """
    if not _ITEM.fullmatch(item):
        raise ValueError(
            f"item is {item!r}, and must be a code of at most 64 capital letters, digits and underscores, "
            "such as FIRST_AID_KIT."
        )
    if condition not in EquipmentCondition.__members__:
        raise ValueError(f"condition is {condition!r}, and must be {', '.join(EquipmentCondition)}.")
    async with writing():
        if not await Place.filter(id=place_id).exists():
            raise refuse("NOT_FOUND", "There is no such place.", "place_id")
        tag, _ = SUBJECTS[Place]
        return await emit(EQUIPMENT_CHANGED, tag, place_id, {"item": item, "condition": condition.value})

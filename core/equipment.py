"""News of the equipment at places, by which plugins hear from one another.

The event `place.equipment_changed` tells in which condition an item is by now, `place.equipment_alert` what somebody
should see to.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from core.events import emit
from core.models import Event, Place
from core.models.choices import EquipmentCondition
from core.problems import refuse
from core.search import SUBJECTS
from core.writing import writing

EQUIPMENT_CHANGED = "place.equipment_changed"
"""The event's name. Its payload holds the ``item`` and the name of its ``condition``."""

EQUIPMENT_ALERT = "place.equipment_alert"
"""The event's name. Its payload holds the ``item``, the code of the ``alert``, and what is said ``about`` it."""

_ITEM = re.compile(r"[A-Z][A-Z0-9_]{0,63}")


async def equipment_changed(place_id: uuid.UUID, item: str, condition: EquipmentCondition) -> Event:
    """Tell that an item of the equipment at a place is by now in this condition.

    ``item`` is the code of an element or of a kind of equipment, such as ``FIRST_AID_KIT``, in capital letters: who
    does not know it passes the event over. The event is written in the caller's transaction, if one is open.
    Raises ValueError for a code or condition that is none, and `core.problems.InputRefused` NOT_FOUND at `placeId`.
    """
    _check_code("item", item, "FIRST_AID_KIT")
    if condition not in EquipmentCondition.__members__:
        raise ValueError(f"condition is {condition!r}, and must be {', '.join(EquipmentCondition)}.")
    return await _tell(EQUIPMENT_CHANGED, place_id, {"item": item, "condition": condition.value})


async def equipment_alert(
    place_id: uuid.UUID, item: str, alert: str, about: Mapping[str, str | int | None] | None = None
) -> Event:
    """Tell that somebody should see to an item of the equipment at a place, and why: ``alert`` is a code such as
    ``EXPIRING``.

    Both codes are in capital letters, and whoever does not know them passes the event over. ``about`` says more, in
    ids, days and numbers, and names no person: events are kept for months. The event is written in the caller's
    transaction, if one is open. Raises what `equipment_changed` raises.
    """
    _check_code("item", item, "FIRST_AID_KIT")
    _check_code("alert", alert, "EXPIRING")
    return await _tell(EQUIPMENT_ALERT, place_id, {"item": item, "alert": alert, "about": dict(about or {})})


def _check_code(name: str, code: str, example: str) -> None:
    if not _ITEM.fullmatch(code):
        raise ValueError(
            f"{name} is {code!r}, and must be a code of at most 64 capital letters, digits and underscores, "
            f"such as {example}."
        )


async def _tell(name: str, place_id: uuid.UUID, payload: Mapping[str, Any]) -> Event:
    async with writing():
        if not await Place.filter(id=place_id).exists():
            raise refuse("NOT_FOUND", "There is no such place.", "place_id")
        tag, _ = SUBJECTS[Place]
        return await emit(name, tag, place_id, payload)

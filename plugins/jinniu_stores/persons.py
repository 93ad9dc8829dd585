"""What the registry holds of persons: members who checked in, and who inspected stores and checked their signs."""

from __future__ import annotations

import uuid
from typing import Any

from tortoise.expressions import F

from linli import PersonalData, Retention
from linli.services import now
from plugins.jinniu_stores.models import Inspection, PartyCheckIn, SignageCheck


async def export_party_check_ins(person_id: uuid.UUID) -> Any:
    """The stores at which the person checked in as a party member, and the text to which they agreed."""
    rows = PartyCheckIn.filter(person_id=person_id).order_by("day", "id").prefetch_related("store__place", "consent")
    return [{"store": one.store.place.name, "day": one.day, "text_number": one.consent.number} for one in await rows]


async def erase_party_check_ins(person_id: uuid.UUID) -> None:
    """Forget whose check-ins they were, as when the consent is withdrawn. They go on to count."""
    rows = PartyCheckIn.filter(person_id=person_id)
    await rows.update(person_id=None, withdrawn_at=now(), version=F("version") + 1, updated_at=now())


async def export_inspections(person_id: uuid.UUID) -> Any:
    """The inspections that the person made, and the checks of signs."""
    inspections = await Inspection.filter(inspector_id=person_id).order_by("id").prefetch_related("store__place")
    checks = await SignageCheck.filter(checker_id=person_id).order_by("id").prefetch_related("store__place")
    return {
        "inspections": [
            {"store": one.store.place.name, "inspected_at": one.inspected_at, "note": one.note} for one in inspections
        ],
        "signage_checks": [
            {"store": one.store.place.name, "checked_at": one.checked_at, "note": one.note} for one in checks
        ],
    }


async def keep_inspections(_: uuid.UUID) -> None:
    """Keep who inspected: it is the erased person, of whom nothing else is known."""


PERSONAL_DATA = (
    PersonalData(
        "jinniu_stores.party_check_ins", "党员报到", "Party check-ins", export_party_check_ins, erase_party_check_ins
    ),
    PersonalData(
        "jinniu_stores.inspections", "门店检查", "Inspections of stores", export_inspections, keep_inspections
    ),
)

RETENTION = (
    Retention(
        "jinniu_stores.party_check_ins",
        "党员报到人员",
        "Whose party check-ins they were",
        PartyCheckIn,
        "day",
        365,
        becomes={"person_id": None, "withdrawn_at": now},
    ),
)

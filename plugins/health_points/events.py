"""What health points learn from others: a place that closes for good takes its kits and contact points with it, and
whoever withdraws the consent to health contacts has none.
"""

from __future__ import annotations

import uuid

from linli.models import Consent, Event, Place, PlaceStatus
from linli.services import has_consented, today, writing
from plugins.health_points import kits, persons, sessions, teams
from plugins.health_points.appointments import CONSENT
from plugins.health_points.kits import Reason
from plugins.health_points.medicine import LastDay
from plugins.health_points.models import ContactPoint, ContactSession, Kit
from plugins.health_points.models.database_rules import RULES

PLACE_UPDATED = "place.updated"
CONSENT_WITHDRAWN = "consent.withdrawn"
REASON = Reason(reason="场所已关闭 (the place has closed)")


async def on_place_updated(event: Event) -> None:
    """At a place that has closed for good kits go out of service, sessions are cancelled, contact points closed.

    A contact point that was to open later is closed on the day on which it would have opened: it never does.
    """
    if "status" not in event.payload.get("changed", ()):
        return
    async with writing(RULES):
        place = await Place.get(id=event.subject_id)
        if place.status is not PlaceStatus.CLOSED:
            return
        for kit in await Kit.filter(place_id=place.id).order_by("id").select_for_update(no_key=True):
            await kits.close_with_place(kit)
        left = ContactSession.filter(
            contact_point__place_id=place.id, cancelled_at=None, held_at=None, ends_at__gt=event.occurred_at
        )
        for session in await left.order_by("id"):
            await sessions.cancel(session.id, REASON)
        for point in await ContactPoint.filter(place_id=place.id, closed_on=None).order_by("id"):
            await teams.close_point(point.id, LastDay(on=max(today(), point.opened_on)))


async def on_consent_withdrawn(event: Event) -> None:
    """Of somebody who does not agree any more, nothing that is open goes on, and it is forgotten whose it all was."""
    consent = await Consent.get(id=event.subject_id)
    if consent.purpose != CONSENT:
        return
    person_id: uuid.UUID = consent.person_id  # type: ignore[attr-defined]  # the column of the relation
    async with writing(RULES):
        if not await has_consented(person_id, CONSENT):
            await persons.erase_contacts(person_id)

"""What happens by itself: a place that closes has no duties any more, and old duties are retired."""

from __future__ import annotations

import datetime

from linli import EventHandler, Job
from linli.models import Event, Place, PlaceStatus

from linli_night_pharmacy import duties


async def on_place_updated(event: Event) -> None:
    """Cancel the duties of a place that has closed for good, the running one included."""
    if "status" not in event.payload.get("changed", ()):
        return
    place = await Place.get_or_none(id=event.subject_id)
    # By now it may have opened again; the next event tells of that.
    if place is not None and place.status is PlaceStatus.CLOSED:
        await duties.cancel_all(place.id, "场所已关闭 (the place has closed)")


HANDLERS = (EventHandler("place.updated", on_place_updated, name="on_place_updated"),)

JOBS = (Job("night_pharmacy.retire_old", datetime.timedelta(days=1), duties.retire_old),)

"""The calendar of a studio, for calendar programs: what is published there, in iCalendar."""

from __future__ import annotations

import datetime

from icalendar import Calendar, Event

from linli.models import Activity, ActivityDecision
from linli.services import now
from plugins.pidu_talent.models import Session, Studio

SHOWN_DAYS = 366
"""How long past activities stay in the feed."""

STATUS = {ActivityDecision.CANCELLED: "CANCELLED", ActivityDecision.POSTPONED: "TENTATIVE"}
"""What a calendar program calls the state; everything else is CONFIRMED."""

_HIDDEN = (ActivityDecision.DRAFT, ActivityDecision.IN_REVIEW)


async def feed(studio: Studio) -> bytes:
    """The calendar of a studio, whose place is loaded.

    An event keeps its UID, and its SEQUENCE grows with every change, so that programs replace what they have.
    """
    activities = await (
        Activity.filter(
            place_id=studio.place_id,
            published_at__isnull=False,
            ends_at__gte=now() - datetime.timedelta(days=SHOWN_DAYS),
        )
        .exclude(decision__in=_HIDDEN)
        .order_by("starts_at", "id")
    )
    sessions = {
        row.activity_id: row
        for row in await Session.filter(activity__place_id=studio.place_id).select_related("course_version")
    }
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//pidu_talent//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", studio.name)
    calendar.add("refresh-interval", datetime.timedelta(hours=1), parameters={"value": "DURATION"})
    place = studio.place
    where = place.name if place.address is None else f"{place.name}，{place.address}"
    for activity in activities:
        calendar.add_component(_event(activity, sessions.get(activity.id), where))
    text: bytes = calendar.to_ical()
    return text


def _event(activity: Activity, session: Session | None, where: str) -> Event:
    event = Event()
    event.add("uid", f"at_{activity.id}@linli")
    event.add("sequence", activity.version)
    event.add("dtstamp", activity.updated_at)
    event.add("last-modified", activity.updated_at)
    event.add("dtstart", activity.starts_at)
    event.add("dtend", activity.ends_at)
    event.add("summary", activity.title)
    event.add("location", where)
    event.add("status", STATUS.get(activity.decision, "CONFIRMED"))
    if session is not None:
        taught = session.course_version
        event.add("description", f"{session.kind.zh}{'' if taught is None else f'：{taught.title}'}")
    return event

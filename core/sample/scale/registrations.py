"""The registrations at scale: neighbours of the place, in the order in which they registered."""

from __future__ import annotations

from typing import NamedTuple

from core.sample.scale.people import PERSON, first_person_of
from core.sample.scale.plan import Scale
from core.sample.scale.rows import AS_OF, Row, Table, instant, key, mix

REGISTRATION = Table(
    "registration",
    80,
    (
        "id",
        "activity_id",
        "person_id",
        "party_size",
        "answers",
        "state",
        "registered_at",
        "version",
        "updated_at",
    ),
)
OPEN_MINUTES = 14 * 24 * 60
"""For how long before an activity people register."""
_PARTY_SIZES = (1, 1, 1, 1, 1, 2, 2, 3)
_AS_OF = AS_OF.toordinal()


class Planned(NamedTuple):
    """What the registrations of an activity depend on."""

    activity: str
    number: int
    community: int
    random: int
    day: int
    """`date.toordinal` of the day on which it starts."""
    minute: int
    """When it starts, in UTC after midnight."""
    cancelled: bool
    approval: bool
    waitlist: bool
    capacity: int | None


def registration_rows(scale: Scale, planned: Planned, rows: list[Row]) -> None:
    """Add the registrations of an activity to `rows`; those that hold seats fit into its capacity."""
    count = scale.registrations_of(planned.number)
    first_row = scale.registrations_before(planned.number)
    neighbours = max(1, scale.people // scale.communities)
    first_person = first_person_of(scale, planned.community) + planned.random % neighbours
    # Every third neighbour, if there are so many: nobody may come up twice.
    stride = 3 if count * 3 <= scale.people else 1
    happened = planned.day <= _AS_OF
    closes = min(planned.day, _AS_OF)
    step = OPEN_MINUTES // (count + 1)
    free = planned.capacity
    for position in range(count):
        random = mix(first_row + position)
        party_size = _PARTY_SIZES[random & 7]
        fits = free is None or party_size <= free
        state = _state(planned, random >> 3, fits, happened)
        if free is not None and state in ("CONFIRMED", "OFFERED", "ATTENDED"):
            free -= party_size
        at = instant(closes, planned.minute - OPEN_MINUTES + step * position)
        rows.append(
            (
                key(REGISTRATION, first_row + position),
                planned.activity,
                key(PERSON, (first_person + position * stride) % scale.people),
                party_size,
                None,
                state,
                at,
                1,
                at,
            )
        )


def _state(planned: Planned, random: int, fits: bool, happened: bool) -> str:
    if planned.cancelled or random & 15 == 0:
        return "CANCELLED"
    if planned.approval and random >> 4 & 7 == 0:
        return "REJECTED" if happened else "PENDING"
    if not fits:
        if not planned.waitlist:
            return "REJECTED"
        return "EXPIRED" if happened else "WAITLISTED"
    if not happened:
        return "OFFERED" if planned.waitlist and random >> 7 & 15 == 0 else "CONFIRMED"
    return "NO_SHOW" if random >> 7 & 7 == 0 else "ATTENDED"

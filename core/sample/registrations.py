"""Registrations for the demo's activities: who comes, with how many, and what became of it."""

from __future__ import annotations

from random import Random
from uuid import UUID

from core.models import Registration
from core.models.choices import SEAT_HOLDING_STATES, ActivityDecision, JoinPolicy, RegistrationState
from core.sample.activities import AS_OF, ActivityPlan, World
from core.sample.rows import SEED, Rows, local

STATE = RegistrationState
PARTY_SIZES = (1, 1, 1, 2, 1, 3)
DEMAND = 1.15
"""Registrations for each seat, at the most: some activities have more than they can take."""


def add_registrations(rows: Rows, plan: ActivityPlan, activity: UUID, world: World) -> None:
    """Add what people registered for an activity that was published and counts its seats."""
    if plan.published_on is None or plan.capacity is None:
        return
    random = Random(f"{SEED}/registrations/{plan.label}")
    people = _candidates(plan, world)
    random.shuffle(people)
    wanted = int(plan.capacity * random.uniform(0.3, DEMAND))
    opened = local(plan.published_on, 10)
    closes = min(local(plan.day, *plan.starts), local(AS_OF, 20))
    step = (closes - opened) / (wanted + 1)
    seats = 0
    for number, person in enumerate(people[:wanted], start=1):
        party_size = random.choice(PARTY_SIZES)
        state = _state(plan, seats + party_size <= plan.capacity, number)
        if state in SEAT_HOLDING_STATES:
            seats += party_size
        rows.add(
            Registration,
            f"{plan.label}/{person}",
            at=(opened + step * number).replace(microsecond=0),
            activity_id=activity,
            person_id=person,
            party_size=party_size,
            answers={"从哪里得知": "微信群" if number % 2 else "社区公告栏"} if number % 4 == 0 else None,
            state=state,
        )


def _candidates(plan: ActivityPlan, world: World) -> list[UUID]:
    """Those whom the activity is meant for; if it is for everybody, those who live in its district."""
    people = world.people
    named = {str(audience) for audience in plan.audiences}
    if "RESERVE_CADRE" in named:
        return list(people.talents)
    if "NEW_EMPLOYMENT_WORKER" in named:
        return [*people.riders, *people.workers[:40]]
    if "GRID_WORKER" in named:
        return list(people.workers)
    place_area = world.place_areas[world.places[plan.place]]
    community = next(c for c in world.areas.communities.values() if place_area in (c.key, *c.micro_grids))
    district = [c for c in world.areas.communities.values() if c.district == community.district]
    return [person for c in district for person in people.of_community[c.label]]


def _state(plan: ActivityPlan, fits: bool, number: int) -> RegistrationState:
    """The state of the registration with this number; `fits` says whether its party has seats left."""
    if plan.decision is ActivityDecision.CANCELLED or number % 12 == 0:
        return STATE.CANCELLED
    happened = plan.day <= AS_OF
    if plan.join_policy is not JoinPolicy.OPEN and number % 10 == 7:
        return STATE.REJECTED if happened else STATE.PENDING
    if not fits:
        if not plan.waitlist:
            return STATE.REJECTED
        return STATE.EXPIRED if happened else STATE.WAITLISTED
    if not happened:
        return STATE.OFFERED if plan.waitlist and number % 15 == 14 else STATE.CONFIRMED
    return STATE.NO_SHOW if number % 9 == 5 else STATE.ATTENDED

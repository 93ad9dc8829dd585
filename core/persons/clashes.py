"""What both of two persons have of which one may have only one: settled before the one is merged into the other.

Of two live registrations for an activity the one that is further along stays, and the other is cancelled. Of two open
consents to a purpose the later one stays, and a withdrawal that is later than the other's consent withdraws that too.
Everything else that clashes stays with the person who was merged.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any

from tortoise.models import Model

from core.consents import is_open
from core.models import Activity, Consent, Registration
from core.models.choices import RegistrationState as State

Change = tuple[Model, dict[str, Any]]
"""A row, and the values that its columns are to have."""

_LIVE = (State.ATTENDED, State.CONFIRMED, State.OFFERED, State.PENDING, State.WAITLISTED, State.NO_SHOW)
"""The states of which a person has one for an activity, the furthest along first."""


async def lock_activities(merged_id: uuid.UUID) -> None:
    """Lock the activities whose seats moving registrations counts anew, before the persons are.

    Whoever registers somebody locks the activity first, and only then needs the person: the other order would be a
    deadlock.
    """
    keys = await Registration.filter(person_id=merged_id).distinct().values_list("activity_id")
    await Activity.filter(id__in=[key for (key,) in keys]).order_by("id").select_for_update(no_key=True)


async def settled(kept_id: uuid.UUID, merged_id: uuid.UUID) -> AsyncIterator[Change]:
    """What has to be changed before rows of the one can be moved to the other."""
    async for change in _registrations(kept_id, merged_id):
        yield change
    async for change in _consents(kept_id, merged_id):
        yield change


async def _registrations(kept_id: uuid.UUID, merged_id: uuid.UUID) -> AsyncIterator[Change]:
    mine = {row.activity_id: row for row in await _live(kept_id)}
    for other in await _live(merged_id):
        own = mine.get(other.activity_id)
        if own is not None:
            behind = max((own, other), key=lambda row: _LIVE.index(row.state))
            # Of two that are equally far along, the one that is kept with the person stays.
            yield other if own.state is other.state else behind, {"state": State.CANCELLED}


async def _live(person_id: uuid.UUID) -> list[Any]:
    return await Registration.filter(person_id=person_id, state__in=_LIVE).order_by("id").select_for_update()


async def _consents(kept_id: uuid.UUID, merged_id: uuid.UUID) -> AsyncIterator[Change]:
    rows = await Consent.filter(person_id__in=[kept_id, merged_id]).order_by("given_at", "id").select_for_update()
    for purpose in sorted({row.purpose for row in rows}):
        said = [row for row in rows if row.purpose == purpose]
        still = [row for row in said if is_open(row)]
        withdrawals = [(row.withdrawn_at, row.withdrawn_by) for row in said if row.withdrawn_at is not None]
        last = max(withdrawals, key=lambda each: each[0], default=None)
        for row, follower in zip(still, [*still[1:], None], strict=True):
            if last is not None and row.given_at <= last[0]:
                yield row, {"withdrawn_at": last[0], "withdrawn_by": last[1]}
            elif follower is not None:
                yield row, {"replaced_at": follower.given_at}

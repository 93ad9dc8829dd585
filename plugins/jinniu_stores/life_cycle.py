"""The life cycle of a store: which states follow which, and the dated row that every change leaves.

CANDIDATE → ELIGIBLE | INELIGIBLE → PLANNED → FITTING_OUT → AWAITING_INSPECTION → ACTIVE ⇄ SUSPENDED → WITHDRAWN.
An assessment may be repeated until a store is planned. A store that closes leaves from wherever it stands, and
begins again as a CANDIDATE if it comes back.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from linli.services import Problems, changed, refuse
from plugins.jinniu_stores import tags
from plugins.jinniu_stores.choices import PioneerStoreStatus
from plugins.jinniu_stores.models import StatusChange, Store
from plugins.jinniu_stores.periods import past_day

S = PioneerStoreStatus

BEFORE: Mapping[PioneerStoreStatus, frozenset[PioneerStoreStatus]] = {
    S.CANDIDATE: frozenset({S.WITHDRAWN}),
    S.ELIGIBLE: frozenset({S.CANDIDATE, S.INELIGIBLE}),
    S.INELIGIBLE: frozenset({S.CANDIDATE, S.ELIGIBLE}),
    S.PLANNED: frozenset({S.ELIGIBLE}),
    S.FITTING_OUT: frozenset({S.PLANNED}),
    S.AWAITING_INSPECTION: frozenset({S.FITTING_OUT}),
    S.ACTIVE: frozenset({S.AWAITING_INSPECTION, S.SUSPENDED}),
    S.SUSPENDED: frozenset({S.ACTIVE}),
    S.WITHDRAWN: frozenset(S) - {S.WITHDRAWN},
}
"""From which states each state can be reached."""


def require(store: Store, *allowed: PioneerStoreStatus) -> None:
    """Raise InputRefused WRONG_STATE unless the store is in one of the states."""
    if store.status not in allowed:
        wanted = " or ".join(state.value for state in S if state in allowed)
        raise refuse("WRONG_STATE", f"The store is {store.status.value}, and must be {wanted}.", "id")


async def first(store: Store, on: datetime.date) -> None:
    """Note the status with which a new store begins."""
    await StatusChange.create(store_id=store.id, position=1, status=store.status, effective_on=on)


async def move(
    store: Store,
    status: PioneerStoreStatus,
    on: datetime.date | None,
    verb: str,
    *,
    reason: str | None = None,
    **values: Any,
) -> None:
    """Let a locked store have another status from a day on, today by default, and store other `values` with it.

    Emits `jinniu_stores.store_<verb>`. Raises InputRefused: WRONG_STATE at `id`; IN_THE_FUTURE, and BEFORE_LAST_CHANGE
    for a day before the present status began, at `on`.
    """
    require(store, *BEFORE[status])
    problems = Problems()
    day = past_day(on, problems, "on")
    last = await StatusChange.filter(store_id=store.id).order_by("-position").first()
    assert last is not None, "held by registration: a store has its first status from the start"
    if day < last.effective_on:
        message = f"Is {day}, and the store has been {last.status.value} since {last.effective_on}."
        problems.add("BEFORE_LAST_CHANGE", message, "on")
    problems.refuse()
    # The store's new state first: should a rule of the database refuse it, it is told before anything else.
    told = {"status": status.value, "on": day.isoformat()}
    await changed(store, {"status": status, **values}, f"jinniu_stores.store_{verb}", told, tag=tags.STORE)
    await StatusChange.filter(id=last.id).update(ended_on=day)
    await StatusChange.create(
        store_id=store.id,
        position=last.position + 1,
        status=status,
        wave_id=store.wave_id,
        effective_on=day,
        reason=reason,
    )

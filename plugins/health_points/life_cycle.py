"""The life cycle of a kit: PLANNED → IN_SERVICE ⇄ OUT_OF_SERVICE → RETIRED. Every change leaves a dated row.

A kit that is not needed any more is retired from wherever it stands.
"""

from __future__ import annotations

from collections.abc import Mapping

from linli.services import changed, refuse, today
from plugins.health_points import condition, tags
from plugins.health_points.choices import FirstAidKitStatus
from plugins.health_points.models import Kit, StatusChange

S = FirstAidKitStatus

BEFORE: Mapping[FirstAidKitStatus, frozenset[FirstAidKitStatus]] = {
    S.IN_SERVICE: frozenset({S.PLANNED, S.OUT_OF_SERVICE}),
    S.OUT_OF_SERVICE: frozenset({S.IN_SERVICE}),
    S.RETIRED: frozenset({S.PLANNED, S.IN_SERVICE, S.OUT_OF_SERVICE}),
}
"""From which states each state can be reached."""


def require(kit: Kit, *allowed: FirstAidKitStatus, field: str = "id") -> None:
    """Raise InputRefused WRONG_STATE unless the kit is in one of the states."""
    if kit.status not in allowed:
        wanted = " or ".join(state.value for state in S if state in allowed)
        raise refuse("WRONG_STATE", f"The kit is {kit.status.value}, and must be {wanted}.", field)


async def first(kit: Kit) -> None:
    """Note the status with which a new kit begins."""
    await StatusChange.create(kit_id=kit.id, position=1, status=kit.status, effective_on=today())


async def move(kit: Kit, status: FirstAidKitStatus, verb: str, reason: str | None = None) -> None:
    """Let a locked kit have another status from today on, and tell of it by `health_points.kit_<verb>`."""
    require(kit, *BEFORE[status])
    last = await StatusChange.filter(kit_id=kit.id).order_by("-position").first()
    assert last is not None, "held by planning: a kit has its first status from the start"
    told = {"status": status.value, "on": today().isoformat()}
    await changed(kit, {"status": status}, f"health_points.kit_{verb}", told, tag=tags.KIT)
    await StatusChange.filter(id=last.id).update(ended_on=today())
    await StatusChange.create(
        kit_id=kit.id, position=last.position + 1, status=status, effective_on=today(), reason=reason
    )
    await condition.review(kit)

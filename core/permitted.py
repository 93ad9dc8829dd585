"""Who acts, for use cases that know of borders of their own: what people do as themselves, or with a permission."""

from __future__ import annotations

import uuid

from core.acting import actor
from core.problems import refuse
from core.reach import around


def acting_person() -> uuid.UUID | None:
    """The key of the person who acts; None for a program, somebody without a person, and the platform itself."""
    viewer = actor().viewer
    return None if viewer is None else viewer.person_id


def own_person(*path: str) -> uuid.UUID:
    """The key of the person who acts, for what people do for themselves alone.

    Raises InputRefused NOT_PERMITTED where whoever acts is no person: nobody, a program, the platform itself.
    """
    person = acting_person()
    if person is None:
        raise refuse("NOT_PERMITTED", "Sign in as a person: this is done for oneself.", *path)
    return person


async def permitted_at(
    permission: str,
    *,
    area_id: uuid.UUID | None = None,
    organization_id: uuid.UUID | None = None,
    place_id: uuid.UUID | None = None,
) -> bool:
    """Whether whoever acts has a permission for an area, an organisation or a place; for none of them: everywhere.

    The platform itself (a command, a job, a handler of events) has every permission.
    """
    viewer = actor().viewer
    if viewer is None or viewer.may(permission):
        return True
    if not viewer.may_somewhere(permission):
        return False
    scope = await around(area_id=area_id, organization_id=organization_id, place_id=place_id)
    return viewer.may_at(permission, scope)

"""Who may do something with a person, and whether the person is still there."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from core.acting import actor
from core.models import Person
from core.models.choices import GONE_STATES, PersonStatus
from core.problems import refuse
from core.reach import around

TAG = "pe"
"""Starts the global ids of persons."""


async def permitted(permission: str, person_id: uuid.UUID | None, *, own: bool) -> bool:
    """Whether whoever acts may do something with a person: the platform itself may, and who has the permission there.

    With `own`, so may the person. A permission that holds at a scope holds for those whose own area lies in it.
    """
    viewer = actor().viewer
    if viewer is None:
        return True
    if own and person_id is not None and viewer.person_id == person_id:
        return True
    if not viewer.may_somewhere(permission):
        return False
    if viewer.may(permission):
        return True
    person: Any = await Person.get_or_none(id=person_id)
    return person is not None and viewer.may_at(permission, await around(area_id=person.area_id))


async def person_meant(permission: str, person_id: uuid.UUID | None, *path: str, own: bool = True) -> uuid.UUID:
    """The key of the person whom an input names: if it names none and `own`, whoever acts.

    Raises InputRefused: REQUIRED where nobody is named and whoever acts is no person; NOT_PERMITTED.
    """
    viewer = actor().viewer
    meant = person_id if person_id is not None or viewer is None or not own else viewer.person_id
    if meant is None:
        raise refuse("REQUIRED", "Name the person: you are not signed in as one.", *path)
    if not await permitted(permission, meant, own=own):
        raise refuse(
            "NOT_PERMITTED",
            f"This needs the permission {permission!r} where the person belongs"
            + (", unless it is about yourself." if own else "."),
            *path,
        )
    return meant


def own_person(*path: str) -> uuid.UUID:
    """The key of the person who acts, for what people do for themselves alone.

    Raises InputRefused NOT_PERMITTED where whoever acts is no person: nobody, a program, the platform itself.
    """
    viewer = actor().viewer
    if viewer is None or viewer.person_id is None:
        raise refuse("NOT_PERMITTED", "Sign in as a person: this is done for oneself.", *path)
    return viewer.person_id


async def locked_persons(keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Person]:
    """The persons by their keys. Until the transaction ends nobody else changes them, or ties anything to them."""
    found = await Person.filter(id__in=list(keys)).order_by("id").select_for_update()
    return {person.id: person for person in found}


async def merged_into(person_id: uuid.UUID) -> list[uuid.UUID]:
    """The keys of the persons for whom this one stands."""
    return [key for (key,) in await Person.filter(merged_into_id=person_id).order_by("id").values_list("id")]


def refuse_gone(person: Person | None, *path: str) -> Person:
    """The person. Raises InputRefused: NOT_FOUND for none and for one that was erased, WRONG_STATE for a merged one."""
    if person is not None and person.status is PersonStatus.MERGED:
        raise refuse("WRONG_STATE", "The person was merged into another. Name the one who was kept.", *path)
    if person is None or person.status in GONE_STATES:
        raise refuse("NOT_FOUND", "There is no such person.", *path)
    return person

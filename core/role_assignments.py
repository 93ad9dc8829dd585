"""Roles of people: give somebody a role at a scope, and end it. Each verb is one transaction.

Nobody gives what they do not have: whoever acts needs the permission `roles.write` at the whole scope, and there every
permission of the role. The platform itself (`core.acting`) may give everything. Both verbs raise
`core.problems.InputRefused` with what they found, and have then changed nothing. They emit `role_assignment.created`
and `role_assignment.ended`.
"""

from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Any

from tortoise.expressions import Q

from core.access import ROLES_WRITE, Reach
from core.acting import actor
from core.clock import now, today
from core.models import Area, Organization, Person, Place, RoleAssignment
from core.models.choices import GONE_STATES, PersonStatus
from core.plugins.contributions import Role
from core.problems import Problems, refuse
from core.reach import around
from core.roles import ROLES
from core.writing import References, changed, created, locked, writing

TAG = "ra"
"""Starts the global ids of assignments."""

_SCOPES = {"area_id": Area, "organization_id": Organization, "place_id": Place}


@dataclasses.dataclass(frozen=True, kw_only=True)
class NewRoleAssignment:
    """Who gets which role at which scope: exactly one of an area, an organisation and a place.

    `valid_from` is today if it is left out; `valid_to` is the last day, None for no end.
    """

    person_id: uuid.UUID
    role: str
    area_id: uuid.UUID | None = None
    organization_id: uuid.UUID | None = None
    place_id: uuid.UUID | None = None
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ending:
    """From which day on a role is held no more; today if it is left out, which ends it at once."""

    on: datetime.date | None = None


async def assign(new: NewRoleAssignment) -> RoleAssignment:
    """Give a person a role. Not twice at one scope for the same days."""
    async with writing():
        problems = Problems()
        role = ROLES.get(new.role)
        if role is None:
            problems.add("UNKNOWN_ROLE", f"There is no such role. There are: {', '.join(sorted(ROLES))}.", "role")
        scope = {name: key for name in _SCOPES if (key := getattr(new, name)) is not None}
        if not scope:
            problems.add("REQUIRED", "A role is held at a scope: name an area, an organisation or a place.", "area_id")
        for name in list(scope)[1:]:
            problems.add("NOT_ALLOWED", "A role is held at one scope; make an assignment for each.", name)
        valid_from = new.valid_from or today()
        if new.valid_to is not None and new.valid_to < valid_from:
            problems.add("ENDS_BEFORE_START", "Must not be before the first day.", "valid_to")
        references = References()
        for name, key in scope.items():
            references.add(_SCOPES[name], key, name)
        await references.check(problems)
        problems.refuse()
        _refuse_beyond(await around(**scope), role, next(iter(scope)))
        # Whoever else gives this person a role waits, and then sees the one that is given here.
        await _refuse_person(new.person_id)
        await _refuse_overlap(new, scope, valid_from)
        assignment = RoleAssignment(
            person_id=new.person_id, role=new.role, valid_from=valid_from, valid_to=new.valid_to, **scope
        )
        await created(assignment, "role_assignment.created", {"role": new.role}, tag=TAG)
    return assignment


async def end(assignment_id: uuid.UUID, ending: Ending, *, expected_version: int | None = None) -> RoleAssignment:
    """End an assignment before its time. An end that changes nothing stores nothing: the version stays.

    `expected_version` is the version that the caller saw: another one by now is a CONFLICT.
    """
    async with writing():
        assignment: Any = await locked(RoleAssignment, assignment_id, expected_version)
        scope = {name: key for name in _SCOPES if (key := getattr(assignment, name)) is not None}
        _refuse_beyond(await around(**scope), ROLES.get(assignment.role), "id")
        on = ending.on or today()
        last = on - datetime.timedelta(days=1)
        if on < today():
            raise refuse("OUT_OF_RANGE", "Must not be before today: until then it was held.", "on")
        if assignment.valid_to is not None and last > assignment.valid_to:
            raise refuse(
                "OUT_OF_RANGE",
                f"It is held until {assignment.valid_to} only. To prolong it, assign the role anew.",
                "on",
            )
        if assignment.valid_to != last:
            values = {"valid_to": last, "ended_at": now()}
            await changed(assignment, values, "role_assignment.ended", {"role": assignment.role}, tag=TAG)
    return assignment  # type: ignore[no-any-return]  # as `locked` gave it


async def beyond_scope(person_id: uuid.UUID, permission: str) -> list[str]:
    """The codes of the roles that a person holds, or is to hold, at scopes where whoever acts lacks a permission."""
    viewer = actor().viewer
    if viewer is None or viewer.may(permission):
        return []
    beyond = set()
    for assignment in await _unended(person_id):
        scopes = await around(**{name: getattr(assignment, name) for name in _SCOPES})
        if not viewer.may_at(permission, scopes):
            beyond.add(assignment.role)
    return sorted(beyond)


async def beyond_rights(person_id: uuid.UUID) -> list[str]:
    """The codes of the roles that a person holds, or is to hold, and that whoever acts could not give at their scopes.

    A role without permissions gives nothing, and is none of them. Whatever lets somebody else use a person's roles, as
    merging does, is giving them.
    """
    viewer = actor().viewer
    if viewer is None:
        return []
    beyond = set()
    for assignment in await _unended(person_id):
        role = ROLES.get(assignment.role)
        if role is not None and not role.permissions:
            continue
        scopes = await around(**{name: getattr(assignment, name) for name in _SCOPES})
        needed = (ROLES_WRITE, *(() if role is None else role.permissions))
        if not all(viewer.may_at(name, scopes) for name in needed):
            beyond.add(assignment.role)
    return sorted(beyond)


async def _unended(person_id: uuid.UUID) -> list[RoleAssignment]:
    """What a person holds today or later."""
    return await RoleAssignment.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today()), person_id=person_id)


def _refuse_beyond(scopes: Reach, role: Role | None, path: str) -> None:
    """Raise NOT_PERMITTED for whoever acts without the right to give the role, or to end it, at a scope."""
    viewer = actor().viewer
    if viewer is None:
        return
    if not viewer.may_at(ROLES_WRITE, scopes):
        raise refuse("NOT_PERMITTED", f"You do not have the permission {ROLES_WRITE!r} for this whole scope.", path)
    granted = () if role is None else role.permissions
    lacking = sorted(name for name in granted if not viewer.may_at(name, scopes))
    if lacking:
        raise refuse(
            "NOT_PERMITTED",
            f"The role grants what you do not have for this whole scope yourself: {', '.join(lacking)}.",
            "id" if path == "id" else "role",
        )


async def _refuse_person(person_id: uuid.UUID) -> None:
    person = await Person.filter(id=person_id).select_for_update(no_key=True).get_or_none()
    # What became of somebody who is not shown any more is not told.
    if person is None or person.status in GONE_STATES:
        raise refuse("NOT_FOUND", "There is no such person.", "person_id")
    if person.status is not PersonStatus.ACTIVE:
        raise refuse("WRONG_STATE", f"A person whose record is {person.status.value} gets no roles.", "person_id")


async def _refuse_overlap(new: NewRoleAssignment, scope: dict[str, uuid.UUID], valid_from: datetime.date) -> None:
    unended = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
    same = RoleAssignment.filter(unended, person_id=new.person_id, role=new.role, **scope)
    if new.valid_to is not None:
        same = same.filter(valid_from__lte=new.valid_to)
    other = await same.order_by("valid_from").first()
    if other is not None:
        until = "without an end" if other.valid_to is None else f"to {other.valid_to}"
        raise refuse(
            "OVERLAP", f"The person has this role here already, from {other.valid_from} {until}.", "valid_from"
        )

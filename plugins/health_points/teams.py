"""Family doctor teams, who belongs to them, and the contact points at which they can be met."""

from __future__ import annotations

import datetime
import re
import uuid
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from linli.models import Area, Organization, Person, Place, PlaceStatus
from linli.services import (
    UNSET,
    Problems,
    References,
    Unset,
    changed,
    created,
    locked,
    now,
    refuse,
    today,
    writing,
)
from plugins.health_points import tags
from plugins.health_points.choices import DoctorFunction
from plugins.health_points.medicine import LastDay
from plugins.health_points.models import ContactPoint, ContactSession, Team, TeamMember
from plugins.health_points.models.database_rules import RULES

PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,28}[0-9]")


@dataclass(frozen=True, kw_only=True)
class NewTeam:
    """A team of an organisation, for the people of an area. Roles at the organisation hold for the team."""

    organization_id: uuid.UUID
    area_id: uuid.UUID
    name: str
    name_en: str | None = None
    phone: str | None = None


@dataclass(frozen=True, kw_only=True)
class TeamChange:
    """What changes about a team; whatever is UNSET stays."""

    name: str | Unset = UNSET
    name_en: str | Unset | None = UNSET
    phone: str | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """Somebody who works in a team from a day on; today by default."""

    team_id: uuid.UUID
    person_id: uuid.UUID
    function: DoctorFunction
    valid_from: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewContactPoint:
    """A place at which a team can be met, from a day on; today by default."""

    team_id: uuid.UUID
    place_id: uuid.UUID
    services: str | None = None
    services_en: str | None = None
    phone: str | None = None
    needs_confirmation: bool = False
    opened_on: datetime.date | None = None


@dataclass(frozen=True, kw_only=True)
class ContactPointChange:
    """What changes about a contact point; whatever is UNSET stays."""

    services: str | Unset | None = UNSET
    services_en: str | Unset | None = UNSET
    phone: str | Unset | None = UNSET
    needs_confirmation: bool | Unset = UNSET


async def create(new: NewTeam) -> Team:
    """A new team. Raises `linli.services.InputRefused` with all problems."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Organization, new.organization_id, "organization_id")
        references.add(Area, new.area_id, "area_id")
        team = Team(
            organization_id=new.organization_id,
            area_id=new.area_id,
            name=problems.text(Team, "name", new.name, "name"),
            name_en=problems.optional_text(Team, "name_en", new.name_en, "name_en"),
            phone=problems.optional_text(Team, "phone", new.phone, "phone"),
        )
        _check_phone(team.phone, problems)
        await references.check(problems)
        problems.refuse()
        await created(team, "health_points.team_created", tag=tags.TEAM)
    return team


async def update(team_id: uuid.UUID, change: TeamChange, *, expected_version: int | None = None) -> Team:
    """Change what is said of a team. Raises `linli.services.InputRefused` with all problems."""
    async with writing(RULES):
        team = await locked(Team, team_id, expected_version)
        problems = Problems()
        values = _texts(Team, change, problems)
        if "name" in values:
            values["name"] = problems.text(Team, "name", values["name"], "name")
        _check_phone(values.get("phone"), problems)
        problems.refuse()
        await changed(team, values, "health_points.team_updated", {"changed": sorted(values)}, tag=tags.TEAM)
    return team


async def end(team_id: uuid.UUID, last: LastDay, *, expected_version: int | None = None) -> Team:
    """End a team after a day. WRONG_STATE if it has a last day already; POINTS_OPEN with contact points after it."""
    async with writing(RULES):
        team = await locked(Team, team_id, expected_version)
        if team.ended_on is not None:
            raise refuse("WRONG_STATE", f"Its last day is {team.ended_on}.", "id")
        day = last.on or today()
        if await ContactPoint.filter(Q(closed_on=None) | Q(closed_on__gt=day), team_id=team.id).exists():
            raise refuse("POINTS_OPEN", f"Contact points of the team are open after {day}. Close them first.", "id")
        await changed(team, {"ended_on": day}, "health_points.team_ended", tag=tags.TEAM)
    return team


async def add_member(new: NewMember) -> TeamMember:
    """Let somebody belong to a team. DUPLICATE where they do so on that day, or later."""
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Team, new.team_id, "team_id")
        references.add(Person, new.person_id, "person_id")
        await references.check(problems)
        problems.refuse()
        await locked(Team, new.team_id, None)
        first = new.valid_from or today()
        there = TeamMember.filter(Q(valid_to=None) | Q(valid_to__gte=first), team_id=new.team_id)
        if await there.filter(person_id=new.person_id).exists():
            raise refuse("DUPLICATE", "The person belongs to the team already.", "person_id")
        member = TeamMember(
            team_id=new.team_id,
            person_id=new.person_id,
            function=new.function,
            valid_from=first,
        )
        await created(member, "health_points.team_member_added", tag=tags.TEAM_MEMBER)
    return member


async def end_member(member_id: uuid.UUID, last: LastDay, *, expected_version: int | None = None) -> TeamMember:
    """Let somebody belong to a team no more after a day. WRONG_STATE if they have a last day already."""
    async with writing(RULES):
        member = await locked(TeamMember, member_id, expected_version)
        if member.valid_to is not None:
            raise refuse("WRONG_STATE", f"The last day is {member.valid_to}.", "id")
        values = {"valid_to": last.on or today()}
        await changed(member, values, "health_points.team_member_ended", tag=tags.TEAM_MEMBER)
    return member


async def open_point(new: NewContactPoint) -> ContactPoint:
    """Open a contact point of a team at a place, for the first time or after another that was closed.

    Raises `linli.services.InputRefused`: PLACE_CLOSED for a place that has closed for good; NOT_OPEN for a team that is
    not there by then; DUPLICATE while the team has another there on that day.
    """
    async with writing(RULES):
        problems, references = Problems(), References()
        references.add(Team, new.team_id, "team_id")
        references.add(Place, new.place_id, "place_id")
        point = ContactPoint(
            team_id=new.team_id,
            place_id=new.place_id,
            services=problems.optional_text(ContactPoint, "services", new.services, "services"),
            services_en=problems.optional_text(ContactPoint, "services_en", new.services_en, "services_en"),
            phone=problems.optional_text(ContactPoint, "phone", new.phone, "phone"),
            needs_confirmation=new.needs_confirmation,
            opened_on=new.opened_on or today(),
        )
        _check_phone(point.phone, problems)
        await references.check(problems)
        problems.refuse()
        place = await Place.get(id=new.place_id)
        if place.status is PlaceStatus.CLOSED:
            raise refuse("PLACE_CLOSED", f"{place.name} has closed for good.", "place_id")
        team = await locked(Team, new.team_id, None)
        if team.ended_on is not None and team.ended_on < point.opened_on:
            raise refuse("NOT_OPEN", f"The last day of the team is {team.ended_on}.", "team_id")
        others = ContactPoint.filter(team_id=team.id, place_id=place.id)
        if await others.filter(Q(closed_on=None) | Q(closed_on__gte=point.opened_on)).exists():
            raise refuse("DUPLICATE", "The team has a contact point at this place then.", "place_id")
        await created(point, "health_points.contact_point_opened", tag=tags.CONTACT_POINT)
    return point


async def update_point(
    point_id: uuid.UUID, change: ContactPointChange, *, expected_version: int | None = None
) -> ContactPoint:
    """Change what is said of a contact point; bookings that there are stay as they are.

    Raises `linli.services.InputRefused` with all problems.
    """
    async with writing(RULES):
        point = await locked(ContactPoint, point_id, expected_version)
        problems = Problems()
        values = _texts(ContactPoint, change, problems)
        _check_phone(values.get("phone"), problems)
        problems.refuse()
        told = {"changed": sorted(values)}
        await changed(point, values, "health_points.contact_point_updated", told, tag=tags.CONTACT_POINT)
    return point


async def close_point(point_id: uuid.UUID, last: LastDay, *, expected_version: int | None = None) -> ContactPoint:
    """Close a contact point after a day.

    Raises `linli.services.InputRefused`: WRONG_STATE if it has a last day already; SESSIONS_PLANNED while there are
    sessions after that day.
    """
    async with writing(RULES):
        point = await locked(ContactPoint, point_id, expected_version)
        if point.closed_on is not None:
            raise refuse("WRONG_STATE", f"Its last day is {point.closed_on}.", "id")
        day = last.on or today()
        later = ContactSession.filter(contact_point_id=point.id, cancelled_at=None, day__gt=day, starts_at__gt=now())
        if await later.exists():
            raise refuse("SESSIONS_PLANNED", f"Sessions are planned after {day}. Cancel them first.", "on")
        await changed(point, {"closed_on": day}, "health_points.contact_point_closed", tag=tags.CONTACT_POINT)
    return point


def _texts(
    model: type[Team | ContactPoint], change: TeamChange | ContactPointChange, problems: Problems
) -> dict[str, Any]:
    """What a change gives, with its optional texts checked."""
    given = {name: value for name, value in vars(change).items() if value is not UNSET}
    for column in ("name_en", "phone", "services", "services_en"):
        if column in given:
            given[column] = problems.optional_text(model, column, given[column], column)
    return given


def _check_phone(phone: str | None, problems: Problems) -> None:
    if phone is not None and not PHONE.fullmatch(phone):
        problems.add("INVALID_FORMAT", "Write digits, with spaces, hyphens or brackets: 028-6155 0120.", "phone")

"""The demo's 300 people, all of them obviously fictional: 演示居民001, 示例书记甲, phones 10000000001 and on.

Nobody whom the reports name is here. The position of a subdistrict's deputy party secretary, which they
mention, is held by an example person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from core.models import Account, Person, PersonAudience, PersonContact, RoleAssignment
from core.models.choices import Audience, ContactKind
from core.sample.areas import Areas, Community
from core.sample.rows import FOUNDED, Rows

PEOPLE = 300
STEMS = "甲乙丙丁戊己庚辛"
RIDERS = 11
STORE_STAFF = 10
TALENTS = 15
"""Reserve cadres in Pidu, and as many social-work talents."""
ISSUER = "https://accounts.demo.invalid"

SECRETARY = "SECRETARY"
DEPUTY_SECRETARY = "DEPUTY_SECRETARY"
GRID_WORKER = "GRID_WORKER"
MICRO_GRID_WORKER = "MICRO_GRID_WORKER"
STORE_STAFF_ROLE = "STORE_STAFF"

IN_OFFICE_SINCE = date(2024, 1, 1)
HANDED_OVER = date(2025, 6, 30)
"""The last day of those micro-grid workers who had a successor."""


@dataclass
class People:
    """The people that were added, by what activities need to know of them."""

    numbers: count[int] = field(default_factory=lambda: count(1))
    of_community: dict[str, list[UUID]] = field(default_factory=dict)
    """Everybody, by the label of a community, whose secretary comes first."""
    workers: list[UUID] = field(default_factory=list)
    """Grid workers and micro-grid workers."""
    riders: list[UUID] = field(default_factory=list)
    talents: list[UUID] = field(default_factory=list)


def add_people(
    rows: Rows, areas: Areas, organizations: dict[str, UUID], places: dict[str, UUID], stores: dict[str, UUID]
) -> People:
    """Add the people with their audiences, contact details, accounts and dated roles."""
    people = People()
    communities = tuple(areas.communities.values())
    for stem, community in zip(STEMS, communities, strict=True):
        _add_secretary(rows, people, community, stem)
    deputy = _add(rows, people, "示例副书记甲", communities[4], communities[4].key, Audience.PARTY_MEMBER)
    _assign(rows, deputy, DEPUTY_SECRETARY, IN_OFFICE_SINCE, organization_id=organizations["pitong-office"])
    for community in communities:
        _add_grid_workers(rows, people, community)
    for number in range(1, RIDERS + 1):
        community = communities[number % 4]
        people.riders.append(
            _add(rows, people, f"演示骑手{number:02}", community, None, Audience.NEW_EMPLOYMENT_WORKER)
        )
    _add_residents(rows, people, communities, tuple(stores.values())[:STORE_STAFF])
    _add_accounts(rows, people)
    return people


def _add_secretary(rows: Rows, people: People, community: Community, stem: str) -> None:
    secretary = _add(
        rows, people, f"示例书记{stem}", community, community.key, Audience.RESIDENT, Audience.PARTY_MEMBER
    )
    _assign(rows, secretary, SECRETARY, IN_OFFICE_SINCE, area_id=community.key)


def _add_grid_workers(rows: Rows, people: People, community: Community) -> None:
    for grid in community.ordinary_grids:
        number = len(people.workers) + 1
        worker = _add(rows, people, f"演示网格员{number:02}", community, grid, Audience.GRID_WORKER)
        people.workers.append(worker)
        _assign(rows, worker, GRID_WORKER, IN_OFFICE_SINCE, area_id=grid)
    of_micro_grids: list[UUID] = []
    for grid in community.micro_grids:
        number = len(people.workers) + 1
        audiences = (
            Audience.RESIDENT,
            Audience.MICRO_GRID_WORKER,
            *((Audience.VOLUNTEER,) if number % 2 else ()),
        )
        worker = _add(rows, people, f"演示微网格员{number:02}", community, grid, *audiences)
        people.workers.append(worker)
        of_micro_grids.append(worker)
    for position, (worker, grid) in enumerate(zip(of_micro_grids, community.micro_grids, strict=True)):
        # In each community the last micro-grid passed from its worker to the first one's, who now has two.
        if position == len(of_micro_grids) - 1:
            _assign(rows, worker, MICRO_GRID_WORKER, IN_OFFICE_SINCE, HANDED_OVER, area_id=grid)
            since = HANDED_OVER + timedelta(days=1)
            _assign(rows, of_micro_grids[0], MICRO_GRID_WORKER, since, area_id=grid)
        else:
            _assign(rows, worker, MICRO_GRID_WORKER, IN_OFFICE_SINCE, area_id=grid)


def _add_residents(rows: Rows, people: People, communities: tuple[Community, ...], stores: tuple[UUID, ...]) -> None:
    made = sum(map(len, people.of_community.values()))
    for number in range(1, PEOPLE - made + 1):
        community = communities[number % len(communities)]
        home = community.micro_grids[number // len(communities) % len(community.micro_grids)]
        audiences = [Audience.RESIDENT]
        if number % 5 == 0:
            audiences.append(Audience.VOLUNTEER)
        if number % 9 == 0:
            audiences.append(Audience.PARTY_MEMBER)
        talent = community.label.startswith("pitong") and len(people.talents) < 2 * TALENTS
        if talent:
            first_half = len(people.talents) < TALENTS
            audiences.append(Audience.RESERVE_CADRE if first_half else Audience.SOCIAL_WORK_TALENT)
        staff = number <= len(stores)
        if staff:
            audiences.append(Audience.STORE_STAFF)
        person = _add(rows, people, f"演示居民{number:03}", community, home, *audiences)
        if talent:
            people.talents.append(person)
        if staff:
            _assign(rows, person, STORE_STAFF_ROLE, date(2024, 7, 1), place_id=stores[number - 1])


def _add(rows: Rows, people: People, name: str, community: Community, home: UUID | None, *audiences: Audience) -> UUID:
    number = next(people.numbers)
    person = rows.add(Person, name, display_name=name, area_id=home)
    for audience in audiences:
        rows.add(PersonAudience, f"{name}/{audience}", person_id=person, audience=audience)
    phone = f"{10_000_000_000 + number}"
    contact = rows.add(PersonContact, f"{name}/phone", person_id=person, kind=ContactKind.PHONE)
    rows.contacts[contact] = phone
    people.of_community.setdefault(community.label, []).append(person)
    return person


def _assign(rows: Rows, person: UUID, role: str, valid_from: date, valid_to: date | None = None, **scope: Any) -> None:
    (held_at,) = scope.values()
    rows.add(
        RoleAssignment,
        f"{person}/{role}/{held_at}",
        person_id=person,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        **scope,
    )


def _add_accounts(rows: Rows, people: People) -> None:
    """A secretary's, two workers', a rider's and two residents' accounts; one more is linked to nobody."""
    secretaries = [members[0] for members in people.of_community.values()]
    linked = [secretaries[0], *people.workers[:2], people.riders[0], *people.talents[:2]]
    for number, person in enumerate([*linked, None], start=1):
        rows.add(
            Account,
            f"account-{number}",
            issuer=ISSUER,
            subject=f"demo-{number}",
            person_id=person,
            disabled_at=FOUNDED + timedelta(days=200) if number == len(linked) else None,
        )

"""Giving roles and ending them: nobody gives what they do not have, where they have it."""

from __future__ import annotations

import asyncio
import datetime
import uuid
from collections.abc import Iterator

import pytest

from core import places, role_assignments
from core.access import ADMIN, ROLES_WRITE, Reach, Viewer, ViewerKind
from core.acting import Actor, acting
from core.clock import fixed, today
from core.models import Area, Event, Organization, Person, Place, RoleAssignment
from core.models.choices import AreaLevel, PersonStatus
from core.place_input import NewPlace
from core.plugins.contributions import Role
from core.role_assignments import Ending, NewRoleAssignment
from core.roles import set_roles
from tests.support.domain import NOWHERE, STARTS, an_organization, problems_of

pytestmark = pytest.mark.usefixtures("db")

DAY = datetime.timedelta(days=1)
KEEPER, CLERK = "keeper", "clerk"


@pytest.fixture(autouse=True)
def _roles(db: object) -> Iterator[None]:
    set_roles(
        [
            Role(KEEPER, "场所管理员", "Keeper of places", ("places.write",)),
            Role(CLERK, "办事员", "Clerk", ("places.write", "people.read")),
        ]
    )
    with fixed(STARTS):
        yield


class Town:
    """Two districts of a city, the first with a subdistrict, where a company has its shop."""

    city: Area
    one: Area
    other: Area
    street: Area
    company: Organization
    shop: Place
    person: Person


@pytest.fixture
async def town(db: object) -> Town:
    found = Town()
    found.city = await Area.create(level=AreaLevel.CITY, name="成都市")
    found.one = await Area.create(level=AreaLevel.DISTRICT, name="金牛区", parent=found.city)
    found.other = await Area.create(level=AreaLevel.DISTRICT, name="郫都区", parent=found.city)
    found.street = await Area.create(level=AreaLevel.SUBDISTRICT, name="西华街道", parent=found.one)
    found.company = await an_organization("红旗连锁")
    await Organization.filter(id=found.company.id).update(area_id=found.street.id)
    found.shop = await places.create(NewPlace(name="店", area_id=found.street.id, operator_id=found.company.id))
    found.person = await Person.create(display_name="演示居民001")
    await Event.all().delete()
    return found


def holder(*permissions: str, **scopes: uuid.UUID) -> Viewer:
    """Somebody with permissions at one scope, or everywhere."""
    reach = Reach(**{kind: frozenset({key}) for kind, key in scopes.items()})
    names = frozenset(permissions)
    return Viewer(ViewerKind.PERSON, names, dict.fromkeys(names, reach) if scopes else {})


async def give(viewer: Viewer | None, town: Town, role: str = KEEPER, **fields: object) -> list[tuple[str, str]]:
    """The problems for which somebody may not give the person a role."""
    new = NewRoleAssignment(**{"person_id": town.person.id, "role": role, **fields})
    with acting(Actor(viewer)):
        return await problems_of(role_assignments.assign(new))


async def test_a_role_is_given_and_told(town: Town) -> None:
    given = await role_assignments.assign(
        NewRoleAssignment(person_id=town.person.id, role=CLERK, area_id=town.one.id, valid_to=today() + DAY)
    )
    stored = await RoleAssignment.get(id=given.id)
    assert (stored.role, stored.valid_from, stored.valid_to, stored.version) == (CLERK, today(), today() + DAY, 1)
    assert (stored.area_id, stored.organization_id, stored.place_id) == (town.one.id, None, None)  # type: ignore[attr-defined]  # columns of relations
    (event,) = await Event.all()
    assert (event.name, event.subject_type, event.subject_id) == ("role_assignment.created", "ra", given.id)
    assert event.payload == {"version": 1, "role": CLERK}


async def test_everything_that_is_wrong_is_told_at_once(town: Town) -> None:
    wrong = {"area_id": NOWHERE, "place_id": town.shop.id, "valid_from": today(), "valid_to": today() - DAY}
    assert await give(None, town, "nobody", **wrong) == [
        ("UNKNOWN_ROLE", "role"),
        ("NOT_ALLOWED", "placeId"),
        ("ENDS_BEFORE_START", "validTo"),
        ("NOT_FOUND", "areaId"),
    ]
    assert await give(None, town) == [("REQUIRED", "areaId")]
    assert await give(None, town, area_id=town.one.id, person_id=NOWHERE) == [("NOT_FOUND", "personId")]
    await Person.filter(id=town.person.id).update(status=PersonStatus.RETIRED)
    assert await give(None, town, area_id=town.one.id) == [("WRONG_STATE", "personId")]
    await Person.filter(id=town.person.id).update(status=PersonStatus.PSEUDONYMOUS)
    assert await give(None, town, area_id=town.one.id) == [("NOT_FOUND", "personId")]
    assert await Event.all().count() == 0


async def test_the_administrator_and_the_platform_give_everything(town: Town) -> None:
    assert await give(ADMIN, town, area_id=town.city.id) == []
    assert await give(None, town, organization_id=town.company.id) == []


@pytest.mark.parametrize("scope", ["street", "one"])
async def test_an_admin_of_an_area_gives_roles_in_it_and_nowhere_else(town: Town, scope: str) -> None:
    admin = holder(ROLES_WRITE, "places.write", areas=getattr(town, scope).id)
    assert await give(admin, town, area_id=town.street.id) == []
    assert await give(admin, town, place_id=town.shop.id) == []
    assert await give(admin, town, area_id=town.one.id) == ([] if scope == "one" else [("NOT_PERMITTED", "areaId")])
    for outside in (town.city, town.other):
        assert await give(admin, town, area_id=outside.id) == [("NOT_PERMITTED", "areaId")]


async def test_an_organization_is_at_work_beyond_the_area_where_it_is_registered(town: Town) -> None:
    admin = holder(ROLES_WRITE, "places.write", areas=town.one.id)
    assert await give(admin, town, organization_id=town.company.id) == [("NOT_PERMITTED", "organizationId")]


async def test_a_company_gives_roles_at_itself_and_at_its_shops(town: Town) -> None:
    boss = holder(ROLES_WRITE, "places.write", organizations=town.company.id)
    assert await give(boss, town, organization_id=town.company.id) == []
    assert await give(boss, town, place_id=town.shop.id) == []
    assert await give(boss, town, area_id=town.street.id) == [("NOT_PERMITTED", "areaId")]
    other = await an_organization("另一公司")
    assert await give(boss, town, organization_id=other.id) == [("NOT_PERMITTED", "organizationId")]


async def test_the_keeper_of_a_shop_gives_roles_there_alone(town: Town) -> None:
    keeper = holder(ROLES_WRITE, "places.write", places=town.shop.id)
    assert await give(keeper, town, place_id=town.shop.id) == []
    for scope in ({"area_id": town.street.id}, {"organization_id": town.company.id}):
        assert [code for code, _ in await give(keeper, town, **scope)] == ["NOT_PERMITTED"]


async def test_nobody_gives_a_role_with_a_permission_that_they_lack(town: Town) -> None:
    admin = holder(ROLES_WRITE, "places.write", areas=town.one.id)
    assert await give(admin, town, CLERK, area_id=town.street.id) == [("NOT_PERMITTED", "role")]
    street, one = Reach(frozenset({town.street.id})), Reach(frozenset({town.one.id}))
    reaches = {ROLES_WRITE: one, "places.write": one, "people.read": street}
    mixed = Viewer(ViewerKind.PERSON, frozenset(reaches), reaches)
    assert await give(mixed, town, CLERK, area_id=town.street.id) == []
    assert await give(mixed, town, CLERK, area_id=town.one.id) == [("NOT_PERMITTED", "role")]
    everywhere = holder("places.write", "people.read")
    assert await give(everywhere, town, area_id=town.other.id) == [("NOT_PERMITTED", "areaId")]


async def test_a_role_is_not_given_twice_for_the_same_days(town: Town) -> None:
    first = today()
    assert await give(None, town, area_id=town.one.id, valid_from=first, valid_to=first + 9 * DAY) == []
    same = {"area_id": town.one.id}
    assert await give(None, town, **same, valid_from=first + 9 * DAY) == [("OVERLAP", "validFrom")]
    assert await give(None, town, **same, valid_from=first - DAY, valid_to=first) == [("OVERLAP", "validFrom")]
    assert await give(None, town, **same, valid_from=first - DAY, valid_to=first - DAY) == []
    assert await give(None, town, **same, valid_from=first + 10 * DAY) == []
    assert await give(None, town, area_id=town.street.id) == []
    assert await give(None, town, CLERK, **same) == []


async def test_of_many_that_give_the_same_role_at_once_one_does(town: Town) -> None:
    outcomes = await asyncio.gather(*(give(None, town, area_id=town.one.id) for _ in range(8)))
    assert sorted(outcomes) == [[], *([[("OVERLAP", "validFrom")]] * 7)]
    assert await RoleAssignment.all().count() == 1


# -- ending


async def an_assignment(town: Town, **fields: object) -> RoleAssignment:
    values = {"person_id": town.person.id, "role": CLERK, "area_id": town.street.id, **fields}
    return await role_assignments.assign(NewRoleAssignment(**values))


async def ended(viewer: Viewer | None, row: RoleAssignment, on: datetime.date | None = None) -> list[tuple[str, str]]:
    with acting(Actor(viewer)):
        return await problems_of(role_assignments.end(row.id, Ending(on=on)))


@pytest.mark.parametrize("begun", [-30, 0, 30])
async def test_a_role_that_is_ended_is_held_on_no_day_from_today_on(town: Town, begun: int) -> None:
    """Also one that was given today by mistake, and one that would begin later."""
    given = await an_assignment(town, valid_from=today() + begun * DAY)
    assert await ended(None, given) == []
    stored = await RoleAssignment.get(id=given.id)
    assert (stored.valid_from, stored.valid_to) == (today() + begun * DAY, today() - DAY)
    assert (stored.ended_at, stored.version) == (STARTS, 2)
    assert [event.name for event in await Event.all().order_by("position")] == [
        "role_assignment.created",
        "role_assignment.ended",
    ]
    assert await ended(None, given) == []
    assert (await RoleAssignment.get(id=given.id)).version == 2
    assert await give(None, town, CLERK, area_id=town.street.id) == []


async def test_an_end_may_be_announced_and_comes_no_later_than_the_one_there_is(town: Town) -> None:
    given = await an_assignment(town, valid_to=today() + 9 * DAY)
    assert await ended(None, given, today() + 5 * DAY) == []
    assert (await RoleAssignment.get(id=given.id)).valid_to == today() + 4 * DAY
    assert await ended(None, given, today() + 6 * DAY) == [("OUT_OF_RANGE", "on")]
    assert await ended(None, given, today() - DAY) == [("OUT_OF_RANGE", "on")]
    assert await problems_of(role_assignments.end(given.id, Ending(), expected_version=1)) == [
        ("CONFLICT", "expectedVersion")
    ]
    assert await problems_of(role_assignments.end(NOWHERE, Ending())) == [("NOT_FOUND", "id")]


async def test_whoever_could_give_a_role_ends_it(town: Town) -> None:
    given = await an_assignment(town)
    permissions = (ROLES_WRITE, "places.write", "people.read")
    assert await ended(holder(*permissions, areas=town.other.id), given) == [("NOT_PERMITTED", "id")]
    assert await ended(holder(ROLES_WRITE, "places.write", areas=town.one.id), given) == [("NOT_PERMITTED", "id")]
    assert await ended(holder(*permissions[1:], areas=town.one.id), given) == [("NOT_PERMITTED", "id")]
    assert await ended(holder(*permissions, areas=town.one.id), given) == []


async def test_a_role_that_nobody_declares_any_more_can_be_ended(town: Town) -> None:
    given = await an_assignment(town)
    set_roles([])
    assert await ended(holder(ROLES_WRITE, areas=town.one.id), given) == []

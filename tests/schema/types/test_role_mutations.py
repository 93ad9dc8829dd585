"""Roles over GraphQL: given and ended within one's own scope, and seen by whoever holds them."""

from __future__ import annotations

from typing import Any

import pytest

from core.access import ADMIN, Viewer
from core.models import RoleAssignment
from core.plugins.contributions import Role
from core.roles import set_roles
from tests.schema.client import Client
from tests.schema.scopes import somebody
from tests.schema.town import gid
from tests.schema.types.writes import USER_ERRORS, nothing_written

ASSIGN = f"""mutation ($input: AssignRoleInput!) {{ assignRole(input: $input) {{
  roleAssignment {{ id role person {{ id }} area {{ id }} validFrom validTo endedAt version }} {USER_ERRORS} }} }}"""
END = f"""mutation ($input: EndRoleAssignmentInput!) {{ endRoleAssignment(input: $input) {{
  roleAssignment {{ id validTo endedAt version }} {USER_ERRORS} }} }}"""


@pytest.fixture(autouse=True)
def _roles(office: Client) -> None:
    set_roles([Role("keeper", "场所管理员", "Keeper of places", ("places.write",))])


def admin_of(where: str, *more: str) -> Viewer:
    return somebody(*more, roles__write=where, places__write=where, people__read=where, people__names=where)


async def assign(office: Client, viewer: Viewer, **value: Any) -> Any:
    new = {"personId": gid("pe", 1), "role": "keeper", **value}
    return (await office.ask(ASSIGN, {"input": new}, viewer=viewer))["assignRole"]


async def end(office: Client, viewer: Viewer, assignment: str, **value: Any) -> Any:
    return (await office.ask(END, {"input": {"id": assignment, **value}}, viewer=viewer))["endRoleAssignment"]


async def test_a_role_is_given_and_ended(office: Client) -> None:
    given = await assign(office, admin_of("ar 3"), areaId=gid("ar", 4), validTo="2024-12-31")
    row = given["roleAssignment"]
    assert given == {
        "roleAssignment": {
            "id": row["id"],
            "role": "keeper",
            "person": {"id": gid("pe", 1)},
            "area": {"id": gid("ar", 4)},
            "validFrom": "2024-07-10",
            "validTo": "2024-12-31",
            "endedAt": None,
            "version": 1,
        },
        "userErrors": [],
    }
    assert await end(office, admin_of("ar 3"), row["id"], expectedVersion=1) == {
        "roleAssignment": {
            "id": row["id"],
            "validTo": "2024-07-09",
            "endedAt": "2024-07-10T01:00:00+00:00",
            "version": 2,
        },
        "userErrors": [],
    }


async def test_the_same_key_gives_the_same_assignment(office: Client) -> None:
    given = [await assign(office, ADMIN, areaId=gid("ar", 4), idempotencyKey="once") for _ in range(2)]
    assert given[0] == given[1]
    assert await RoleAssignment.filter(role="keeper").count() == 1


@pytest.mark.parametrize(
    ("where", "value", "field", "message"),
    [
        (
            "ar 4",
            {"areaId": gid("ar", 5)},
            "areaId",
            "You do not have the permission 'roles.write' for this whole scope.",
        ),
        (
            "ar 4",
            {"areaId": gid("ar", 3)},
            "areaId",
            "You do not have the permission 'roles.write' for this whole scope.",
        ),
        (
            "ar 1",
            {"organizationId": gid("or", 1)},
            "organizationId",
            "You do not have the permission 'roles.write' for this whole scope.",
        ),
    ],
)
async def test_nobody_gives_beyond_their_own_scope(
    office: Client, where: str, value: dict[str, str], field: str, message: str
) -> None:
    async with nothing_written():
        given = await assign(office, admin_of(where), **value)
    assert given == {
        "roleAssignment": None,
        "userErrors": [{"code": "NOT_PERMITTED", "field": [field], "message": message}],
    }


async def test_nobody_gives_a_permission_that_they_lack(office: Client) -> None:
    async with nothing_written():
        given = await assign(office, somebody("people.read", roles__write="ar 4"), areaId=gid("ar", 4))
    assert given["userErrors"] == [
        {
            "code": "NOT_PERMITTED",
            "field": ["role"],
            "message": "The role grants what you do not have for this whole scope yourself: places.write.",
        }
    ]


async def test_an_assignment_elsewhere_is_not_ended(office: Client) -> None:
    absent = [{"code": "NOT_FOUND", "field": ["id"], "message": "There is no such row."}]
    async with nothing_written():
        for number in (1, 99):
            assert (await end(office, admin_of("ar 5"), gid("ra", number)))["userErrors"] == absent
        viewer = somebody("people.read", roles__write="ar 5")
        (error,) = (await end(office, viewer, gid("ra", 1)))["userErrors"]
        assert (error["code"], error["field"]) == ("NOT_PERMITTED", ["id"])
    assert (await end(office, admin_of("ar 2"), gid("ra", 1)))["userErrors"] == []


async def test_without_the_permission_nothing_is_asked(office: Client) -> None:
    for viewer in (None, somebody("people.read", person=1)):
        status, code, _ = await office.refusal(
            ASSIGN, {"input": {"personId": gid("pe", 1), "role": "keeper", "areaId": gid("ar", 4)}}, viewer=viewer
        )
        assert (status, code, office.reader.statements) == (403, "FORBIDDEN", [])


async def test_an_admin_of_an_area_finds_nobody_outside_of_it(office: Client) -> None:
    """Edge case 32, its second half: neither by name, nor by id, nor in a count."""
    viewer = admin_of("ar 5")
    query = """query ($ids: [ID!]!) {
      search(text: "演示居民") { totalCount nodes { id } }
      people { totalCount }
      roleAssignments(where: {person: {displayName: {contains: "001"}}}) { totalCount }
      nodes(ids: $ids) { id }
    }"""
    found = await office.ask(query, {"ids": [gid("pe", 1), gid("ra", 1)]}, viewer=viewer)
    assert found == {
        "search": {"totalCount": 0, "nodes": []},
        "people": {"totalCount": 0},
        "roleAssignments": {"totalCount": 0},
        "nodes": [None, None],
    }


async def test_whoever_gets_a_role_sees_it(office: Client) -> None:
    given = await assign(office, ADMIN, placeId=gid("pl", 3))
    query = '{ roleAssignments(where: {role: {eq: "keeper"}}) { nodes { id place { id } person { id } } } }'
    row = {"id": given["roleAssignment"]["id"], "place": {"id": gid("pl", 3)}, "person": {"id": gid("pe", 1)}}
    assert await office.ask(query, viewer=somebody(person=1)) == {"roleAssignments": {"nodes": [row]}}
    assert await office.ask(query, viewer=somebody(person=2)) == {"roleAssignments": {"nodes": []}}


async def test_somebody_whose_record_is_retired_gets_none(office: Client) -> None:
    async with nothing_written():
        given = await assign(office, ADMIN, personId=gid("pe", 2), placeId=gid("pl", 3))
    (error,) = given["userErrors"]
    assert (error["code"], error["field"]) == ("WRONG_STATE", ["personId"])

"""Permissions at a scope, on every path to rows: what lies there is seen, and of the rest nobody learns."""

from __future__ import annotations

from typing import Any

import pytest

from core.access import DRAFTS_READ, PEOPLE_NAMES, PEOPLE_READ, REGISTRATIONS_READ, Viewer
from tests.schema.client import Client
from tests.schema.scopes import somebody
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

HIDDEN = (2, 3, 7)
"""The activities that the public does not see. All are of the area 4."""

PATHS = """query ($ids: [ID!]!, $area: ID!) {
  list: activities(where: {id: {in: $ids}}) {
    totalCount nodes { id } edges { node { id } } groups(by: [DECISION]) { count }
  }
  nodes(ids: $ids) { id }
  search(text: "草稿邻里节") { totalCount nodes { id } }
  nested: area(id: $area) { activities { totalCount nodes { id } } }
  hosts: activityHosts(where: {activity: {id: {in: $ids}}}) { nodes { activity { id } } }
  filtered: areas(where: {activities: {some: {id: {in: $ids}}}}) { totalCount }
  ordered: areas(orderBy: [{activities: {count: DESC}}], first: 1) { edges { cursor node { id } } }
}"""


async def seen(town: Client, viewer: Viewer) -> set[int]:
    """Which of the hidden activities a viewer sees, and it is the same on all paths."""
    ids = [gid("at", number) for number in HIDDEN]
    before = len(town.reader.statements)
    found = await town.ask(PATHS, {"ids": ids, "area": gid("ar", 4)}, viewer=viewer)
    assert len(town.reader.statements) - before == 7, "one statement for each root field"
    listed = [row["id"] for row in found["list"]["nodes"]]
    assert [edge["node"]["id"] for edge in found["list"]["edges"]] == listed
    assert found["list"]["totalCount"] == len(listed)
    assert sum(group["count"] for group in found["list"]["groups"]) == len(listed)
    assert [row["id"] for row in found["nodes"] if row is not None] == sorted(listed)
    public = [gid("at", number) for number in (1, 5, 6, 8)]
    nested = found["nested"]["activities"]
    assert nested["totalCount"] == len(nested["nodes"])
    assert {row["id"] for row in nested["nodes"]} == {*public, *listed}
    assert {row["activity"]["id"] for row in found["hosts"]["nodes"]} == {gid("at", 2)} & set(listed)
    assert found["filtered"]["totalCount"] == (1 if listed else 0)
    assert found["search"]["totalCount"] == len(found["search"]["nodes"]) == listed.count(gid("at", 2))
    assert found["ordered"]["edges"][0]["cursor"].split(":")[1].startswith(f"[{4 + len(listed)}")
    for number in HIDDEN:
        one = await town.ask(
            "query ($id: ID!) { node(id: $id) { id } activity(id: $id) { id } }",
            {"id": gid("at", number)},
            viewer=viewer,
        )
        expected = {"id": gid("at", number)} if gid("at", number) in listed else None
        assert one == {"node": expected, "activity": expected}
    return {number for number in HIDDEN if gid("at", number) in listed}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("ar 1", {2, 3, 7}),
        ("ar 3", {2, 3, 7}),
        ("ar 4", {2, 3, 7}),
        ("ar 5", set()),
        ("or 1", {2, 7}),
        ("or 2", {2}),
        ("or 3", {3}),
        ("or 4", set()),
        ("pl 1", {2}),
        ("pl 2", {3}),
        ("pl 3", set()),
        ("ar 5,or 4,pl 2", {3}),
        ("ar 5,or 3,pl 1", {2, 3}),
    ],
)
async def test_a_rule_shows_more_of_what_lies_at_the_scope(town: Client, where: str, expected: set[int]) -> None:
    assert await seen(town, somebody(drafts__read=where)) == expected


async def test_everywhere_and_nowhere(town: Client) -> None:
    assert await seen(town, somebody(DRAFTS_READ)) == set(HIDDEN)
    assert await seen(town, somebody()) == set()


async def test_viewers_of_one_pattern_share_a_plan_and_see_other_rows(town: Client) -> None:
    query = "query Shared { activities(where: {decision: {in: [DRAFT, IN_REVIEW]}}) { nodes { id } } }"

    async def ask(where: str) -> tuple[list[str], str]:
        found = await town.ask(query, viewer=somebody(drafts__read=where))
        return [row["id"] for row in found["activities"]["nodes"]], town.reader.statements[-1]

    (first, one), (second, other) = await ask("pl 1"), await ask("pl 2")
    assert (first, second) == ([gid("at", 2)], [gid("at", 3)])
    assert one is other
    assert str(gid("pl", 1).removeprefix("pl_")) not in one
    (third, another) = await ask("ar 4")
    assert third == [gid("at", 2), gid("at", 3)]
    assert another != one


PEOPLE = """{
  people { totalCount nodes { id } groups(by: [STATUS]) { count } }
  search(text: "演示居民") { totalCount nodes { id } }
  roleAssignments { nodes { id person { id } } }
  areas(where: {people: {some: {displayName: {contains: "演示"}}}}) { nodes { id people { totalCount } } }
}"""


@pytest.mark.parametrize(("where", "found"), [("ar 4", [1]), ("ar 2", [1]), ("ar 5", []), ("or 1", []), ("pl 1", [])])
async def test_a_required_permission_shows_what_lies_at_the_scope(town: Client, where: str, found: list[int]) -> None:
    answer = await town.ask(PEOPLE, viewer=somebody(PEOPLE_NAMES, people__read=where))
    people = [{"id": gid("pe", number)} for number in found]
    assert answer == {
        "people": {"totalCount": len(found), "nodes": people, "groups": [{"count": 1}] if found else []},
        "search": {"totalCount": len(found), "nodes": people},
        "roleAssignments": {"nodes": [{"id": gid("ra", 1), "person": person} for person in people]},
        "areas": {"nodes": [{"id": gid("ar", 4), "people": {"totalCount": 1}} for _ in found]},
    }


async def test_what_is_hidden_behind_a_reference_is_null_and_changes_no_order(town: Client) -> None:
    viewer = somebody(REGISTRATIONS_READ, PEOPLE_NAMES, people__read="ar 4")
    query = "{ registrations(orderBy: [{person: {displayName: DESC}}, {id: ASC}]) { nodes { id person { id } } } }"
    found = (await town.ask(query, viewer=viewer))["registrations"]["nodes"]
    first = {"id": gid("pe", 1)}
    assert found == [
        {"id": gid("rg", 1), "person": first},
        {"id": gid("rg", 3), "person": first},
        {"id": gid("rg", 2), "person": None},
    ]


# -- the viewer's own


async def test_residents_see_their_own_rows_without_any_permission(town: Client) -> None:
    query = """{
      people { totalCount nodes { id roleAssignments { nodes { id } } accounts { totalCount } } }
      registrations { totalCount nodes { id person { id } } }
      roleAssignments { nodes { id } }
      activities(where: {registrations: {some: {}}}) { nodes { id registrations { totalCount nodes { id } } } }
      search(text: "演示居民") { nodes { id } }
    }"""
    assert await town.ask(query, viewer=somebody(person=1)) == {
        "people": {
            "totalCount": 1,
            "nodes": [
                {
                    "id": gid("pe", 1),
                    "roleAssignments": {"nodes": [{"id": gid("ra", 1)}]},
                    "accounts": {"totalCount": 1},
                }
            ],
        },
        "registrations": {
            "totalCount": 2,
            "nodes": [{"id": gid("rg", number), "person": {"id": gid("pe", 1)}} for number in (1, 3)],
        },
        "roleAssignments": {"nodes": [{"id": gid("ra", 1)}]},
        "activities": {
            "nodes": [{"id": gid("at", 1), "registrations": {"totalCount": 1, "nodes": [{"id": gid("rg", 1)}]}}]
        },
        "search": {"nodes": [{"id": gid("pe", 1)}]},
    }


async def test_residents_see_nothing_of_others(town: Client) -> None:
    ids = [gid("pe", 1), gid("pe", 2), gid("rg", 1), gid("rg", 2), gid("ra", 1)]
    found = await town.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids}, viewer=somebody(person=2))
    assert found == {"nodes": [None, {"id": gid("pe", 2)}, None, {"id": gid("rg", 2)}, None]}


async def test_own_rows_are_seen_beside_those_at_the_scope(town: Client) -> None:
    viewer = somebody(person=2, people__read="ar 4")
    found = await town.ask("{ people { nodes { id } } }", viewer=viewer)
    assert found == {"people": {"nodes": [{"id": gid("pe", 1)}, {"id": gid("pe", 2)}]}}


@pytest.mark.parametrize("field", ["people", "registrations", "roleAssignments", "accounts"])
async def test_who_has_neither_the_permission_nor_a_person_may_not_ask(town: Client, field: str) -> None:
    for viewer in (None, somebody()):
        before = len(town.reader.statements)
        status, code, _ = await town.refusal(f"{{ {field} {{ totalCount }} }}", viewer=viewer)
        assert (status, code) == (403, "FORBIDDEN")
        assert len(town.reader.statements) == before


async def test_persons_share_a_plan(town: Client) -> None:
    statements: list[Any] = []
    for number in (1, 2):
        found = await town.ask("query Mine { people { nodes { id } } }", viewer=somebody(person=number))
        assert found == {"people": {"nodes": [{"id": gid("pe", number)}]}}
        statements.append(town.reader.statements[-1])
    assert statements[0] is statements[1]


async def test_a_permission_at_a_scope_is_none_for_other_permissions(town: Client) -> None:
    viewer = somebody(PEOPLE_READ, drafts__read="ar 5")
    found = await town.ask("{ people { totalCount } programmes { nodes { id } } }", viewer=viewer)
    assert found == {"people": {"totalCount": 2}, "programmes": {"nodes": [{"id": gid("pg", 1)}, {"id": gid("pg", 3)}]}}

"""Mutations with a permission at a scope: on rows that lie there, before and after."""

from __future__ import annotations

from typing import Any

import pytest

from core.access import DRAFTS_READ, Viewer
from core.models import Activity, Place
from core.models.choices import ActivityDecision
from tests.schema.client import Client
from tests.schema.scopes import somebody
from tests.schema.town import gid, key
from tests.schema.types.writes import USER_ERRORS, nothing_written

ELSEWHERE = "What would be written lies outside of where you have the permission 'places.write'."


async def mutate(office: Client, viewer: Viewer, name: str, result: str, /, **value: Any) -> Any:
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {result} {{ id }} {USER_ERRORS} }} }}"
    return (await office.ask(query, {"input": value}, viewer=viewer))[name]


async def problem(
    office: Client, viewer: Viewer, name: str, result: str, /, **value: Any
) -> tuple[str, list[str], str]:
    """The one problem for which a mutation is refused, with nothing written."""
    async with nothing_written():
        payload = await mutate(office, viewer, name, result, **value)
    assert payload[result] is None
    (error,) = payload["userErrors"]
    return error["code"], error["field"], error["message"]


@pytest.mark.parametrize("where", ["ar 2", "ar 3", "or 2", "pl 2", "ar 5,pl 2"])
async def test_a_row_at_the_scope_is_changed(office: Client, where: str) -> None:
    viewer = somebody(places__write=where)
    payload = await mutate(office, viewer, "updatePlace", "place", id=gid("pl", 2), name="红旗连锁新店")
    assert payload == {"place": {"id": gid("pl", 2)}, "userErrors": []}
    assert (await Place.get(id=key("pl", 2))).name == "红旗连锁新店"


@pytest.mark.parametrize("where", ["ar 4", "ar 5", "or 1", "or 4", "pl 1,pl 3"])
async def test_a_row_elsewhere_is_not(office: Client, where: str) -> None:
    viewer = somebody(places__write=where)
    assert await problem(office, viewer, "updatePlace", "place", id=gid("pl", 2), name="抢") == (
        "NOT_PERMITTED",
        ["id"],
        "You have the permission 'places.write' for a part of the rows, and not for this one.",
    )


async def test_a_row_is_not_moved_out_of_the_scope(office: Client) -> None:
    viewer = somebody(places__write="ar 3")
    assert await problem(office, viewer, "updatePlace", "place", id=gid("pl", 2), areaId=gid("ar", 5)) == (
        "NOT_PERMITTED",
        ["areaId"],
        "This needs the permission 'places.write' for the area.",
    )
    moved = await mutate(office, viewer, "updatePlace", "place", id=gid("pl", 2), areaId=gid("ar", 4))
    assert moved == {"place": {"id": gid("pl", 2)}, "userErrors": []}
    # Where it goes is another of the viewer's scopes.
    viewer = somebody(places__write="ar 3,ar 5")
    moved = await mutate(office, viewer, "updatePlace", "place", id=gid("pl", 2), areaId=gid("ar", 5))
    assert moved == {"place": {"id": gid("pl", 2)}, "userErrors": []}


async def test_rows_are_created_at_the_scope(office: Client) -> None:
    viewer = somebody(places__write="ar 3,or 2")
    payload = await mutate(office, viewer, "createPlace", "place", name="新馆", areaId=gid("ar", 4))
    assert payload["userErrors"] == []
    new = {"name": "新店", "areaId": gid("ar", 5)}
    payload = await mutate(office, viewer, "createPlace", "place", **new, operatorId=gid("or", 2))
    assert payload["userErrors"] == []
    assert await problem(office, viewer, "createPlace", "place", **new) == ("NOT_PERMITTED", [], ELSEWHERE)


async def test_a_row_that_is_not_seen_is_refused_like_one_that_is_not_there(office: Client) -> None:
    absent = ("NOT_FOUND", ["id"], "There is no such row.")
    viewer = somebody(activities__write="ar 5")
    for number in (2, 99):
        assert await problem(office, viewer, "publishActivity", "activity", id=gid("at", number)) == absent
    assert (await problem(office, viewer, "archiveActivity", "activity", id=gid("at", 1)))[0] == "NOT_PERMITTED"
    viewer = somebody(DRAFTS_READ, activities__write="ar 5")
    assert (await problem(office, viewer, "publishActivity", "activity", id=gid("at", 2)))[0] == "NOT_PERMITTED"
    viewer = somebody(activities__write="ar 5", drafts__read="pl 1")
    assert (await problem(office, viewer, "publishActivity", "activity", id=gid("at", 2)))[0] == "NOT_PERMITTED"


@pytest.mark.parametrize("where", ["ar 4", "or 1", "or 2", "pl 1"])
async def test_what_lies_at_the_scope_is_changed_whether_it_is_seen_or_not(office: Client, where: str) -> None:
    """The lead and the hosts count."""
    payload = await mutate(office, somebody(activities__write=where), "publishActivity", "activity", id=gid("at", 2))
    assert payload == {"activity": {"id": gid("at", 2)}, "userErrors": []}
    assert (await Activity.get(id=key("at", 2))).decision is ActivityDecision.PUBLISHED


async def test_a_permission_that_is_held_nowhere_is_refused_before_anything_is_asked(office: Client) -> None:
    query = 'mutation { archiveActivity(input: {id: "at_x"}) { activity { id } } }'
    status, code, _ = await office.refusal(query, viewer=somebody(places__write="ar 1", person=1))
    assert (status, code, office.reader.statements) == (403, "FORBIDDEN", [])


async def test_viewers_of_one_pattern_share_the_plan(office: Client) -> None:
    """The row is compared with the scope of whoever asks."""
    for where, code in (("pl 2", []), ("pl 1", ["NOT_PERMITTED"]), ("pl 2", [])):
        payload = await mutate(
            office, somebody(places__write=where), "updatePlace", "place", id=gid("pl", 2), kind="OTHER"
        )
        assert [error["code"] for error in payload["userErrors"]] == code


async def test_each_of_several_mutations_is_judged_by_itself(office: Client) -> None:
    query = """mutation ($one: ID!, $two: ID!) {
      one: updatePlace(input: {id: $one, name: "甲"}) { place { name } userErrors { code } }
      two: updatePlace(input: {id: $two, name: "乙"}) { place { name } userErrors { code } }
    }"""
    variables = {"one": gid("pl", 1), "two": gid("pl", 2)}
    assert await office.ask(query, variables, viewer=somebody(places__write="pl 2")) == {
        "one": {"place": None, "userErrors": [{"code": "NOT_PERMITTED"}]},
        "two": {"place": {"name": "乙"}, "userErrors": []},
    }

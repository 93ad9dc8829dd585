"""Counts by groups: their keys, their order, and what may be asked of a group's key."""

import pytest

from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_groups_by_a_column_by_several_and_by_a_relation(town: Client) -> None:
    before = len(town.reader.statements)
    data = await town.ask(
        """{ places { totalCount
          kinds: groups(by: [KIND]) { __typename count kind status area { name } }
          both: groups(by: [STATUS, KIND]) { count kind status }
          operators: groups(by: [OPERATOR]) { count operator { __typename name operatedPlaces { totalCount } } }
          three: groups(by: [AREA, KIND, OPERATOR], first: 2) { count kind area { name } operator { name } } } }"""
    )
    assert len(town.reader.statements) - before == 1
    assert data["places"] == {
        "totalCount": 5,
        "kinds": [
            {"__typename": "PlaceGroup", "count": 3, "kind": "STORE", "status": None, "area": None},
            {"__typename": "PlaceGroup", "count": 1, "kind": "THEATRE", "status": None, "area": None},
            {"__typename": "PlaceGroup", "count": 1, "kind": "OTHER", "status": None, "area": None},
        ],
        "both": [
            {"count": 2, "kind": "STORE", "status": "ACTIVE"},
            {"count": 1, "kind": "THEATRE", "status": "ACTIVE"},
            {"count": 1, "kind": "OTHER", "status": "ACTIVE"},
            {"count": 1, "kind": "STORE", "status": "TEMPORARILY_CLOSED"},
        ],
        "operators": [
            {
                "count": 2,
                "operator": {"__typename": "Organization", "name": "红旗连锁", "operatedPlaces": {"totalCount": 2}},
            },
            {"count": 2, "operator": None},
            {
                "count": 1,
                "operator": {
                    "__typename": "Organization",
                    "name": "跃进社区居民委员会",
                    "operatedPlaces": {"totalCount": 1},
                },
            },
        ],
        "three": [
            {"count": 1, "kind": "OTHER", "area": {"name": "金牛区"}, "operator": None},
            {"count": 1, "kind": "STORE", "area": {"name": "西华街道"}, "operator": {"name": "红旗连锁"}},
        ],
    }


async def test_numbers_and_nulls_as_keys(town: Client) -> None:
    data = await town.ask("{ activities { groups(by: [YEAR, QUARTER]) { count year quarter } } }")
    assert data["activities"]["groups"] == [
        {"count": 3, "year": None, "quarter": None},
        {"count": 1, "year": 2024, "quarter": 2},
        {"count": 1, "year": 2024, "quarter": 3},
    ]


async def test_conditions_count_and_cursors_do_not(town: Client) -> None:
    data = await town.ask("{ places(first: 1) { pageInfo { endCursor } } }")
    data = await town.ask(
        """query ($after: String) { places(where: {kind: {eq: STORE}}, first: 1, after: $after) {
          nodes { name } groups(by: [STATUS]) { count status } } }""",
        {"after": data["places"]["pageInfo"]["endCursor"]},
    )
    assert data["places"] == {
        "nodes": [{"name": "红旗连锁一店"}],
        "groups": [{"count": 2, "status": "ACTIVE"}, {"count": 1, "status": "TEMPORARILY_CLOSED"}],
    }


async def test_groups_of_nested_connections(town: Client) -> None:
    data = await town.ask(
        """{ organizations(where: {operatedPlaces: {some: {}}}) { nodes { name operatedPlaces(first: 0) {
          groups(by: [KIND, AREA]) { count kind area { name level } } } } } }"""
    )
    assert data["organizations"]["nodes"] == [
        {
            "name": "红旗连锁",
            "operatedPlaces": {
                "groups": [
                    {"count": 1, "kind": "STORE", "area": {"name": "西华街道", "level": "SUBDISTRICT"}},
                    {"count": 1, "kind": "STORE", "area": {"name": "郫都区", "level": "DISTRICT"}},
                ]
            },
        },
        {
            "name": "跃进社区居民委员会",
            "operatedPlaces": {
                "groups": [{"count": 1, "kind": "THEATRE", "area": {"name": "跃进社区", "level": "COMMUNITY"}}]
            },
        },
    ]


async def test_the_keys_as_a_variable(town: Client) -> None:
    query = """query ($by: [PlaceGroupBy!]!, $first: Int) {
      places { groups(by: $by, first: $first) { count kind status operator { id } } } }"""
    for by, first, expected in (
        (["KIND"], 1, [{"count": 3, "kind": "STORE", "status": None, "operator": None}]),
        ("STATUS", 1, [{"count": 4, "kind": None, "status": "ACTIVE", "operator": None}]),
        (["STATUS", "KIND", "STATUS"], 1, [{"count": 2, "kind": "STORE", "status": "ACTIVE", "operator": None}]),
        (["OPERATOR"], 1, [{"count": 2, "kind": None, "status": None, "operator": {"id": gid("or", 2)}}]),
        (["KIND"], 0, []),
    ):
        data = await town.ask(query, {"by": by, "first": first})
        assert data["places"]["groups"] == expected


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ("by: []", "BAD_USER_INPUT", "`by` names nothing to count by"),
        ("by: [KIND], first: -1", "PAGE_SIZE", "`first` is -1; a page has from 0 to 1000 items"),
        ("by: [KIND], first: 1001", "PAGE_SIZE", "`first` is 1001; a page has from 0 to 1000 items"),
        ("by: [NAME]", "GRAPHQL_VALIDATION_FAILED", "Value 'NAME' does not exist in 'PlaceGroupBy' enum."),
        (
            "first: 1",
            "GRAPHQL_VALIDATION_FAILED",
            "Argument 'PlaceConnection.groups(by:)' of type '[PlaceGroupBy!]!' is required, but it was not provided.",
        ),
    ],
)
async def test_what_is_refused(town: Client, arguments: str, code: str, message: str) -> None:
    query = f"{{ places {{ groups({arguments}) {{ count }} }} }}"
    assert await town.refusal(query) == (400, code, message)

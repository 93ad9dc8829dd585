"""Conditions: every operator on every kind of value, and how they combine over relations, nulls and empty lists."""

from typing import Any

import pytest

from tests.schema.client import Client
from tests.schema.town import ODD_NAME, gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

THEATRE, SHOP, FAR, ODD, NIGHT = 1, 2, 3, 4, 5
ALL = {THEATRE, SHOP, FAR, ODD, NIGHT}
NO_ACTIVITIES = {FAR, ODD, NIGHT}


async def numbers(town: Client, root: str, where: Any, *, admin: bool = True) -> set[int]:
    """The numbers of the rows that meet a condition, which `not` splits from all others."""
    name = {"places": "Place", "activities": "Activity", "media": "Media", "milestones": "Milestone"}.get(
        root, {"organizations": "Organization", "areas": "Area", "series": "Series"}.get(root, "")
    )
    query = f"""query ($w: {name}Where!) {{
      some: {root}(where: $w) {{ totalCount nodes {{ id }} }} others: {root}(where: {{not: $w}}) {{ nodes {{ id }} }}
      all: {root} {{ totalCount }} }}"""
    data = await town.ask(query, {"w": where}, admin=admin)
    found = [int(node["id"][-12:]) for node in data["some"]["nodes"]]
    others = [int(node["id"][-12:]) for node in data["others"]["nodes"]]
    assert data["some"]["totalCount"] == len(found)
    assert len(found) + len(others) == len({*found, *others}) == data["all"]["totalCount"]
    return set(found)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"eq": "红旗连锁二店"}, {FAR, NIGHT}),
        ({"eq": ODD_NAME}, {ODD}),
        ({"eq": "红旗连锁"}, set()),
        ({"eq": None}, set()),
        ({"ne": "红旗连锁二店"}, {THEATRE, SHOP, ODD}),
        ({"ne": None}, ALL),
        ({"in": ["红旗连锁二店", ODD_NAME, "x"]}, {FAR, NIGHT, ODD}),
        ({"in": []}, set()),
        ({"notIn": ["红旗连锁二店", ODD_NAME, "x"]}, {THEATRE, SHOP}),
        ({"notIn": []}, ALL),
        ({"contains": "连锁"}, {SHOP, FAR, NIGHT}),
        ({"contains": "%"}, {ODD}),
        ({"contains": "0%_"}, {ODD}),
        ({"contains": "_"}, {ODD}),
        ({"contains": "\\"}, {ODD}),
        ({"contains": "\\ 🏪"}, {ODD}),
        ({"contains": "'"}, {ODD}),
        ({"contains": "'x'"}, {ODD}),
        ({"contains": '"引号"'}, {ODD}),
        ({"contains": "🏪"}, {ODD}),
        ({"contains": "X"}, set()),
        ({"contains": ""}, ALL),
        ({"contains": "*"}, set()),
        ({"contains": "'; DROP TABLE place; --"}, set()),
        ({"startsWith": "红"}, {SHOP, FAR, NIGHT}),
        ({"startsWith": "100%_"}, {ODD}),
        ({"startsWith": "1__"}, set()),
        ({"startsWith": "旗"}, set()),
        ({"startsWith": ""}, ALL),
        ({"startsWith": ODD_NAME + "x"}, set()),
        ({"endsWith": "店"}, {SHOP, FAR, NIGHT}),
        ({"endsWith": "🏪"}, {ODD}),
        ({"endsWith": "红旗连锁二店红旗连锁二店"}, set()),
        ({"endsWith": ""}, ALL),
        ({"startsWith": "红", "endsWith": "二店", "ne": "x"}, {FAR, NIGHT}),
        ({}, ALL),
    ],
)
async def test_texts(town: Client, where: Any, expected: set[int]) -> None:
    assert await numbers(town, "places", {"name": where}) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        # Only the theatre has an address.
        ({"eq": None}, ALL - {THEATRE}),
        ({"ne": None}, {THEATRE}),
        ({"ne": "西华大道1号"}, ALL - {THEATRE}),
        ({"notIn": ["西华大道1号"]}, ALL - {THEATRE}),
        ({"notIn": []}, ALL),
        ({"in": ["西华大道1号"]}, {THEATRE}),
        ({"contains": ""}, {THEATRE}),
        ({"startsWith": ""}, {THEATRE}),
        ({"endsWith": ""}, {THEATRE}),
        ({"eq": None, "ne": None}, set()),
    ],
)
async def test_texts_that_are_not_there(town: Client, where: Any, expected: set[int]) -> None:
    assert await numbers(town, "places", {"address": where}) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"eq": "2024-07-01"}, {THEATRE}),
        ({"ne": "2024-07-01"}, ALL - {THEATRE}),
        ({"lt": "2024-07-01"}, set()),
        ({"lte": "2024-07-01"}, {THEATRE}),
        ({"gt": "2024-06-30", "lt": "2024-07-02"}, {THEATRE}),
        ({"gte": "2024-07-02"}, set()),
        ({"in": ["2024-07-01", "2024-07-02"]}, {THEATRE}),
        ({"notIn": ["2024-07-01"]}, ALL - {THEATRE}),
        ({"eq": None}, ALL - {THEATRE}),
    ],
)
async def test_days(town: Client, where: Any, expected: set[int]) -> None:
    assert await numbers(town, "places", {"lastVerifiedOn": where}) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"startsAt": {"eq": "2024-07-10T01:00:00Z"}}, {1}),
        ({"startsAt": {"eq": "2024-07-10T09:00:00+08:00"}}, {1}),
        ({"startsAt": {"eq": "2024-07-10T01:00:00.500Z"}}, set()),
        ({"startsAt": {"lte": "2024-07-10T01:00:00Z"}}, {1, 5}),
        ({"startsAt": {"lt": "2024-07-10T01:00:00.001Z"}}, {1, 5}),
        ({"startsAt": {"lt": "2024-07-10T01:00:00Z"}}, {5}),
        ({"startsAt": {"gt": "2024-07-14T00:59:59-00:00", "lt": "2024-07-15T08:59:59+08:00"}}, {4, 6}),
        ({"startsAt": {"in": ["2024-07-14T01:00:00Z", "2024-07-15T09:00:00+08:00"]}}, {4, 6, 7}),
        ({"publishedAt": {"eq": None}}, {2, 3, 7}),
        ({"publishedAt": {"ne": "2024-07-03T01:00:00Z"}}, {2, 3, 7}),
        ({"publishedAt": {"lt": "9999-12-31T23:59:59Z"}}, {1, 4, 5, 6, 8}),
        ({"publishedAt": {"gt": "0001-01-01T00:00:00Z"}}, {1, 4, 5, 6, 8}),
    ],
)
async def test_instants(town: Client, where: Any, expected: set[int]) -> None:
    assert await numbers(town, "activities", where) == expected


@pytest.mark.parametrize(
    ("root", "where", "expected"),
    [
        ("activities", {"quarter": {"eq": 3}}, {1}),
        ("activities", {"quarter": {"ne": 3}}, {2, 3, 4, 5, 6, 7, 8}),
        ("activities", {"quarter": {"lt": 3}}, {5}),
        ("activities", {"quarter": {"gte": 2, "lte": 3}}, {1, 5}),
        ("activities", {"capacity": {"in": [100, -2147483648]}}, {1}),
        ("activities", {"capacity": {"notIn": [100]}}, {2, 3, 4, 5, 6, 7, 8}),
        ("media", {"byteSize": {"eq": "9007199254740993"}}, {1}),
        ("media", {"byteSize": {"eq": "9007199254740992"}}, set()),
        ("media", {"byteSize": {"gt": 12}}, {1}),
        ("media", {"byteSize": {"lte": "9223372036854775807"}}, {1, 3, 4}),
        ("media", {"byteSize": {"gte": "-9223372036854775808"}}, {1, 3, 4}),
        ("media", {"byteSize": {"in": ["0", "12"]}}, {3, 4}),
        ("media", {"byteSize": {"notIn": ["0", "12"]}}, {1, 2}),
        ("milestones", {"targetPercent": {"eq": "12.5"}}, {2}),
        ("milestones", {"targetPercent": {"eq": "12.500"}}, {2}),
        ("milestones", {"targetPercent": {"eq": 12.5}}, {2}),
        ("milestones", {"targetPercent": {"eq": "125E-1"}}, {2}),
        ("milestones", {"targetPercent": {"gt": "9"}}, {2}),
        ("milestones", {"targetPercent": {"lt": "100"}}, {2}),
        ("milestones", {"targetPercent": {"in": ["12.50", "1"]}}, {2}),
        ("milestones", {"targetPercent": {"ne": "12.50"}}, {1, 3}),
        ("milestones", {"aspirational": {"eq": True}}, {2}),
        ("milestones", {"aspirational": {"ne": True}}, {1, 3}),
        ("milestones", {"aspirational": {"eq": None}}, set()),
    ],
)
async def test_numbers_and_truths(town: Client, root: str, where: Any, expected: set[int]) -> None:
    assert await numbers(town, root, where) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"decision": {"eq": "DRAFT"}}, {2}),
        ({"decision": {"ne": "PUBLISHED"}}, {2, 3, 6, 7, 8}),
        ({"decision": {"in": ["DRAFT", "IN_REVIEW"]}}, {2, 3}),
        ({"decision": {"notIn": ["DRAFT", "PUBLISHED", "CANCELLED"]}}, {3, 6}),
        ({"decision": {"in": []}}, set()),
        ({"decision": {"notIn": []}}, {1, 2, 3, 4, 5, 6, 7, 8}),
        ({"decision": {"eq": None}}, set()),
        # The shown status follows from the clock.
        ({"status": {"eq": "ONGOING"}}, {1}),
        ({"status": {"eq": "PUBLISHED"}}, {4}),
        ({"status": {"eq": "FINISHED"}}, {5}),
        ({"status": {"ne": "ONGOING"}}, {2, 3, 4, 5, 6, 7, 8}),
        ({"status": {"in": ["ONGOING", "CANCELLED"]}}, {1, 7, 8}),
        ({"status": {"notIn": ["ONGOING", "CANCELLED"]}}, {2, 3, 4, 5, 6}),
        ({"status": {"in": []}}, set()),
        ({"status": {"notIn": []}}, {1, 2, 3, 4, 5, 6, 7, 8}),
        ({"status": {"eq": None}}, set()),
        ({"status": {"ne": None}}, {1, 2, 3, 4, 5, 6, 7, 8}),
        ({"status": {"eq": "FINISHED"}, "year": {"eq": 2024}}, {5}),
        # Lists of values.
        ({"audiences": {"some": {"eq": "RESIDENT"}}}, {1}),
        ({"audiences": {"some": {}}}, {1, 2}),
        ({"audiences": {"none": {}}}, {3, 4, 5, 6, 7, 8}),
        ({"audiences": {"none": {"in": ["RESIDENT", "PARTY_MEMBER"]}}}, {3, 4, 5, 6, 7, 8}),
        ({"audiences": {"some": {"ne": "RESIDENT"}}}, {1, 2}),
        ({"audiences": {"some": {"eq": "RESIDENT"}, "none": {"eq": "VOLUNTEER"}}}, set()),
        ({"audiences": {}}, {1, 2, 3, 4, 5, 6, 7, 8}),
        ({"audiences": None}, {3, 4, 5, 6, 7, 8}),
    ],
)
async def test_choices(town: Client, where: Any, expected: set[int]) -> None:
    assert await numbers(town, "activities", where) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"id": {"eq": gid("pl", 2)}}, {SHOP}),
        ({"id": {"ne": gid("pl", 2)}}, ALL - {SHOP}),
        ({"id": {"in": [gid("pl", 2), gid("pl", 99)]}}, {SHOP}),
        ({"id": {"notIn": [gid("pl", 2)]}}, ALL - {SHOP}),
        ({"id": {"in": []}}, set()),
        ({"id": {"eq": None}}, set()),
        ({"id": None}, ALL),
        # To one: by the key alone as in general, a place without an operator meets no condition on it.
        ({"operator": {"id": {"eq": gid("or", 2)}}}, {SHOP, FAR}),
        ({"operator": {"id": {"ne": gid("or", 2)}}}, {THEATRE}),
        ({"operator": {"id": {"ne": gid("or", 2)}, "name": {"contains": ""}}}, {THEATRE}),
        ({"operator": {"id": {"notIn": []}}}, {THEATRE, SHOP, FAR}),
        ({"operator": {"id": {"eq": None}}}, set()),
        ({"operator": {"id": {"ne": None}}}, {THEATRE, SHOP, FAR}),
        ({"operator": {"id": None}}, {THEATRE, SHOP, FAR}),
        ({"operator": {}}, {THEATRE, SHOP, FAR}),
        ({"operator": None}, {ODD, NIGHT}),
        ({"not": {"operator": None}}, {THEATRE, SHOP, FAR}),
        ({"not": {"operator": {"id": {"eq": gid("or", 2)}}}}, {THEATRE, ODD, NIGHT}),
        ({"operator": {"not": {"id": {"eq": gid("or", 2)}}}}, {THEATRE}),
        ({"operator": {"or": [{"id": {"eq": gid("or", 2)}}, {"kind": {"eq": "RESIDENT_COMMITTEE"}}]}},
         {THEATRE, SHOP, FAR}),
        ({"operator": {"area": {"parent": {"name": {"eq": "成都市"}}}}}, {SHOP, FAR}),
        ({"area": {"id": {"in": [gid("ar", 3), gid("ar", 5)]}}}, {SHOP, FAR, NIGHT}),
        ({"area": None}, set()),
        ({"area": {"parent": None}}, set()),
        # To many.
        ({"activities": {"some": {}}}, {THEATRE, SHOP}),
        ({"activities": {"none": {}}}, {FAR, ODD, NIGHT}),
        ({"activities": {"every": {}}}, ALL),
        ({"activities": {"some": {"decision": {"eq": "PUBLISHED"}}}}, {THEATRE, SHOP}),
        ({"activities": {"every": {"decision": {"eq": "PUBLISHED"}}}}, {FAR, ODD, NIGHT}),
        ({"activities": {"every": {"year": {"lt": 2025}}}}, {FAR, ODD, NIGHT}),
        ({"activities": {"none": {"decision": {"eq": "DRAFT"}}}}, ALL - {THEATRE}),
        ({"activities": {"some": {"decision": {"eq": "DRAFT"}}, "none": {"decision": {"eq": "IN_REVIEW"}}}}, {THEATRE}),
        ({"activities": {"some": {"hosts": {"some": {"organization": {"name": {"eq": "红旗连锁"}}, "role":
         {"eq": "SUPPORTER"}}}}}}, {SHOP}),
        ({"activities": {"some": {"programmes": {"none": {}}}}}, {THEATRE, SHOP}),
        ({"activities": {"every": {"programmes": {"some": {}}}}}, {FAR, ODD, NIGHT}),
        ({"activities": {}}, ALL),
        ({"activities": None}, NO_ACTIVITIES),
        ({"activities": {"none": {}}}, NO_ACTIVITIES),
        ({"not": {"activities": None}}, ALL - NO_ACTIVITIES),
        ({"activities": {"some": None}}, ALL),
        ({"amenities": {"some": {"code": {"eq": "parasol"}}}}, {SHOP}),
        ({"designations": {"some": {"code": {"eq": "warm-space"}, "validTo": {"eq": None}}}}, {SHOP}),
        ({"serviceHours": {"some": {"day": {"eq": 8}}}}, {THEATRE}),
        # Together.
        ({"and": []}, ALL),
        ({"or": []}, set()),
        ({"or": [{}]}, ALL),
        ({"and": [{}]}, ALL),
        ({"not": {}}, set()),
        ({"not": {"not": {}}}, ALL),
        ({"not": {"or": []}}, ALL),
        ({"and": None, "or": None, "not": None}, ALL),
        ({"or": [{"kind": {"eq": "THEATRE"}}, {"alwaysOpen": {"eq": True}}]}, {THEATRE, SHOP, FAR}),
        ({"and": [{"kind": {"eq": "STORE"}}, {"alwaysOpen": {"eq": True}}]}, {SHOP, FAR}),
        ({"kind": {"eq": "STORE"}, "or": [{"alwaysOpen": {"eq": True}}, {"area": {"level": {"eq": "DISTRICT"}}}]},
         {SHOP, FAR}),
        ({"not": {"kind": {"eq": "STORE"}, "alwaysOpen": {"eq": True}}}, {THEATRE, ODD, NIGHT}),
        ({"not": {"or": [{"kind": {"eq": "STORE"}}, {"not": {"operator": None}}]}}, {ODD}),
        ({"kind": {"eq": "STORE", "ne": "STORE"}}, set()),
        ({}, ALL),
    ],
)  # fmt: skip
async def test_keys_relations_and_combinations(town: Client, where: Any, expected: set[int]) -> None:
    assert await numbers(town, "places", where) == expected


async def test_a_condition_of_a_nested_connection(town: Client) -> None:
    data = await town.ask(
        """query ($w: PlaceWhere) { areas(where: {places: {some: $w}}) { nodes { name
          places(where: $w) { totalCount nodes { name } } } } }""",
        {"w": {"kind": {"eq": "STORE"}, "name": {"endsWith": "二店"}}},
    )
    assert data["areas"]["nodes"] == [
        {"name": "郫都区", "places": {"totalCount": 1, "nodes": [{"name": "红旗连锁二店"}]}},
        {"name": "西华街道", "places": {"totalCount": 1, "nodes": [{"name": "红旗连锁二店"}]}},
    ]


@pytest.mark.parametrize("operator", ["in", "notIn", "lt", "lte", "gt", "gte"])
@pytest.mark.parametrize("field", ["year", "startsAt"])
async def test_only_equality_takes_null(town: Client, field: str, operator: str) -> None:
    query = f"{{ activities(where: {{{field}: {{{operator}: null}}}}) {{ totalCount }} }}"
    message = f"`{operator}` cannot be null; to find rows without a value write eq: null"
    assert await town.refusal(query) == (400, "BAD_USER_INPUT", message)


@pytest.mark.parametrize("operator", ["in", "notIn"])
async def test_only_equality_of_a_status_takes_null(town: Client, operator: str) -> None:
    query = f"{{ activities(where: {{status: {{{operator}: null}}}}) {{ totalCount }} }}"
    message = f"`{operator}` cannot be null; to find rows without a value write eq: null"
    assert await town.refusal(query) == (400, "BAD_USER_INPUT", message)

"""The search over names: Chinese of one and more characters, pinyin, initials, English, types, and pages."""

from typing import Any

import pytest

from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = """__typename ... on Area { name } ... on Organization { name } ... on Place { name }
... on Programme { name } ... on Series { name } ... on Activity { name: title } ... on Person { name: displayName }"""


async def found(
    town: Client, text: str, *, admin: bool = False, types: list[str] | None = None
) -> set[tuple[str, str]]:
    """Type and name of everything that is found, which must be on the page and in the total."""
    data = await town.ask(
        f"query ($text: String!, $types: [SearchableType!]) "
        f"{{ search(text: $text, types: $types) {{ totalCount nodes {{ {NAMES} }} }} }}",
        {"text": text, "types": types},
        admin=admin,
    )
    nodes = data["search"]["nodes"]
    assert data["search"]["totalCount"] == len(nodes)
    return {(node["__typename"], node["name"]) for node in nodes}


RED_FLAG = {
    ("Organization", "红旗连锁"),
    ("Place", "红旗连锁一店"),
    ("Place", "红旗连锁二店"),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("红", RED_FLAG),
        ("红旗", RED_FLAG),
        ("旗红", set()),
        ("红连", set()),
        ("红旗连锁一店", {("Place", "红旗连锁一店")}),
        ("hongqi", RED_FLAG),
        ("HONGQI", RED_FLAG),
        ("hq", RED_FLAG),
        ("hqls", RED_FLAG),
        ("liansuo", RED_FLAG),
        ("ongqi", set()),
        ("红旗 一店", {("Place", "红旗连锁一店")}),
        ("一店 hongqi", {("Place", "红旗连锁一店")}),
        ("chengdu", {("Area", "成都市")}),
        ("cds", {("Area", "成都市")}),
        ("金牛", {("Area", "金牛区"), ("Organization", "金牛区社会工作部"), ("Organization", "金牛区卫健局"),
                 ("Programme", "睦邻亲·金牛情")}),
        ("jinniu", {("Area", "金牛区"), ("Organization", "金牛区社会工作部"), ("Organization", "金牛区卫健局"),
                    ("Programme", "睦邻亲·金牛情")}),
        ("theatre", {("Place", "跃进社区小剧场")}),
        ("Little Thea", {("Place", "跃进社区小剧场")}),
        ("neighbour", {("Programme", "睦邻亲·金牛情"), ("Series", "邻里节"), ("Activity", "2024年第三季度邻里节")}),
        ("邻里节", {("Series", "邻里节"), ("Activity", "2024年第三季度邻里节"), ("Activity", "第二季度邻里节")}),
        ("2024", {("Activity", "2024年第三季度邻里节")}),
        ("100", {("Place", "100%_店 \"引号\" 'x' \\ 🏪")}),
        ("引号", {("Place", "100%_店 \"引号\" 'x' \\ 🏪")}),
        ("取消", {("Activity", "取消的讲座")}),
        ("🏪", set()),
        ("%", set()),
        ("*", set()),
        ("", set()),
        ("   ", set()),
        ("'", set()),
        ("红旗'); --", RED_FLAG),
        ("\" OR \"红", set()),
        ("NEAR(红 旗)", set()),
        ("龍", set()),
    ],
)  # fmt: skip
async def test_what_is_found_by_the_public(town: Client, text: str, expected: set[tuple[str, str]]) -> None:
    before = len(town.reader.statements)
    assert await found(town, text) == expected
    assert len(town.reader.statements) - before == 1


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("草稿", ("Activity", "草稿邻里节")),
        ("待审", ("Activity", "待审读书会")),
        ("从未", ("Activity", "从未发布")),
        ("保密", ("Programme", "保密计划")),
        ("caogao", ("Activity", "草稿邻里节")),
        ("演示居民", ("Person", "演示居民001")),
        ("ysjm", ("Person", "演示居民001")),
    ],
)
async def test_what_the_public_does_not_see_is_not_found(town: Client, text: str, hidden: tuple[str, str]) -> None:
    assert await found(town, text) == set()
    assert hidden in await found(town, text, admin=True)


async def test_only_some_types(town: Client) -> None:
    assert await found(town, "红旗", types=["PLACE"]) == {("Place", "红旗连锁一店"), ("Place", "红旗连锁二店")}
    assert await found(town, "金牛", types=["AREA", "PROGRAMME", "AREA"]) == {
        ("Area", "金牛区"),
        ("Programme", "睦邻亲·金牛情"),
    }
    assert await found(town, "邻里", types=["SERIES"]) == {("Series", "邻里节")}
    assert await found(town, "红旗", types=[]) == set()
    # Who may not ask for a type is refused when it is named, as everywhere.
    refused = await town.refusal('{ search(text: "演示", types: [PERSON]) { totalCount } }')
    assert refused == (403, "FORBIDDEN", "asking for Person needs the permission 'people.read'")
    assert await found(town, "演示", types=["PERSON"], admin=True) == {
        ("Person", "演示居民001"),
        ("Person", "演示居民002"),
    }


async def test_the_shortest_names_come_first(town: Client) -> None:
    data = await town.ask('{ search(text: "红旗") { nodes { ... on Organization { name } ... on Place { id } } } }')
    assert data["search"]["nodes"][0] == {"name": "红旗连锁"}
    assert {node["id"] for node in data["search"]["nodes"][1:]} == {gid("pl", 2), gid("pl", 3), gid("pl", 5)}


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
async def test_pages_in_both_directions(town: Client, size: int) -> None:
    ids = [node["id"] for node in (await town.ask('{ search(text: "hongqi") { nodes { id } } }'))["search"]["nodes"]]
    assert len(ids) == 4
    for count, cursor, more, end in (
        ("first", "after", "hasNextPage", "endCursor"),
        ("last", "before", "hasPreviousPage", "startCursor"),
    ):
        query = f"""query ($n: Int, $cursor: String) {{ search(text: "hongqi", {count}: $n, {cursor}: $cursor) {{
          totalCount edges {{ cursor node {{ id }} }}
          pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
        seen: list[str] = []
        position: str | None = None
        for _ in range(10):
            page = (await town.ask(query, {"n": size, "cursor": position}))["search"]
            assert page["totalCount"] == 4
            got = [edge["node"]["id"] for edge in page["edges"]]
            seen = seen + got if count == "first" else got + seen
            position = page["pageInfo"][end]
            assert position == page["edges"][-1 if count == "first" else 0]["cursor"]
            if not page["pageInfo"][more]:
                break
        assert seen == ids


async def test_a_page_keeps_each_find_to_its_type(town: Client) -> None:
    data: Any = await town.ask(
        """{ search(text: "邻里", first: 3) { __typename edges { __typename node { __typename id
          ... on Series { cadence activities { totalCount } } ... on Activity { startsAt series { name } }
          ... on Node { same: id } } } pageInfo { __typename hasNextPage } } }"""
    )
    edges = data["search"].pop("edges")
    assert data == {
        "search": {"__typename": "SearchConnection", "pageInfo": {"__typename": "PageInfo", "hasNextPage": False}}
    }
    assert {edge["__typename"] for edge in edges} == {"SearchEdge"}
    editions = ((1, "2024-07-10T01:00:00+00:00"), (5, "2024-07-01T01:00:00+00:00"))
    assert sorted((edge["node"] for edge in edges), key=lambda node: str(node["id"])) == [
        *(
            {
                "__typename": "Activity",
                "id": gid("at", number),
                "startsAt": starts_at,
                "series": {"name": "邻里节"},
                "same": gid("at", number),
            }
            for number, starts_at in editions
        ),
        {
            "__typename": "Series",
            "id": gid("se", 1),
            "cadence": "QUARTERLY",
            "activities": {"totalCount": 2},
            "same": gid("se", 1),
        },
    ]

"""Connections: pages in both directions over ties and nulls, their page info, counts, and cursors that stay."""

from typing import Any

import pytest

from core.models import Place
from tests.schema.client import Client
from tests.schema.town import gid, key

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"

#: Orders with ties, with nulls at either end, through relations, by counts, by text that the database computes.
ORDERS = [
    ("places", "[]"),
    ("places", "[{name: DESC}]"),
    ("places", "[{id: DESC}]"),
    ("places", "[{kind: ASC}, {name: DESC}]"),
    ("places", "[{lastVerifiedOn: ASC}]"),
    ("places", "[{lastVerifiedOn: DESC}]"),
    ("places", "[{lastVerifiedOn: ASC_NULLS_FIRST}, {name: DESC}]"),
    ("places", "[{lastVerifiedOn: DESC_NULLS_FIRST}]"),
    ("places", "[{operator: {name: ASC}}]"),
    ("places", "[{operator: {name: DESC_NULLS_FIRST}}, {id: DESC}]"),
    ("places", "[{operator: {area: {name: ASC}}}, {area: {level: DESC}}]"),
    ("places", "[{activities: {count: DESC}}]"),
    ("places", "[{activities: {count: ASC}}, {media: {count: DESC}}]"),
    ("activities", "[]"),
    ("activities", "[{startsAt: DESC}]"),
    ("activities", "[{year: ASC}]"),
    ("activities", "[{year: DESC}, {quarter: ASC_NULLS_FIRST}]"),
    ("activities", "[{status: ASC}]"),
    ("activities", "[{place: {name: ASC}}, {startsAt: DESC}]"),
    ("activities", "[{series: {programme: {name: DESC}}}]"),
    ("media", "[{byteSize: DESC}]"),
    ("media", "[{takenAt: ASC_NULLS_FIRST}]"),
    ("milestones", "[{targetPercent: ASC}]"),
    ("milestones", "[{targetPercent: DESC_NULLS_FIRST}, {dueOn: DESC}]"),
    ("areas", "[{code: ASC}]"),
    ("areas", "[{parent: {name: ASC_NULLS_FIRST}}]"),
    ("areas", "[{population: DESC}]"),
]


@pytest.mark.parametrize(("root", "order"), ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3])
async def test_pages_hold_every_row_once_in_both_directions(town: Client, root: str, order: str, size: int) -> None:
    whole = f"{{ {root}(orderBy: {order}) {{ totalCount nodes {{ id }} }} }}"
    everything = (await town.ask(whole, admin=True))[root]
    ids = [node["id"] for node in everything["nodes"]]
    assert everything["totalCount"] == len(ids) == len(set(ids)) > 2
    for count, cursor, more, end in (
        ("first", "after", "hasNextPage", "endCursor"),
        ("last", "before", "hasPreviousPage", "startCursor"),
    ):
        query = f"""query ($cursor: String) {{ {root}(orderBy: {order}, {count}: {size}, {cursor}: $cursor) {{
          totalCount edges {{ cursor node {{ id }} }} nodes {{ id }} {PAGE_INFO} }} }}"""
        seen: list[str] = []
        position: str | None = None
        pages = 0
        while True:
            page = (await town.ask(query, {"cursor": position}, admin=True))[root]
            got = [node["id"] for node in page["nodes"]]
            assert [edge["node"]["id"] for edge in page["edges"]] == got
            assert page["totalCount"] == len(ids)
            assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
            assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
            # There is something behind a cursor that a page started from.
            other = "hasPreviousPage" if more == "hasNextPage" else "hasNextPage"
            assert page["pageInfo"][other] is (pages > 0)
            seen = seen + got if count == "first" else got + seen
            position = page["pageInfo"][end]
            pages += 1
            if not page["pageInfo"][more]:
                break
        assert seen == ids
        assert pages == -(-len(ids) // size)


@pytest.mark.parametrize("order", ["[{alwaysOpen: ASC}]", "[{isOpen: ASC}]", "[{amenities: ASC}]", "[{version: ASC}]"])
async def test_what_has_no_order_cannot_be_ordered_by(town: Client, order: str) -> None:
    reply = await town.send(f"{{ places(orderBy: {order}) {{ totalCount }} }}")
    assert (reply.status, set(reply.codes)) == (400, {"GRAPHQL_VALIDATION_FAILED"})


async def ids_of(town: Client, arguments: str, **variables: Any) -> list[str]:
    declared = ", ".join(f"${name}: String" for name in variables)
    query = f"query ({declared}) {{ places(orderBy: [{{id: ASC}}], {arguments}) {{ nodes {{ id }} }} }}"
    return [node["id"] for node in (await town.ask(query, variables))["places"]["nodes"]]


async def cursors(town: Client) -> list[str]:
    data = await town.ask("{ places(orderBy: [{id: ASC}]) { edges { cursor } } }")
    return [edge["cursor"] for edge in data["places"]["edges"]]


async def test_a_page_between_two_cursors(town: Client) -> None:
    places = [gid("pl", number) for number in range(1, 6)]
    one, _, _, four, five = await cursors(town)
    assert await ids_of(town, "after: $a, before: $b", a=one, b=five) == places[1:4]
    assert await ids_of(town, "first: 2, after: $a, before: $b", a=one, b=five) == places[1:3]
    assert await ids_of(town, "last: 2, after: $a, before: $b", a=one, b=five) == places[2:4]
    assert await ids_of(town, "last: 2, after: $a", a=one) == places[3:]
    assert await ids_of(town, "first: 2, before: $b", b=four) == places[:2]
    assert await ids_of(town, "after: $a, before: $b", a=four, b=four) == []
    assert await ids_of(town, "after: $a, before: $b", a=five, b=one) == []
    assert await ids_of(town, "after: $a", a=five) == []
    assert await ids_of(town, "first: 0, after: $a", a=one) == []


async def test_the_whole_page_info(town: Client) -> None:
    all_cursors = await cursors(town)
    query = f"""query ($first: Int, $last: Int, $after: String, $before: String) {{
      places(orderBy: [{{id: ASC}}], first: $first, last: $last, after: $after, before: $before) {{ {PAGE_INFO} }} }}"""
    cases: list[tuple[dict[str, Any], tuple[bool, bool, int | None, int | None]]] = [
        ({}, (False, False, 0, 4)),
        ({"first": 5}, (False, False, 0, 4)),
        ({"first": 4}, (True, False, 0, 3)),
        ({"first": 2, "after": all_cursors[1]}, (True, True, 2, 3)),
        ({"first": 3, "after": all_cursors[1]}, (False, True, 2, 4)),
        ({"first": 3, "after": all_cursors[4]}, (False, True, None, None)),
        ({"first": 0}, (True, False, None, None)),
        ({"last": 5}, (False, False, 0, 4)),
        ({"last": 4}, (False, True, 1, 4)),
        ({"last": 2, "before": all_cursors[3]}, (True, True, 1, 2)),
        ({"last": 3, "before": all_cursors[3]}, (True, False, 0, 2)),
        ({"last": 3, "before": all_cursors[0]}, (True, False, None, None)),
        ({"last": 0}, (False, True, None, None)),
        ({"first": None, "last": None, "after": None, "before": None}, (False, False, 0, 4)),
    ]
    for variables, (following, previous, start, end) in cases:
        data = await town.ask(query, variables)
        assert data["places"]["pageInfo"] == {
            "hasNextPage": following,
            "hasPreviousPage": previous,
            "startCursor": None if start is None else all_cursors[start],
            "endCursor": None if end is None else all_cursors[end],
        }, variables


async def test_every_part_of_a_page_alone_and_twice(town: Client) -> None:
    data = await town.ask(
        """{ a: places { totalCount } b: places { pageInfo { hasNextPage } } c: places { pageInfo { startCursor } }
          d: places(first: 1) { a: nodes { id } b: nodes { name } one: edges { node { id } } two: edges { cursor }
            n: totalCount m: totalCount x: pageInfo { __typename hasNextPage } y: pageInfo { hasNextPage } __typename }
          e: places(where: {name: {eq: "nothing"}}) { totalCount nodes { id } edges { cursor }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
          f: places(first: 1) { edges { __typename node { __typename } } } g: places { __typename } }"""
    )
    first = data["c"]["pageInfo"]["startCursor"]
    assert data == {
        "a": {"totalCount": 5},
        "b": {"pageInfo": {"hasNextPage": False}},
        "c": {"pageInfo": {"startCursor": first}},
        "d": {
            "a": [{"id": gid("pl", 4)}],
            "b": [{"name": "100%_店 \"引号\" 'x' \\ 🏪"}],
            "one": [{"node": {"id": gid("pl", 4)}}],
            "two": [{"cursor": first}],
            "n": 5,
            "m": 5,
            "x": {"__typename": "PageInfo", "hasNextPage": True},
            "y": {"hasNextPage": True},
            "__typename": "PlaceConnection",
        },
        "e": {
            "totalCount": 0,
            "nodes": [],
            "edges": [],
            "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        },
        "f": {"edges": [{"__typename": "PlaceEdge", "node": {"__typename": "Place"}}]},
        "g": {"__typename": "PlaceConnection"},
    }


async def test_a_count_beside_a_cursor_counts_all_pages(town: Client) -> None:
    after = (await cursors(town))[2]
    data = await town.ask(
        """query ($after: String) {
          places(orderBy: [{id: ASC}], after: $after, where: {kind: {eq: STORE}}) { totalCount }
          both: places(orderBy: [{id: ASC}], after: $after, where: {kind: {eq: STORE}}) {
            totalCount nodes { id } } }""",
        {"after": after},
    )
    assert data == {"places": {"totalCount": 3}, "both": {"totalCount": 3, "nodes": [{"id": gid("pl", 5)}]}}


async def test_nested_pages_page_for_every_parent(town: Client) -> None:
    query = f"""query ($cursor: String) {{ organizations(where: {{kind: {{eq: GOVERNMENT}}}}) {{ nodes {{ name
      ledActivities(last: 2, before: $cursor) {{ totalCount nodes {{ title }} {PAGE_INFO} }} }} }} }}"""
    data = await town.ask(query)
    lead = data["organizations"]["nodes"][1]["ledActivities"]
    assert data["organizations"]["nodes"] == [
        {
            "name": "金牛区卫健局",
            "ledActivities": {
                "totalCount": 0,
                "nodes": [],
                "pageInfo": {
                    "hasNextPage": False,
                    "hasPreviousPage": False,
                    "startCursor": None,
                    "endCursor": None,
                },
            },
        },
        {
            "name": "金牛区社会工作部",
            "ledActivities": {
                "totalCount": 4,
                "nodes": [{"title": "消暑电影"}, {"title": "取消的讲座"}],
                "pageInfo": {
                    "hasNextPage": False,
                    "hasPreviousPage": True,
                    "startCursor": lead["pageInfo"]["startCursor"],
                    "endCursor": lead["pageInfo"]["endCursor"],
                },
            },
        },
    ]
    data = await town.ask(query, {"cursor": lead["pageInfo"]["startCursor"]})
    earlier = data["organizations"]["nodes"][1]["ledActivities"]
    assert [node["title"] for node in earlier["nodes"]] == ["第二季度邻里节", "2024年第三季度邻里节"]
    assert (earlier["pageInfo"]["hasNextPage"], earlier["pageInfo"]["hasPreviousPage"]) == (True, False)


async def test_through_links_in_the_order_of_what_is_linked(town: Client) -> None:
    data = await town.ask(
        f"""{{ activity(id: "{gid("at", 1)}") {{
          hosts(first: 3) {{ totalCount nodes {{ position organization {{ name }} }} pageInfo {{ hasNextPage }} }}
          programmes(orderBy: [{{code: DESC}}]) {{ totalCount nodes {{ code }} }} }} }}""",
        admin=True,
    )
    assert data["activity"] == {
        "hosts": {
            "totalCount": 4,
            "nodes": [
                {"position": 1, "organization": {"name": "金牛区社会工作部"}},
                {"position": 2, "organization": {"name": "红旗连锁"}},
                {"position": 3, "organization": {"name": "金牛区卫健局"}},
            ],
            "pageInfo": {"hasNextPage": True},
        },
        "programmes": {"totalCount": 2, "nodes": [{"code": "secret"}, {"code": "neighbourly"}]},
    }


async def test_one_statement_however_deep_and_wide_the_question_is(town: Client) -> None:
    before = len(town.reader.statements)
    data = await town.ask(
        f"""{{ area(id: "{gid("ar", 2)}") {{ children {{ totalCount nodes {{ children(first: 5) {{ nodes {{
          places(first: 5) {{ nodes {{ activities(last: 1) {{ nodes {{ hosts(first: 1, orderBy: [{{position: DESC}}]) {{
            nodes {{ organization {{ operatedPlaces {{ totalCount
            nodes {{ area {{ parent {{ name }} }} }} }} }}
          }} }} }} }} }} }} }} }} }} }} }} }}"""
    )
    assert data == {
        "area": {
            "children": {
                "totalCount": 1,
                "nodes": [{"children": {"nodes": [{"places": {"nodes": [{"activities": {"nodes": [{"hosts": {"nodes": [
                    {"organization": {"operatedPlaces": {
                        "totalCount": 1, "nodes": [{"area": {"parent": {"name": "西华街道"}}}],
                    }}}
                ]}}]}}]}}]}}],
            }
        }
    }  # fmt: skip
    assert len(town.reader.statements) - before == 1
    before = len(town.reader.statements)
    await town.ask("{ a: areas { totalCount } b: areas { nodes { id } } c: places { totalCount } __typename }")
    assert len(town.reader.statements) - before == 3


@pytest.mark.asyncio(loop_scope="function")
async def test_cursors_stay_when_rows_come_in_between(office: Client) -> None:
    query = "query ($after: String) { places(first: 2, after: $after) { nodes { id name } pageInfo { endCursor } } }"
    first = (await office.ask(query))["places"]
    assert [node["id"] for node in first["nodes"]] == [gid("pl", 4), gid("pl", 2)]
    # One before the cursor, one between, and one that ties with the cursor's row and comes after it.
    for number, name in ((7, "000"), (8, "红旗连锁一店"), (9, "红旗连锁一店一号")):
        await Place.create(id=key("pl", number), name=name, area_id=key("ar", 3))
    second = (await office.ask(query, {"after": first["pageInfo"]["endCursor"]}))["places"]
    assert [node["id"] for node in second["nodes"]] == [gid("pl", 8), gid("pl", 9)]
    # The cursor's own row may go.
    await Place.filter(id=key("pl", 8)).delete()
    third = (await office.ask(query, {"after": first["pageInfo"]["endCursor"]}))["places"]
    assert [node["id"] for node in third["nodes"]] == [gid("pl", 9), gid("pl", 3)]

"""`node`, `nodes` and the root fields for one row: what is there, what is not, and ids of every form."""

import pytest

from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Of a tag that no type has.
NO_TYPE = gid("pl", 1).replace("pl_", "xx_")
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Place { name } ... on Area { called: name } } }"


async def test_many_ids_of_many_types_in_their_order(town: Client) -> None:
    ids = [gid("pl", 2), gid("ar", 1), gid("pl", 99), gid("at", 2), gid("pe", 1), gid("pl", 2), NO_TYPE]
    before = len(town.reader.statements)
    data = await town.ask(NODES, {"ids": ids})
    assert len(town.reader.statements) - before == 1
    assert data["nodes"] == [
        {"__typename": "Place", "id": gid("pl", 2), "name": "红旗连锁一店"},
        {"__typename": "Area", "id": gid("ar", 1), "called": "成都市"},
        None,
        None,
        None,
        {"__typename": "Place", "id": gid("pl", 2), "name": "红旗连锁一店"},
        None,
    ]


async def test_none_one_and_as_many_as_a_page_has(town: Client) -> None:
    assert await town.ask(NODES, {"ids": []}) == {"nodes": []}
    one = {"__typename": "Area", "id": gid("ar", 1), "called": "成都市"}
    assert await town.ask(NODES, {"ids": gid("ar", 1)}) == {"nodes": [one]}
    assert await town.ask(NODES, {"ids": [gid("ar", 1)] * 1000}) == {"nodes": [one] * 1000}
    status, code, message = await town.refusal(NODES, {"ids": [gid("ar", 1)] * 1001})
    assert (status, code, message) == (400, "PAGE_SIZE", "`ids` has 1001 items; at most 1000 are possible")


async def test_only_unknown_tags(town: Client) -> None:
    assert await town.ask(NODES, {"ids": [NO_TYPE] * 2}) == {"nodes": [None, None]}
    assert await town.ask("query ($id: ID!) { node(id: $id) { id } }", {"id": NO_TYPE}) == {"node": None}


async def test_written_in_the_document_and_in_variables(town: Client) -> None:
    data = await town.ask(
        f"""query ($id: ID!, $ids: [ID!]!) {{
          a: node(id: "{gid("ar", 1)}") {{ id }} b: node(id: $id) {{ id }}
          c: nodes(ids: ["{gid("ar", 1)}", $id]) {{ id }}
          d: nodes(ids: $ids) {{ id }} e: nodes(ids: "{gid("ar", 1)}") {{ id }} }}""",
        {"id": gid("pl", 1), "ids": [gid("pl", 1), gid("ar", 1)]},
    )
    area, place = {"id": gid("ar", 1)}, {"id": gid("pl", 1)}
    assert data == {"a": area, "b": place, "c": [area, place], "d": [place, area], "e": [area]}


async def test_connections_below_nodes(town: Client) -> None:
    data = await town.ask(
        f"""{{ nodes(ids: ["{gid("ar", 3)}", "{gid("or", 2)}"]) {{
          ... on Area {{ places(first: 1) {{ totalCount nodes {{ name }} }} parent {{ name }} }}
          ... on Organization {{ operatedPlaces {{ totalCount
            groups(by: [AREA]) {{ count area {{ name }} }} }} }} }} }}"""
    )
    assert data["nodes"] == [
        {"places": {"totalCount": 2, "nodes": [{"name": "红旗连锁一店"}]}, "parent": {"name": "金牛区"}},
        {
            "operatedPlaces": {
                "totalCount": 2,
                "groups": [
                    {"count": 1, "area": {"name": "西华街道"}},
                    {"count": 1, "area": {"name": "郫都区"}},
                ],
            }
        },
    ]


SINGLE = [
    ("area", "ar"),
    ("areaSuccession", "as"),
    ("organization", "or"),
    ("place", "pl"),
    ("placeAmenity", "pa"),
    ("placeDesignation", "pd"),
    ("serviceHoursItem", "sh"),
    ("serviceException", "sx"),
    ("programme", "pg"),
    ("seriesItem", "se"),
    ("milestone", "ms"),
    ("activity", "at"),
    ("activityHost", "ah"),
    ("mediaItem", "md"),
    ("mediaCredit", "mc"),
    ("calendarDay", "cd"),
]


@pytest.mark.parametrize(("root", "tag"), SINGLE)
async def test_one_row_that_is_there_and_one_that_is_not(town: Client, root: str, tag: str) -> None:
    query = f"query ($a: ID!, $b: ID!) {{ a: {root}(id: $a) {{ id }} b: {root}(id: $b) {{ id }} }}"
    data = await town.ask(query, {"a": gid(tag, 1), "b": gid(tag, 999)})
    assert data == {"a": {"id": gid(tag, 1)}, "b": None}


OTHER = gid("or", 1)
NOT_AN_ID = (
    "is not an identifier. Send an `id` exactly as an earlier answer gave it: a tag, an underscore and a UUID in "
    "lowercase."
)
ANOTHER_TYPE = f"'{OTHER}' is the id of another type; here an id that starts with 'pl_' is expected"
MALFORMED = [
    "",
    "pl",
    "pl_",
    "1",
    gid("pl", 1).upper(),
    gid("pl", 1).replace("pl_", "PL_"),
    "pl_00000004-0000-7000-8000-00000000000A",
    gid("pl", 1).replace("-", ""),
    gid("pl", 1)[:-1],
    gid("pl", 1) + "0",
    gid("pl", 1) + "\n",
    " " + gid("pl", 1),
    gid("pl", 1) + "\x00",
    "pl_{00000004-0000-7000-8000-000000000001}",
    "_00000004-0000-7000-8000-000000000001",
    "ＰＬ_00000004-0000-7000-8000-000000000001",
    "pl_00000004-0000-7000-8000-00000000000１",
    "UGxhY2U6MQ==",
    "' OR 1=1 --",
    "🏪",
]


@pytest.mark.parametrize(
    "query",
    [
        "node(id: $id) { id }",
        "nodes(ids: [$id]) { id }",
        "place(id: $id) { id }",
        "places(where: {id: {eq: $id}}) { totalCount }",
        "places(where: {id: {notIn: [$id]}}) { totalCount }",
        "places(where: {operator: {id: {ne: $id}}}) { totalCount }",
        "places(where: {area: {within: $id}}) { totalCount }",
    ],
)
async def test_what_is_no_id(town: Client, query: str) -> None:
    before = len(town.reader.statements)
    for identifier in MALFORMED:
        refusal = await town.refusal(f"query ($id: ID!) {{ {query} }}", {"id": identifier})
        assert refusal == (400, "INVALID_ID", f"{identifier!r} {NOT_AN_ID}")
    assert len(town.reader.statements) == before


async def test_an_id_of_another_type(town: Client) -> None:
    for query in (
        "place(id: $id) { id }",
        "places(where: {id: {eq: $id}}) { totalCount }",
        "places(where: {id: {in: [$id]}}) { totalCount }",
        "activities(where: {place: {id: {eq: $id}}}) { totalCount }",
    ):
        refusal = await town.refusal(f"query ($id: ID!) {{ {query} }}", {"id": OTHER})
        assert refusal == (400, "INVALID_ID", ANOTHER_TYPE)
    status, code, message = await town.refusal(
        "query ($id: ID!) { areas(where: {within: $id}) { totalCount } }", {"id": OTHER}
    )
    assert (status, code) == (400, "INVALID_ID")
    assert message == ANOTHER_TYPE.replace("'pl_'", "'ar_'")


async def test_an_id_that_is_a_number(town: Client) -> None:
    # GraphQL takes whole numbers for ids.
    assert await town.refusal("{ place(id: 5) { id } }") == (400, "INVALID_ID", f"'5' {NOT_AN_ID}")
    refusal = await town.refusal("query ($id: ID!) { place(id: $id) { id } }", {"id": 5})
    assert refusal == (400, "INVALID_ID", f"'5' {NOT_AN_ID}")

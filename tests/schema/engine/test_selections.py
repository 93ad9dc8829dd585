"""What is asked for: aliases, fragments, keys written twice, `@skip` and `@include`, `__typename`, variables."""

from typing import Any

import pytest

from tests.schema.client import Client
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

AREA = gid("ar", 2)


async def test_aliases_at_every_level(town: Client) -> None:
    data = await town.ask(
        f"""{{
          here: area(id: "{AREA}") {{ a: name b: name up: parent {{ n: name }}
            few: places(first: 1) {{ n: totalCount items: nodes {{ called: name }} }}
            none: places(where: {{kind: {{eq: PARK}}}}) {{ totalCount }} }}
          there: area(id: "{gid("ar", 5)}") {{ a: name }} }}"""
    )
    assert data == {
        "here": {
            "a": "金牛区",
            "b": "金牛区",
            "up": {"n": "成都市"},
            "few": {"n": 1, "items": [{"called": "100%_店 \"引号\" 'x' \\ 🏪"}]},
            "none": {"totalCount": 0},
        },
        "there": {"a": "郫都区"},
    }


async def test_a_key_that_is_written_twice_is_answered_once_with_all_that_is_asked(town: Client) -> None:
    data = await town.ask(
        f"""{{ area(id: "{AREA}") {{ name name parent {{ name }} parent {{ level }}
            ... {{ parent {{ children {{ totalCount }} }} }}
            places {{ nodes {{ id }} }} places {{ nodes {{ kind }} totalCount }}
            places {{ edges {{ node {{ id }} }} }} }}
          area(id: "{AREA}") {{ code }} }}"""
    )
    assert data == {
        "area": {
            "name": "金牛区",
            "parent": {"name": "成都市", "level": "CITY", "children": {"totalCount": 2}},
            "places": {
                "nodes": [{"id": gid("pl", 4), "kind": "OTHER"}],
                "totalCount": 1,
                "edges": [{"node": {"id": gid("pl", 4)}}],
            },
            "code": "510106",
        }
    }


async def test_fragments_named_inline_nested_and_on_interfaces(town: Client) -> None:
    data = await town.ask(
        f"""query {{ area(id: "{AREA}") {{ ...A ... on Node {{ same: id }} ... on Area {{ level }} ... {{ code }}
              ... @include(if: false) {{ population }} }}
            node(id: "{AREA}") {{ __typename ...A ... on Place {{ kind }} ...N }} }}
          fragment A on Area {{ name parent {{ ...B }} }}
          fragment B on Area {{ name ...N }}
          fragment N on Node {{ id }}"""
    )
    parent = {"name": "成都市", "id": gid("ar", 1)}
    assert data == {
        "area": {"name": "金牛区", "parent": parent, "same": AREA, "level": "DISTRICT", "code": "510106"},
        "node": {"__typename": "Area", "name": "金牛区", "parent": parent, "id": AREA},
    }


async def test_fragments_on_connections_edges_groups_and_values(town: Client) -> None:
    data = await town.ask(
        """{ places(first: 1, orderBy: [{id: ASC}]) { ...C } search(text: "红旗", first: 1) { ...S } }
          fragment C on PlaceConnection { edges { ...E } pageInfo { ...P } groups(by: [KIND], first: 1) { ...G } }
          fragment E on PlaceEdge { node { location { ...L } } }
          fragment P on PageInfo { hasNextPage }
          fragment G on PlaceGroup { kind }
          fragment L on Location { latitude }
          fragment S on SearchConnection { edges { ...SE } }
          fragment SE on SearchEdge { node { ... on Organization { name } } }"""
    )
    assert data == {
        "places": {
            "edges": [{"node": {"location": {"latitude": 30.7}}}],
            "pageInfo": {"hasNextPage": True},
            "groups": [{"kind": "STORE"}],
        },
        "search": {"edges": [{"node": {"name": "红旗连锁"}}]},
    }


SKIPPED = """query ($a: Boolean!, $b: Boolean = false) {
  areas(first: 1) @include(if: $a) { totalCount @skip(if: $b)
    nodes @include(if: true) { name @skip(if: $a) id @include(if: $b) } }
  places @skip(if: $a) { totalCount @skip(if: true) __typename ...F @include(if: $b) }
  ... @skip(if: $b) @include(if: $a) { programmes { totalCount } } }
fragment F on PlaceConnection { nodes { id @skip(if: $b) } }"""


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"a": True}, {"areas": {"totalCount": 5, "nodes": [{}]}, "programmes": {"totalCount": 2}}),
        ({"a": True, "b": True}, {"areas": {"nodes": [{"id": gid("ar", 1)}]}}),
        ({"a": False}, {"places": {"__typename": "PlaceConnection"}}),
        ({"a": False, "b": True}, {"places": {"__typename": "PlaceConnection", "nodes": [{}] * 5}}),
    ],
)
async def test_skip_and_include(town: Client, variables: dict[str, bool], expected: Any) -> None:
    assert await town.ask(SKIPPED, variables) == expected


async def test_everything_skipped_is_an_empty_object_and_no_statement(town: Client) -> None:
    before = len(town.reader.statements)
    assert await town.ask("{ areas @skip(if: true) { totalCount } }") == {}
    assert await town.ask("{ __typename a: __typename }") == {"__typename": "Query", "a": "Query"}
    assert len(town.reader.statements) == before


@pytest.mark.parametrize("directive", ["skip", "include"])
async def test_a_condition_that_is_null_is_refused(town: Client, directive: str) -> None:
    # Validation lets a variable with a default stand where null may not.
    query = f"query ($b: Boolean = true) {{ areas {{ totalCount @{directive}(if: $b) __typename }} }}"
    assert await town.refusal(query, {"b": None}) == (
        400,
        "BAD_USER_INPUT",
        "`if` must not be null, and the variable $b is",
    )


async def counted(town: Client, arguments: str, declared: str, variables: dict[str, Any]) -> int:
    """How many places a condition written with variables leaves."""
    query = f"query ({declared}) {{ places(where: {arguments}) {{ totalCount nodes {{ id }} }} }}"
    data = await town.ask(query, variables)
    assert len(data["places"]["nodes"]) == data["places"]["totalCount"]
    return int(data["places"]["totalCount"])


@pytest.mark.parametrize(
    ("arguments", "declared", "variables", "count"),
    [
        # The whole condition, a part of it, one value, an item of a list.
        ("$w", "$w: PlaceWhere", {"w": {"kind": {"eq": "STORE"}}}, 3),
        ("$w", "$w: PlaceWhere", {"w": {}}, 5),
        ("$w", "$w: PlaceWhere", {"w": None}, 5),
        ("$w", "$w: PlaceWhere", {}, 5),
        ("$w", "$w: PlaceWhere = {kind: {eq: STORE}}", {}, 3),
        ("$w", "$w: PlaceWhere = {kind: {eq: STORE}}", {"w": None}, 5),
        ("{name: $n}", "$n: StringFilter", {"n": {"startsWith": "红旗"}}, 3),
        ("{name: $n}", "$n: StringFilter", {"n": None}, 5),
        ("{name: $n}", "$n: StringFilter", {}, 5),
        ("{name: {startsWith: $s}}", "$s: String", {"s": "红旗"}, 3),
        ("{name: {startsWith: $s}}", "$s: String", {}, 5),
        ("{name: {startsWith: $s, endsWith: $e}}", "$s: String, $e: String", {"s": "红旗", "e": "一店"}, 1),
        ("{name: {startsWith: $s, endsWith: $e}}", "$s: String, $e: String", {"e": "店"}, 3),
        ("{address: {eq: $s}}", "$s: String", {"s": None}, 4),
        ("{address: {ne: $s}}", "$s: String", {"s": None}, 1),
        ("{address: {eq: $s}}", "$s: String", {}, 5),
        ("{address: {eq: $s}}", "$s: String = null", {}, 4),
        ("{address: {ne: $s}}", "$s: String", {"s": "x"}, 5),
        ("{name: {in: [$s, $t]}}", "$s: String!, $t: String!", {"s": "红旗连锁一店", "t": "x"}, 1),
        ("{name: {in: $l}}", "$l: [String!]", {"l": ["红旗连锁一店", "红旗连锁二店"]}, 3),
        ("{name: {in: $l}}", "$l: [String!]", {"l": "红旗连锁一店"}, 1),
        ("{name: {in: $l}}", "$l: [String!]", {"l": []}, 0),
        ("{name: {notIn: $l}}", "$l: [String!]", {"l": []}, 5),
        ("{name: {in: $l}}", "$l: [String!]", {}, 5),
        ("{or: [$a, $b]}", "$a: PlaceWhere!, $b: PlaceWhere!",
         {"a": {"kind": {"eq": "THEATRE"}}, "b": {"alwaysOpen": {"eq": True}}}, 3),
        ("{or: $l}", "$l: [PlaceWhere!]", {"l": [{"kind": {"eq": "THEATRE"}}]}, 1),
        ("{or: $l}", "$l: [PlaceWhere!]", {"l": []}, 0),
        ("{and: $l}", "$l: [PlaceWhere!]", {"l": []}, 5),
        ("{not: $w}", "$w: PlaceWhere", {"w": {"kind": {"eq": "STORE"}}}, 2),
        ("{not: $w}", "$w: PlaceWhere", {}, 5),
        # What decides the statement: enumerations, booleans, nulls, which keys there are.
        ("{kind: {eq: $k}}", "$k: PlaceKind", {"k": "STORE"}, 3),
        ("{kind: {eq: $k}}", "$k: PlaceKind", {"k": "THEATRE"}, 1),
        ("{kind: {eq: $k}}", "$k: PlaceKind", {"k": None}, 0),
        ("{kind: {in: $ks}}", "$ks: [PlaceKind!]", {"ks": ["STORE", "THEATRE"]}, 4),
        ("{kind: {in: $ks}}", "$ks: [PlaceKind!]", {"ks": ["OTHER"]}, 1),
        ("{alwaysOpen: {eq: $o}}", "$o: Boolean", {"o": True}, 2),
        ("{alwaysOpen: {eq: $o}}", "$o: Boolean", {"o": False}, 3),
        ("{operator: $w}", "$w: OrganizationWhere", {"w": None}, 2),
        ("{operator: $w}", "$w: OrganizationWhere", {"w": {}}, 3),
        ("{operator: $w}", "$w: OrganizationWhere", {}, 5),
        ("{operator: {id: {eq: $i}}}", "$i: ID", {"i": gid("or", 2)}, 2),
        ("{operator: {id: {in: $is}}}", "$is: [ID!]", {"is": [gid("or", 2), gid("or", 4)]}, 3),
        ("{area: {within: $i}}", "$i: ID", {"i": gid("ar", 3)}, 3),
        ("{area: {within: $i}}", "$i: ID", {"i": None}, 5),
        ("{lastVerifiedOn: {lte: $d}}", "$d: Date", {"d": "2024-07-01"}, 1),
        ("{createdAt: {gt: $t}}", "$t: DateTime", {"t": "2023-12-31T23:59:59Z"}, 5),
        ("{openAt: $t}", "$t: DateTime", {"t": "2024-07-10T01:00:00Z"}, 2),
        ("{near: $c}", "$c: NearInput", {"c": {"latitude": 30.7, "longitude": 104.03, "radius": 10}}, 1),
        ("{near: {latitude: $a, longitude: $b}}", "$a: Float!, $b: Float!", {"a": 30.7, "b": 104.03}, 2),
    ],
)  # fmt: skip
async def test_variables_of_every_kind(
    town: Client, arguments: str, declared: str, variables: dict[str, Any], count: int
) -> None:
    assert await counted(town, arguments, declared, variables) == count
    # A second time from the cache of plans.
    assert await counted(town, arguments, declared, variables) == count


async def test_one_plan_serves_all_values_of_a_shape_and_no_others(town: Client) -> None:
    query = """query ($w: PlaceWhere, $n: Int, $o: [PlaceOrder!], $crs: Crs, $l: Language) {
      places(where: $w, first: $n, orderBy: $o) { nodes { name(lang: $l) location(crs: $crs) { longitude } } } }"""
    cases: list[tuple[dict[str, Any], list[str]]] = [
        ({"w": {"name": {"startsWith": "红旗"}}, "n": 2}, ["红旗连锁一店", "红旗连锁二店"]),
        ({"w": {"name": {"startsWith": "跃进"}}, "n": 2}, ["跃进社区小剧场"]),
        ({"w": {"name": {"startsWith": "红旗"}}, "n": 1}, ["红旗连锁一店"]),
        ({"w": {"name": {"endsWith": "二店"}}, "n": 1}, ["红旗连锁二店"]),
        ({"w": {"name": {"startsWith": "跃"}}, "n": None, "l": "EN"}, ["Yuejin Little Theatre"]),
        ({"w": {"name": {"startsWith": "跃"}}, "n": None, "l": "ZH"}, ["跃进社区小剧场"]),
        ({"n": 1, "o": [{"name": "DESC"}]}, ["跃进社区小剧场"]),
        ({"n": 1, "o": [{"name": "DESC"}, {"id": "ASC"}]}, ["跃进社区小剧场"]),
        ({"n": 1, "o": [{"id": "ASC"}]}, ["跃进社区小剧场"]),
        ({"n": 1, "o": []}, ["100%_店 \"引号\" 'x' \\ 🏪"]),
        ({"n": 0}, []),
    ]
    for variables, names in [*cases, *reversed(cases)]:
        data = await town.ask(query, variables)
        assert [node["name"] for node in data["places"]["nodes"]] == names, variables
    longitudes = []
    for crs in ("WGS84", "GCJ02", "BD09", None):
        data = await town.ask(query, {"n": 1, "o": [{"id": "ASC"}], "crs": crs})
        longitudes.append(data["places"]["nodes"][0]["location"]["longitude"])
    assert longitudes[0] == longitudes[3] == 104.03
    assert len(set(longitudes)) == 3


async def test_introspection_beside_data(town: Client) -> None:
    data = await town.ask(
        """query ($name: String!) { __type(name: $name) { kind name fields { name } } __typename areas { totalCount }
          schema: __schema { queryType { name } mutationType { name } subscriptionType { name } } }""",
        {"name": "Location"},
    )
    assert data == {
        "__type": {"kind": "OBJECT", "name": "Location", "fields": [{"name": "latitude"}, {"name": "longitude"}]},
        "__typename": "Query",
        "areas": {"totalCount": 5},
        "schema": {
            "queryType": {"name": "Query"},
            "mutationType": {"name": "Mutation"},
            "subscriptionType": {"name": "Subscription"},
        },
    }
    data = await town.ask("query ($name: String!) { __type(name: $name) { name } }", {"name": "Nothing"})
    assert data == {"__type": None}


async def test_one_of_several_operations(town: Client) -> None:
    document = "query A { areas { totalCount } } query B { places { totalCount } }"
    assert await town.ask(document, operation="A") == {"areas": {"totalCount": 5}}
    assert await town.ask(document, operation="B") == {"places": {"totalCount": 5}}
    status, code, _ = await town.refusal(document)
    assert (status, code) == (400, "OPERATION_NAME_REQUIRED")

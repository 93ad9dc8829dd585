"""Cursors that no answer gave: of another order or type, cut off, or put together by hand."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from schema.engine import orders
from tests.schema.client import Client
from tests.schema.town import gid, key

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: Orders whose first key is a value of each kind, with what else it may be in a cursor, and what it may not.
KINDS: list[tuple[str, str, list[Any], list[Any]]] = [
    ("places", "name", ["", "x", "🏪", "'; --"], [1, None, True, ["x"], {"x": 1}, "a\x00"]),
    ("places", "kind", ["STORE"], ["NOPE", "", 1, None]),
    (
        "places",
        "lastVerifiedOn",
        ["0001-01-01", "9999-12-31", None],
        ["2024-13-01", "0000-01-01", "10000-01-01", 5, ""],
    ),
    (
        "places",
        "createdAt",
        ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"],
        ["2024-07-10T01:00:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "x", 5, None],
    ),
    ("activities", "year", [2**63 - 1, -(2**63), None], [2**63, -(2**63) - 1, 10**40, 2024.0, "2024", True]),
    ("media", "byteSize", [str(2**63 - 1), str(-(2**63)), None], [str(2**63), "9" * 5000, "x", "", 5, True]),
    ("milestones", "targetPercent", ["0", "-1.5", "1E+100", None], ["NaN", "1E+999999", "1E+101", "x", 12.5, True]),
    ("places", "media: {count", [0, 2**63 - 1], [2**63, "1", None, 1.5]),
]


async def some_cursor(town: Client, root: str, order: str) -> str:
    data = await town.ask(f"{{ {root}({order}) {{ pageInfo {{ startCursor }} }} }}")
    cursor = data[root]["pageInfo"]["startCursor"]
    assert isinstance(cursor, str)
    return cursor


async def refused(town: Client, root: str, order: str, cursor: str) -> None:
    """The cursor is refused wherever it stands, before any statement, and shown but for its length."""
    shown = repr(cursor[:100])
    said = (
        f"the cursor {shown} does not belong to this connection in this order; "
        "take cursors from pageInfo or edges of the same question"
    )
    before = len(town.reader.statements)
    for argument in ("after", "before"):
        query = f"query ($c: String) {{ {root}({order}, {argument}: $c) {{ nodes {{ id }} }} }}"
        assert await town.refusal(query, {"c": cursor}) == (400, "INVALID_CURSOR", said)
    assert len(town.reader.statements) == before


@pytest.mark.parametrize(("root", "field", "good", "bad"), KINDS, ids=[f"{kind[0]}-{kind[1]}" for kind in KINDS])
async def test_values_of_every_kind(town: Client, root: str, field: str, good: list[Any], bad: list[Any]) -> None:
    order = f"orderBy: [{{{field}: ASC{'}' if '{' in field else ''}}}]"
    signature, _, body = (await some_cursor(town, root, order)).partition(":")
    identifier = json.loads(body)[-1]
    query = f"query ($c: String) {{ {root}({order}, after: $c) {{ totalCount nodes {{ id }} }} }}"
    for value in good:
        cursor = f"{signature}:{json.dumps([value, identifier], ensure_ascii=False)}"
        data = await town.ask(query, {"c": cursor})
        assert len(data[root]["nodes"]) <= data[root]["totalCount"]
    for value in bad:
        await refused(town, root, order, f"{signature}:{json.dumps([value, identifier])}")


async def test_a_cursor_of_many_keys_is_read_once_a_request(town: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def loads(text: str) -> Any:
        read.append(text)
        return json.loads(text)

    monkeypatch.setattr(orders, "orjson", SimpleNamespace(loads=loads))
    order = "orderBy: [{year: ASC}, {title: DESC}, {endsAt: ASC}]"
    whole = await town.ask(f"{{ activities({order}) {{ edges {{ cursor node {{ id }} }} }} }}")
    edges = whole["activities"]["edges"]
    query = f"query ($c: String) {{ activities({order}, after: $c) {{ nodes {{ id }} }} }}"
    for number, edge in enumerate(edges, start=1):
        data = await town.ask(query, {"c": edge["cursor"]})
        assert data["activities"]["nodes"] == [following["node"] for following in edges[number:]]
    assert read == [edge["cursor"].partition(":")[2] for edge in edges]


async def test_texts_that_are_no_cursor(town: Client) -> None:
    order = "orderBy: [{name: ASC}]"
    signature, _, body = (await some_cursor(town, "places", order)).partition(":")
    name, identifier = json.loads(body)
    for text in (
        "",
        ":",
        "x",
        "🏪",
        "\x00",
        signature,
        f"{signature}:",
        f"{signature}:null",
        f"{signature}:[",
        f"{signature}:{{}}",
        f"{signature}:[]",
        f"{signature}:{body[:-1]}",
        f"{signature}:{body}]",
        f"{signature}:{body},",
        f"{signature}:{json.dumps([name])}",
        f"{signature}:{json.dumps([name, identifier, identifier])}",
        f"{signature}:{json.dumps([identifier, name])}",
        f"{signature}:{json.dumps([name, gid('pl', 1)])}",
        f"{signature}:{json.dumps([name, 'x'])}",
        f"{signature}:{json.dumps([name, None])}",
        f'{signature}:["a\\ud800",{json.dumps(identifier)}]',
        f"{signature}:{'[' * 5000}",
        f"{signature}:{'[' * 5000}{']' * 5000}",
        f"{signature.upper()}x:{body}",
        f"00000000:{body}",
        f":{body}",
        body,
        signature + "x" * 300_000,
    ):
        await refused(town, "places", order, text)


async def test_numbers_that_json_has_not(town: Client) -> None:
    order = "near: {latitude: 30.7, longitude: 104.03, radius: 50000}, orderBy: [{distance: ASC}]"
    signature, _, body = (await some_cursor(town, "places", order)).partition(":")
    identifier = json.dumps(json.loads(body)[-1])
    for value in ("NaN", "Infinity", "1e400", "-1e400", '"0"', "true", "[]"):
        await refused(town, "places", order, f"{signature}:[{value},{identifier}]")
    query = f"query ($c: String) {{ places({order}, after: $c) {{ nodes {{ id }} }} }}"
    for value, count in (("0", 2), ("-1", 3), ("1e308", 0), ("123456789012345678901234567890", 0), ("null", 0)):
        data = await town.ask(query, {"c": f"{signature}:[{value},{identifier}]"})
        assert len(data["places"]["nodes"]) == count, value


async def test_cursors_of_another_order_or_connection(town: Client) -> None:
    orders = {
        "places": [
            "orderBy: []",
            "orderBy: [{name: DESC}]",
            "orderBy: [{kind: ASC}]",
            "orderBy: [{name: ASC}, {kind: ASC}]",
            "orderBy: [{area: {name: ASC}}]",
            "orderBy: [{operator: {name: ASC}}]",
            "orderBy: [{lastVerifiedOn: ASC}]",
            "orderBy: [{lastVerifiedOn: ASC_NULLS_FIRST}]",
            "orderBy: [{media: {count: ASC}}]",
            "orderBy: [{activities: {count: ASC}}]",
            "orderBy: [{id: ASC}]",
        ],
        "organizations": ["orderBy: []", "orderBy: [{name: DESC}]", "orderBy: [{id: ASC}]"],
        "activities": ["orderBy: []"],
    }
    for root, listed in orders.items():
        for order in listed:
            cursor = await some_cursor(town, root, order)
            for other_root, others in orders.items():
                for other in others:
                    if (root, order) != (other_root, other):
                        await refused(town, other_root, other, cursor)


async def test_cursors_of_the_search(town: Client) -> None:
    cursor = await some_cursor(town, "search", 'text: "红旗"')
    signature, _, body = cursor.partition(":")
    length, number = json.loads(body)
    for value in (
        [length],
        [str(length), number],
        [length, int(number)],
        [length, "x"],
        [length, str(2**63)],
        [2**63, number],
        [None, number],
        [length, None],
    ):
        await refused(town, "search", 'text: "红旗"', f"{signature}:{json.dumps(value)}")
    await refused(town, "places", "orderBy: []", cursor)
    await refused(town, "search", 'text: "红旗"', await some_cursor(town, "places", "orderBy: []"))


async def test_a_cursor_in_a_nested_connection(town: Client) -> None:
    cursor = await some_cursor(town, "places", "orderBy: []")
    query = "query ($c: String) { areas { nodes { name places(after: $c) { nodes { name } } } } }"
    data = await town.ask(query, {"c": cursor})
    names = {node["name"]: [place["name"] for place in node["places"]["nodes"]] for node in data["areas"]["nodes"]}
    # It says where in the order of names to start, whichever area a place is in.
    assert names["金牛区"] == []
    assert names["西华街道"] == ["红旗连锁一店", "红旗连锁二店"]
    status, code, _ = await town.refusal(query, {"c": cursor.replace(str(key("pl", 4)), "x")})
    assert (status, code) == (400, "INVALID_CURSOR")

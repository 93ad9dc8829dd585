"""Values that are none: days, numbers, points, texts and nulls, in the document and in variables."""

from typing import Any

import pytest

from tests.schema.client import Client
from tests.schema.execution.refusing import INPUT, VALIDATION, refused_alike
from tests.schema.town import gid

pytestmark = pytest.mark.asyncio(loop_scope="session")


def coerced(scalar: str, value: Any, problem: str) -> str:
    """What is said of a variable that a scalar refuses."""
    shown = repr(value)
    return (
        f"Variable '$v' has invalid value: Expected value of type '{scalar}', but encountered error "
        f"'{scalar} cannot represent {problem}'; found: {shown}."
    )


@pytest.mark.parametrize(
    ("scalar", "field", "value", "problem"),
    [
        ("Date", "lastVerifiedOn", "2024-02-30", "'2024-02-30': there is no such day"),
        ("Date", "lastVerifiedOn", "0000-01-01", "'0000-01-01': there is no such day"),
        ("Date", "lastVerifiedOn", "10000-01-01", "'10000-01-01': expected a string such as 2024-07-10"),
        ("Date", "lastVerifiedOn", "20240710", "'20240710': expected a string such as 2024-07-10"),
        ("Date", "lastVerifiedOn", "2024-W28-3", "'2024-W28-3': expected a string such as 2024-07-10"),
        ("Date", "lastVerifiedOn", "２０２４-07-10", "'２０２４-07-10': expected a string such as 2024-07-10"),
        ("Date", "lastVerifiedOn", "", "'': expected a string such as 2024-07-10"),
        ("Date", "lastVerifiedOn", 5, "5: expected a string such as 2024-07-10"),
        ("DateTime", "createdAt", "2024-07-10T01:00:00", "'2024-07-10T01:00:00': it has no offset; add Z or +08:00"),
        ("DateTime", "createdAt", "2024-07-10",
         "'2024-07-10': expected a string such as 2024-07-10T09:00:00+08:00"),
        ("DateTime", "createdAt", "0000-01-01T00:00:00Z", "'0000-01-01T00:00:00Z': there is no such day or hour"),
        ("DateTime", "createdAt", "2024-07-10T25:00:00Z", "'2024-07-10T25:00:00Z': there is no such day or hour"),
        ("DateTime", "createdAt", "2024-07-10T01:00:60Z", "'2024-07-10T01:00:60Z': there is no such day or hour"),
        ("DateTime", "createdAt", "2024-07-10T01:00:00+24:00",
         "'2024-07-10T01:00:00+24:00': there is no such day or hour"),
        ("DateTime", "createdAt", "9999-12-31T23:59:59-12:00",
         "'9999-12-31T23:59:59-12:00': in UTC it is outside the years 1 to 9999"),
        ("DateTime", "createdAt", "0001-01-01T00:00:00+12:00",
         "'0001-01-01T00:00:00+12:00': in UTC it is outside the years 1 to 9999"),
        ("DateTime", "createdAt", "10000-01-01T00:00:00Z",
         "'10000-01-01T00:00:00Z': expected a string such as 2024-07-10T09:00:00+08:00"),
        ("DateTime", "createdAt", 5, "5: expected a string such as 2024-07-10T09:00:00+08:00"),
    ],
)  # fmt: skip
async def test_days_and_instants_that_there_are_not(
    town: Client, scalar: str, field: str, value: Any, problem: str
) -> None:
    query = f"query ($v: {scalar}) {{ places(where: {{{field}: {{lte: $v}}}}) {{ totalCount }} }}"
    await refused_alike(town, query, {"v": value}, INPUT, coerced(scalar, value, problem))


async def test_the_first_and_the_last_day_and_instant(town: Client) -> None:
    data = await town.ask(
        """query ($first: DateTime, $last: DateTime) {
          a: places(where: {createdAt: {gte: $first, lte: $last}}) { totalCount }
          b: places(where: {lastVerifiedOn: {gte: "0001-01-01", lte: "9999-12-31"}}) { totalCount }
          c: places(where: {createdAt: {gt: $last}}) { totalCount }
          d: places(where: {createdAt: {in: [$first, $last]}}) { totalCount } }""".replace(
            "in: [$first, $last]", 'in: ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]'
        ),
        {"first": "0001-01-01T00:00:00Z", "last": "9999-12-31T23:59:59.999999Z"},
    )
    assert [part["totalCount"] for part in data.values()] == [5, 1, 0, 0]


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00Z", "9999-12-31T16:00:00Z"])
@pytest.mark.parametrize("question", ["places(openAt: $v) { totalCount }", "places { nodes { isOpen(at: $v) } }"])
async def test_instants_whose_day_the_calendar_lacks_in_shanghai(town: Client, question: str, instant: str) -> None:
    said = f"{instant.replace('Z', '+00:00')} is too close to the end of the calendar to have a local day"
    await refused_alike(town, f"query ($v: DateTime!) {{ {question} }}", {"v": instant}, INPUT, said)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("9223372036854775808", "9223372036854775808: it has more than 64 bits"),
        ("-9223372036854775809", "-9223372036854775809: it has more than 64 bits"),
        (2**63, "9223372036854775808: it has more than 64 bits"),
        ("10000000000000000000", None),
        ("x", "'x': expected a string of digits"),
        ("", "'': expected a string of digits"),
        ("1.0", "'1.0': expected a string of digits"),
        (" 1", "' 1': expected a string of digits"),
        ("1_0", "'1_0': expected a string of digits"),
        ("１", "'１': expected a string of digits"),
        (1.5, "1.5: expected a string of digits"),
        (True, "True: expected a string of digits"),
    ],
)
async def test_whole_numbers_that_do_not_fit(town: Client, value: Any, problem: str | None) -> None:
    query = "query ($v: BigInt) { media(where: {byteSize: {lte: $v}}) { totalCount } }"
    said = coerced("BigInt", value, problem or f"{value!r}: expected a string of digits")
    await refused_alike(town, query, {"v": value}, INPUT, said)


async def test_whole_numbers_written_in_the_document(town: Client) -> None:
    query = "{ media(where: {byteSize: {lte: %s}}) { totalCount } }"
    assert await town.ask(query % 9223372036854775807) == {"media": {"totalCount": 2}}
    assert await town.ask(query % '"-9223372036854775808"') == {"media": {"totalCount": 0}}
    for literal in ("9223372036854775808", "9" * 5000, '"' + "9" * 5000 + '"', "1.5", "true", "{}", "[1]"):
        reply = await town.send(query % literal)
        assert (reply.status, set(reply.codes)) == (400, {VALIDATION}), literal
        assert all(len(error["message"]) <= 500 for error in reply.json["errors"])


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "sNaN", "1_0", " 1", "", "1.", ".5", "١٢", "0x1", True, [], {}])
async def test_decimals_that_are_none(town: Client, value: Any) -> None:
    query = "query ($v: Decimal) { milestones(where: {targetPercent: {gt: $v}}) { totalCount } }"
    said = coerced("Decimal", value, f"{value!r}: expected a string such as 12.50")
    await refused_alike(town, query, {"v": value}, INPUT, said)


async def test_decimals_that_are_too_long_to_be_compared_exactly(town: Client) -> None:
    query = "query ($v: Decimal) { milestones(where: {targetPercent: {gt: $v}}) { totalCount } }"
    for value, count in (("1E+100", 0), ("-1E+100", 1), ("0", 1), ("0E-50", 1), ("123456789012345", 0), ("12.49", 1)):
        assert await town.ask(query, {"v": value}) == {"milestones": {"totalCount": count}}, value
    said = "a Decimal to compare with has at most 15 digits, up to 1E+100"
    for value in ("1E+101", "1E-999999", "1E+999999", "1234567890123456", "0.1234567890123456", "1" * 200_000):
        await refused_alike(town, query, {"v": value}, INPUT, said)


ON_EARTH = "is not on the earth: latitude is -90 to 90, longitude -180 to 180"


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ("latitude: 91, longitude: 0", f"(91.0, 0.0) {ON_EARTH}"),
        ("latitude: -90.0000001, longitude: 0", f"(-90.0000001, 0.0) {ON_EARTH}"),
        ("latitude: 0, longitude: 180.1", f"(0.0, 180.1) {ON_EARTH}"),
        ("latitude: 0, longitude: -181", f"(0.0, -181.0) {ON_EARTH}"),
        ("latitude: 1e400, longitude: 0", f"(inf, 0.0) {ON_EARTH}"),
        ("latitude: 0, longitude: -1e400", f"(0.0, -inf) {ON_EARTH}"),
        ("latitude: 1e308, longitude: 0", f"(1e+308, 0.0) {ON_EARTH}"),
    ],
)
async def test_points_that_are_nowhere(town: Client, point: str, message: str) -> None:
    for crs in ("", ", crs: GCJ02", ", crs: BD09"):
        await refused_alike(town, f"{{ places(near: {{{point}{crs}}}) {{ totalCount }} }}", None, INPUT, message)
        query = f"{{ places {{ nodes {{ distance(origin: {{{point}{crs}}}) }} }} }}"
        await refused_alike(town, query, None, INPUT, message)


async def test_points_at_the_ends_of_the_earth(town: Client) -> None:
    for latitude, longitude in ((90, 0), (-90, 180), (0, -180), (0.0000001, 180), (1e-300, -1e-300)):
        for crs in ("WGS84", "GCJ02", "BD09"):
            point = {"latitude": latitude, "longitude": longitude, "crs": crs}
            data = await town.ask(
                """query ($near: NearInput, $origin: PointInput!) { places(near: $near) { totalCount }
                  all: places { nodes { distance(origin: $origin) } } }""",
                {"near": {**point, "radius": 100_000}, "origin": point},
            )
            assert data["places"] == {"totalCount": 0}
            distances = [node["distance"] for node in data["all"]["nodes"]]
            assert distances.count(None) == 2
            assert all(6_000_000 < distance < 20_100_000 for distance in distances if distance is not None)


@pytest.mark.parametrize("radius", ["0", "0.0", "-1", "100000.1", "1e308", "1e400", "-1e-300"])
async def test_radii_of_no_circle(town: Client, radius: str) -> None:
    message = f"a radius of {float(radius)} m is not possible: more than 0 and at most 100000"
    query = f"{{ places(near: {{latitude: 30, longitude: 104, radius: {radius}}}) {{ totalCount }} }}"
    await refused_alike(town, query, None, INPUT, message)
    near = f"{{latitude: 30, longitude: 104, radius: {radius}}}"
    query = f"{{ activities(where: {{place: {{near: {near}}}}}) {{ totalCount }} }}"
    await refused_alike(town, query, None, INPUT, message)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"latitude": 30}, ": Expected value of type 'NearInput' to include required field 'longitude', found: "
         "{'latitude': 30}."),
        ({"latitude": "30", "longitude": 104}, " at .latitude: Float cannot represent non numeric value: '30'"),
        ({"latitude": True, "longitude": 104}, " at .latitude: Float cannot represent non numeric value: True"),
        ({"latitude": 30, "longitude": None}, " at .longitude: Expected value of non-null type 'Float!' not to be "
         "None."),
        ({"latitude": 30, "longitude": 104, "radius": None}, " at .radius: Expected value of non-null type 'Float!' "
         "not to be None."),
        ({"latitude": 30, "longitude": 104, "crs": "MARS"}, " at .crs: Value 'MARS' does not exist in 'Crs' enum."),
        ([], ": Expected value of type 'NearInput' to be an object, found: []."),
        ("30,104", ": Expected value of type 'NearInput' to be an object, found: '30,104'."),
    ],
)  # fmt: skip
async def test_circles_of_another_shape(town: Client, value: Any, problem: str) -> None:
    query = "query ($v: NearInput) { places(near: $v) { totalCount } }"
    await refused_alike(town, query, {"v": value}, INPUT, f"Variable '$v' has invalid value{problem}")


@pytest.mark.parametrize(
    "question",
    [
        "places(where: {name: {eq: $v}}) { totalCount }",
        "places(where: {name: {in: [$v]}}) { totalCount }",
        "places(where: {name: {contains: $v}}) { totalCount }",
        "activities(where: {hosts: {some: {organization: {name: {startsWith: $v}}}}}) { totalCount }",
        "search(text: $v) { totalCount }",
    ],
)
async def test_texts_that_no_row_can_hold(town: Client, question: str) -> None:
    query = f"query ($v: String!) {{ {question} }}"
    said = "text: holds a NUL character (U+0000) at position {}. Remove it."
    await refused_alike(town, query, {"v": "\x00"}, "INVALID_TEXT", said.format(0))
    await refused_alike(town, query, {"v": "红旗\x00店"}, "INVALID_TEXT", said.format(2))
    await refused_alike(town, f"{{ {question.replace('$v', chr(34) + chr(92) + 'u0000' + chr(34))} }}", None,
                        "INVALID_TEXT", said.format(0))  # fmt: skip


async def test_half_a_character(town: Client) -> None:
    query = '{ places(where: {name: {eq: "%s"}}) { totalCount } }'
    for escape in ("\\ud83d", "\\udfea", "\\ud83d\\ud83d", "\\u{D83D}", "\\u{110000}"):
        status, code, message = await town.refusal(query % escape)
        assert (status, code) == (400, "GRAPHQL_PARSE_FAILED"), escape
        assert message.startswith("Syntax Error: Invalid Unicode escape sequence"), message
    # A whole one, however it is written, is found.
    for whole in ("🏪", "\\ud83c\\udfea", "\\u{1F3EA}"):
        query = '{ places(where: {name: {endsWith: "%s"}}) { totalCount } }'
        assert await town.ask(query % whole) == {"places": {"totalCount": 1}}


async def test_nulls_for_what_must_not_be_null(town: Client) -> None:
    # Validation lets a variable with a default stand there, and a client may still send null for it.
    for declared, question, name, field in (
        (f'ID = "{gid("pl", 1)}"', "node(id: $v) { id }", "id", "node"),
        (f'ID = "{gid("pl", 1)}"', "place(id: $v) { id }", "id", "place"),
        (f'[ID!] = ["{gid("pl", 1)}"]', "nodes(ids: $v) { id }", "ids", "nodes"),
        ('String = "x"', "search(text: $v) { totalCount }", "text", "search"),
        ("[PlaceGroupBy!] = [KIND]", "places { groups(by: $v) { count } }", "by", "groups"),
        ("PointInput = {latitude: 1, longitude: 1}", "places { nodes { distance(origin: $v) } }", "origin", "distance"),
    ):
        query = f"query ($v: {declared}) {{ {question} }}"
        await town.ask(query)
        await refused_alike(town, query, {"v": None}, INPUT, f"`{name}` of `{field}` must not be null")
        required = f"query ($v: {declared.split(' =')[0]}!) {{ {question} }}"
        kind = declared.split(" =")[0] + "!"
        await refused_alike(
            town, required, {"v": None}, INPUT,
            f"Variable '$v' has invalid value: Expected value of non-null type '{kind}' not to be None.",
        )  # fmt: skip
        await refused_alike(
            town, required, {}, INPUT,
            f"Variable '$v' has invalid value: Expected a value of non-null type '{kind}' to be provided.",
        )  # fmt: skip


async def test_nulls_in_lists(town: Client) -> None:
    for declared, question in (
        ("[ID!]!", "nodes(ids: $v) { id }"),
        ("[String!]", "places(where: {name: {in: $v}}) { totalCount }"),
        ("[PlaceWhere!]", "places(where: {or: $v}) { totalCount }"),
        ("[PlaceOrder!]", "places(orderBy: $v) { totalCount }"),
        ("[PlaceKind!]", "places(where: {kind: {notIn: $v}}) { totalCount }"),
        ("[SearchableType!]", 'search(text: "x", types: $v) { totalCount }'),
    ):
        inner = declared.removesuffix("!").strip("[]")
        said = f"Variable '$v' has invalid value at [0]: Expected value of non-null type '{inner}' not to be None."
        await refused_alike(town, f"query ($v: {declared}) {{ {question} }}", {"v": [None]}, INPUT, said)

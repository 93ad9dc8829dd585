"""Where places are and when they serve: circles, distances, three coordinate systems, hours and holidays."""

from typing import Any

import pytest

from core.geo import Crs, Point, distance_m, from_wgs84
from tests.schema.client import Client
from tests.schema.town import ODD_NAME, gid

pytestmark = pytest.mark.asyncio(loop_scope="session")

THEATRE = Point(30.7, 104.03)
SHOP = Point(30.701, 104.031)
FAR_SHOP = Point(30.8, 103.9)


def centre(crs: Crs) -> dict[str, Any]:
    """The theatre as a client gives it in a coordinate system."""
    point = from_wgs84(*THEATRE, crs)
    return {"latitude": point.latitude, "longitude": point.longitude, "crs": crs.value}


@pytest.mark.parametrize("crs", Crs)
async def test_places_in_a_circle_nearest_first(town: Client, crs: Crs) -> None:
    data = await town.ask(
        """query ($near: NearInput, $origin: PointInput!) {
          places(near: $near, orderBy: [{distance: ASC}]) { totalCount nodes { name distance(origin: $origin) } } }""",
        {"near": {**centre(crs), "radius": 20_000}, "origin": centre(crs)},
    )
    assert data["places"]["totalCount"] == 3
    found = [(node["name"], node["distance"]) for node in data["places"]["nodes"]]
    assert found == [
        ("跃进社区小剧场", pytest.approx(0, abs=1e-3)),
        ("红旗连锁一店", pytest.approx(distance_m(THEATRE, SHOP), abs=1e-3)),
        ("红旗连锁二店", pytest.approx(distance_m(THEATRE, FAR_SHOP), abs=1e-3)),
    ]


async def test_the_circle_is_a_circle_and_its_default_is_a_kilometre(town: Client) -> None:
    # The shop is 147 m away: inside of the box of 120 m in each direction, and outside of the circle.
    query = "query ($near: NearInput) { places(near: $near, orderBy: [{distance: DESC}]) { nodes { name } } }"
    for radius, names in (
        ({}, ["红旗连锁一店", "跃进社区小剧场"]),
        ({"radius": 120}, ["跃进社区小剧场"]),
        ({"radius": 148}, ["红旗连锁一店", "跃进社区小剧场"]),
        ({"radius": 1e-9}, ["跃进社区小剧场"]),
    ):
        near = {"latitude": 30.7, "longitude": 104.03, **radius}
        data = await town.ask(query, {"near": near})
        assert [node["name"] for node in data["places"]["nodes"]] == names
    assert distance_m(THEATRE, SHOP) == pytest.approx(146.7, abs=0.1)


async def test_the_circle_as_a_condition_of_other_types(town: Client) -> None:
    near = "{latitude: 30.701, longitude: 104.031, radius: 10}"
    data = await town.ask(
        f"""{{
          activities(where: {{place: {{near: {near}}}}}) {{ nodes {{ title }} }}
          others: activities(where: {{not: {{place: {{near: {near}}}}}}}) {{ totalCount }}
          organizations(where: {{operatedPlaces: {{some: {{near: {near}}}}}}}) {{ nodes {{ name }} }}
          area(id: "{gid("ar", 3)}") {{
            places(where: {{near: {near}}}, orderBy: [{{distance: ASC}}]) {{ nodes {{ name }} }} }}
        }}"""
    )
    assert data == {
        "activities": {"nodes": [{"title": "读书会"}]},
        "others": {"totalCount": 4},
        "organizations": {"nodes": [{"name": "红旗连锁"}]},
        "area": {"places": {"nodes": [{"name": "红旗连锁一店"}]}},
    }


async def test_pages_in_the_order_of_distance(town: Client) -> None:
    query = """query ($after: String) {
      places(near: {latitude: 30.701, longitude: 104.031, radius: 50000}, orderBy: [{distance: ASC}], first: 1,
        after: $after) { nodes { name } pageInfo { endCursor hasNextPage } } }"""
    names, after, more = [], None, True
    while more:
        page = (await town.ask(query, {"after": after}))["places"]
        names += [node["name"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert names == ["红旗连锁一店", "跃进社区小剧场", "红旗连锁二店"]


@pytest.mark.parametrize("crs", Crs)
async def test_a_location_in_the_system_that_is_asked_for(town: Client, crs: Crs) -> None:
    data = await town.ask(
        "query ($crs: Crs) { places(orderBy: [{id: ASC}]) { nodes { location(crs: $crs) { latitude longitude } } } }",
        {"crs": crs.value},
    )
    expected = [from_wgs84(*point, crs) for point in (THEATRE, SHOP, FAR_SHOP)]
    assert [node["location"] for node in data["places"]["nodes"]] == [
        *(
            {
                "latitude": pytest.approx(point.latitude, abs=1e-7),
                "longitude": pytest.approx(point.longitude, abs=1e-7),
            }
            for point in expected
        ),
        None,
        None,
    ]


async def test_several_systems_in_one_question(town: Client) -> None:
    data = await town.ask(
        f"""{{ place(id: "{gid("pl", 1)}") {{
          location {{ latitude longitude }}
          gcj: location(crs: GCJ02) {{ latitude }} bd: location(crs: BD09) {{ latitude }}
        }} }}"""
    )
    assert data["place"] == {
        "location": {"latitude": 30.7, "longitude": 104.03},
        "gcj": {"latitude": pytest.approx(from_wgs84(*THEATRE, Crs.GCJ02).latitude, abs=1e-7)},
        "bd": {"latitude": pytest.approx(from_wgs84(*THEATRE, Crs.BD09).latitude, abs=1e-7)},
    }


ALWAYS = "红旗连锁一店"
THEATRE_NAME = "跃进社区小剧场"
NIGHT = "红旗连锁二店"

OPEN = [
    ("2024-07-10T08:59:59+08:00", [ALWAYS]),
    ("2024-07-10T09:00:00+08:00", [ALWAYS, THEATRE_NAME]),
    ("2024-07-10T01:00:00Z", [ALWAYS, THEATRE_NAME]),
    ("2024-07-10T11:59:59+08:00", [ALWAYS, THEATRE_NAME]),
    ("2024-07-10T12:00:00+08:00", [ALWAYS]),
    ("2024-07-10T22:00:00+08:00", [ALWAYS, NIGHT]),
    ("2024-07-11T01:59:59+08:00", [ALWAYS, NIGHT]),
    ("2024-07-11T02:00:00+08:00", [ALWAYS]),
    # Thursday: closed for repairs. Friday: open from ten to eleven only.
    ("2024-07-11T10:00:00+08:00", [ALWAYS]),
    ("2024-07-12T10:30:00+08:00", [ALWAYS, THEATRE_NAME]),
    ("2024-07-12T14:00:00+08:00", [ALWAYS]),
    ("2024-07-13T10:00:00+08:00", [ALWAYS]),
    # A public holiday on a Tuesday, and a Saturday that follows a Monday.
    ("2024-10-01T09:30:00+08:00", [ALWAYS]),
    ("2024-10-01T15:30:00+08:00", [ALWAYS, THEATRE_NAME]),
    ("2024-10-12T09:30:00+08:00", [ALWAYS, THEATRE_NAME]),
    ("0001-01-03T00:00:00Z", [ALWAYS]),
    ("9999-12-31T15:59:59Z", [ALWAYS]),
]


@pytest.mark.parametrize(("instant", "names"), OPEN)
async def test_what_is_open_at_an_instant(town: Client, instant: str, names: list[str]) -> None:
    data = await town.ask(
        """query ($at: DateTime!, $w: PlaceWhere) {
          places(openAt: $at) { totalCount nodes { name } }
          closed: places(where: {not: {openAt: $at}}) { totalCount }
          filtered: places(where: $w) { nodes { name isOpen(at: $at) } }
          all: places(orderBy: [{id: ASC}]) { nodes { isOpen(at: $at) } } }""",
        {"at": instant, "w": {"openAt": instant}},
    )
    assert data["places"] == {"totalCount": len(names), "nodes": [{"name": name} for name in names]}
    assert data["closed"] == {"totalCount": 5 - len(names)}
    assert data["filtered"] == {"nodes": [{"name": name, "isOpen": True} for name in names]}
    order = [THEATRE_NAME, ALWAYS, None, None, NIGHT]
    assert data["all"]["nodes"] == [{"isOpen": name in names} for name in order]


async def test_the_usual_hours_as_text(town: Client) -> None:
    data = await town.ask("{ places(orderBy: [{id: ASC}]) { nodes { openingHours alwaysOpen } } }")
    assert data["places"]["nodes"] == [
        {"openingHours": "Mo-Fr 09:00-12:00,13:00-21:00; PH 10:00-16:00", "alwaysOpen": False},
        {"openingHours": "24/7", "alwaysOpen": True},
        {"openingHours": "24/7", "alwaysOpen": True},
        {"openingHours": None, "alwaysOpen": False},
        {"openingHours": "We 22:00-02:00", "alwaysOpen": False},
    ]


async def test_the_usual_hours_wherever_a_place_is_reached(town: Client) -> None:
    hours = "Mo-Fr 09:00-12:00,13:00-21:00; PH 10:00-16:00"
    data = await town.ask(
        f"""{{
          place(id: "{gid("pl", 1)}") {{ a: openingHours b: openingHours serviceHours(first: 1) {{ totalCount }} }}
          nodes(ids: ["{gid("at", 1)}", "{gid("ar", 1)}", "{gid("at", 6)}", "{gid("pl", 1)}"]) {{
            ... on Activity {{ place {{ openingHours }} }} ... on Place {{ openingHours }} ... on Area {{ name }} }}
          activities(first: 2) {{ edges {{ node {{ place {{ openingHours }} }} }} }}
          search(text: "juchang") {{ edges {{ node {{ ... on Place {{ openingHours }} }} }} }}
          grouped: activities {{ groups(by: [PLACE], first: 2) {{ count place {{ openingHours name }} }} }}
        }}"""
    )
    assert data == {
        "place": {"a": hours, "b": hours, "serviceHours": {"totalCount": 11}},
        "nodes": [{"place": {"openingHours": hours}}, {"name": "成都市"}, {"place": None}, {"openingHours": hours}],
        "activities": {"edges": [{"node": {"place": {"openingHours": hours}}}] * 2},
        "search": {"edges": [{"node": {"openingHours": hours}}]},
        "grouped": {
            "groups": [
                {"count": 2, "place": {"openingHours": hours, "name": "跃进社区小剧场"}},
                {"count": 2, "place": None},
            ]
        },
    }


async def test_what_belongs_to_a_place(town: Client) -> None:
    data = await town.ask(
        f"""{{
          place(id: "{gid("pl", 2)}") {{
            amenities {{ nodes {{ code name(lang: EN) }} }} designations {{ nodes {{ code validFrom validTo }} }} }}
          theatre: place(id: "{gid("pl", 1)}") {{
            serviceHours(where: {{day: {{in: [1, 8]}}}}) {{ nodes {{ day opensMinute closesMinute }} }}
            serviceExceptions {{ nodes {{ date reason }} }} }}
        }}"""
    )
    assert data == {
        "place": {
            "amenities": {
                "nodes": [
                    {"code": "outdoor-seats", "name": "Outdoor seats"},
                    {"code": "parasol", "name": "遮阳伞"},
                ]
            },
            "designations": {"nodes": [{"code": "warm-space", "validFrom": "2024-07-10", "validTo": None}]},
        },
        "theatre": {
            "serviceHours": {
                "nodes": [
                    {"day": 1, "opensMinute": 540, "closesMinute": 720},
                    {"day": 1, "opensMinute": 780, "closesMinute": 1260},
                    {"day": 8, "opensMinute": 600, "closesMinute": 960},
                ]
            },
            "serviceExceptions": {
                "nodes": [{"date": "2024-07-11", "reason": "检修"}, {"date": "2024-07-12", "reason": None}]
            },
        },
    }


async def test_a_name_with_everything_that_must_be_escaped(town: Client) -> None:
    data = await town.ask(
        "query ($name: String!) { places(where: {name: {eq: $name}}) { edges { cursor node { name } } } }",
        {"name": ODD_NAME},
    )
    (edge,) = data["places"]["edges"]
    assert edge["node"] == {"name": ODD_NAME}
    data = await town.ask(
        "query ($after: String) { places(after: $after, first: 1) { nodes { name } } }", {"after": edge["cursor"]}
    )
    assert data == {"places": {"nodes": [{"name": ALWAYS}]}}

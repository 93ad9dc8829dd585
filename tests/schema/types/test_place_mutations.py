"""What can be done to places, from the input to the answer, the rows, the events and the search."""

from typing import Any

import pytest

from core.geo import Crs, from_wgs84
from tests.schema.client import Client
from tests.schema.town import gid
from tests.schema.types.writes import events, found_by_search, mutate, nothing_written, problems

NEW: dict[str, Any] = {"name": "茶店子驿站", "areaId": gid("ar", 3)}
WHOLE = """place { name english: name(lang: EN) kind area { name } operator { name } address
location { latitude longitude } status alwaysOpen lastVerifiedOn isOpen openingHours version
serviceHours { nodes { purpose day opensMinute closesMinute } }
serviceExceptions { nodes { date opensMinute closesMinute reason } }
amenities { nodes { code name english: name(lang: EN) } } }"""


async def test_create_with_all_there_is_to_say(office: Client) -> None:
    point = from_wgs84(30.7, 104.03, Crs.GCJ02)
    value = {
        **NEW,
        "nameEn": "Chadianzi Station",
        "kind": "SERVICE_STATION",
        "operatorId": gid("or", 2),
        "address": " 茶店子路 1 号 ",
        "location": {"latitude": point.latitude, "longitude": point.longitude, "crs": "GCJ02"},
        "status": "ACTIVE",
        "lastVerifiedOn": "2024-07-09",
        "serviceHours": [
            {"day": 3, "opensMinute": 480, "closesMinute": 1080},
            {"day": 6, "opensMinute": 1320, "closesMinute": 1560, "purpose": "SERVICE"},
            {"day": 3, "opensMinute": 0, "closesMinute": 1440, "purpose": "TRADING"},
        ],
        "serviceExceptions": [
            {"date": "2024-07-11"},
            {"date": "2024-07-12", "opensMinute": 600, "closesMinute": 720, "reason": "盘点"},
        ],
        "amenities": [{"code": "water", "name": "饮水柜", "nameEn": "Water"}, {"code": "chairs", "name": "桌椅"}],
    }
    payload = await mutate(office, "createPlace", value, WHOLE.replace("{ name", "{ id name", 1))
    identifier = payload["place"].pop("id")
    assert payload == {
        "place": {
            "name": "茶店子驿站",
            "english": "Chadianzi Station",
            "kind": "SERVICE_STATION",
            "area": {"name": "西华街道"},
            "operator": {"name": "红旗连锁"},
            "address": "茶店子路 1 号",
            "location": {
                "latitude": pytest.approx(30.7, abs=1e-8),
                "longitude": pytest.approx(104.03, abs=1e-8),
            },
            "status": "ACTIVE",
            "alwaysOpen": False,
            "lastVerifiedOn": "2024-07-09",
            "isOpen": True,
            "openingHours": "We 08:00-18:00; Sa 22:00-02:00",
            "version": 1,
            "serviceHours": {
                "nodes": [
                    {"purpose": "TRADING", "day": 3, "opensMinute": 0, "closesMinute": 1440},
                    {"purpose": "SERVICE", "day": 3, "opensMinute": 480, "closesMinute": 1080},
                    {"purpose": "SERVICE", "day": 6, "opensMinute": 1320, "closesMinute": 1560},
                ]
            },
            "serviceExceptions": {
                "nodes": [
                    {"date": "2024-07-11", "opensMinute": None, "closesMinute": None, "reason": None},
                    {"date": "2024-07-12", "opensMinute": 600, "closesMinute": 720, "reason": "盘点"},
                ]
            },
            "amenities": {
                "nodes": [
                    {"code": "chairs", "name": "桌椅", "english": "桌椅"},
                    {"code": "water", "name": "饮水柜", "english": "Water"},
                ]
            },
        },
        "userErrors": [],
    }
    assert await events() == [("place.created", identifier, {"version": 1})]
    assert await found_by_search(office, "chadian", admin=False) == [identifier]
    data = await office.ask("{ places(near: {latitude: 30.7, longitude: 104.03, radius: 1}) { totalCount } }")
    assert data == {"places": {"totalCount": 2}}


async def test_create_with_the_least_there_must_be(office: Client) -> None:
    assert await mutate(office, "createPlace", NEW, WHOLE) == {
        "place": {
            "name": "茶店子驿站",
            "english": "茶店子驿站",
            "kind": "OTHER",
            "area": {"name": "西华街道"},
            "operator": None,
            "address": None,
            "location": None,
            "status": "ACTIVE",
            "alwaysOpen": False,
            "lastVerifiedOn": None,
            "isOpen": False,
            "openingHours": None,
            "version": 1,
            "serviceHours": {"nodes": []},
            "serviceExceptions": {"nodes": []},
            "amenities": {"nodes": []},
        },
        "userErrors": [],
    }


async def test_everything_that_is_wrong_with_a_new_place_is_told_at_once(office: Client) -> None:
    value = {
        "name": "",
        "nameEn": "x" * 201,
        "areaId": gid("ar", 99),
        "operatorId": gid("or", 99),
        "address": "x" * 301,
        "location": {"latitude": 91, "longitude": 0},
        "serviceHours": [
            {"day": 0, "opensMinute": 1440, "closesMinute": 1441},
            {"day": 9, "opensMinute": 60, "closesMinute": 60},
            {"day": 1, "opensMinute": 0, "closesMinute": 1441},
            {"day": 2, "opensMinute": 0, "closesMinute": 120},
            {"day": 2, "opensMinute": 119, "closesMinute": 180},
        ],
        "serviceExceptions": [
            {"date": "2024-07-11"},
            {"date": "2024-07-11", "opensMinute": 1, "closesMinute": 2},
            {"date": "2024-07-12", "opensMinute": 1},
            {"date": "2024-07-13", "closesMinute": 1, "reason": "x" * 201},
        ],
        "amenities": [{"code": "a", "name": ""}, {"code": " a ", "name": "x"}, {"code": "", "name": "x"}],
    }
    assert sorted(await problems(office, "createPlace", value)) == [
        ("DUPLICATE", "amenities.1.code", "The amenity is named twice."),
        ("INCOMPLETE", "serviceExceptions.2.closesMinute", "An exception opens and closes, or does neither."),
        ("INCOMPLETE", "serviceExceptions.3.opensMinute", "An exception opens and closes, or does neither."),
        ("NOT_FOUND", "areaId", "There is no such area."),
        ("NOT_FOUND", "operatorId", "There is no such organization."),
        ("OUT_OF_RANGE", "location.latitude", "Is 91.0, and must be from -90 to 90."),
        ("OUT_OF_RANGE", "serviceHours.0.day", "Is 0, and must be from 1 to 8."),
        ("OUT_OF_RANGE", "serviceHours.0.opensMinute", "Is 1440, and must be from 0 to 1439."),
        ("OUT_OF_RANGE", "serviceHours.1.closesMinute", "Is 60, and must be from 61 to 1500."),
        ("OUT_OF_RANGE", "serviceHours.1.day", "Is 9, and must be from 1 to 8."),
        ("OUT_OF_RANGE", "serviceHours.2.closesMinute", "Is 1441, and must be from 1 to 1440."),
        ("OVERLAP", "serviceExceptions.1.date", "Overlaps with another exception of the date."),
        ("OVERLAP", "serviceHours.4.opensMinute", "Overlaps with other hours of the day."),
        ("REQUIRED", "amenities.0.name", "Must not be empty."),
        ("REQUIRED", "amenities.2.code", "Must not be empty."),
        ("REQUIRED", "name", "Must not be empty."),
        ("TOO_LONG", "address", "Has 301 characters, and at most 300 fit."),
        ("TOO_LONG", "nameEn", "Has 201 characters, and at most 200 fit."),
        ("TOO_LONG", "serviceExceptions.3.reason", "Has 201 characters, and at most 200 fit."),
    ]


NOT_NEW: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    (
        {"location": {"latitude": 0, "longitude": -180.5}},
        ("OUT_OF_RANGE", "location.longitude", "Is -180.5, and must be from -180 to 180."),
    ),
    ({"name": "a\x00"}, ("INVALID_TEXT", "name", "name: holds a NUL character (U+0000) at position 1. Remove it.")),
    ({"kind": None}, ("REQUIRED", "kind", "Cannot be null; leave it out to keep what there is.")),
    ({"amenities": None}, ("REQUIRED", "amenities", "Cannot be null; leave it out to keep what there is.")),
    (
        {"location": {"latitude": 0, "longitude": 0, "crs": None}},
        ("REQUIRED", "location.crs", "Cannot be null; leave it out to keep what there is."),
    ),
    (
        {"amenities": [{"code": f"c{number}", "name": "x"} for number in range(201)]},
        ("TOO_MANY", "amenities", "Has 201 items, and at most 200 fit."),
    ),
]


async def test_what_a_new_place_cannot_be(office: Client) -> None:
    for change, expected in NOT_NEW:
        assert await problems(office, "createPlace", {**NEW, **change}) == [expected]


async def test_infinity_which_a_literal_can_say(office: Client) -> None:
    async with nothing_written():
        data = await office.ask(
            f'mutation {{ createPlace(input: {{name: "x", areaId: "{gid("ar", 3)}", '
            "location: {latitude: 1e400, longitude: 0}}) { place { id } userErrors { code field message } } }",
            admin=True,
        )
    message = "Is inf, and must be from -90 to 90."
    error = {"code": "OUT_OF_RANGE", "field": ["location", "latitude"], "message": message}
    assert data["createPlace"] == {"place": None, "userErrors": [error]}


async def test_update_changes_what_is_given_and_nothing_else(office: Client) -> None:
    place = gid("pl", 1)
    payload = await mutate(
        office,
        "updatePlace",
        {
            "id": place,
            "expectedVersion": 1,
            "name": "跃进大剧场",
            "operatorId": None,
            "location": None,
            "serviceHours": [{"day": 3, "opensMinute": 0, "closesMinute": 1440}],
            "serviceExceptions": [],
        },
        WHOLE,
    )
    assert payload == {
        "place": {
            "name": "跃进大剧场",
            "english": "Yuejin Little Theatre",
            "kind": "THEATRE",
            "area": {"name": "跃进社区"},
            "operator": None,
            "address": "西华大道1号",
            "location": None,
            "status": "ACTIVE",
            "alwaysOpen": False,
            "lastVerifiedOn": "2024-07-01",
            "isOpen": True,
            "openingHours": "We 00:00-24:00",
            "version": 2,
            "serviceHours": {"nodes": [{"purpose": "SERVICE", "day": 3, "opensMinute": 0, "closesMinute": 1440}]},
            "serviceExceptions": {"nodes": []},
            "amenities": {"nodes": []},
        },
        "userErrors": [],
    }
    changed = ["latitude", "longitude", "name", "operator_id", "service_exceptions", "service_hours"]
    assert await events() == [("place.updated", place, {"version": 2, "changed": changed})]
    assert await found_by_search(office, "小剧场", admin=False) == []
    assert await found_by_search(office, "djc", admin=False) == [place]


async def test_an_update_of_nothing_stores_nothing(office: Client) -> None:
    same = {"name": "跃进社区小剧场", "location": {"latitude": 30.7, "longitude": 104.03}, "kind": "THEATRE"}
    for change in ({}, same):
        async with nothing_written(but_the_log=True):
            payload = await mutate(office, "updatePlace", {"id": gid("pl", 1), **change}, "place { version }")
        assert payload == {"place": {"version": 1}, "userErrors": []}


NOT_CHANGED: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    (
        {"id": gid("pl", 1), "name": "x", "expectedVersion": 0},
        (
            "CONFLICT",
            "expectedVersion",
            "Somebody has changed the row: it has version 1, and version 0 was expected. Read it again, and repeat "
            "the change.",
        ),
    ),
    ({"id": gid("pl", 99), "name": "x"}, ("NOT_FOUND", "id", "There is no such row.")),
    ({"id": gid("pl", 1), "name": " "}, ("REQUIRED", "name", "Must not be empty.")),
    (
        {"id": gid("pl", 1), "areaId": None},
        ("REQUIRED", "areaId", "Cannot be null; leave it out to keep what there is."),
    ),
    ({"id": gid("pl", 1), "areaId": gid("ar", 99)}, ("NOT_FOUND", "areaId", "There is no such area.")),
    (
        {"id": gid("pl", 1), "serviceHours": [{"day": 1, "opensMinute": -1, "closesMinute": 5}]},
        ("OUT_OF_RANGE", "serviceHours.0.opensMinute", "Is -1, and must be from 0 to 1439."),
    ),
]


async def test_what_an_update_cannot_be(office: Client) -> None:
    for value, expected in NOT_CHANGED:
        assert await problems(office, "updatePlace", value) == [expected]

"""Mutations write where the schema is for, and where the plugin works."""

from __future__ import annotations

from typing import Any

from tests.districts.conftest import Worker, gid
from tests.districts.lamps.models import Lamp

CREATE = """mutation ($place: ID!) { createLamp(input: {placeId: $place, code: "neu"}) {
  lamp { code place { name } } userErrors { code field message } } }"""
RENAME = """mutation ($id: ID!) { renameLamp(input: {id: $id, code: "neu"}) {
  lamp { code } userErrors { code field message } } }"""
RELIGHT = """mutation ($place: ID!) { relightPlace(input: {placeId: $place, code: "neu"}) {
  place { name } userErrors { code field } } }"""
UPDATE = """mutation ($id: ID!, $area: ID) { updatePlace(input: {id: $id, areaId: $area}) {
  place { name } userErrors { code field } } }"""


async def payload(worker: Worker, path: str, query: str, **variables: Any) -> Any:
    (found,) = (await worker.ask(path, query, variables, admin=True)).values()
    return found


async def test_a_plugin_writes_only_where_it_is_enabled(worker: Worker) -> None:
    assert await payload(worker, "", CREATE, place=gid("pl", 210)) == {
        "lamp": {"code": "neu", "place": {"name": "jinniu馆10"}},
        "userErrors": [],
    }
    assert await payload(worker, "", CREATE, place=gid("pl", 310)) == {
        "lamp": None,
        "userErrors": [
            {
                "code": "MODULE_NOT_ENABLED",
                "field": [],
                "message": "The district of this row has not enabled the module that createLamp belongs to. "
                "Enable it first.",
            }
        ],
    }
    assert (await payload(worker, "", RENAME, id=gid("la", 311)))["userErrors"][0]["code"] == "MODULE_NOT_ENABLED"
    assert (await payload(worker, "", RELIGHT, place=gid("pl", 310)))["userErrors"] == [
        {"code": "MODULE_NOT_ENABLED", "field": []}
    ]
    assert (await payload(worker, "", RELIGHT, place=gid("pl", 210)))["place"] == {"name": "jinniu馆10"}
    assert await Lamp.filter(code="neu").count() == 1


async def test_a_district_writes_only_its_own_rows(worker: Worker) -> None:
    assert (await payload(worker, "jinniu", RENAME, id=gid("la", 211)))["lamp"] == {"code": "neu"}
    assert (await payload(worker, "jinniu", RENAME, id=gid("la", 311)))["userErrors"] == [
        {"code": "NOT_FOUND", "field": ["id"], "message": "There is no such row in this district."}
    ]
    assert (await payload(worker, "jinniu", CREATE, place=gid("pl", 310)))["userErrors"][0]["code"] == (
        "OUTSIDE_DISTRICT"
    )
    assert (await payload(worker, "pidu", UPDATE, id=gid("pl", 210), area=gid("ar", 300)))["userErrors"] == [
        {"code": "NOT_FOUND", "field": ["id"]}
    ]
    assert (await payload(worker, "pidu", UPDATE, id=gid("pl", 310), area=gid("ar", 200)))["userErrors"] == [
        {"code": "OUTSIDE_DISTRICT", "field": []}
    ]
    assert (await payload(worker, "", UPDATE, id=gid("pl", 310), area=gid("ar", 200)))["place"] == {"name": "pidu馆10"}

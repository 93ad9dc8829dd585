"""Permissions at a scope where there are districts: reports, what belongs to the whole city, and both borders."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from core import modules
from core.models import PluginEnablement, RegisteredOperation
from tests.districts.conftest import INSTALLED, PIDU, Worker, gid
from tests.schema.types.writes import nothing_written

REPORTS_READ = "lamps.reports_read"
LAMPS = "query ($area: ID) { lampsByState(areaId: $area) { areaName rows { lamps } } }"


async def lamps(worker: Worker, token: str, path: str = "", area: int | None = None) -> Any:
    variables = {"area": None if area is None else gid("ar", area)}
    return (await worker.ask(path, LAMPS, variables, token=token))["lampsByState"]


async def refused(worker: Worker, token: str, path: str = "", area: int | None = None) -> tuple[str, str]:
    reply = await worker.send(path, LAMPS, {"area": None if area is None else gid("ar", area)}, token=token)
    (error,) = reply.json["errors"]
    assert error["path"] == ["lampsByState"]
    return error["extensions"]["code"], error["message"]


async def test_a_report_tells_of_areas_in_reach_alone(worker: Worker) -> None:
    await modules.enable("lamps", PIDU, INSTALLED)
    worker.forget()
    worker.grant("one", REPORTS_READ, areas=200)
    street = {"areaName": "jinniu街道", "rows": [{"lamps": 1}, {"lamps": 3}]}
    assert await lamps(worker, "one") == street
    assert await lamps(worker, "one", area=200) == street
    assert await lamps(worker, "one", "jinniu", area=200) == street
    needs = (
        "The report lamps.by_state needs the permission 'lamps.reports_read' for its area; you have it for jinniu街道."
    )
    for path, area in (("", 1), ("", 2), ("", 300), ("jinniu", 2)):
        assert await refused(worker, "one", path, area) == ("FORBIDDEN", needs)
    assert (await refused(worker, "one", "pidu"))[0] == "OUTSIDE_DISTRICT"
    worker.grant("two", REPORTS_READ, areas=2)
    worker.grant("two", REPORTS_READ, areas=3)
    assert await refused(worker, "two") == (
        "FORBIDDEN",
        "The report lamps.by_state needs the permission 'lamps.reports_read' everywhere, if no area in reach is named; "
        "you have it for jinniu, pidu.",
    )
    assert (await lamps(worker, "two", area=3))["areaName"] == "pidu"
    assert (await lamps(worker, "two", "jinniu"))["areaName"] == "jinniu"


async def test_files_of_reports_are_the_same(worker: Worker) -> None:
    worker.grant("one", REPORTS_READ, areas=200)
    reply = await worker.get("/reports/lamps.by_state.csv", f"area={gid('ar', 200)}", token="one")
    assert [row[1] for row in csv.reader(io.StringIO(reply.body.decode("utf-8-sig")))][1:] == ["1", "3"]
    reply = await worker.get("/reports/lamps.by_state.csv", "area=pidu", token="one")
    assert (reply.status, reply.codes) == (403, ["FORBIDDEN"])


async def test_who_has_the_permission_for_no_area_has_no_report_but_those_for_everybody(worker: Worker) -> None:
    worker.grant("shop", REPORTS_READ, places=210, organizations=201)
    assert (await worker.ask("", "{ reports { name } }", token="shop"))["reports"] == [{"name": "lamps.in_all"}]
    assert await refused(worker, "shop", area=200) == (
        "FORBIDDEN",
        "The report lamps.by_state needs the permission 'lamps.reports_read' for an area, and you have it for none.",
    )
    worker.grant("shop", REPORTS_READ, areas=200)
    assert "lamps.by_state" in [
        one["name"] for one in (await worker.ask("", "{ reports { name } }", token="shop"))["reports"]
    ]


async def test_what_python_answers_needs_its_permission_everywhere(worker: Worker) -> None:
    worker.grant("one", "modules.write", areas=2)
    reply = await worker.send(
        "", "query ($area: ID!) { modules(areaId: $area) { name } }", {"area": gid("ar", 2)}, token="one"
    )
    assert (reply.status, reply.codes) == (403, ["FORBIDDEN"])
    assert reply.json["errors"][0]["message"] == (
        "asking for modules needs the permission 'modules.write' everywhere; you have it at a scope"
    )


async def test_modules_of_an_own_district(worker: Worker) -> None:
    enable = """mutation ($area: ID!) { enableModule(input: {areaId: $area, plugin: "lamps"}) {
      enablement { plugin } userErrors { code } } }"""
    worker.grant("one", "modules.write", areas=3)
    found = await worker.ask("", enable, {"area": gid("ar", 3)}, token="one")
    assert found["enableModule"] == {"enablement": {"plugin": "lamps"}, "userErrors": []}
    worker.grant("other", "modules.write", areas=2)
    async with nothing_written():
        found = await worker.ask("", enable, {"area": gid("ar", 3)}, token="other")
    assert found["enableModule"] == {"enablement": None, "userErrors": [{"code": "NOT_PERMITTED"}]}
    assert await PluginEnablement.filter(area_id=PIDU).count() == 1


async def test_what_is_removed_needs_the_permission_everywhere(worker: Worker) -> None:
    register = """mutation ($area: ID) { registerOperations(input: {
      team: "t", app: "a", documents: ["query A { areas { totalCount } }"], areaId: $area}) {
      operations { id } userErrors { code field } } }"""
    worker.grant("one", "operations.write", areas=2)
    found = (await worker.ask("", register, {"area": gid("ar", 2)}, token="one"))["registerOperations"]
    assert found["userErrors"] == []
    whole = (await worker.ask("", register, token="one"))["registerOperations"]
    assert whole == {"operations": None, "userErrors": [{"code": "NOT_PERMITTED", "field": []}]}
    remove = """mutation ($ids: [ID!]!) { removeOperations(input: {ids: $ids}) {
      removedIds userErrors { code field message } } }"""
    ids = [each["id"] for each in found["operations"]]
    assert (await worker.ask("", remove, {"ids": ids}, token="one"))["removeOperations"] == {
        "removedIds": None,
        "userErrors": [
            {
                "code": "NOT_PERMITTED",
                "field": [],
                "message": "removeOperations needs the permission 'operations.write' everywhere; "
                "you have it at a scope.",
            }
        ],
    }
    assert await RegisteredOperation.all().count() == 1


@pytest.mark.parametrize(("path", "found"), [("", [202, 302]), ("jinniu", [202]), ("pidu", [302])])
async def test_the_scope_and_the_district_hold_both(worker: Worker, path: str, found: list[int]) -> None:
    worker.grant("one", "people.read", areas=1)
    answer = await worker.ask(path, "{ people { totalCount nodes { id } } }", token="one")
    assert answer["people"] == {"totalCount": len(found), "nodes": [{"id": gid("pe", number)} for number in found]}
    worker.grant("two", "people.read", areas=200)
    answer = await worker.ask(path, "{ people { nodes { id } } }", token="two")
    assert answer["people"]["nodes"] == ([] if path == "pidu" else [{"id": gid("pe", 202)}])


async def test_a_reference_over_the_border_leads_nowhere_out_of_the_scope(worker: Worker) -> None:
    """In a district references are followed over its border. Permissions are not."""
    query = "{ activities { nodes { id registrations { nodes { id person { id } } } } } }"
    worker.grant("one", "registrations.read", areas=3)
    worker.grant("one", "people.read", areas=3)
    answer = await worker.ask("pidu", query, token="one")
    registration = {"id": gid("rg", 391), "person": None}
    assert answer["activities"]["nodes"] == [{"id": gid("at", 390), "registrations": {"nodes": [registration]}}]
    worker.grant("one", "people.read", areas=2)
    answer = await worker.ask("pidu", query, token="one")
    assert answer["activities"]["nodes"][0]["registrations"]["nodes"][0]["person"] == {"id": gid("pe", 202)}

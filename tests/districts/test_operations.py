"""Registered operations and what would break them, over GraphQL, in a city with two districts."""

from __future__ import annotations

from typing import Any

from core import modules, operations
from core.models import RegisteredOperation
from schema.types.operations import MOST_DOCUMENTS
from tests.districts.conftest import INSTALLED, JINNIU, Worker, gid

REGISTER = """mutation ($input: RegisterOperationsInput!) { registerOperations(input: $input) {
  operations { team app name kind version appVersion area { slug } } userErrors { code field message }
} }"""
REMOVE = """mutation ($ids: [ID!]!) { removeOperations(input: {ids: $ids}) {
  removedIds userErrors { code field } } }"""
LISTED = "{ registeredOperations { totalCount nodes { id name document hash area { slug } } } }"
IMPACT = """query ($plugin: String!, $area: ID) { moduleImpact(plugin: $plugin, areaId: $area) {
  __typename plugin breaks neededBy
  broken { team app name address fields errors } mayBreak { name address fields errors } already { name errors } } }"""
DISABLE = """mutation ($input: DisableModuleInput!) { disableModule(input: $input) {
  enablement { enabled } userErrors { code field message } } }"""
LAMPS = "query Lamps { places { nodes { ...Lit } } } fragment Lit on Place { lampCount lamps { nodes { code } } }"
PLACES = "query Places { places { nodes { name } } }"
DUTIES = "query Duties { duties { totalCount } }"


async def register(worker: Worker, *documents: str, area: int | None = None, **fields: Any) -> Any:
    given = {"team": "map", "app": "web", "documents": documents, **fields}
    if area is not None:
        given["areaId"] = gid("ar", area)
    return (await worker.ask("", REGISTER, {"input": given}, admin=True))["registerOperations"]


async def impact(worker: Worker, plugin: str, area: int | None = None) -> Any:
    given = {"plugin": plugin, "area": None if area is None else gid("ar", area)}
    return (await worker.ask("", IMPACT, given, admin=True))["moduleImpact"]


async def test_operations_are_registered_listed_and_removed(worker: Worker) -> None:
    expected = {"team": "map", "app": "web", "version": 1, "area": {"slug": "jinniu"}}
    given = await register(worker, f"{LAMPS} {DUTIES}", PLACES, area=2, appVersion="1.4")
    assert given == {
        "operations": [
            {**expected, "name": name, "kind": "QUERY", "appVersion": "1.4"} for name in ("Duties", "Lamps", "Places")
        ],
        "userErrors": [],
    }
    again = await register(worker, LAMPS.replace("lampCount ", ""), PLACES, area=2, appVersion="1.5")
    assert [(one["name"], one["version"], one["appVersion"]) for one in again["operations"]] == [
        ("Lamps", 2, "1.5"),
        ("Places", 1, "1.4"),
    ]
    await register(worker, PLACES)
    found = (await worker.ask("", LISTED, admin=True))["registeredOperations"]
    assert [(one["name"], one["area"]) for one in found["nodes"]] == [
        ("Duties", {"slug": "jinniu"}),
        ("Lamps", {"slug": "jinniu"}),
        ("Places", {"slug": "jinniu"}),
        ("Places", None),
    ]
    assert found["nodes"][0]["document"] == "query Duties {\n  duties {\n    totalCount\n  }\n}\n"
    assert len(found["nodes"][0]["hash"]) == 64
    ids = [found["nodes"][index]["id"] for index in (1, 3)]
    assert await worker.ask("", REMOVE, {"ids": ids}, admin=True) == {
        "removeOperations": {"removedIds": sorted(ids), "userErrors": []}
    }
    assert await worker.ask("", REMOVE, {"ids": [found["nodes"][0]["id"], ids[0]]}, admin=True) == {
        "removeOperations": {"removedIds": None, "userErrors": [{"code": "NOT_FOUND", "field": ["ids", "1"]}]}
    }
    assert await RegisteredOperation.all().count() == 2


async def test_an_operation_that_its_address_refuses_is_refused_with_its_place(worker: Worker) -> None:
    problem = {"code": "INVALID_OPERATION", "field": ["documents", "1"]}
    assert await register(worker, PLACES, f"\n{LAMPS}", area=3) == {
        "operations": None,
        "userErrors": [
            {
                **problem,
                "message": f"line 2, column {column}: Lamps: Cannot query field '{field}' on type 'Place'.{hint}",
            }
            for field, column, hint in (("lampCount", 69, ""), ("lamps", 79, " Did you mean 'name'?"))
        ],
    }
    assert (await register(worker, LAMPS))["userErrors"] == []
    assert [error["code"] for error in (await register(worker, "{ areas { totalCount } }"))["userErrors"]] == [
        "REQUIRED"
    ]
    assert (await register(worker, *[PLACES] * (MOST_DOCUMENTS + 1)))["userErrors"] == [
        {"code": "TOO_MANY", "field": ["documents"], "message": "Has 201 items; send at most 200 at once."}
    ]
    assert (await register(worker))["userErrors"] == [
        {"code": "REQUIRED", "field": ["documents"], "message": "there is no operation in it"}
    ]
    assert (await register(worker, PLACES, area=1))["userErrors"][0]["code"] == "WRONG_LEVEL"
    assert await RegisteredOperation.all().count() == 1


async def test_a_module_that_is_disabled_breaks_what_uses_it(worker: Worker) -> None:
    await register(worker, LAMPS, PLACES, DUTIES, area=2)
    await register(worker, LAMPS, PLACES, team="office")
    assert await impact(worker, "lamps", 2) == {
        "__typename": "ModuleImpact",
        "plugin": "lamps",
        "breaks": True,
        "neededBy": ["duties"],
        "broken": [
            {
                "team": "map",
                "app": "web",
                "name": "Duties",
                "address": "jinniu",
                "fields": ["Query.duties"],
                "errors": ["Cannot query field 'duties' on type 'Query'. Did you mean 'series'?"],
            },
            {
                "team": "map",
                "app": "web",
                "name": "Lamps",
                "address": "jinniu",
                "fields": ["Lamp.code", "Place.lampCount", "Place.lamps"],
                "errors": [
                    "Cannot query field 'lampCount' on type 'Place'.",
                    "Cannot query field 'lamps' on type 'Place'. Did you mean 'name'?",
                ],
            },
        ],
        "mayBreak": [],
        "already": [],
    }
    everywhere = await impact(worker, "lamps")
    assert [(one["team"], one["name"], one["address"]) for one in everywhere["broken"]] == [
        ("office", "Lamps", None),
        ("map", "Duties", "jinniu"),
        ("map", "Lamps", "jinniu"),
    ]
    assert (await impact(worker, "duties", 2))["neededBy"] == []
    await modules.disable("duties", JINNIU, INSTALLED)
    nothing = {"__typename": "ModuleImpact", "breaks": False, "neededBy": [], "broken": []}
    nothing |= {"mayBreak": [], "already": []}
    assert await impact(worker, "duties", 2) == {**nothing, "plugin": "duties"}
    assert await impact(worker, "lamps", 3) == {**nothing, "plugin": "lamps"}
    after = await impact(worker, "lamps", 2)
    assert [one["name"] for one in after["broken"]] == ["Lamps"]
    assert [(one["name"], len(one["errors"])) for one in after["already"]] == [("Duties", 1)]


async def test_variables_that_may_hold_what_a_module_brings_may_break(worker: Worker) -> None:
    where = "query Near($where: PlaceWhere) { places(where: $where) { totalCount } }"
    await register(worker, where, PLACES)
    await register(worker, where, PLACES, area=2)
    gone = {f"PlaceWhere.{name}" for name in ("lampCodes", "lampCount", "lamps")}
    for area, addresses in ((2, ["jinniu"]), (None, [None, "jinniu"])):
        found = await impact(worker, "lamps", area)
        assert (found["breaks"], found["broken"]) == (True, [])
        assert [(one["name"], one["address"]) for one in found["mayBreak"]] == [("Near", each) for each in addresses]
        (fields,) = {tuple(one["fields"]) for one in found["mayBreak"]}
        assert gone <= set(fields)
        assert found["mayBreak"][0]["errors"] == [f"{each} would be gone." for each in fields]


async def test_disabling_asks_while_operations_would_break(worker: Worker) -> None:
    await register(worker, LAMPS, PLACES, DUTIES, area=2)
    given: dict[str, Any] = {"areaId": gid("ar", 2), "plugin": "lamps"}
    needed = (await worker.ask("", DISABLE, {"input": given}, admin=True))["disableModule"]
    assert [error["code"] for error in needed["userErrors"]] == ["MODULES_STAND_ON_IT"]
    given["plugin"] = "duties"
    assert await worker.ask("", DISABLE, {"input": given}, admin=True) == {
        "disableModule": {
            "enablement": None,
            "userErrors": [
                {
                    "code": "WOULD_BREAK",
                    "field": ["plugin"],
                    "message": "1 registered operation(s) would break; the query `moduleImpact` names them. "
                    "Talk to their teams, or send `evenIfBreaks: true`.",
                }
            ],
        }
    }
    assert await worker.ask("jinniu", DUTIES) == {"duties": {"totalCount": 2}}
    done = {"disableModule": {"enablement": {"enabled": False}, "userErrors": []}}
    assert await worker.ask("", DISABLE, {"input": {**given, "evenIfBreaks": True}}, admin=True) == done
    # What is broken already does not hold anything up.
    assert await worker.ask("", DISABLE, {"input": given}, admin=True) == done
    assert (await worker.send("jinniu", DUTIES)).codes == ["GRAPHQL_VALIDATION_FAILED"]


async def test_who_may(worker: Worker) -> None:
    await register(worker, PLACES)
    given = {"team": "map", "app": "web", "documents": [LAMPS]}
    row = await RegisteredOperation.get()
    for query, variables in (
        (REGISTER, {"input": given}),
        (REMOVE, {"ids": [f"{operations.TAG}_{row.id}"]}),
        (LISTED, {}),
        (IMPACT, {"plugin": "lamps"}),
    ):
        assert (await worker.send("", query, variables)).codes == ["FORBIDDEN"]
        assert (await worker.send("jinniu", query, variables, admin=True)).codes[0] == "GRAPHQL_VALIDATION_FAILED"
    hidden = f'{{ node(id: "{operations.TAG}_{row.id}") {{ id }} }}'
    assert await worker.ask("", hidden) == await worker.ask("jinniu", hidden, admin=True) == {"node": None}
    assert (await worker.ask("", hidden, admin=True))["node"] is not None
    assert await RegisteredOperation.all().count() == 1


async def test_impact_of_what_is_not_there(worker: Worker) -> None:
    for given, message in (
        ({"plugin": "gone", "area": gid("ar", 2)}, "plugin: There is no plugin 'gone'. Installed: duties, lamps."),
        ({"plugin": "core"}, "plugin: There is no plugin 'core'. Installed: duties, lamps."),
        ({"plugin": "lamps", "area": gid("ar", 77)}, "areaId: There is no such area."),
    ):
        reply = await worker.send("", IMPACT, given, admin=True)
        assert (reply.codes, reply.json["errors"][0]["message"]) == (["BAD_USER_INPUT"], message)

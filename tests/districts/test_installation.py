"""What the installation is, who brought what, and the examples of the modules that work where one asks."""

from __future__ import annotations

from core import modules
from tests.districts.conftest import INSTALLED, JINNIU, Worker, gid

INSTALLATION = """{ installation {
  version
  modules { name titleZh titleEn version }
  districts { areaId slug name nameEn modules }
} }"""


async def test_modules_and_districts_for_everybody(worker: Worker) -> None:
    told = (await worker.ask("", INSTALLATION))["installation"]
    assert [module["name"] for module in told["modules"]] == ["lamps", "duties"]
    assert told["version"] == INSTALLED["core"].version
    assert told["districts"] == [
        {"areaId": gid("ar", 2), "slug": "jinniu", "name": "jinniu", "nameEn": None, "modules": ["duties", "lamps"]},
        {"areaId": gid("ar", 3), "slug": "pidu", "name": "pidu", "nameEn": None, "modules": []},
    ]


async def test_a_module_that_lacks_what_it_needs_does_not_work(worker: Worker) -> None:
    for name in ("duties", "lamps"):
        await modules.disable(name, JINNIU, INSTALLED)
    worker.forget()
    told = (await worker.ask("", INSTALLATION))["installation"]
    assert [district["modules"] for district in told["districts"]] == [[], []]


async def test_it_is_asked_at_the_address_of_the_city(worker: Worker) -> None:
    assert (await worker.send("jinniu", INSTALLATION)).codes == ["GRAPHQL_VALIDATION_FAILED"]


async def test_what_a_module_brought(worker: Worker) -> None:
    query = "query ($plugin: String!) { moduleContributions(plugin: $plugin) { place since } }"
    told = (await worker.ask("", query, {"plugin": "lamps"}))["moduleContributions"]
    places = [one["place"] for one in told]
    assert {"Query.lamps", "Lamp", "Lamp.code", "Place.lamps"} <= set(places)
    assert "Query.places" not in places
    assert (await worker.ask("", query, {"plugin": "nobody"}))["moduleContributions"] == []


EXAMPLES = "{ exampleOperations { plugin group titleZh titleEn query variables } }"


async def test_examples_of_the_modules_that_work_here(worker: Worker) -> None:
    everywhere = (await worker.ask("", EXAMPLES))["exampleOperations"]
    assert {example["plugin"] for example in everywhere} == {"core", "lamps"}
    assert (await worker.ask("jinniu", EXAMPLES))["exampleOperations"] == everywhere
    of_pidu = (await worker.ask("pidu", EXAMPLES))["exampleOperations"]
    assert {example["plugin"] for example in of_pidu} == {"core"}
    assert [example for example in everywhere if example["plugin"] == "lamps"] == [
        {
            "plugin": "lamps",
            "group": "Lamps",
            "titleZh": "路灯",
            "titleEn": "Lamps",
            "query": "query Lamps($first: Int!) { lamps(first: $first) { nodes { code } } }",
            "variables": '{"first":3}',
        }
    ]

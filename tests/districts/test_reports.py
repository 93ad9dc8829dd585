"""Reports in GraphQL: typed, for those who may, over what the district rule lets count."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from core import modules
from core.clock import fixed
from tests.districts.conftest import CITY, INSTALLED, JINNIU, PIDU, START, Worker, gid

BY_STATE = "lampsByState { rows { state stateLabel lamps half price day at } }"


def of(*lamps: tuple[str, str, int]) -> dict[str, Any]:
    rows = [
        {
            "state": state,
            "stateLabel": label,
            "lamps": number,
            "half": number / 2,
            "price": "12.50",
            "day": "2024-07-10",
            "at": None,
        }
        for state, label, number in lamps
    ]
    return {"lampsByState": {"rows": rows}}


@pytest.fixture(autouse=True)
def _now() -> Any:
    with fixed(START):
        yield


async def test_a_report_counts_rows_of_districts_that_have_the_plugin(worker: Worker) -> None:
    query = f"{{ {BY_STATE} }}"
    expected = of(("BROKEN", "坏", 1), ("LIT", "亮", 3))
    assert await worker.ask("", query, admin=True) == expected
    assert await worker.ask("jinniu", query, admin=True) == expected
    assert (await worker.send("pidu", query, admin=True)).codes == ["GRAPHQL_VALIDATION_FAILED"]
    await modules.enable("lamps", PIDU, INSTALLED)
    worker.forget()
    assert await worker.ask("", query, admin=True) == of(("BROKEN", "坏", 2), ("LIT", "亮", 6))
    assert await worker.ask("pidu", query, admin=True) == expected


async def test_areas_of_a_report(worker: Worker) -> None:
    query = "query ($area: ID) { lampsByState(areaId: $area) { areaId areaName rows { lamps } } }"

    async def lamps(path: str, area: int | None) -> Any:
        variables = {"area": None if area is None else gid("ar", area)}
        return (await worker.ask(path, query, variables, admin=True))["lampsByState"]

    four = [{"lamps": 1}, {"lamps": 3}]
    assert await lamps("", None) == {"areaId": None, "areaName": None, "rows": four}
    assert await lamps("", 1) == {"areaId": f"ar_{CITY}", "areaName": "成都市", "rows": four}
    assert await lamps("", 200) == {"areaId": gid("ar", 200), "areaName": "jinniu街道", "rows": four}
    assert (await lamps("", 3))["rows"] == []
    assert await lamps("jinniu", None) == {"areaId": f"ar_{JINNIU}", "areaName": "jinniu", "rows": four}
    assert (await lamps("jinniu", 200))["rows"] == four
    for outside in (1, 3, 300):
        refused = await worker.send("jinniu", query, {"area": gid("ar", outside)}, admin=True)
        assert refused.codes == ["OUTSIDE_DISTRICT"]
        assert refused.json["errors"][0]["path"] == ["lampsByState"]


async def test_what_a_report_says_of_itself(worker: Worker) -> None:
    query = """{ told: lampsByState(lang: EN, startsOn: "2024-02-01") {
      __typename title startsOn endsOn asOf columns { name title titleZh titleEn kind } rows { __typename stateLabel }
    } }"""
    told = (await worker.ask("", query, admin=True))["told"]
    columns = told.pop("columns")
    assert told == {
        "__typename": "LampsByStateReport",
        "title": "Lamps: by state",
        "startsOn": "2024-02-01",
        "endsOn": "2024-12-31",
        "asOf": "2024-07-10",
        "rows": [{"__typename": "LampsByStateReportRow", "stateLabel": label} for label in ("Broken", "Lit")],
    }
    assert columns[0] == {"name": "state", "title": "State", "titleZh": "状态", "titleEn": "State", "kind": "LampState"}
    assert [(column["name"], column["kind"]) for column in columns[1:]] == [
        ("lamps", "Int"),
        ("half", "Float"),
        ("price", "Decimal"),
        ("day", "Date"),
        ("at", "DateTime"),
    ]


async def test_a_report_needs_its_permission_before_any_statement_runs(worker: Worker) -> None:
    statements = await worker.watch()
    for path in ("", "jinniu"):
        refused = await worker.send(path, f"{{ places {{ nodes {{ name }} }} {BY_STATE} }}")
        assert (refused.status, refused.codes) == (403, ["FORBIDDEN"])
        assert refused.json["errors"][0]["message"] == (
            "asking for lampsByState needs the permission 'lamps.reports_read'"
        )
    assert statements == []


async def test_a_report_for_everybody(worker: Worker) -> None:
    query = "query ($area: ID) { lampsInAll(areaId: $area) { areaName rows { lamps } } }"
    for path, area, name, lamps in (("", None, None, 4), ("jinniu", None, "jinniu", 4), ("", 3, "pidu", 0)):
        told = await worker.ask(path, query, {"area": None if area is None else gid("ar", area)})
        assert told == {"lampsInAll": {"areaName": name, "rows": [{"lamps": lamps}]}}
    assert (await worker.send("pidu", query)).codes == ["GRAPHQL_VALIDATION_FAILED"]


async def test_arguments_that_make_no_sense(worker: Worker) -> None:
    for arguments, code in (
        ('startsOn: "2024-02-01", endsOn: "2024-01-01"', "BAD_USER_INPUT"),
        ('asOf: "9999-01-01"', "BAD_USER_INPUT"),
        (f'areaId: "{gid("ar", 4095)}"', "BAD_USER_INPUT"),
        (f'areaId: "{gid("pl", 1)}"', "INVALID_ID"),
    ):
        refused = await worker.send("", f"{{ lampsByState({arguments}) {{ title }} }}", admin=True)
        assert (refused.status, refused.codes) == (400, [code])


async def test_a_plan_serves_other_arguments(worker: Worker) -> None:
    query = "query ($day: Date, $lang: Language) { lampsByState(asOf: $day, lang: $lang) { asOf title } }"
    for day, lang, title in (("2024-01-02", "EN", "Lamps: by state"), ("2024-01-03", "ZH", "路灯状态")):
        told = await worker.ask("", query, {"day": day, "lang": lang}, admin=True)
        assert told == {"lampsByState": {"asOf": day, "title": title}}
    assert (await worker.ask("", query, {"day": None}, admin=True))["lampsByState"]["asOf"] == "2024-07-10"


async def test_the_list_has_what_the_viewer_may_see_here(worker: Worker) -> None:
    query = "{ reports { name field title titleZh titleEn plugin requires columns { name } } }"
    listed = (await worker.ask("", query, admin=True))["reports"]
    assert [one["name"] for one in listed] == ["lamps.by_state", "lamps.wrong", "lamps.in_all"]
    assert listed[1] == {
        "name": "lamps.wrong",
        "field": "lampsWrong",
        "title": "错表",
        "titleZh": "错表",
        "titleEn": "Wrong",
        "plugin": "lamps",
        "requires": "lamps.reports_read",
        "columns": [{"name": "lamps"}],
    }
    assert (await worker.ask("jinniu", query, admin=True))["reports"] == listed
    assert (await worker.ask("pidu", query, admin=True))["reports"] == []
    assert (await worker.ask("", query))["reports"] == listed[2:]
    assert listed[2]["requires"] is None
    for name in ("duties", "lamps"):
        await modules.disable(name, JINNIU, INSTALLED)
    worker.forget()
    assert (await worker.ask("", query, admin=True))["reports"] == []


async def test_a_wrong_report_is_told_to_the_log_alone(worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    reply = await worker.send("", "{ lampsWrong { rows { lamps } } }", admin=True)
    (error,) = reply.json["errors"]
    assert (reply.status, error["message"], error["extensions"]["code"]) == (500, "Internal error", "INTERNAL")
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR and record.exc_info]
    assert record.exc_info is not None
    assert str(record.exc_info[1]) == (
        "The report 'lamps.wrong' of the plugin 'lamps', row 1, column 'lamps': is 'many', of the type str and not int."
    )


async def test_reports_have_a_cost(worker: Worker) -> None:
    aliased = " ".join(f"a{number}: lampsByState {{ title }}" for number in range(15))
    assert len(await worker.ask("", f"{{ {aliased} }}", admin=True)) == 15
    worker.city._whole._compiler.limits = worker.city._whole._compiler.within(14_500).limits
    refused = await worker.send("", f"{{ b: __typename {aliased} }}", admin=True)
    assert refused.codes == ["TOO_COSTLY"]
    assert refused.json["errors"][0]["path"] == ["a14"]

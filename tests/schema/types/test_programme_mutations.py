"""What can be done to programmes and series, from the input to the answer, and by whom."""

from __future__ import annotations

from typing import Any

from core.access import DRAFTS_READ, PROGRAMMES_WRITE, Reach, Viewer, ViewerKind
from tests.schema.client import Client
from tests.schema.town import gid, key
from tests.schema.types.writes import events, found_by_search, mutate, problems

NEW: dict[str, Any] = {
    "code": "elite-2024",
    "name": "暑期托管计划",
    "areaId": gid("ar", 3),
    "leadOrganizationId": gid("or", 1),
}


async def test_a_programme_is_made_published_and_closed(office: Client) -> None:
    value = {**NEW, "nameEn": "Elite", "startsOn": "2024-08-01", "endsOn": "2025-07-31"}
    whole = "programme { id code name(lang: EN) area { name } startsOn endsOn status version }"
    payload = await mutate(office, "createProgramme", value, whole)
    made = payload["programme"].pop("id")
    assert payload == {
        "programme": {
            "code": "elite-2024",
            "name": "Elite",
            "area": {"name": "西华街道"},
            "startsOn": "2024-08-01",
            "endsOn": "2025-07-31",
            "status": "DRAFT",
            "version": 1,
        },
        "userErrors": [],
    }
    assert await found_by_search(office, "tuoguan", admin=False) == []
    shown = "programme { status version }"
    assert (await mutate(office, "publishProgramme", {"id": made, "expectedVersion": 1}, shown))["programme"] == {
        "status": "PUBLISHED",
        "version": 2,
    }
    assert await found_by_search(office, "tuoguan", admin=False) == [made]
    renamed = await mutate(office, "updateProgramme", {"id": made, "name": "托管计划"}, "programme { name }")
    assert renamed["programme"] == {"name": "托管计划"}
    assert (await mutate(office, "closeProgramme", {"id": made}, shown))["programme"]["status"] == "CLOSED"
    assert [name for name, *_ in await events()] == [
        "programme.created",
        "programme.published",
        "programme.updated",
        "programme.closed",
    ]
    assert await problems(office, "publishProgramme", {"id": made}) == [
        ("WRONG_STATE", "id", "The programme is CLOSED, and must be DRAFT.")
    ]


async def test_a_series_is_made_and_changed(office: Client) -> None:
    value = {"code": "talks", "name": "书记说郫筒", "areaId": gid("ar", 3), "programmeId": gid("pg", 1)}
    made = await mutate(office, "createSeries", value, "series { id cadenceLabel programme { id } }")
    identifier = made["series"].pop("id")
    assert made == {"series": {"cadenceLabel": "不定期", "programme": {"id": gid("pg", 1)}}, "userErrors": []}
    changed = await mutate(
        office, "updateSeries", {"id": identifier, "cadence": "MONTHLY"}, "series { cadence version }"
    )
    assert changed["series"] == {"cadence": "MONTHLY", "version": 2}
    assert await problems(office, "createSeries", {**value, "name": ""}) == [("REQUIRED", "name", "Must not be empty.")]


async def test_whoever_may_do_so_elsewhere_makes_none_here(office: Client) -> None:
    query = """mutation ($input: CreateProgrammeInput!) {
      createProgramme(input: $input) { programme { code } userErrors { code } }
    }"""
    answers = []
    for number in (4, 3):
        reach = Reach(areas=frozenset({key("ar", number)}))
        may = frozenset({PROGRAMMES_WRITE, DRAFTS_READ})
        viewer = Viewer(ViewerKind.PERSON, may, dict.fromkeys(may, reach))
        data = await office.ask(query, {"input": NEW}, viewer=viewer)
        answers.append(data["createProgramme"])
    assert answers == [
        {"programme": None, "userErrors": [{"code": "NOT_PERMITTED"}]},
        {"programme": {"code": "elite-2024"}, "userErrors": []},
    ]

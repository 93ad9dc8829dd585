"""What can be said of people and areas, from the input to the answer, the events and the search; and by whom."""

from __future__ import annotations

from typing import Any

from core import people
from core.access import AREAS_WRITE, PEOPLE_NAMES, PEOPLE_READ, PEOPLE_WRITE
from core.models import Area, Event, Person, PersonAudience, SearchDocument
from core.models.choices import Audience, PersonStatus
from linli.testing import Client, build_town
from tests.support.domain import problems_of

CREATE = """mutation ($input: CreatePersonInput!) { createPerson(input: $input) {
  person { displayName area { name } audiences version } userErrors { code field }
} }"""
UPDATE = """mutation ($input: UpdatePersonInput!) { updatePerson(input: $input) {
  person { displayName audiences version } userErrors { code field }
} }"""
AREA = """mutation ($input: CreateAreaInput!) { createArea(input: $input) {
  area { name level parent { name } } userErrors { code field }
} }"""


def gid(row: Area | Person) -> str:
    return f"{'ar' if isinstance(row, Area) else 'pe'}_{row.id}"


async def test_somebody_is_noted_found_and_changed(client: Client) -> None:
    town = await build_town()
    writer = client.permitted(PEOPLE_READ, PEOPLE_NAMES, PEOPLE_WRITE, areas=[town.xihua])
    new = {"displayName": "演示医生甲", "areaId": gid(town.xihua), "audiences": ["RESIDENT", "VOLUNTEER"]}
    made: Any = await writer.ask(CREATE, {"input": new})
    assert made["createPerson"] == {
        "person": {
            "displayName": "演示医生甲",
            "area": {"name": "西华街道"},
            "audiences": ["RESIDENT", "VOLUNTEER"],
            "version": 1,
        },
        "userErrors": [],
    }
    person = await Person.get(display_name="演示医生甲")
    assert (await SearchDocument.get(subject_id=person.id)).subject_type == "pe"
    # What is sensitive was agreed to, and is nothing that others may change.
    await PersonAudience.create(person=person, audience=Audience.PARTY_MEMBER)
    change = {"id": gid(person), "displayName": "演示医生乙", "audiences": ["VOLUNTEER"], "expectedVersion": 1}
    for version in (1, 2):
        changed: Any = await writer.ask(UPDATE, {"input": {**change, "expectedVersion": version}})
        assert changed["updatePerson"] == {
            "person": {"displayName": "演示医生乙", "audiences": ["VOLUNTEER"], "version": 2},
            "userErrors": [],
        }
    assert await PersonAudience.filter(person_id=person.id).count() == 2
    told = await Event.filter(subject_id=person.id).order_by("position")
    assert [(event.name, event.payload) for event in told] == [
        ("person.created", {"version": 1}),
        ("person.updated", {"version": 2, "changed": ["audiences", "display_name"]}),
    ]


async def test_who_is_refused(client: Client) -> None:
    town = await build_town()
    writer = client.permitted(PEOPLE_READ, PEOPLE_WRITE, areas=[town.xihua])

    async def refused(query: str, **given: object) -> list[tuple[str, str]]:
        answer: Any = await writer.ask(query, {"input": given})
        (payload,) = answer.values()
        assert payload["person"] is None
        return [(error["code"], ".".join(error["field"])) for error in payload["userErrors"]]

    secret = {"displayName": " ", "areaId": gid(town.xihua), "audiences": ["RESIDENT", "PARTY_MEMBER"]}
    assert await refused(CREATE, **secret) == [("REQUIRED", "displayName"), ("NOT_ALLOWED", "audiences.1")]
    # Elsewhere, and for nobody's area, others note people.
    for area in ({"areaId": gid(town.pitong)}, {}):
        assert [code for code, _ in await refused(CREATE, displayName="演示居民甲", **area)] == ["NOT_PERMITTED"]
    assert await Person.filter(display_name="演示居民甲").count() == 0
    kept = await Person.create(display_name="演示居民乙", area=town.xihua)
    gone = await Person.create(display_name="演示居民乙", area=town.xihua, status=PersonStatus.MERGED, merged_into=kept)
    assert await problems_of(people.update(gone.id, people.PersonChange(display_name="丙"))) == [("WRONG_STATE", "id")]
    assert (await client.anonymous.refusal(CREATE, {"input": secret}))[0] == "FORBIDDEN"


async def test_an_area_is_made_below_one_s_own(client: Client) -> None:
    town = await build_town()
    writer = client.permitted(AREAS_WRITE, areas=[town.jinniu])
    new = {"level": "COMMUNITY", "name": "西华新社区", "code": "510106012009", "parentId": gid(town.xihua)}
    made: Any = await writer.ask(AREA, {"input": new})
    assert made["createArea"] == {
        "area": {"name": "西华新社区", "level": "COMMUNITY", "parent": {"name": "西华街道"}},
        "userErrors": [],
    }
    again: Any = await writer.ask(AREA, {"input": {**new, "level": "DISTRICT"}})
    assert again["createArea"]["userErrors"] == [
        {"code": "DUPLICATE", "field": ["code"]},
        {"code": "WRONG_LEVEL", "field": ["parentId"]},
    ]
    elsewhere: Any = await writer.ask(AREA, {"input": {**new, "code": None, "parentId": gid(town.pitong)}})
    assert [error["code"] for error in elsewhere["createArea"]["userErrors"]] == ["NOT_PERMITTED"]
    assert await Area.filter(name="西华新社区").count() == 1

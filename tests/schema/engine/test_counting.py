"""Counts for whoever may not see the rows: small ones are left out, and nothing leads to them."""

from __future__ import annotations

from typing import Any

import pytest

from core.access import PEOPLE_READ, REGISTRATIONS_AGGREGATE, REGISTRATIONS_READ, Reach, Viewer, ViewerKind
from core.models import Person, Registration
from core.models.choices import RegistrationState
from linli.testing import Client, Town
from linli.testing.town import build_town

NEEDS = "asking for Registration needs the permission 'registrations.read'"
TELLS = (
    "with the permission 'registrations.aggregate' one may count Registration by state, activity, where one compares "
    "state, activity, activity.area with one value; other counts need the permission 'registrations.read'"
)

CONFIRMED, CANCELLED, WAITLISTED = (
    RegistrationState.CONFIRMED,
    RegistrationState.CANCELLED,
    RegistrationState.WAITLISTED,
)


@pytest.fixture
async def registered(client: Client) -> Town:
    """Ten registrations for the festival in Jinniu and nine for the talk in Pidu, three of each in another state."""
    town = await build_town()
    people = [await Person.create(display_name=f"演示居民{number:03}") for number in range(10)]
    for activity, states in (
        (town.festival, [CONFIRMED] * 7 + [CANCELLED] * 3),
        (town.talk, [CONFIRMED] * 6 + [WAITLISTED] * 3),
    ):
        for person, state in zip(people, states, strict=False):
            await Registration.create(activity=activity, person=person, state=state)
    return town


COUNTS = """query ($festival: ID!, $area: ID!) {
  all: registrations { totalCount }
  states: registrations { groups(by: [STATE]) { count state } }
  activities: registrations { groups(by: [ACTIVITY, STATE]) { count state activity { title } } }
  cancelled: registrations(where: {state: {eq: CANCELLED}}) { totalCount }
  pending: registrations(where: {state: {eq: PENDING}}) { totalCount }
  festival: registrations(where: {activity: {id: {eq: $festival}}}) { totalCount }
  within: registrations(where: {activity: {area: {within: $area}}, state: {eq: CONFIRMED}}) { totalCount }
  nested: activity(id: $festival) {
    registrations { totalCount groups(by: [STATE]) { count state } }
    cancelled: registrations(where: {state: {eq: CANCELLED}}) { totalCount }
  }
}"""


def asked(town: Town) -> dict[str, Any]:
    """The variables of `COUNTS`."""
    return {"festival": f"at_{town.festival.id}", "area": f"ar_{town.jinniu.id}"}


async def test_counts_are_told_in_steps_and_small_ones_not_at_all(client: Client, registered: Town) -> None:
    festival, talk = {"title": "演示邻里节"}, {"title": "演示讲座"}
    assert await client.permitted(REGISTRATIONS_AGGREGATE).ask(COUNTS, asked(registered)) == {
        "all": {"totalCount": 15},
        "states": {"groups": [{"count": 10, "state": "CONFIRMED"}]},
        "activities": {
            "groups": [
                {"count": 5, "state": "CONFIRMED", "activity": festival},
                {"count": 5, "state": "CONFIRMED", "activity": talk},
            ]
        },
        "cancelled": {"totalCount": None},
        "pending": {"totalCount": 0},
        "festival": {"totalCount": 10},
        "within": {"totalCount": 5},
        "nested": {
            "registrations": {"totalCount": 10, "groups": [{"count": 5, "state": "CONFIRMED"}]},
            "cancelled": {"totalCount": None},
        },
    }


async def test_what_lies_beyond_the_scope_is_not_counted(client: Client, registered: Town) -> None:
    viewer = client.permitted(REGISTRATIONS_AGGREGATE, areas=[registered.pidu])
    found = await viewer.ask(COUNTS, asked(registered))
    assert found["all"] == {"totalCount": 5}
    assert found["festival"] == found["within"] == {"totalCount": 0}
    assert found["nested"]["registrations"] == {"totalCount": 0, "groups": []}


async def test_a_district_administrator_is_told_counts_alone(client: Client, registered: Town) -> None:
    viewer = client.in_role("district_admin", areas=[registered.jinniu])
    assert (await viewer.ask(COUNTS, asked(registered)))["all"] == {"totalCount": 10}
    assert await viewer.refusal("{ registrations { nodes { id } } }") == ("FORBIDDEN", NEEDS)


@pytest.mark.parametrize(
    "question",
    [
        "{ registrations { nodes { id } } }",
        "{ registrations { totalCount nodes { id } } }",
        "{ registrations { totalCount edges { cursor } } }",
        "{ registrations(first: 0) { totalCount pageInfo { hasNextPage } } }",
        "{ activities { nodes { registrations { nodes { person { id } } } } } }",
        "{ activities(where: {registrations: {some: {state: {eq: CONFIRMED}}}}) { totalCount } }",
        "{ activities(orderBy: [{registrations: {count: DESC}}]) { nodes { id } } }",
        '{ registration(id: "rg_018fd14f-8280-766b-8fee-290742325f9d") { id } }',
    ],
)
async def test_rows_are_denied_as_to_anybody(client: Client, registered: Town, question: str) -> None:
    for viewer in (client.permitted(REGISTRATIONS_AGGREGATE), client.permitted()):
        assert await viewer.refusal(question) == ("FORBIDDEN", NEEDS)
        assert viewer.statements == ()


@pytest.mark.parametrize(
    "question",
    [
        "{ registrations { groups(by: [PERSON]) { count } } }",
        "{ registrations { totalCount groups(by: [STATE, PERSON]) { count } } }",
        '{ registrations(where: {id: {eq: "$id"}}) { totalCount } }',
        '{ registrations(where: {person: {id: {eq: "$person"}}}) { totalCount } }',
        '{ registrations(where: {activity: {registrations: {some: {id: {eq: "$id"}}}}}) { totalCount } }',
        '{ registrations(where: {activity: {title: {eq: "演示讲座"}}}) { totalCount } }',
        '{ registrations(where: {activity: {id: {in: ["$id"]}}}) { totalCount } }',
        '{ registrations(where: {activity: {area: {parent: {id: {eq: "$id"}}}}}) { totalCount } }',
        "{ registrations(where: {activity: null}) { totalCount } }",
        "{ registrations(where: {state: {ne: CONFIRMED}}) { totalCount } }",
        "{ registrations(where: {state: {in: [CONFIRMED]}}) { totalCount } }",
        "{ registrations(where: {not: {state: {eq: CONFIRMED}}}) { totalCount } }",
        "{ registrations(where: {or: [{state: {eq: CONFIRMED}}]}) { totalCount } }",
        '{ registrations(where: {registeredAt: {lt: "2026-01-01T00:00:00Z"}}) { totalCount } }',
        "{ registrations(where: {partySize: {eq: 1}}) { totalCount } }",
        "{ people { nodes { registrations { totalCount } } } }",
    ],
)
async def test_nothing_is_counted_by_what_sets_few_people_apart(
    client: Client, registered: Town, question: str
) -> None:
    key = "018fd14f-8280-766b-8fee-290742325f9d"
    tag = "at" if "{activity: {id" in question else "ar" if "parent" in question else "rg"
    question = question.replace("$id", f"{tag}_{key}").replace("$person", f"pe_{key}")
    viewer = client.permitted(REGISTRATIONS_AGGREGATE, PEOPLE_READ)
    assert await viewer.refusal(question) == ("FORBIDDEN", TELLS)
    assert viewer.statements == ()
    assert await client.permitted(PEOPLE_READ).refusal(question) == ("FORBIDDEN", NEEDS)


MIXED = """{
  registrations(first: 50) { totalCount nodes { activity { title } } groups(by: [STATE]) { count state } }
}"""


async def test_who_sees_some_rows_is_told_these_exactly_and_of_the_others_in_steps(
    client: Client, registered: Town
) -> None:
    everywhere = frozenset({REGISTRATIONS_AGGREGATE, REGISTRATIONS_READ})
    jinniu = {REGISTRATIONS_READ: Reach(areas=frozenset({registered.jinniu.id}))}
    viewer = client.seen_by(Viewer(ViewerKind.PROGRAM, everywhere, jinniu))
    assert await viewer.ask(MIXED) == {
        "registrations": {
            "totalCount": 10 + 5,
            "nodes": [{"activity": {"title": "演示邻里节"}}] * 10,
            "groups": [{"count": 7 + 5, "state": "CONFIRMED"}, {"count": 3, "state": "CANCELLED"}],
        }
    }
    # Counted by anything else there are only the rows that they see.
    question = "{ registrations(where: {partySize: {eq: 1}}) { totalCount } }"
    assert await viewer.ask(question) == {"registrations": {"totalCount": 10}}
    await Registration.filter(activity=registered.talk, state=CONFIRMED).delete()
    found = (await viewer.ask(MIXED))["registrations"]
    assert found["totalCount"] is None, "three others would be told by the difference"
    assert found["groups"] == [{"count": 7, "state": "CONFIRMED"}, {"count": 3, "state": "CANCELLED"}]


async def test_ones_own_rows_are_seen_beside_the_counts(client: Client, registered: Town) -> None:
    person = await Person.create(display_name="演示居民099")
    await Registration.create(activity=registered.talk, person=person, state=CANCELLED)
    viewer = client.seen_by(
        Viewer(ViewerKind.PERSON, frozenset({REGISTRATIONS_AGGREGATE, PEOPLE_READ}), person_id=person.id)
    )
    question = "{ registrations { totalCount pageInfo { hasNextPage } nodes { state } } }"
    assert await viewer.ask(question) == {
        "registrations": {
            "totalCount": 1 + 15,
            "pageInfo": {"hasNextPage": False},
            "nodes": [{"state": "CANCELLED"}],
        }
    }
    question = "query ($id: ID!) { person(id: $id) { registrations { totalCount nodes { state } } } }"
    assert await viewer.ask(question, {"id": f"pe_{person.id}"}) == {
        "person": {"registrations": {"totalCount": 1, "nodes": [{"state": "CANCELLED"}]}}
    }


async def test_who_has_the_rows_is_told_every_count(client: Client, registered: Town) -> None:
    viewer = client.permitted(REGISTRATIONS_AGGREGATE, REGISTRATIONS_READ)
    found = await viewer.ask(COUNTS, asked(registered))
    assert found["all"] == {"totalCount": 19}
    assert found["cancelled"] == {"totalCount": 3}
    scoped = client.permitted(REGISTRATIONS_AGGREGATE, REGISTRATIONS_READ, areas=[registered.pidu])
    assert (await scoped.ask("{ registrations { totalCount } }")) == {"registrations": {"totalCount": 9}}


async def test_a_deep_question_leaves_out_small_counts_too(client: Client, registered: Town) -> None:
    """On SQLite in the form for questions that its parser has no room for."""
    inner = "registrations { totalCount groups(by: [STATE]) { count state } }"
    for _ in range(5):
        inner = f"place {{ activities(first: 2) {{ nodes {{ {inner} }} }} }}"
    question = f"query ($id: ID!) {{ activity(id: $id) {{ {inner} }} }}"
    found = await client.permitted(REGISTRATIONS_AGGREGATE).ask(question, {"id": f"at_{registered.talk.id}"})
    for _ in range(5):
        found = found.get("activity", found)["place"]["activities"]["nodes"][0]
    assert found == {"registrations": {"totalCount": 5, "groups": [{"count": 5, "state": "CONFIRMED"}]}}


async def test_who_sees_and_counts_in_one_area(client: Client, registered: Town) -> None:
    """What is seen depends on the activity around them alone, and is counted below each all the same."""
    viewer = client.permitted(REGISTRATIONS_READ, REGISTRATIONS_AGGREGATE, areas=[registered.jinniu])
    question = "{ activities { nodes { title registrations(first: 3) { totalCount nodes { id } } } } }"
    found = (await viewer.ask(question))["activities"]["nodes"]
    told = {node["title"]: (node["registrations"]["totalCount"], len(node["registrations"]["nodes"])) for node in found}
    assert told == {registered.festival.title: (10, 3), registered.talk.title: (0, 0)}

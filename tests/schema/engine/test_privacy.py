"""Private fields: masked, or refused, on every path to them; and noted where they are shown in full."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from core.access import (
    PEOPLE_NAMES,
    PEOPLE_READ,
    PEOPLE_SENSITIVE,
    REGISTRATIONS_READ,
    Reach,
    Viewer,
    ViewerKind,
)
from core.models import AuditEntry, Person, PersonAudience, Registration
from core.privacy import mask_name
from core.search import index_instance
from linli.testing import Client, Town
from linli.testing.town import build_town

FULL = "张三丰"
MASKED = "张**"

MASKING = [
    ("people", "{ people { nodes { displayName } } }"),
    ("an alias", "{ people { nodes { n: displayName } } }"),
    ("a fragment", "{ people { nodes { ...F } } } fragment F on Person { displayName }"),
    ("an inline fragment", "{ people { nodes { ... on Person { displayName } } } }"),
    ("edges", "{ people { edges { node { displayName } cursor } } }"),
    ("one", "{ person(id: $id) { displayName } }"),
    ("node", "{ node(id: $id) { ... on Person { displayName } } }"),
    ("nodes", "{ nodes(ids: [$id]) { ... on Person { displayName } } }"),
    ("nested", "{ registrations { nodes { person { displayName } } } }"),
    ("nested twice", "{ people { nodes { registrations { nodes { person { displayName } } } } } }"),
    ("a group's row", "{ registrations { groups(by: [PERSON]) { count person { displayName } } } }"),
    ("ordered by default, with cursors", "{ people(first: 1) { pageInfo { endCursor } edges { cursor } } }"),
]

REFUSED = [
    '{ people(where: {displayName: {contains: "三"}}) { totalCount } }',
    '{ people(where: {not: {or: [{displayName: {eq: "x"}}]}}) { totalCount } }',
    "{ people(orderBy: [{displayName: ASC}]) { nodes { id } } }",
    '{ registrations(where: {person: {displayName: {startsWith: "张三"}}}) { totalCount } }',
    "{ registrations(orderBy: [{person: {displayName: DESC}}]) { nodes { id } } }",
    '{ activities(where: {registrations: {some: {person: {displayName: {eq: "x"}}}}}) { totalCount } }',
    '{ people { nodes { registrations(where: {person: {displayName: {eq: "x"}}}) { totalCount } } } }',
    '{ search(text: "张三", types: [PERSON]) { totalCount } }',
]


PARTY = {
    "some": "some: {eq: PARTY_MEMBER}",
    "none": "none: {eq: PARTY_MEMBER}",
    "other": "some: {ne: RESIDENT}",
    "only": "none: {ne: RESIDENT}",
}


@pytest.fixture
async def people(client: Client) -> Town:
    """A town in which the one resident has a name that is long enough to be masked, and a registration."""
    town = await build_town()
    await Person.filter(id=town.resident.id).update(display_name=FULL)
    await index_instance(await Person.get(id=town.resident.id))
    if not await Registration.exists():
        await Registration.create(activity=town.festival, person=town.resident)
    return town


async def _asked(client: Client, query: str, town: Town) -> Any:
    id_ = f"pe_{town.resident.id}"
    wanted = f"query($id: ID!) {query}" if "$id" in query else query
    return await client.ask(wanted, {"id": id_} if "$id" in query else {})


@pytest.mark.parametrize("query", [query for _, query in MASKING], ids=[name for name, _ in MASKING])
async def test_masked_on_every_path_and_shown_with_the_permission(client: Client, people: Town, query: str) -> None:
    told = str(await _asked(client.permitted(PEOPLE_READ, REGISTRATIONS_READ), query, people))
    assert FULL not in told
    assert ("isplayName" not in query) or MASKED in told
    full = str(await _asked(client.permitted(PEOPLE_READ, PEOPLE_NAMES, REGISTRATIONS_READ), query, people))
    assert MASKED not in full
    assert FULL in full
    assert "whose" not in full


@pytest.mark.parametrize("query", REFUSED)
async def test_no_condition_on_what_is_hidden(client: Client, people: Town, query: str) -> None:
    hidden = client.permitted(PEOPLE_READ, REGISTRATIONS_READ)
    client.server.statements.clear()
    assert await hidden.refusal(query) == (
        "FORBIDDEN",
        "Person.displayName is private: filtering, ordering, grouping and searching by it needs the permission "
        "'people.names'",
    )
    assert client.server.statements == []
    await client.permitted(PEOPLE_READ, PEOPLE_NAMES, REGISTRATIONS_READ).ask(query)


async def test_a_search_of_everything_passes_over_hidden_names(client: Client, people: Town) -> None:
    question = '{ search(text: "张三丰") { totalCount } }'
    assert await client.permitted(PEOPLE_READ).ask(question) == {"search": {"totalCount": 0}}
    assert await client.permitted(PEOPLE_READ, PEOPLE_NAMES).ask(question) == {"search": {"totalCount": 1}}


async def test_ones_own_name_is_shown(client: Client, people: Town) -> None:
    other = await Person.create(display_name="李四")
    oneself = Viewer(ViewerKind.PERSON, frozenset({PEOPLE_READ}), account_id=uuid.UUID(int=1), person_id=other.id)
    data = await client.seen_by(oneself).ask("{ people { nodes { displayName } } }")
    assert {node["displayName"] for node in data["people"]["nodes"]} == {MASKED, "李四"}


@pytest.mark.parametrize("name", ["张三", " 张三 ", "A", "𠮷田", "…"])
async def test_both_databases_mask_as_python_does(client: Client, people: Town, name: str) -> None:
    await Person.filter(id=people.resident.id).update(display_name=name)
    data = await client.permitted(PEOPLE_READ).ask("{ people { nodes { displayName } } }")
    assert data == {"people": {"nodes": [{"displayName": mask_name(name)}]}}


async def test_a_permission_at_a_scope_shows_names_there(client: Client, people: Town) -> None:
    await Person.filter(id=people.resident.id).update(area_id=people.xihua.id)
    await Person.create(display_name="李四光", area=people.pitong)
    scoped = client.seen_by(
        Viewer(
            ViewerKind.PERSON,
            frozenset({PEOPLE_READ, PEOPLE_NAMES}),
            {PEOPLE_NAMES: Reach(areas=frozenset({people.jinniu.id}))},
        )
    )
    data = await scoped.ask("{ people(orderBy: [{id: ASC}]) { nodes { displayName } } }")
    assert data == {"people": {"nodes": [{"displayName": FULL}, {"displayName": "李**"}]}}
    question = "query($name: String!) { people(where: {displayName: {contains: $name}}) { totalCount } }"
    assert await scoped.ask(question, {"name": "三丰"}) == {"people": {"totalCount": 1}}
    assert await scoped.ask(question, {"name": "李"}) == {"people": {"totalCount": 0}}
    await client.server.city.reads.flush()
    (entry,) = await AuditEntry.filter(action="read")
    assert (entry.person_id, entry.details["rows"]) == (people.resident.id, 1)


async def test_one_statement_as_before(client: Client, people: Town) -> None:
    viewer = client.permitted(PEOPLE_READ, PEOPLE_NAMES, REGISTRATIONS_READ)
    question = "{ people { nodes { displayName registrations { nodes { person { displayName } } } } } }"
    await viewer.ask(question)
    client.server.statements.clear()
    await viewer.ask(question)
    assert len(client.server.statements) == 1


async def test_party_membership_is_seen_by_oneself_and_with_a_permission(client: Client, people: Town) -> None:
    for audience in ("PARTY_MEMBER", "RESIDENT"):
        await PersonAudience.create(person=people.resident, audience=audience)
    asked = {
        name: f"people(where: {{audiences: {{{condition}}}}}) {{ totalCount }}" for name, condition in PARTY.items()
    }
    query = "{ people { nodes { audiences } } " + " ".join(f"{name}: {one}" for name, one in asked.items()) + " }"
    oneself = Viewer(ViewerKind.PERSON, frozenset(), person_id=people.resident.id)
    at_home = Viewer(
        ViewerKind.PERSON,
        frozenset({PEOPLE_READ, PEOPLE_SENSITIVE}),
        {PEOPLE_SENSITIVE: Reach(areas=frozenset({people.jinniu.id}))},
    )
    elsewhere = Viewer(
        ViewerKind.PERSON,
        frozenset({PEOPLE_READ, PEOPLE_SENSITIVE}),
        {PEOPLE_SENSITIVE: Reach(areas=frozenset({people.pidu.id}))},
    )
    hidden = [["RESIDENT"], 0, 1, 0, 1]
    shown = [["RESIDENT", "PARTY_MEMBER"], 1, 0, 1, 0]
    for viewer, expected in (
        (client.permitted(PEOPLE_READ, PEOPLE_NAMES), hidden),
        (client.seen_by(elsewhere), hidden),
        (client.seen_by(at_home), shown),
        (client.seen_by(oneself), shown),
    ):
        found = await viewer.ask(query)
        counts = [found[name]["totalCount"] for name in PARTY]
        assert [found["people"]["nodes"][0]["audiences"], *counts] == expected

"""What ends has ended with the next request, and a read is one statement all the same."""

from __future__ import annotations

import datetime

import pytest

from core.clock import fixed, now, today
from core.models import Account, Area, Person, Place, RoleAssignment
from core.models.choices import AreaLevel
from linli.testing import Client, Town, assert_statements
from tests.access.conftest import account_of, signed_in
from tests.access.issuer import signed

PEOPLE = "{ people { totalCount } }"
ALL, OWN = {"people": {"totalCount": 2}}, {"people": {"totalCount": 1}}
"""What somebody with the role sees, and without: of people, themselves alone."""
YESTERDAY = datetime.timedelta(days=1)


@pytest.fixture
async def assignment(town: Town) -> RoleAssignment:
    """The resident, one of two people, is an administrator of the whole city, since a while."""
    await Person.create(display_name="演示居民009", area=town.pitong)
    await account_of(town.resident)
    since = today() - datetime.timedelta(days=30)
    return await RoleAssignment.create(person=town.resident, role="area_admin", area=town.city, valid_from=since)


async def test_a_read_of_somebody_who_is_remembered_is_one_statement(
    client: Client, assignment: RoleAssignment
) -> None:
    alice = signed_in(client)
    await alice.ask(PEOPLE)
    await assert_statements(alice, PEOPLE)
    await assert_statements(alice, "{ people { totalCount } places { nodes { name } } areas { totalCount } }")
    # What Python answers, and what is refused, looks at the epoch by itself.
    await assert_statements(alice, '{ node(id: "xx_018fd14f-8280-766b-8fee-290742325f9d") { id } }', 1)


async def test_nobody_else_pays_for_it(client: Client, town: Town) -> None:
    for other in (client.anonymous, client.administrator):
        await assert_statements(other, "{ places { totalCount } }")
        assert "access_epoch" not in client.statements[0]


async def test_an_assignment_that_ended_permits_nothing_with_the_next_request(
    client: Client, assignment: RoleAssignment
) -> None:
    alice = signed_in(client)
    assert await alice.ask(PEOPLE) == ALL
    await RoleAssignment.filter(id=assignment.id).update(valid_to=today() - YESTERDAY)
    assert await alice.ask(PEOPLE) == OWN


async def test_an_assignment_that_began_permits_with_the_next_request(
    client: Client, town: Town, assignment: RoleAssignment
) -> None:
    await RoleAssignment.filter(id=assignment.id).update(valid_to=today() - YESTERDAY)
    alice, tokens = signed_in(client), "{ apiTokens { totalCount } }"
    assert await alice.ask(PEOPLE) == OWN
    assert (await alice.refusal(tokens))[0] == "FORBIDDEN"
    await RoleAssignment.create(person=town.resident, role="district_admin", area=town.city, valid_from=today())
    # That was refused before any statement ran, and so it is looked again.
    assert await alice.ask(tokens) == {"apiTokens": {"totalCount": 0}}
    assert await alice.ask(PEOPLE) == ALL
    await RoleAssignment.filter(role="district_admin").delete()
    assert (await alice.refusal(tokens))[0] == "FORBIDDEN"


async def test_what_was_null_for_want_of_a_permission_is_there_once_it_is_given(
    client: Client, town: Town, assignment: RoleAssignment
) -> None:
    await Account.all().update(person_id=None)
    alice, question = signed_in(client), f'{{ node(id: "pe_{town.resident.id}") {{ id }} }}'
    assert await alice.ask(question) == {"node": None}
    await Account.all().update(person_id=town.resident.id)
    assert await alice.ask(question) == {"node": {"id": f"pe_{town.resident.id}"}}


async def test_a_role_begins_and_ends_at_midnight_in_shanghai(client: Client, assignment: RoleAssignment) -> None:
    evening = datetime.datetime.combine(today(), datetime.time(15, 59, 59), datetime.UTC)
    await RoleAssignment.filter(id=assignment.id).update(valid_to=evening.date())
    alice = client.with_token(signed(exp=evening + datetime.timedelta(days=2)))
    with fixed(evening):
        assert await alice.ask(PEOPLE) == ALL
    with fixed(evening + datetime.timedelta(seconds=1)):
        assert await alice.ask(PEOPLE) == OWN


async def test_a_disabled_account_is_nobodys_with_the_next_request(client: Client, assignment: RoleAssignment) -> None:
    alice = signed_in(client)
    assert await alice.ask(PEOPLE) == ALL
    await Account.all().update(disabled_at=now())
    reply = await alice.send(PEOPLE)
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert reply.json() == {
        "errors": [
            {
                "message": "The token in the header Authorization is not valid.",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }
    await Account.all().update(disabled_at=None)
    assert await alice.ask(PEOPLE) == ALL


async def test_an_account_that_is_linked_anew_has_the_roles_of_its_person(
    client: Client, assignment: RoleAssignment
) -> None:
    alice = signed_in(client)
    assert await alice.ask(PEOPLE) == ALL
    other = await Person.create(display_name="演示居民002")
    await Account.all().update(person_id=other.id)
    assert await alice.ask(PEOPLE) == OWN
    await Account.all().update(person_id=None)
    assert (await alice.refusal(PEOPLE))[0] == "FORBIDDEN"
    viewer = await alice.ask("{ viewer { kind person { id } permissions { name } } }")
    assert viewer == {"viewer": {"kind": "PERSON", "person": None, "permissions": []}}


async def test_unknown_roles_permit_nothing(client: Client, assignment: RoleAssignment) -> None:
    await RoleAssignment.filter(id=assignment.id).update(role="gone.keeper")
    alice = signed_in(client)
    assert await alice.ask("{ viewer { permissions { name } } }") == {"viewer": {"permissions": []}}
    found = await alice.ask("{ viewer { roles { role titleZh titleEn } } }")
    assert found == {"viewer": {"roles": [{"role": "gone.keeper", "titleZh": "gone.keeper", "titleEn": "gone.keeper"}]}}


async def test_the_only_area_above_all_others_is_everywhere(
    client: Client, town: Town, assignment: RoleAssignment
) -> None:
    alice = signed_in(client)
    question = "{ viewer { permissions { name everywhere areas } } }"
    rights = {one["name"]: one for one in (await alice.ask(question))["viewer"]["permissions"]}
    assert rights["people.read"] == {"name": "people.read", "everywhere": True, "areas": []}
    await Area.create(level=AreaLevel.CITY, name="演示市")
    rights = {one["name"]: one for one in (await alice.ask(question))["viewer"]["permissions"]}
    assert rights["people.read"] == {"name": "people.read", "everywhere": False, "areas": [f"ar_{town.city.id}"]}


RENAME = 'mutation ($id: ID!) { %s: updatePlace(input: {id: $id, name: "%s"}) { place { name } userErrors { code } } }'


async def test_a_mutation_looks_in_its_transaction(client: Client, town: Town, assignment: RoleAssignment) -> None:
    alice, variables = signed_in(client), {"id": f"pl_{town.theatre.id}"}
    renamed = await alice.ask(RENAME % ("one", "一号剧场"), variables)
    assert renamed == {"one": {"place": {"name": "一号剧场"}, "userErrors": []}}
    await RoleAssignment.filter(id=assignment.id).delete()
    reply = await alice.send(RENAME % ("one", "二号剧场"), variables)
    assert (reply.status_code, reply.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert (await Place.get(id=town.theatre.id)).name == "一号剧场"


async def test_a_mutation_that_ends_ones_own_rights_is_answered_and_the_next_in_the_request_refused(
    client: Client, town: Town, assignment: RoleAssignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core import places

    alice = signed_in(client)
    update = places.update

    async def and_end(*arguments: object, **options: object) -> Place:
        await RoleAssignment.all().delete()
        return await update(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(places, "update", and_end)
    reply = await alice.send(
        """mutation ($id: ID!) {
          one: updatePlace(input: {id: $id, name: "一号剧场"}) { place { name } }
          two: updatePlace(input: {id: $id, name: "二号剧场"}) { place { name } }
        }""",
        {"id": f"pl_{town.theatre.id}"},
    )
    answer = reply.json()
    assert answer["data"] == {"one": {"place": {"name": "一号剧场"}}, "two": None}
    assert [(error["path"], error["extensions"]["code"]) for error in answer["errors"]] == [(["two"], "FORBIDDEN")]
    assert (await Place.get(id=town.theatre.id)).name == "一号剧场"


@pytest.fixture
async def of_jinniu(client: Client, town: Town) -> Client:
    """The resident is an administrator of one of the two districts, and has asked before."""
    await account_of(town.resident)
    await RoleAssignment.create(person=town.resident, role="area_admin", area=town.jinniu, valid_from=today())
    alice = signed_in(client)
    assert await alice.ask(PEOPLE) == OWN
    return alice


async def test_what_lies_in_an_area_that_came_is_seen_with_the_next_request(of_jinniu: Client, town: Town) -> None:
    for parent in (town.xihua, town.pitong):
        community = await Area.create(level=AreaLevel.COMMUNITY, name="演示社区", parent=parent)
        await Person.create(display_name="演示居民009", area=community)
    assert await of_jinniu.ask(PEOPLE) == ALL


async def test_what_lies_in_an_area_that_moved_is_seen_by_whoever_looks_after_it_now(
    of_jinniu: Client, town: Town
) -> None:
    await Person.create(display_name="演示居民009", area=town.pitong)
    assert await of_jinniu.ask(PEOPLE) == OWN
    await Area.filter(id=town.pitong.id).update(parent_id=town.jinniu.id)
    assert await of_jinniu.ask(PEOPLE) == ALL
    await Area.filter(id=town.pitong.id).update(parent_id=town.pidu.id)
    assert await of_jinniu.ask(PEOPLE) == OWN

"""Accounts are linked to people by two: who asks never confirms, and both stay within their own rights."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from core.access import PEOPLE_READ
from core.clock import now, today
from core.models import Account, AccountLinkRequest, AuditEntry, Event, Person, RoleAssignment
from core.models.choices import AccountLinkState
from core.plugins.plugin_settings import keep_settings, plugin_settings
from core.settings import Settings
from linli.testing import Client, Town
from tests.access.conftest import account_of, signed_in
from tests.access.issuer import NAME

REQUEST = """mutation ($subject: String!, $person: ID!, $issuer: String!) {
  requestAccountLink(input: {issuer: $issuer, subject: $subject, personId: $person}) {
    request { id state stateLabel } userErrors { code field }
  }
}"""
RIGHTS = "{ viewer { person { id } permissions { name } } }"
MINE = "{ accountLinkRequests { nodes { issuer subject state askedBy person { id } decidedAt } } }"

Errors = list[tuple[str, list[str]]]
"""The codes and fields of user errors."""


def _errors(answer: dict[str, Any], name: str) -> Errors:
    return [(error["code"], error["field"]) for error in answer[name]["userErrors"]]


async def _request(client: Client, person: Person, subject: str = "second", issuer: str = NAME) -> Errors:
    given = {"subject": subject, "person": f"pe_{person.id}", "issuer": issuer}
    return _errors(await client.ask(REQUEST, given), "requestAccountLink")


async def _open() -> AccountLinkRequest:
    return await AccountLinkRequest.get(state=AccountLinkState.PENDING)


async def _decide(client: Client, verb: str, request: AccountLinkRequest, version: int | None = None) -> Errors:
    query = (
        f"mutation ($id: ID!, $version: Int) {{ {verb}AccountLink(input: {{id: $id, expectedVersion: $version}}) "
        "{ request { id } userErrors { code field } } }"
    )
    given = {"id": f"al_{request.id}", "version": version}
    return _errors(await client.ask(query, given), f"{verb}AccountLink")


async def _clerk(client: Client, town: Town, subject: str = "clerk") -> Client:
    """Somebody else than the administrator that `client` is: an area administrator of Jinniu."""
    person = await Person.create(display_name="某人", area=town.xihua)
    await RoleAssignment.create(person=person, role="area_admin", area=town.jinniu, valid_from=today())
    await account_of(person, subject)
    return signed_in(client, subject)


async def test_one_asks_and_another_confirms(client: Client, town: Town) -> None:
    clerk, stranger = await _clerk(client, town), signed_in(client, "second")
    before = await Account.all().count()
    assert await _request(clerk, town.resident) == []
    row = await _open()
    assert await Account.all().count() == before, "nothing is linked by asking"
    assert await _decide(clerk, "confirm", row) == [("NOT_PERMITTED", ["id"])]
    assert (await stranger.refusal(RIGHTS))[0] == "UNAUTHENTICATED"

    assert await _decide(client, "confirm", row) == []
    assert (await stranger.ask(RIGHTS))["viewer"]["person"] == {"id": f"pe_{town.resident.id}"}
    for verb in ("confirm", "decline"):
        assert await _decide(client, verb, row) == [("WRONG_STATE", ["id"])]
    account = await Account.get(subject="second")
    noted = AuditEntry.filter(action__startswith="account").order_by("number")
    assert await noted.values_list("action", "actor", "subject_id", "person_id", "details") == [
        ("account_link.requested", row.asked_by, row.id, town.resident.id, {}),
        ("account.linked", "ADMIN", account.id, town.resident.id, {"request": f"al_{row.id}"}),
    ]
    events = [event.name for event in await Event.filter(name__startswith="account").order_by("position")]
    assert events == ["account_link.requested", "account.linked", "account_link.confirmed"]


async def test_nobody_confirms_with_another_account_of_theirs(client: Client, town: Town) -> None:
    chief = await Person.create(display_name="某长", area=town.xihua)
    await RoleAssignment.create(person=chief, role="area_admin", area=town.jinniu, valid_from=today())
    for subject in ("chief", "chief-at-home"):
        await account_of(chief, subject)
    assert await _request(signed_in(client, "chief"), town.resident) == []
    row = await _open()
    for subject in ("chief", "chief-at-home"):
        assert await _decide(signed_in(client, subject), "confirm", row) == [("NOT_PERMITTED", ["id"])]
    assert await Account.filter(person=town.resident).count() == 0
    # Taking it back is one's own to do.
    assert await _decide(signed_in(client, "chief-at-home"), "decline", row) == []


async def test_the_person_confirms_with_an_account_that_they_have(client: Client, town: Town) -> None:
    await account_of(town.resident)
    alice, bob = signed_in(client), signed_in(client, "bob")
    await account_of(await Person.create(display_name="某人", area=town.xihua), "bob")
    assert await _request(await _clerk(client, town), town.resident) == []
    row = await _open()
    mine = {"issuer": NAME, "subject": "second", "state": "PENDING", "askedBy": row.asked_by, "decidedAt": None}
    assert (await alice.ask(MINE))["accountLinkRequests"]["nodes"] == [
        {**mine, "person": {"id": f"pe_{town.resident.id}"}}
    ]
    assert (await bob.ask(MINE))["accountLinkRequests"]["nodes"] == []
    for verb in ("confirm", "decline"):
        assert await _decide(bob, verb, row) == [("NOT_FOUND", ["id"])]
        assert await _decide(bob, verb, row, version=7) == [("NOT_FOUND", ["id"])]
    assert await _decide(alice, "confirm", row, version=7) == [("CONFLICT", ["expectedVersion"])]
    assert await _decide(alice, "confirm", row) == []
    found = await signed_in(client, "second").ask(RIGHTS)
    assert found["viewer"]["person"] == {"id": f"pe_{town.resident.id}"}


async def test_the_person_declines(client: Client, town: Town) -> None:
    await account_of(town.resident)
    assert await _request(await _clerk(client, town), town.resident) == []
    row = await _open()
    assert await _decide(signed_in(client), "decline", row) == []
    assert await _decide(client, "confirm", row) == [("WRONG_STATE", ["id"])]
    assert await Account.filter(subject="second").count() == 0
    entry = await AuditEntry.get(action="account_link.declined")
    assert (entry.subject_id, entry.person_id) == (row.id, town.resident.id)
    # It may be asked for again.
    assert await _request(client, town.resident) == []


async def test_nobody_asks_for_an_account_of_their_own(client: Client, town: Town) -> None:
    await account_of(town.resident)
    await RoleAssignment.create(person=town.resident, role="area_admin", area=town.jinniu, valid_from=today())
    alice = signed_in(client)
    assert await _request(alice, town.resident) == [("NOT_PERMITTED", ["personId"])]
    other = await Person.create(display_name="某人", area=town.xihua)
    assert await _request(alice, other, "alice") == [("WRONG_STATE", ["subject"])]
    assert await _request(alice, other, "other") == []


async def test_neither_gives_by_an_account_what_they_could_not_give(client: Client, town: Town) -> None:
    other = await Person.create(display_name="某人", area=town.pitong)
    chief = await Person.create(display_name="某长", area=town.xihua)
    await RoleAssignment.create(person=chief, role="district_admin", area=town.city, valid_from=today())
    clerk = await _clerk(client, town)
    # Of another area; and of somebody who may more.
    assert await _request(clerk, other, "other") == [("NOT_PERMITTED", ["personId"])]
    assert await _request(clerk, chief, "chief") == [("NOT_PERMITTED", ["personId"])]
    assert await _request(client, other, "other") == []
    assert await _decide(clerk, "confirm", await _open()) == [("NOT_FOUND", ["id"])]
    assert await _decide(client, "decline", await _open()) == []
    assert await _request(client, chief, "chief") == []
    assert await _decide(clerk, "confirm", await _open()) == [("NOT_PERMITTED", ["id"])]
    reader = client.permitted(PEOPLE_READ)
    assert (await reader.refusal(REQUEST, {"subject": "a", "person": "pe_x", "issuer": "x"}))[0] == "FORBIDDEN"
    assert await _decide(reader, "confirm", await _open()) == [("NOT_FOUND", ["id"])]
    assert (await reader.refusal(MINE))[0] == "FORBIDDEN"


async def test_what_cannot_be_asked_for(client: Client, town: Town) -> None:
    assert await _request(client, town.resident, issuer="https://evil.example.org") == [("NOT_FOUND", ["issuer"])]
    assert await _request(client, town.resident, subject=" ") == [("REQUIRED", ["subject"])]
    assert await _request(client, town.resident, subject="x" * 256) == [("TOO_LONG", ["subject"])]
    gone = await Person.create(display_name="某人", status="PSEUDONYMOUS")
    assert await _request(client, gone) == [("NOT_FOUND", ["personId"])]
    await Account.create(issuer=NAME, subject="second", disabled_at="2024-07-10T00:00:00+00:00")
    assert await _request(client, town.resident) == [("WRONG_STATE", ["subject"])]
    assert await _request(client, town.resident, "third") == []
    assert await _request(client, town.resident, "third") == [("WRONG_STATE", ["subject"])]
    assert await AccountLinkRequest.all().count() == 1


async def test_a_request_expires(client: Client, town: Town) -> None:
    clerk = await _clerk(client, town)
    assert await _request(clerk, town.resident) == []
    row = await _open()
    assert datetime.timedelta(days=6) < row.expires_at - now() <= datetime.timedelta(days=7)
    past = now() - datetime.timedelta(days=8)
    await AccountLinkRequest.filter(id=row.id).update(asked_at=past, expires_at=past + datetime.timedelta(days=7))
    for verb in ("confirm", "decline"):
        assert await _decide(client, verb, row) == [("WRONG_STATE", ["id"])]
    shown = "{ accountLinkRequests(where: {state: {in: [EXPIRED]}}) { nodes { id state stateLabel } } }"
    expired = {"id": f"al_{row.id}", "state": "EXPIRED", "stateLabel": "已过期"}
    assert (await client.ask(shown))["accountLinkRequests"]["nodes"] == [expired]
    # It is in nobody's way.
    assert await _request(clerk, town.resident) == []
    assert (await client.ask(shown))["accountLinkRequests"]["nodes"] == [expired]
    assert await _decide(client, "confirm", await _open()) == []


async def test_a_setting_says_how_long_a_request_lasts(client: Client, town: Town) -> None:
    kept = plugin_settings(Settings)
    try:
        keep_settings([kept.model_copy(update={"auth": kept.auth.model_copy(update={"link_request_days": 2})})])
        assert await _request(client, town.resident) == []
    finally:
        keep_settings([kept])
    row = await _open()
    assert datetime.timedelta(days=1) < row.expires_at - now() <= datetime.timedelta(days=2)


async def test_a_request_follows_the_person_and_ends_with_them(client: Client, town: Town) -> None:
    twin = await Person.create(display_name="某人", area=town.xihua)
    assert await _request(await _clerk(client, town), twin) == []
    merge = """mutation ($keep: ID!, $merge: ID!) {
      mergePersons(input: {keepId: $keep, mergeId: $merge, purpose: "重复"}) { userErrors { code } }
    }"""
    given = {"keep": f"pe_{town.resident.id}", "merge": f"pe_{twin.id}"}
    assert await client.ask(merge, given) == {"mergePersons": {"userErrors": []}}
    row = await _open()
    assert row.person_id == town.resident.id
    erase = 'mutation ($id: ID!) { erasePerson(input: {personId: $id, purpose: "本人申请"}) { userErrors { code } } }'
    assert await client.ask(erase, {"id": f"pe_{town.resident.id}"}) == {"erasePerson": {"userErrors": []}}
    assert await _decide(client, "confirm", row) == [("NOT_FOUND", ["id"])]
    assert await Account.filter(subject="second").count() == 0


async def test_of_those_who_confirm_at_once_one_does(client: Client, town: Town) -> None:
    assert await _request(await _clerk(client, town), town.resident) == []
    row = await _open()
    answers = await asyncio.gather(*(_decide(client, "confirm", row) for _ in range(6)))
    assert sorted(answers) == [[], *([[("WRONG_STATE", ["id"])]] * 5)]
    assert await Account.filter(person=town.resident).count() == 1


async def test_of_those_who_ask_at_once_one_does(client: Client, town: Town) -> None:
    clerk = await _clerk(client, town)
    answers = await asyncio.gather(*(_request(clerk, town.resident) for _ in range(6)))
    assert sorted(answers) == [[], *([[("WRONG_STATE", ["subject"])]] * 5)]


async def test_the_database_wants_two(client: Client, town: Town) -> None:
    given: dict[str, Any] = {"issuer": NAME, "person": town.resident, "expires_at": now() + datetime.timedelta(days=1)}
    decided: dict[str, Any] = {"state": AccountLinkState.CONFIRMED, "decided_at": now()}
    for decided_by in ("ADMIN", None):
        with pytest.raises(IntegrityError):
            await AccountLinkRequest.create(**given, subject="a", asked_by="ADMIN", **decided, decided_by=decided_by)
    await AccountLinkRequest.create(**given, subject="a", asked_by="ADMIN", **decided, decided_by="TOKEN:1")

"""Accounts linked to people, taken from them, disabled and enabled: within one's own rights, and never one's own."""

from __future__ import annotations

from typing import Any

from core.access import ACCOUNTS_WRITE
from core.clock import today
from core.models import Account, AuditEntry, Person, RoleAssignment
from core.roles import ROLES
from linli.testing import Client, Town
from tests.access.conftest import account_of, signed_in
from tests.access.issuer import NAME

LINK = """mutation ($subject: String!, $person: ID!, $issuer: String!) {
  linkAccount(input: {issuer: $issuer, subject: $subject, personId: $person}) {
    account { issuer disabledAt } userErrors { code field }
  }
}"""
RIGHTS = "{ viewer { person { id } permissions { name } } }"


Errors = list[tuple[str, list[str]]]
"""The codes and fields of user errors."""


def _errors(answer: dict[str, Any], name: str) -> Errors:
    return [(error["code"], error["field"]) for error in answer[name]["userErrors"]]


async def _link(client: Client, person: Person, subject: str = "alice", issuer: str = NAME) -> Errors:
    given = {"subject": subject, "person": f"pe_{person.id}", "issuer": issuer}
    return _errors(await client.ask(LINK, given), "linkAccount")


async def _do(client: Client, verb: str, account: Account) -> Errors:
    query = f"mutation ($id: ID!) {{ {verb}Account(input: {{id: $id}}) {{ userErrors {{ code field }} }} }}"
    return _errors(await client.ask(query, {"id": f"ac_{account.id}"}), f"{verb}Account")


async def test_from_the_first_link_to_the_end(client: Client, town: Town) -> None:
    await RoleAssignment.create(person=town.resident, role="auditor", area=town.jinniu, valid_from=today())
    alice = signed_in(client)
    assert await _link(client, town.resident) == []
    account = await Account.get()
    found = await alice.ask(RIGHTS)
    assert found["viewer"]["person"] == {"id": f"pe_{town.resident.id}"}
    assert "audit.read" in [one["name"] for one in found["viewer"]["permissions"]]

    assert await _link(client, town.resident) == [("WRONG_STATE", ["subject"])]
    assert await _do(client, "disable", account) == []
    assert (await alice.refusal(RIGHTS))[0] == "UNAUTHENTICATED"
    assert await _do(client, "disable", account) == []
    assert await _do(client, "enable", account) == []
    assert (await alice.ask(RIGHTS))["viewer"]["person"] == {"id": f"pe_{town.resident.id}"}
    assert await _do(client, "unlink", account) == []
    assert await alice.ask(RIGHTS) == {"viewer": {"person": None, "permissions": []}}
    assert await _do(client, "unlink", account) == [("WRONG_STATE", ["id"])]
    noted = AuditEntry.filter(action__startswith="account.").order_by("number")
    assert await noted.values_list("action", "actor", "subject_id", "person_id") == [
        (f"account.{verb}", "ADMIN", account.id, town.resident.id)
        for verb in ("linked", "disabled", "enabled", "unlinked")
    ]


async def test_what_cannot_be_linked(client: Client, town: Town) -> None:
    assert await _link(client, town.resident, issuer="https://evil.example.org") == [("NOT_FOUND", ["issuer"])]
    assert await _link(client, town.resident, subject=" ") == [("REQUIRED", ["subject"])]
    assert await _link(client, town.resident, subject="x" * 256) == [("TOO_LONG", ["subject"])]
    gone = await Person.create(display_name="某人", status="PSEUDONYMOUS")
    assert await _link(client, gone) == [("NOT_FOUND", ["personId"])]
    await Account.create(issuer=NAME, subject="alice", disabled_at="2024-07-10T00:00:00+00:00")
    assert await _link(client, town.resident) == [("WRONG_STATE", ["subject"])]
    assert await Account.all().count() == 1


async def test_nobody_gives_by_an_account_what_they_could_not_give(client: Client, town: Town) -> None:
    clerk = await Person.create(display_name="某人", area=town.pitong)
    chief = await Person.create(display_name="某长", area=town.xihua)
    await RoleAssignment.create(person=chief, role="district_admin", area=town.city, valid_from=today())
    permissions = ROLES["area_admin"].permissions
    office = client.permitted(*permissions, areas=[town.jinniu])
    assert await _link(office, town.resident, "resident") == []
    # Of another area; and of somebody who may more.
    assert await _link(office, clerk, "clerk") == [("NOT_PERMITTED", ["personId"])]
    assert await _link(office, chief, "chief") == [("NOT_PERMITTED", ["personId"])]
    theirs = [await account_of(clerk, "clerk"), await account_of(chief, "chief")]
    for verb in ("unlink", "disable"):
        assert await _do(office, verb, theirs[0]) == [("NOT_FOUND", ["id"])]
        assert await _do(office, verb, theirs[1]) == [("NOT_PERMITTED", ["id"])]
    assert await _do(office, "unlink", await Account.get(subject="resident")) == []
    assert (await client.permitted("people.read").refusal(LINK, {"subject": "a", "person": "pe_x", "issuer": "x"}))[
        0
    ] == "FORBIDDEN"


async def test_nobody_does_it_to_their_own(client: Client, town: Town) -> None:
    own = await account_of(town.resident)
    await RoleAssignment.create(person=town.resident, role="area_admin", area=town.jinniu, valid_from=today())
    other = await Person.create(display_name="某人", area=town.xihua)
    alice = signed_in(client)
    assert ACCOUNTS_WRITE in [one["name"] for one in (await alice.ask(RIGHTS))["viewer"]["permissions"]]
    assert await _link(alice, town.resident, "second") == [("NOT_PERMITTED", ["personId"])]
    for verb in ("unlink", "disable", "enable"):
        assert await _do(alice, verb, own) == [("NOT_PERMITTED", ["id"])]
    # Who signs in with an account that is linked cannot link it to somebody else.
    assert await _link(alice, other, "alice") == [("WRONG_STATE", ["subject"])]
    assert await _link(alice, other, "other") == []

"""Accounts taken from people, disabled and enabled: within one's own rights, and never one's own."""

from __future__ import annotations

from typing import Any

from core.access import ACCOUNTS_WRITE
from core.clock import today
from core.models import Account, AuditEntry, Person, RoleAssignment
from core.roles import ROLES
from linli.testing import Client, Town
from tests.access.conftest import account_of, signed_in

RIGHTS = "{ viewer { person { id } permissions { name } } }"


Errors = list[tuple[str, list[str]]]
"""The codes and fields of user errors."""


def _errors(answer: dict[str, Any], name: str) -> Errors:
    return [(error["code"], error["field"]) for error in answer[name]["userErrors"]]


async def _do(client: Client, verb: str, account: Account) -> Errors:
    query = f"mutation ($id: ID!) {{ {verb}Account(input: {{id: $id}}) {{ userErrors {{ code field }} }} }}"
    return _errors(await client.ask(query, {"id": f"ac_{account.id}"}), f"{verb}Account")


async def test_from_the_first_sign_in_to_the_end(client: Client, town: Town) -> None:
    await RoleAssignment.create(person=town.resident, role="auditor", area=town.jinniu, valid_from=today())
    alice = signed_in(client)
    account = await account_of(town.resident)
    found = await alice.ask(RIGHTS)
    assert found["viewer"]["person"] == {"id": f"pe_{town.resident.id}"}
    assert "audit.read" in [one["name"] for one in found["viewer"]["permissions"]]

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
        (f"account.{verb}", "ADMIN", account.id, town.resident.id) for verb in ("disabled", "enabled", "unlinked")
    ]


async def test_nobody_takes_what_they_could_not_give(client: Client, town: Town) -> None:
    clerk = await Person.create(display_name="某人", area=town.pitong)
    chief = await Person.create(display_name="某长", area=town.xihua)
    await RoleAssignment.create(person=chief, role="district_admin", area=town.city, valid_from=today())
    office = client.permitted(*ROLES["area_admin"].permissions, areas=[town.jinniu])
    # Of another area; and of somebody who may more.
    theirs = [await account_of(clerk, "clerk"), await account_of(chief, "chief")]
    for verb in ("unlink", "disable", "enable"):
        assert await _do(office, verb, theirs[0]) == [("NOT_FOUND", ["id"])]
        assert await _do(office, verb, theirs[1]) == [("NOT_PERMITTED", ["id"])]
    assert await _do(office, "unlink", await account_of(town.resident, "resident")) == []


async def test_nobody_does_it_to_their_own(client: Client, town: Town) -> None:
    own = await account_of(town.resident)
    second = await account_of(town.resident, "second")
    await RoleAssignment.create(person=town.resident, role="area_admin", area=town.jinniu, valid_from=today())
    alice = signed_in(client)
    assert ACCOUNTS_WRITE in [one["name"] for one in (await alice.ask(RIGHTS))["viewer"]["permissions"]]
    for account in (own, second):
        for verb in ("unlink", "disable", "enable"):
            assert await _do(alice, verb, account) == [("NOT_PERMITTED", ["id"])]

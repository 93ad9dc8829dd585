"""What somebody may do so many times an hour: a person with all their accounts, and with the tokens they make."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.api_tokens import NewApiToken, NewGrant, create
from core.contacts import set_contact
from core.models import Person, RoleAssignment, UseCount
from core.models.choices import ContactKind
from core.plugins.contributions import Role
from core.roles import set_roles
from core.settings import Settings
from core.settings_sections import Limits
from linli.testing import Client, Town
from tests.access.conftest import account_of, signed_in

CREATE = """mutation ($expires: DateTime!) {
  createApiToken(input: {name: "程序", expiresAt: $expires, grants: [{permission: "contacts.reveal"}]}) {
    token userErrors { code field }
  }
}"""
REVEAL = """mutation ($person: ID!) {
  revealContact(input: {personId: $person, kind: PHONE, purpose: "回访"}) { value userErrors { code } }
}"""


@pytest.fixture
def server_settings(server_settings: Settings) -> Settings:
    return server_settings.model_copy(update={"limits": Limits(reveals_per_hour=3)})


async def test_nobody_gets_round_a_limit_by_further_accounts_and_tokens(client: Client, town: Town) -> None:
    set_roles([Role("keeper", "管理员", "Keeper", ("contacts.reveal", "tokens.write"))])
    await set_contact(town.resident.id, ContactKind.PHONE, "13800000001")
    keeper = await Person.create(display_name="演示管理员001")
    await RoleAssignment.create(person=keeper, role="keeper", area=town.city, valid_from=datetime.date(2024, 1, 1))
    await account_of(keeper)
    await account_of(keeper, "alice at work")
    alice, at_work = signed_in(client), signed_in(client, "alice at work")
    # Not at the edge of an hour.
    with clock.fixed(clock.now().replace(minute=30)):
        made = []
        for _ in range(2):
            expires = (clock.now() + datetime.timedelta(days=1)).isoformat()
            answer = (await alice.ask(CREATE, {"expires": expires}))["createApiToken"]
            assert answer["userErrors"] == []
            made.append(client.with_token(answer["token"]))
        given = {"person": f"pe_{town.resident.id}"}
        shown = {"revealContact": {"value": "13800000001", "userErrors": []}}
        limited = {"revealContact": {"value": None, "userErrors": [{"code": "RATE_LIMITED"}]}}
        for asker in (alice, at_work, made[0]):
            assert await asker.ask(REVEAL, given) == shown
        for asker in (alice, at_work, *made):
            assert await asker.ask(REVEAL, given) == limited
        # One that was made on the command line counts by itself.
        grants, ends = [NewGrant(permission="contacts.reveal")], clock.now() + datetime.timedelta(days=1)
        _, text = await create(NewApiToken(name="程序", expires_at=ends, grants=grants), {"contacts.reveal"})
        assert await client.with_token(text).ask(REVEAL, given) == shown
    counts = await UseCount.filter(use="contacts.reveal").order_by("count").values_list("actor", "count")
    assert [(actor.partition(":")[0], count) for actor, count in counts] == [("TOKEN", 1), ("PERSON", 3)]

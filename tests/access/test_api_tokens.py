"""Tokens of programs: created within one's own rights, shown once, valid at their scopes, until they end."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from core.admin_token import token_digest
from core.api_tokens import NewApiToken, NewGrant, create
from core.clock import fixed, now, today
from core.models import Account, ApiToken, Place, RoleAssignment
from linli.testing import Client, Town, assert_statements
from tests.access.conftest import account_of, signed_in

CREATE = """mutation ($input: CreateApiTokenInput!) {
  createApiToken(input: $input) {
    token
    apiToken { name area { name } createdBy { issuer } revokedAt lastUsedAt
      grants { nodes { permission area { name } organization { name } place { name } } } }
    userErrors { code field message }
  }
}"""
REVOKE = "mutation ($id: ID!) { revokeApiToken(input: {id: $id}) { apiToken { version } userErrors { code } } }"
RIGHTS = "{ viewer { kind account { id } roles { role } permissions { name everywhere areas organizations places } } }"
PEOPLE = "{ people { totalCount } }"


def new(*grants: dict[str, Any], **others: Any) -> dict[str, Any]:
    """Variables for `CREATE`."""
    expires = (now() + datetime.timedelta(days=30)).isoformat()
    return {"input": {"name": "积分屏", "expiresAt": expires, "grants": list(grants), **others}}


async def token_with(*grants: NewGrant, days: float = 30) -> str:
    """A token made by the platform itself."""
    permissions = {grant.permission for grant in grants}
    expires = now() + datetime.timedelta(days=days)
    return (await create(NewApiToken(name="程序", expires_at=expires, grants=grants), permissions))[1]


async def test_a_token_is_shown_once_and_kept_as_its_hash(client: Client, town: Town) -> None:
    grants = ({"permission": "places.write", "areaId": f"ar_{town.jinniu.id}"}, {"permission": "people.read"})
    made = (await client.ask(CREATE, new(*grants)))["createApiToken"]
    assert re.fullmatch(r"linli_[A-Za-z0-9_-]{43}", made["token"])
    assert (made["apiToken"], made["userErrors"]) == (
        {
            "name": "积分屏",
            "area": None,
            "createdBy": None,
            "revokedAt": None,
            "lastUsedAt": None,
            "grants": {
                "nodes": [
                    {"permission": "people.read", "area": None, "organization": None, "place": None},
                    {"permission": "places.write", "area": {"name": "金牛区"}, "organization": None, "place": None},
                ]
            },
        },
        [],
    )
    (row,) = await ApiToken.all()
    assert row.digest == token_digest(made["token"]).hex()
    program = client.with_token(made["token"])
    assert await program.ask(RIGHTS) == {
        "viewer": {
            "kind": "PROGRAM",
            "account": None,
            "roles": [],
            "permissions": [
                {"name": "people.read", "everywhere": True, "areas": [], "organizations": [], "places": []},
                {
                    "name": "places.write",
                    "everywhere": False,
                    "areas": [f"ar_{town.jinniu.id}"],
                    "organizations": [],
                    "places": [],
                },
            ],
        }
    }


async def test_a_token_holds_at_each_kind_of_scope(client: Client, town: Town) -> None:
    text = await token_with(
        NewGrant(permission="places.write", area_id=town.xihua.id),
        NewGrant(permission="places.write", organization_id=town.office.id),
        NewGrant(permission="places.write", place_id=town.library.id),
        NewGrant(permission="drafts.read", area_id=town.city.id),
    )
    found = await client.with_token(text).ask(RIGHTS)
    nothing: dict[str, Any] = {"areas": [], "organizations": [], "places": []}
    assert found["viewer"]["permissions"] == [
        {"name": "drafts.read", "everywhere": True, **nothing},
        {
            "name": "places.write",
            "everywhere": False,
            "areas": [f"ar_{town.xihua.id}"],
            "organizations": [f"or_{town.office.id}"],
            "places": [f"pl_{town.library.id}"],
        },
    ]


async def test_a_read_with_a_token_is_one_statement(client: Client, town: Town) -> None:
    program = client.with_token(await token_with(NewGrant(permission="people.read")))
    await program.ask(PEOPLE)
    await assert_statements(program, PEOPLE)


async def test_a_revoked_token_is_nobodys_with_the_next_request(client: Client, town: Town) -> None:
    program = client.with_token(await token_with(NewGrant(permission="people.read")))
    assert await program.ask(PEOPLE) == {"people": {"totalCount": 1}}
    (row,) = await ApiToken.all()
    for _ in range(2):
        answer = await client.ask(REVOKE, {"id": f"tk_{row.id}"})
        assert answer == {"revokeApiToken": {"apiToken": {"version": 2}, "userErrors": []}}
        assert await program.refusal(PEOPLE) == (
            "UNAUTHENTICATED",
            "The token in the header Authorization is not valid.",
        )


async def test_an_expired_token_is_nobodys(client: Client, town: Town) -> None:
    program = client.with_token(await token_with(NewGrant(permission="people.read"), days=1))
    assert await program.ask(PEOPLE) == {"people": {"totalCount": 1}}
    with fixed(now() + datetime.timedelta(days=1)):
        assert (await program.refusal(PEOPLE))[0] == "UNAUTHENTICATED"


@pytest.mark.parametrize("token", ["linli_" + "A" * 43, "linli_", "linli_" + "A" * 5000, "x", "a.b.c"])
async def test_a_token_that_never_was_is_nobodys(client: Client, db: object, token: str) -> None:
    assert await client.with_token(token).refusal("{ __typename }") == (
        "UNAUTHENTICATED",
        "The token in the header Authorization is not valid.",
    )


async def test_the_last_use_is_written_once_in_a_minute(client: Client, town: Town) -> None:
    program = client.with_token(await token_with(NewGrant(permission="people.read")))
    uses = client.server.viewers.uses
    start = now()
    for seconds, written in ((0, 0), (59, 0), (60, 60), (90, 60)):
        with fixed(start + datetime.timedelta(seconds=seconds)):
            await program.ask(PEOPLE)
            assert [statement for statement in client.statements if "UPDATE" in statement] == []
            await uses.write()
        (row,) = await ApiToken.all()
        assert row.last_used_at == start + datetime.timedelta(seconds=written)
    # A use makes nobody look again who they are.
    await assert_statements(program, PEOPLE)


async def test_what_is_not_written_yet_is_written_when_the_server_stops(client: Client, town: Town) -> None:
    program = client.with_token(await token_with(NewGrant(permission="people.read")))
    await program.ask(PEOPLE)
    await client.server.viewers.close()
    (row,) = await ApiToken.all()
    assert row.last_used_at is not None


BAD: list[tuple[dict[str, Any], list[tuple[str, list[str]]]]] = [
    ({"name": " "}, [("REQUIRED", ["name"])]),
    ({"grants": []}, [("REQUIRED", ["grants"])]),
    ({"grants": [{"permission": "places.write"}] * 201}, [("TOO_MANY", ["grants"])]),
    ({"grants": [{"permission": "places.wrote"}]}, [("NOT_FOUND", ["grants", "0", "permission"])]),
    ({"expiresAt": "2024-07-10T00:00:00Z"}, [("OUT_OF_RANGE", ["expiresAt"])]),
    ({"expiresAt": "2124-07-10T00:00:00Z"}, [("OUT_OF_RANGE", ["expiresAt"])]),
    (
        {"grants": [{"permission": "places.write", "areaId": "ar_018fd14f-8280-766b-8fee-290742325f9d"}]},
        [("NOT_FOUND", ["grants", "0", "areaId"])],
    ),
    ({"areaId": "ar_018fd14f-8280-766b-8fee-290742325f9d"}, [("NOT_FOUND", ["areaId"])]),
]


@pytest.mark.parametrize(("given", "problems"), BAD)
async def test_bad_input_is_refused_and_makes_nothing(
    client: Client, db: object, given: dict[str, Any], problems: list[tuple[str, list[str]]]
) -> None:
    answer = (await client.ask(CREATE, new(**{"grants": [{"permission": "places.write"}], **given})))["createApiToken"]
    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == problems
    assert (answer["token"], answer["apiToken"], await ApiToken.all().count()) == (None, None, 0)


async def test_a_grant_has_one_scope(client: Client, town: Town) -> None:
    both = {"permission": "places.write", "areaId": f"ar_{town.xihua.id}", "placeId": f"pl_{town.theatre.id}"}
    answer = (await client.ask(CREATE, new(both)))["createApiToken"]
    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [
        ("NOT_ALLOWED", ["grants", "0", "placeId"])
    ]


async def test_nobody_gives_more_than_they_have(client: Client, town: Town) -> None:
    await account_of(town.resident)
    await RoleAssignment.create(person=town.resident, role="district_admin", area=town.jinniu, valid_from=today())
    alice = signed_in(client)
    area = f"ar_{town.xihua.id}"
    asked = [
        ({"permission": "places.write", "areaId": area}, True),
        ({"permission": "places.write", "placeId": f"pl_{town.theatre.id}"}, True),
        ({"permission": "places.write", "organizationId": f"or_{town.office.id}"}, False),
        ({"permission": "places.write", "areaId": f"ar_{town.pidu.id}"}, False),
        ({"permission": "places.write", "areaId": f"ar_{town.city.id}"}, False),
        ({"permission": "places.write", "placeId": f"pl_{town.library.id}"}, False),
        ({"permission": "places.write"}, False),
        ({"permission": "modules.write", "areaId": area}, False),
    ]
    for grant, possible in asked:
        answer = (await alice.ask(CREATE, new(grant, areaId=area)))["createApiToken"]
        told = [(error["code"], error["field"]) for error in answer["userErrors"]]
        assert told == ([] if possible else [("NOT_PERMITTED", ["grants", "0", "permission"])]), grant
    answer = (await alice.ask(CREATE, new({"permission": "places.write", "areaId": area})))["createApiToken"]
    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [("NOT_PERMITTED", ["areaId"])]


async def test_nobody_revokes_tokens_beyond_their_own_area(client: Client, town: Town) -> None:
    await token_with(NewGrant(permission="people.read"))
    (row,) = await ApiToken.all()
    keeper = client.permitted("tokens.write", areas=[town.jinniu])
    answer = await keeper.ask(
        "mutation ($id: ID!) { revokeApiToken(input: {id: $id}) { userErrors { code } } }", {"id": f"tk_{row.id}"}
    )
    assert answer == {"revokeApiToken": {"userErrors": [{"code": "NOT_FOUND"}]}}
    await ApiToken.all().update(area_id=town.xihua.id)
    answer = await keeper.ask(
        "mutation ($id: ID!) { revokeApiToken(input: {id: $id}) { userErrors { code } } }", {"id": f"tk_{row.id}"}
    )
    assert answer == {"revokeApiToken": {"userErrors": []}}


@pytest.mark.parametrize("question", ["{ apiTokens { totalCount } }", "{ apiTokenGrants { totalCount } }"])
async def test_tokens_are_for_those_who_keep_them(client: Client, db: object, question: str) -> None:
    assert (await client.anonymous.refusal(question))[0] == "FORBIDDEN"
    assert (await client.permitted("people.read").refusal(question))[0] == "FORBIDDEN"
    assert await client.permitted("tokens.write").ask(question)


async def test_a_token_makes_none_that_outlives_it(client: Client, town: Town) -> None:
    program = client.with_token(
        await token_with(NewGrant(permission="tokens.write"), NewGrant(permission="people.read"), days=10)
    )
    grant = {"permission": "people.read"}
    refused = (await program.ask(CREATE, new(grant)))["createApiToken"]
    assert (refused["token"], [(one["code"], one["field"]) for one in refused["userErrors"]]) == (
        None,
        [("OUT_OF_RANGE", ["expiresAt"])],
    )
    sooner = (now() + datetime.timedelta(days=9)).isoformat()
    made = (await program.ask(CREATE, new(grant, expiresAt=sooner)))["createApiToken"]
    assert made["userErrors"] == []
    assert await ApiToken.all().count() == 2
    # It may no more than the one that made it still may.
    later = client.with_token(made["token"])
    assert await later.ask(PEOPLE) == {"people": {"totalCount": 1}}
    first = await ApiToken.get(made_by_id__isnull=True)
    await ApiToken.filter(id=first.id).update(revoked_at=now())
    assert (await later.refusal(PEOPLE))[0] == "FORBIDDEN"


@pytest.mark.parametrize("permission", ["roles.write", "tokens.write", "accounts.write"])
async def test_only_the_command_line_makes_tokens_that_give_rights(client: Client, town: Town, permission: str) -> None:
    # Not even the holder of the administrator's token.
    answer = (await client.ask(CREATE, new({"permission": permission})))["createApiToken"]
    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [
        ("NOT_ALLOWED", ["grants", "0", "permission"])
    ]
    program = client.with_token(await token_with(NewGrant(permission=permission)))
    assert [one["name"] for one in (await program.ask(RIGHTS))["viewer"]["permissions"]] == [permission]


SINCE = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)


async def _made_by(client: Client, town: Town, *grants: dict[str, Any]) -> Client:
    """The program whose token somebody made who administers Jinniu."""
    await account_of(town.resident)
    await RoleAssignment.create(person=town.resident, role="district_admin", area=town.jinniu, valid_from=today())
    asked = new(*grants, areaId=f"ar_{town.jinniu.id}")
    answer = (await signed_in(client).ask(CREATE, asked))["createApiToken"]
    assert answer["userErrors"] == []
    return client.with_token(answer["token"])


async def _rights(program: Client) -> list[str]:
    return [one["name"] for one in (await program.ask(RIGHTS))["viewer"]["permissions"]]


async def test_a_token_may_no_more_than_its_maker_still_may(client: Client, town: Town) -> None:
    program = await _made_by(
        client,
        town,
        {"permission": "places.write", "areaId": f"ar_{town.xihua.id}"},
        {"permission": "people.read", "placeId": f"pl_{town.theatre.id}"},
    )
    assert await _rights(program) == ["people.read", "places.write"]
    await program.ask(PEOPLE)
    await assert_statements(program, PEOPLE)
    # The maker moves to a smaller office, which has all of this still.
    held = RoleAssignment.all()
    await held.update(area_id=town.xihua.id)
    assert await _rights(program) == ["people.read", "places.write"]
    # The place goes elsewhere, and the maker has no say there.
    await Place.filter(id=town.theatre.id).update(area_id=town.pitong.id)
    assert await _rights(program) == ["places.write"]
    await held.update(role="auditor")
    assert await _rights(program) == []
    await held.update(role="district_admin")
    assert await _rights(program) == ["places.write"]
    await held.update(valid_to=today())
    with fixed(now() + datetime.timedelta(days=1)):
        assert await _rights(program) == []


@pytest.mark.parametrize(
    "end", [{"disabled_at": datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)}, {"person_id": None}]
)
async def test_a_token_of_an_account_that_ended_may_nothing(client: Client, town: Town, end: dict[str, Any]) -> None:
    program = await _made_by(client, town, {"permission": "places.write", "areaId": f"ar_{town.xihua.id}"})
    assert await _rights(program) == ["places.write"]
    await Account.all().update(**end)
    assert await _rights(program) == []
    # What was made on the command line goes on.
    other = client.with_token(await token_with(NewGrant(permission="people.read")))
    assert await _rights(other) == ["people.read"]

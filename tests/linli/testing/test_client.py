"""The client of plugins' tests: who asks, where, what is shown when it fails, and how statements are counted."""

from __future__ import annotations

import pytest

from core.problems import InputRefused
from linli.testing import Client, Dialect, Town, assert_statements
from tests.linli.testing import tips
from tests.plugins.kits.models import Kit

ADD = "mutation ($input: AddKitInput!) { addKit(input: $input) { kit { name place { name } } userErrors { code } } }"
one_database = pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)


async def test_each_viewer_has_exactly_the_permissions_that_were_said(client: Client, town: Town) -> None:
    variables = {"input": {"name": "东门急救包", "placeId": f"pl_{town.store.id}"}}
    refusal = ("FORBIDDEN", "addKit needs the permission 'kits.write'; send a token that has it")
    assert await client.anonymous.refusal(ADD, variables) == refusal
    assert await client.permitted("places.write").refusal(ADD, variables) == refusal
    assert await client.permitted("kits.write").ask(ADD, variables) == {
        "addKit": {"kit": {"name": "东门急救包", "place": {"name": "演示便利店"}}, "userErrors": []}
    }
    people = "{ people { nodes { displayName } } }"
    assert await client.ask(people) == {"people": {"nodes": [{"displayName": "演示居民001"}]}}
    assert (await client.permitted("kits.write").refusal(people))[0] == "FORBIDDEN"


@one_database
async def test_a_permission_that_nobody_declares_is_no_viewers(client: Client) -> None:
    with pytest.raises(ValueError, match=r"nobody declares the permission kits\.wite; there are: accounts\.write, "):
        client.permitted("kits.wite")


@one_database
async def test_viewers_have_permissions_at_scopes_and_roles(client: Client, town: Town) -> None:
    question = "{ viewer { permissions { name everywhere areas organizations places } } }"
    there = client.permitted("kits.write", areas=[town.xihua], organizations=[town.office.id], places=[town.theatre])
    kits = {
        "name": "kits.write",
        "everywhere": False,
        "areas": [f"ar_{town.xihua.id}"],
        "organizations": [f"or_{town.office.id}"],
        "places": [f"pl_{town.theatre.id}"],
    }
    assert await there.ask(question) == {"viewer": {"permissions": [kits]}}
    staff = await client.in_role("store_staff", places=[town.theatre]).ask("{ viewer { permissions { name places } } }")
    assert staff == {"viewer": {"permissions": [{"name": "places.write", "places": [f"pl_{town.theatre.id}"]}]}}
    with pytest.raises(ValueError, match="nobody declares the role mayor; there are: area_admin, auditor, "):
        client.in_role("mayor")


async def test_districts_have_what_is_enabled_there_at_once(client: Client, town: Town) -> None:
    await Kit.create(name="甲", place=town.store)
    await Kit.create(name="乙", place=town.library)
    question = "{ kits { nodes { name } } }"
    assert await client.ask(question) == {"kits": {"nodes": [{"name": "甲"}]}}
    assert await client.ask(question, district="jinniu") == {"kits": {"nodes": [{"name": "甲"}]}}
    assert (await client.refusal(question, district="pidu"))[0] == "GRAPHQL_VALIDATION_FAILED"
    await client.enable("kits", district="pidu")
    assert await client.ask(question, district="pidu") == {"kits": {"nodes": [{"name": "乙"}]}}
    await client.disable("kits", district="pidu")
    assert (await client.refusal(question, district="pidu"))[0] == "GRAPHQL_VALIDATION_FAILED"


@one_database
async def test_what_cannot_be_enabled_is_said(client: Client, town: Town) -> None:
    with pytest.raises(LookupError, match="there is no district 'jinnui'; there are: jinniu, pidu"):
        await client.enable("kits", district="jinnui")
    with pytest.raises(InputRefused, match=r"There is no plugin 'kit'\. Installed: kits"):
        await client.enable("kit", district="jinniu")


@one_database
async def test_errors_are_shown(client: Client) -> None:
    with pytest.raises(AssertionError) as caught:
        await client.ask("query ($id: ID!) { kit(id: $id) { name } }", {"id": "nonsense"})
    assert str(caught.value).startswith(
        'query ($id: ID!) { kit(id: $id) { name } }\n{\n  "id": "nonsense"\n}\nwas answered:\n{\n  "errors": [\n'
    )
    assert "'nonsense' is not an identifier" in str(caught.value)
    with pytest.raises(AssertionError, match=r"was not refused:\n\{\n  \"data\": \{"):
        await client.refusal("{ __typename }")


async def test_statements_of_questions_and_of_use_cases_are_counted(client: Client, town: Town) -> None:
    question = "{ kits { nodes { name place { name area { name } } } totalCount } places { totalCount } }"
    data = await assert_statements(client, question, 2)
    assert data == {"kits": {"nodes": [], "totalCount": 0}, "places": {"totalCount": 3}}
    await assert_statements(client, question)
    await assert_statements(client, question, district="jinniu")
    await client.ask(ADD, {"input": {"name": "甲", "placeId": f"pl_{town.store.id}"}})
    # The row that the use case inserts; whether its district has the plugin; how it was before and is now, and where it
    # lies, for the audit log; the answer, which is read back; and the entry.
    own = [statement for statement in client.statements if "audit_" not in statement]
    assert [statement.split()[0] for statement in own] == ["INSERT", *["SELECT"] * 5]
    assert client.statements[-1].startswith('UPDATE "audit_head"')


@one_database
async def test_too_many_statements_are_shown(client: Client, town: Town) -> None:
    with pytest.raises(AssertionError) as caught:
        await assert_statements(client, "{ kits { totalCount } places { totalCount } }", 1)
    text = str(caught.value)
    assert text.startswith("{ kits { totalCount } places { totalCount } }\ntook 2 statements, and not 1:\n1. SELECT")
    assert "\n2. SELECT" in text


@one_database
@pytest.mark.parametrize("plugins", [tips.LEAKY], indirect=True)
async def test_a_field_that_asks_the_database_again_is_found(client: Client, town: Town) -> None:
    await assert_statements(client, "{ places { nodes { tipCount tips { totalCount } } } }")
    with pytest.raises(AssertionError, match=r"took 2 statements, and not 1 for 1 root field\(s\):\n1\. SELECT"):
        await assert_statements(client, "{ places { nodes { counted } } }")

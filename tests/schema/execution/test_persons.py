"""Consents, exports, erasures and merges as clients see them."""

from __future__ import annotations

from core.access import CONSENTS_WRITE, PEOPLE_NAMES, PEOPLE_READ, PERSONS_ERASE, PERSONS_MERGE, Viewer, ViewerKind
from core.clock import today
from core.consents import NewConsentText, publish_text
from core.models import Person
from linli.testing import Client, assert_statements
from tests.core.persons.rows import a_full_person, a_person

ERASE = """mutation ($input: ErasePersonInput!) {
  erasePerson(input: $input) { erasure { purpose finishedAt steps } userErrors { code field } }
}"""
MERGE = """mutation ($input: MergePersonsInput!) {
  mergePersons(input: $input) {
    merge { id kept { displayName } mergedId rows { nodes { tableName fate } } version } userErrors { code field }
  }
}"""
AGREE = """mutation ($input: RecordConsentInput!) {
  recordConsent(input: $input) { consents { id purpose current channelLabel } userErrors { code field } }
}"""


def signed_in(client: Client, person: Person, *permissions: str) -> Client:
    return client.seen_by(Viewer(ViewerKind.PERSON, frozenset(permissions), person_id=person.id))


async def test_a_resident_agrees_sees_it_and_withdraws(client: Client) -> None:
    person, other = await a_person(), await a_person()
    text = await publish_text(NewConsentText(purpose="contact", text="我同意", text_en="I agree", valid_from=today()))
    me, them = signed_in(client, person), signed_in(client, other)
    asked = "{ consentTexts(where: {current: {eq: true}}) { nodes { id purpose text(lang: EN) } } }"
    assert await client.anonymous.ask(asked) == {
        "consentTexts": {"nodes": [{"id": f"ct_{text.id}", "purpose": "contact", "text": "I agree"}]}
    }
    given = {"textIds": [f"ct_{text.id}"], "channel": "MINI_PROGRAM"}
    answer = (await me.ask(AGREE, {"input": given}))["recordConsent"]
    (consent,) = answer["consents"]
    assert consent["current"] is True
    assert consent["channelLabel"] == "小程序"

    mine = "{ consents { totalCount nodes { purpose current } } }"
    own = await assert_statements(me, mine)
    assert own == {"consents": {"totalCount": 1, "nodes": [{"purpose": "contact", "current": True}]}}
    assert await them.ask(mine) == {"consents": {"totalCount": 0, "nodes": []}}
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert await them.ask(node, {"id": consent["id"]}) == {"node": None}
    assert (await client.anonymous.refusal(mine))[0] == "FORBIDDEN"
    assert (await client.ask(mine))["consents"]["totalCount"] == 1

    withdraw = """mutation ($input: WithdrawConsentInput!) {
      withdrawConsent(input: $input) { consent { current } userErrors { code field } }
    }"""
    ended = {"id": consent["id"], "expectedVersion": 1}
    refused = {"withdrawConsent": {"consent": None, "userErrors": [{"code": "NOT_FOUND", "field": ["id"]}]}}
    assert await them.ask(withdraw, {"input": ended}) == refused
    assert await me.ask(withdraw, {"input": ended}) == {
        "withdrawConsent": {"consent": {"current": False}, "userErrors": []}
    }


async def test_consent_for_others_needs_a_permission(client: Client) -> None:
    person, clerk = await a_person(), await a_person()
    text = await publish_text(NewConsentText(purpose="contact", text="我同意", valid_from=today()))
    given = {"personId": f"pe_{person.id}", "textIds": [f"ct_{text.id}"], "channel": "PAPER"}
    refused = {"recordConsent": {"consents": None, "userErrors": [{"code": "NOT_PERMITTED", "field": ["personId"]}]}}
    assert await signed_in(client, clerk).ask(AGREE, {"input": given}) == refused
    assert await client.anonymous.ask(AGREE, {"input": given}) == refused
    answer = await client.permitted(CONSENTS_WRITE).ask(
        "mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { userErrors { code } } }",
        {"input": given},
    )
    assert answer == {"recordConsent": {"userErrors": []}}


async def test_an_erased_person_is_not_shown_on_any_path(client: Client) -> None:
    person = await a_full_person("张三丰")
    me = signed_in(client, person)
    answer = (await me.ask(ERASE, {"input": {"purpose": "本人申请"}}))["erasePerson"]
    assert answer == {"erasure": {"purpose": "本人申请", "finishedAt": None, "steps": []}, "userErrors": []}
    key = f"pe_{person.id}"
    assert await client.ask("query ($id: ID!) { person(id: $id) { id } node(id: $id) { id } }", {"id": key}) == {
        "person": None,
        "node": None,
    }
    assert await client.ask(
        """{
          people { totalCount }
          search(text: "张三丰") { totalCount }
          pinyin: search(text: "zhangsanfeng") { totalCount }
          registrations { totalCount nodes { partySize person { displayName } } }
          activities { nodes { seatsTaken } }
          accounts { nodes { person { id } } }
        }"""
    ) == {
        "people": {"totalCount": 0},
        "search": {"totalCount": 0},
        "pinyin": {"totalCount": 0},
        "registrations": {"totalCount": 1, "nodes": [{"partySize": 2, "person": None}]},
        "activities": {"nodes": [{"seatsTaken": 2}]},
        "accounts": {"nodes": [{"person": None}]},
    }


async def test_erasing_others_needs_a_permission(client: Client) -> None:
    person, other = await a_person(), await a_person()
    given = {"personId": f"pe_{person.id}", "purpose": "申请"}
    refused = {"erasePerson": {"erasure": None, "userErrors": [{"code": "NOT_PERMITTED", "field": ["personId"]}]}}
    assert await signed_in(client, other).ask(ERASE, {"input": given}) == refused
    assert await client.anonymous.ask(ERASE, {"input": given}) == refused
    assert (await client.permitted(PERSONS_ERASE).ask(ERASE, {"input": given}))["erasePerson"]["userErrors"] == []
    seen = "{ personErasures { totalCount } }"
    assert await signed_in(client, other).ask(seen) == {"personErasures": {"totalCount": 0}}
    assert await client.permitted(PERSONS_ERASE).ask(seen) == {"personErasures": {"totalCount": 1}}


async def test_a_merged_person_is_found_by_the_old_id_and_comes_back(client: Client) -> None:
    kept, merged = await a_person("张三"), await a_full_person("张三丰")
    given = {"keepId": f"pe_{kept.id}", "mergeId": f"pe_{merged.id}", "purpose": "重复登记"}
    code, _ = await signed_in(client, kept).refusal(MERGE, {"input": given})
    assert code == "FORBIDDEN"
    # The roles of the merged person come to the other: whoever merges must be able to give them.
    clerk = client.permitted(PERSONS_MERGE, PEOPLE_READ, PEOPLE_NAMES)
    refused = (await clerk.ask(MERGE, {"input": given}))["mergePersons"]["userErrors"]
    assert refused == [{"code": "NOT_PERMITTED", "field": ["mergeId"]}]
    office = client.administrator
    answer = (await office.ask(MERGE, {"input": given}))["mergePersons"]
    assert answer["userErrors"] == []
    merge = answer["merge"]
    assert (merge["kept"], merge["mergedId"]) == ({"displayName": "张三"}, f"pe_{merged.id}")
    assert {"tableName": "registration", "fate": "MOVED"} in merge["rows"]["nodes"]

    by_old_id = "query ($id: ID!) { person(id: $id) { id } people(where: {standsFor: $id}) { nodes { displayName } } }"
    assert await office.ask(by_old_id, {"id": f"pe_{merged.id}"}) == {
        "person": None,
        "people": {"nodes": [{"displayName": "张三"}]},
    }
    undo = """mutation ($input: UndoMergeInput!) {
      undoMerge(input: $input) { merge { undoneAt } userErrors { code } }
    }"""
    undone = (await office.ask(undo, {"input": {"id": merge["id"], "expectedVersion": 1}}))["undoMerge"]
    assert undone["userErrors"] == []
    assert undone["merge"]["undoneAt"] is not None
    assert (await office.ask(by_old_id, {"id": f"pe_{merged.id}"}))["people"] == {"nodes": [{"displayName": "张三丰"}]}


async def test_a_person_takes_out_what_is_held_of_them(client: Client) -> None:
    person, other = await a_full_person("张三丰"), await a_person()
    asked = 'query ($id: ID) { personExport(personId: $id, purpose: "想看看") { data } }'
    own = (await signed_in(client, person).ask(asked))["personExport"]["data"]
    assert own["data"]["person"]["display_name"] == "张三丰"
    assert own["data"]["contacts"][0]["value"] == "10000000001"
    code, message = await signed_in(client, other).refusal(asked, {"id": f"pe_{person.id}"})
    assert (code, message) == (
        "FORBIDDEN",
        "This needs the permission 'persons.export' where the person belongs, unless it is about yourself.",
    )
    assert (await client.anonymous.refusal(asked))[0] == "BAD_USER_INPUT"
    assert (await client.ask(asked, {"id": f"pe_{person.id}"}))["personExport"]["data"]["purpose"] == "想看看"


async def test_what_people_may_agree_to(client: Client) -> None:
    asked = "{ consentPurposes { name titleZh sensitive } }"
    found = (await client.anonymous.ask(asked))["consentPurposes"]
    assert {"name": "minor", "titleZh": "儿童个人信息", "sensitive": True} in found
    assert [one["name"] for one in found] == ["contact", "publicity", "minor"]

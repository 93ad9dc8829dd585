"""Party check-ins: only with consent, seen by few, and forgotten on demand."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from core import retention
from core.access import ANONYMOUS, Viewer, ViewerKind
from core.clock import fixed
from core.database.connect import Database
from core.models import AuditEntry, Event, Person
from core.persons import erasure, merging
from core.persons.export import export
from plugins.jinniu_stores import party_check_ins, service_codes
from plugins.jinniu_stores.choices import PioneerStoreStatus as S
from plugins.jinniu_stores.choices import ServiceCodeKind
from plugins.jinniu_stores.models import PartyCheckIn, PartyConsent, ServiceCode
from plugins.jinniu_stores.permissions import PARTY_CHECK_IN, PARTY_CHECK_INS_READ, ROLES, USAGE_READ
from tests.plugins.jinniu_stores.office import (
    NOW,
    OPENED,
    REGISTERED,
    Client,
    a_district,
    a_store,
    at,
    date,
    gid,
    problems_of,
)

RECORD = """mutation ($input: RecordPioneerStorePartyCheckInInput!) {
  recordPioneerStorePartyCheckIn(input: $input) {
    checkIn { id day consent { number } }
    userErrors { code field }
  }
}"""
OFFICER = {PARTY_CHECK_IN, PARTY_CHECK_INS_READ}


async def a_text(number: int = 1, valid_from: date = REGISTERED) -> PartyConsent:
    with fixed(at(min(valid_from, OPENED))):
        return await party_check_ins.publish_consent(
            party_check_ins.NewPartyConsent(number=number, text="我同意", valid_from=valid_from)
        )


async def a_code(kind: ServiceCodeKind = ServiceCodeKind.PARTY_CHECK_IN) -> ServiceCode:
    store = await a_store(await a_district(), 1, S.ACTIVE)
    with fixed(NOW):
        return await service_codes.issue(store.id, service_codes.Issue(kind=kind))


def given(code: ServiceCode, person: Person, text: PartyConsent, **values: Any) -> dict[str, Any]:
    return {
        "token": code.token,
        "personId": gid("pe", person.id),
        "consentId": gid("jpc", text.id),
        "agreed": True,
        **values,
    }


async def test_scan_consent_record(stores_db: Database, client: Client) -> None:
    code, text = await a_code(), await a_text()
    person = await Person.create(display_name="演示居民001")
    wording = "{ pioneerStorePartyConsents(where: {current: {eq: true}}) { nodes { text } } }"
    assert await client.ask(wording, admin=False) == {"pioneerStorePartyConsents": {"nodes": [{"text": "我同意"}]}}
    first = (await client.ask(RECORD, input=given(code, person, text), may=OFFICER))["recordPioneerStorePartyCheckIn"]
    assert first["userErrors"] == []
    assert first["checkIn"]["day"] == "2024-07-10"
    assert first["checkIn"]["consent"] == {"number": 1}
    again = (await client.ask(RECORD, input=given(code, person, text), may=OFFICER))["recordPioneerStorePartyCheckIn"]
    assert again == first
    assert await PartyCheckIn.all().count() == 1
    told = await Event.get(name="jinniu_stores.party_check_in_recorded")
    assert told.payload == {"version": 1}


async def test_without_consent_nothing_is_recorded(stores_db: Database, client: Client) -> None:
    code, old = await a_code(), await a_text()
    text = await a_text(2, OPENED)
    person = await Person.create(display_name="演示居民001")

    async def refused(**values: Any) -> list[tuple[str, list[str]]]:
        answer = await client.ask(RECORD, input=given(code, person, text, **values), may=OFFICER)
        payload = answer["recordPioneerStorePartyCheckIn"]
        assert payload["checkIn"] is None
        return [(error["code"], error["field"]) for error in payload["userErrors"]]

    assert await refused(agreed=False) == [("REQUIRED", ["agreed"])]
    assert await refused(consentId=gid("jpc", old.id)) == [("CONSENT_OUTDATED", ["consentId"])]
    assert await refused(personId=gid("pe", text.id)) == [("NOT_FOUND", ["personId"])]
    assert await refused(token="unknown") == [("NOT_FOUND", ["token"])]
    with fixed(NOW):
        other = await service_codes.issue(code.store_id, service_codes.Issue(kind=ServiceCodeKind.COUNSELLING))
    assert await refused(token=other.token) == [("NOT_FOUND", ["token"])]
    assert await PartyCheckIn.all().count() == 0


async def test_who_withdraws_consent_is_not_named(stores_db: Database, client: Client) -> None:
    code, text = await a_code(), await a_text()
    person = await Person.create(display_name="演示居民001")
    answer = await client.ask(RECORD, input=given(code, person, text))
    key = answer["recordPioneerStorePartyCheckIn"]["checkIn"]["id"]
    withdraw = """mutation ($id: ID!) {
  withdrawPioneerStorePartyConsent(input: {id: $id}) {
    checkIn { person { displayName } withdrawnAt } userErrors { code }
  }
}"""
    assert await client.ask(withdraw, id=key) == {
        "withdrawPioneerStorePartyConsent": {
            "checkIn": {"person": None, "withdrawnAt": "2024-07-10T01:00:00+00:00"},
            "userErrors": [],
        }
    }
    assert await PartyCheckIn.all().values_list("person_id", flat=True) == [None]
    # Nor does the audit log say who checked in: who reads it may not see check-ins, and it forgets nothing.
    assert await AuditEntry.all().values_list("subject_type", "person_id") == [("jpi", None)] * 2
    row = await PartyCheckIn.get()
    assert await problems_of(party_check_ins.withdraw_consent(row.id)) == [("WRONG_STATE", "id")]


async def test_people_withdraw_their_own_consent(stores_db: Database, client: Client) -> None:
    code, text = await a_code(), await a_text()
    first, second = [await Person.create(display_name=f"演示居民{number:03}") for number in range(2)]
    keys = []
    for person in (first, second):
        answer = await client.ask(RECORD, input=given(code, person, text))
        keys.append(answer["recordPioneerStorePartyCheckIn"]["checkIn"]["id"])
    me = Viewer(ViewerKind.PERSON, frozenset(), account_id=uuid.uuid4(), person_id=first.id)
    mine = "{ pioneerStorePartyCheckIns { nodes { id withdrawnAt } } }"
    seen = (await client.ask(mine, viewer=me))["pioneerStorePartyCheckIns"]["nodes"]
    assert seen == [{"id": keys[0], "withdrawnAt": None}]
    withdraw = """mutation ($id: ID!) {
  withdrawMyPioneerStorePartyConsent(input: {id: $id}) { checkIn { id } userErrors { code field } }
}"""

    async def errors(viewer: Viewer, key: str) -> list[tuple[str, list[str]]]:
        payload = (await client.ask(withdraw, id=key, viewer=viewer))["withdrawMyPioneerStorePartyConsent"]
        assert payload["checkIn"] is None
        return [(error["code"], error["field"]) for error in payload["userErrors"]]

    # That of somebody else is not there; the administrator is no person, and nobody signed in is none either.
    assert await errors(me, keys[1]) == [("NOT_FOUND", ["id"])]
    assert await errors(client.administrator, keys[0]) == [("NOT_PERMITTED", [])]
    assert await errors(ANONYMOUS, keys[0]) == [("NOT_PERMITTED", [])]
    assert await errors(me, keys[0]) == []
    assert await PartyCheckIn.filter(person_id=first.id).count() == 0
    assert (await PartyCheckIn.get(person_id=second.id)).withdrawn_at is None
    assert (await client.ask(mine, viewer=me))["pioneerStorePartyCheckIns"]["nodes"] == []
    assert await errors(me, keys[0]) == [("NOT_FOUND", ["id"])]
    # The audit log does not tell by who did it that they are a member.
    entry = await AuditEntry.get(action="withdrawMyPioneerStorePartyConsent")
    assert (entry.actor, entry.account_id, entry.actor_person_id, entry.person_id) == ("THEMSELVES", None, None, None)
    told = await Event.get(name="jinniu_stores.party_consent_withdrawn")
    assert told.payload == {"version": 2}


async def test_who_is_exported_erased_and_merged(stores_db: Database, client: Client) -> None:
    code, text = await a_code(), await a_text()
    first, second = [await Person.create(display_name=f"演示居民{number:03}") for number in range(2)]
    for person in (first, second):
        await client.ask(RECORD, input=given(code, person, text))
    merge = await merging.merge(merging.PersonsToMerge(keep_id=first.id, merge_id=second.id, purpose="同一人"))
    # Both checked in at the store on the day: one of the two stays with the merged record, and none is lost.
    assert set(await PartyCheckIn.all().values_list("person_id", flat=True)) == {first.id, second.id}
    held = await export(first.id, "本人申请")
    assert [one["day"] for one in held["data"]["jinniu_stores.party_check_ins"]] == ["2024-07-10"]
    assert len(held["merged"][0]["data"]["jinniu_stores.party_check_ins"]) == 1
    await merging.undo(merge.id)
    await erasure.erase(erasure.PersonToErase(person_id=first.id, purpose="本人申请"))
    assert set(await PartyCheckIn.all().values_list("person_id", flat=True)) == {None, second.id}
    with fixed(NOW + timedelta(days=366)):
        assert {one.rule.name: one.rows for one in await retention.apply()}["jinniu_stores.party_check_ins"] == 1
    assert await PartyCheckIn.all().values_list("person_id", flat=True) == [None, None]


async def test_who_sees_members(stores_db: Database, client: Client) -> None:
    code, text = await a_code(), await a_text()
    for number in range(5):
        person = await Person.create(display_name=f"演示居民{number:03}")
        await client.ask(RECORD, input=given(code, person, text))
        use = '{ pioneerStores { nodes { use(startsOn: "2024-07-10", endsOn: "2024-07-10") { partyCheckIns } } } }'
        # Counts are for others than names are, and a count of a few is none.
        answer = await client.ask(use, may={USAGE_READ})
        assert answer["pioneerStores"]["nodes"] == [{"use": {"partyCheckIns": 5 if number == 4 else None}}]
    for question in (
        "{ pioneerStorePartyCheckIns { totalCount } }",
        "{ pioneerStores { nodes { partyCheckIns { totalCount } } } }",
        '{ pioneerStores(where: {partyCheckIns: {some: {day: {gt: "2024-01-01"}}}}) { totalCount } }',
        "{ pioneerStores(orderBy: [{partyCheckIns: {count: DESC}}]) { totalCount } }",
    ):
        for may in ((), (USAGE_READ,)):
            code_, message = await client.refusal(question, may=may)
            assert code_ == "FORBIDDEN"
            assert "needs the permission 'jinniu_stores.party_check_ins_read'" in message
    holders = [role.name for role in ROLES if PARTY_CHECK_INS_READ in role.permissions]
    assert holders == ["jinniu_stores.party_officer"]

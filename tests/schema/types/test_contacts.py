"""Contact details as a frontend sees them: masked, and in full once, for a purpose."""

from __future__ import annotations

from typing import Any

from core.access import CONTACTS_READ, CONTACTS_REVEAL, CONTACTS_WRITE, PEOPLE_READ
from core.contacts import set_contact
from core.models import AuditEntry, PersonContact, UseCount
from core.models.choices import ContactKind
from linli.testing import Client
from linli.testing.town import build_town

SET = """mutation($person: ID!) {
  setContact(input: {personId: $person, kind: PHONE, value: "13800000001"}) {
    contact { kind kindLabel masked person { id } } userErrors { code }
  }
}"""
REVEAL = """mutation($person: ID!) {
  revealContact(input: {personId: $person, kind: PHONE, purpose: "回访"}) {
    value contact { masked } userErrors { code field }
  }
}"""
FIND = """mutation {
  findPeopleByContact(input: {kind: PHONE, value: "+86 138 0000 0001"}) { people { id } userErrors { code } }
}"""
REMOVE = """mutation($person: ID!) {
  removeContact(input: {personId: $person, kind: PHONE}) { removed userErrors { code field } }
}"""


async def test_from_set_to_removed(client: Client) -> None:
    person = f"pe_{(await build_town()).resident.id}"
    await PersonContact.all().delete()
    given = {"person": person}
    office = client.permitted(PEOPLE_READ, CONTACTS_READ, CONTACTS_WRITE)
    contact = {"kind": "PHONE", "kindLabel": "电话", "masked": "138****0001", "person": {"id": person}}
    assert await office.ask(SET, given) == {"setContact": {"contact": contact, "userErrors": []}}
    asked = await office.ask(
        "query($person: ID!) { person(id: $person) { contacts { nodes { kind masked } } } }", given
    )
    assert asked == {"person": {"contacts": {"nodes": [{"kind": "PHONE", "masked": "138****0001"}]}}}
    assert await office.ask(FIND) == {"findPeopleByContact": {"people": [{"id": person}], "userErrors": []}}

    code, _ = await office.refusal(REVEAL, given)
    assert code == "FORBIDDEN"
    revealing = client.permitted(CONTACTS_READ, CONTACTS_REVEAL)
    assert await revealing.ask(REVEAL, given) == {
        "revealContact": {"value": "13800000001", "contact": {"masked": "138****0001"}, "userErrors": []}
    }
    actions = await AuditEntry.all().order_by("number").values_list("action", "purpose")
    assert actions == [
        ("setContact", None),
        ("findPeopleByContact", None),
        ("contacts.reveal", "回访"),
        ("revealContact", None),
    ]

    (row,) = await PersonContact.all()
    removed = {"removed": [f"pc_{row.id}"], "userErrors": []}
    assert await office.ask(REMOVE, given) == {"removeContact": removed}
    gone = {"removed": None, "userErrors": [{"code": "NOT_FOUND", "field": ["kind"]}]}
    assert await office.ask(REMOVE, given) == {"removeContact": gone}
    refused = {"value": None, "contact": None, "userErrors": [{"code": "NOT_FOUND", "field": ["kind"]}]}
    assert await revealing.ask(REVEAL, given) == {"revealContact": refused}


async def test_contacts_need_a_permission_of_their_own(client: Client) -> None:
    await build_town()
    for question in (
        "{ people { nodes { contacts { totalCount } } } }",
        "{ personContacts { totalCount } }",
        "{ people(where: {contacts: {some: {kind: {eq: PHONE}}}}) { totalCount } }",
        FIND,
    ):
        code, _ = await client.permitted(PEOPLE_READ).refusal(question)
        assert code == "FORBIDDEN"


async def test_a_district_finds_its_own_people_and_each_use_is_noted(client: Client) -> None:
    """Asked at another district's address, the refusal told that somebody has the number, and undid the note."""
    town = await build_town()
    await set_contact(town.resident.id, ContactKind.PHONE, "13800000001")
    office = client.permitted(PEOPLE_READ, CONTACTS_READ)
    nobody: dict[str, Any] = {"findPeopleByContact": {"people": [], "userErrors": []}}
    assert await office.ask(FIND, district="pidu") == nobody
    assert await office.ask(FIND.replace("0001", "0002"), district="pidu") == nobody
    (entry, _) = await AuditEntry.all().order_by("number")
    assert (entry.action, entry.person_id, entry.details) == ("findPeopleByContact", None, {})
    assert [row.count for row in await UseCount.filter(use="contacts.lookup")] == [2]
    found = {"people": [{"id": f"pe_{town.resident.id}"}], "userErrors": []}
    assert await office.ask(FIND, district="jinniu") == {"findPeopleByContact": found}

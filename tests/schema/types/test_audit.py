"""The audit log as a frontend reads it."""

from __future__ import annotations

import uuid

from core.access import ADMIN, AUDIT_READ, Reach, Viewer, ViewerKind
from core.acting import Actor, acting
from core.audit import record
from core.models import AuditEntry, Person
from linli.testing import Client
from linli.testing.town import build_town

ENTRIES = """query($where: AuditEntryWhere) {
  auditEntries(where: $where) {
    nodes { number actor action subjectId personId actorPersonId purpose details area { name } }
  }
}"""


async def test_all_of_it_with_the_permission(client: Client) -> None:
    town = await build_town()
    with acting(Actor(ADMIN)):
        await record("updatePlace", "pl", town.theatre.id, area_id=town.xihua.id, details={"是": [1]})
    await record("person.exported", "pe", town.resident.id, person_id=town.resident.id, purpose="本人要求")
    newest: dict[str, object] = {
        "number": "2",
        "actor": "PLATFORM",
        "action": "person.exported",
        "subjectId": f"pe_{town.resident.id}",
        "personId": f"pe_{town.resident.id}",
        "actorPersonId": None,
        "purpose": "本人要求",
        "details": {},
        "area": None,
    }
    first = {
        "number": "1",
        "actor": "ADMIN",
        "action": "updatePlace",
        "subjectId": f"pl_{town.theatre.id}",
        "personId": None,
        "actorPersonId": None,
        "purpose": None,
        "details": {"是": [1]},
        "area": {"name": town.xihua.name},
    }
    auditor = client.permitted(AUDIT_READ)
    assert await auditor.ask(ENTRIES) == {"auditEntries": {"nodes": [newest, first]}}
    by_subject = await auditor.ask(ENTRIES, {"where": {"subject": f"pl_{town.theatre.id}"}})
    assert by_subject == {"auditEntries": {"nodes": [first]}}
    concerning = await auditor.ask(ENTRIES, {"where": {"concerning": f"pe_{town.resident.id}"}})
    assert concerning == {"auditEntries": {"nodes": [newest]}}
    code, message = await auditor.refusal(ENTRIES, {"where": {"subject": "nonsense"}})
    assert (code, "nonsense" in message) == ("INVALID_ID", True)


async def test_what_concerns_oneself_and_what_one_did(client: Client) -> None:
    town = await build_town()
    person = town.resident.id
    oneself = Viewer(ViewerKind.PERSON, frozenset(), account_id=uuid.UUID(int=7), person_id=person)
    await record("about me", "pe", person, person_id=person)
    with acting(Actor(oneself)):
        await record("by me", "pl", town.theatre.id)
    await record("by others, on others", "pl", town.theatre.id)
    question = "{ auditEntries { totalCount nodes { action } } }"
    own = {"auditEntries": {"totalCount": 2, "nodes": [{"action": "by me"}, {"action": "about me"}]}}
    assert await client.seen_by(oneself).ask(question) == own
    assert await client.anonymous.ask(question) == {"auditEntries": {"totalCount": 0, "nodes": []}}
    # Somebody who may read it at a scope sees besides what was done there.
    scoped = Viewer(
        ViewerKind.PERSON,
        frozenset({AUDIT_READ}),
        {AUDIT_READ: Reach(areas=frozenset({town.pidu.id}))},
        person_id=person,
    )
    assert await client.seen_by(scoped).ask(question) == own
    await record("in the scope", "ar", town.pitong.id, area_id=town.pitong.id)
    assert (await client.seen_by(scoped).ask(question))["auditEntries"]["nodes"][0] == {"action": "in the scope"}
    assert await client.seen_by(oneself).ask(question) == own
    hidden = await AuditEntry.get(action="by others, on others")
    assert await client.seen_by(oneself).ask("query($id: ID!) { node(id: $id) { id } }", {"id": f"au_{hidden.id}"}) == {
        "node": None
    }


async def test_one_of_several_does_not_find_out_who_the_others_are(client: Client) -> None:
    town = await build_town()
    other = await Person.create(display_name="演示居民002", area=town.xihua)
    await record("read", "pe", None, people=[town.resident.id, other.id])
    own = Viewer(ViewerKind.PERSON, frozenset(), account_id=uuid.UUID(int=7), person_id=town.resident.id)
    question = "query ($who: ID!) { auditEntries(where: {concerning: $who}) { totalCount } }"
    counts = {}
    for name, asker in (("one", client.seen_by(own)), ("auditor", client.permitted(AUDIT_READ))):
        for key in (town.resident.id, other.id):
            found = await asker.ask(question, {"who": f"pe_{key}"})
            counts[name, key] = found["auditEntries"]["totalCount"]
    assert counts == {
        ("one", town.resident.id): 1,
        ("one", other.id): 0,
        ("auditor", town.resident.id): 1,
        ("auditor", other.id): 1,
    }

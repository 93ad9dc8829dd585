"""Who saw whose personal data is in the audit log, after the answer, and the answer does not wait for it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import pytest

from core.access import AUDIT_READ, PEOPLE_NAMES, PEOPLE_READ, REGISTRATIONS_READ, Viewer, ViewerKind
from core.audit import Draft
from core.audit_chain import verify
from core.errors import DatabaseUnavailable
from core.models import AuditEntry, Person, Registration
from linli.testing import Client
from linli.testing.town import build_town


async def _noted(client: Client) -> list[dict[str, Any]]:
    """The entries of reads, once they are written."""
    await client.server.city.reads.flush()
    entries = await AuditEntry.filter(action="read").order_by("number")
    for entry in entries:
        if "ids" in entry.details:
            entry.details.pop("people", None)
    return [{"person": entry.person_id, "actor": entry.actor, **entry.details} for entry in entries]


async def test_an_entry_for_a_root_field(client: Client) -> None:
    town = await build_town()
    other = await Person.create(display_name="李四")
    await Registration.get_or_create(activity=town.festival, person=town.resident)
    viewer = client.permitted(PEOPLE_READ, PEOPLE_NAMES, REGISTRATIONS_READ)
    name = viewer.viewer.name
    ids = [f"pe_{town.resident.id}", f"pe_{other.id}"]
    await viewer.ask("{ people(orderBy: [{id: ASC}]) { nodes { n: displayName } } }")
    await viewer.ask("{ registrations { nodes { person { displayName } } } }")
    await viewer.ask("query($id: ID!) { person(id: $id) { displayName status } }", {"id": ids[1]})
    one = {"actor": name, "type": "Person", "fields": ["displayName"], "rows": 1}
    assert await _noted(client) == [
        {"person": None, "actor": name, "type": "Person", "fields": ["displayName"], "rows": 2, "ids": ids},
        {"person": town.resident.id, **one, "ids": ids[:1]},
        {"person": other.id, **one, "ids": ids[1:]},
    ]
    (*_, entry) = await AuditEntry.all().order_by("number")
    assert (entry.subject_type, entry.subject_id, bool(entry.request_id)) == ("pe", other.id, True)


MINE = "{ auditEntries { nodes { action actor details } } }"
CONCERNING = "query ($who: ID!) { auditEntries(where: {concerning: $who}) { totalCount } }"


async def test_of_many_each_is_found_though_no_id_is_listed(client: Client) -> None:
    people = [Person(display_name=f"演示居民{number}") for number in range(52)]
    await Person.bulk_create(people)
    among, other = people[3], people[-1]
    await Person.filter(id=other.id).update(status="RETIRED")
    query = "{ people(first: 60, where: {status: {eq: ACTIVE}}) { nodes { displayName } } }"
    reader = client.permitted(PEOPLE_READ, PEOPLE_NAMES)
    await reader.ask(query)
    (noted,) = await _noted(client)
    assert (noted["rows"], "ids" in noted, len(noted["people"])) == (51, False, 64)
    auditor = client.permitted(AUDIT_READ)
    assert await auditor.ask(CONCERNING, {"who": f"pe_{among.id}"}) == {"auditEntries": {"totalCount": 1}}
    assert await auditor.ask(CONCERNING, {"who": f"pe_{other.id}"}) == {"auditEntries": {"totalCount": 0}}
    # People find it themselves, and not who the others were.
    entry = {"action": "read", "actor": reader.viewer.name, "details": None}
    for person, entries in ((among, [entry]), (other, [])):
        oneself = Viewer(ViewerKind.PERSON, frozenset(), account_id=uuid.UUID(int=1), person_id=person.id)
        assert await client.seen_by(oneself).ask(MINE) == {"auditEntries": {"nodes": entries}}


async def test_of_two_each_finds_it_and_not_who_the_other_was(client: Client) -> None:
    one, two = [await Person.create(display_name=name) for name in ("张三丰", "李四光")]
    await client.permitted(PEOPLE_READ, PEOPLE_NAMES).ask("{ people { nodes { displayName } } }")
    (noted,) = await _noted(client)
    assert noted["ids"] == [f"pe_{one.id}", f"pe_{two.id}"]
    oneself = Viewer(ViewerKind.PERSON, frozenset(), account_id=uuid.UUID(int=1), person_id=two.id)
    found = await client.seen_by(oneself).ask(MINE)
    assert [entry["details"] for entry in found["auditEntries"]["nodes"]] == [None]
    assert (await verify()).wrong is None


@pytest.mark.parametrize("fields", ["id status", "displayName"])
async def test_nothing_of_what_is_masked_or_not_asked_for(client: Client, fields: str) -> None:
    await build_town()
    await client.permitted(PEOPLE_READ).ask(f"{{ people {{ nodes {{ {fields} }} }} }}")
    assert await _noted(client) == []


async def test_nothing_of_oneself(client: Client) -> None:
    town = await build_town()
    oneself = Viewer(
        ViewerKind.PERSON, frozenset({PEOPLE_READ}), account_id=uuid.UUID(int=1), person_id=town.resident.id
    )
    await client.seen_by(oneself).ask("{ people { nodes { displayName } } }")
    assert await _noted(client) == []


async def test_the_answer_has_one_statement_and_no_entry_yet(client: Client) -> None:
    await build_town()
    await Person.create(display_name="李四")
    viewer = client.permitted(PEOPLE_READ, PEOPLE_NAMES)
    await viewer.ask("{ people { nodes { displayName } } }")
    client.server.statements.clear()
    await viewer.ask("{ people(first: 1) { nodes { displayName } } }")
    assert len(client.server.statements) == 1
    assert client.server.city.reads.waiting == 2


async def test_the_same_again_is_counted(client: Client) -> None:
    town = await build_town()
    query = "{ people { nodes { displayName } } }"
    viewer = client.permitted(PEOPLE_READ, PEOPLE_NAMES)
    await viewer.ask(query)
    await viewer.ask("{ people { nodes { again: displayName } } }")
    other = Viewer(ViewerKind.PERSON, frozenset({PEOPLE_READ, PEOPLE_NAMES}), account_id=uuid.UUID(int=1))
    await client.seen_by(other).ask(query)
    noted = {"person": town.resident.id, "type": "Person", "fields": ["displayName"], "rows": 1}
    listed = {**noted, "ids": [f"pe_{town.resident.id}"]}
    assert await _noted(client) == [
        {"actor": viewer.viewer.name, **listed, "times": 2},
        {"actor": other.name, **listed},
    ]
    # What is written does not wait any more.
    await viewer.ask(query)
    assert [entry.get("times", 1) for entry in await _noted(client)] == [2, 1, 1]


async def test_what_could_not_be_written_waits_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    await build_town()
    viewer, log = client.permitted(PEOPLE_READ, PEOPLE_NAMES), client.server.city.reads
    query = "{ people { nodes { displayName } } }"

    async def busy(drafts: Sequence[Draft]) -> None:
        await viewer.ask(query)
        raise DatabaseUnavailable("for the test")

    await viewer.ask(query)
    with monkeypatch.context() as patched:
        patched.setattr("core.audit_reads.record_drafts", busy)
        with pytest.raises(DatabaseUnavailable):
            await log.flush()
    assert log.waiting == 1
    (entry,) = await _noted(client)
    assert entry["times"] == 2

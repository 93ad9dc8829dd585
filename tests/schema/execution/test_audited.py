"""What mutations leave in the audit log, without their authors doing anything."""

from __future__ import annotations

from core.audit import image_hash
from core.models import AuditEntry, Place
from linli.testing import Client
from linli.testing.town import build_town
from schema.execution.audited import images

UPDATE = """mutation Rename($id: ID!, $name: String!, $version: Int) {
  updatePlace(input: {id: $id, name: $name, expectedVersion: $version}) {
    place { name } userErrors { code }
  }
}"""

CREATE = """mutation Create($area: ID!, $key: String) {
  createOrganization(input: {kind: COMPANY, name: "便利店", areaId: $area, idempotencyKey: $key}) {
    organization { name } userErrors { code }
  }
}"""


async def test_each_row_that_is_written_with_its_hashes(client: Client) -> None:
    place = (await build_town()).theatre
    already = await AuditEntry.all().count()
    reader = client.server.database.reader
    before = (await images(reader, Place, [place.id]))[place.id]
    answer = await client.ask(UPDATE, {"id": f"pl_{place.id}", "name": "新名字"})
    assert answer["updatePlace"]["userErrors"] == []
    after = (await images(reader, Place, [place.id]))[place.id]
    (entry,) = await AuditEntry.filter(number__gt=already)
    assert (entry.actor, entry.action, entry.subject_type, entry.subject_id) == (
        "ADMIN",
        "updatePlace",
        "pl",
        place.id,
    )
    assert (entry.area_id, entry.person_id) == (place.area_id, None)  # type: ignore[attr-defined]  # Tortoise adds it
    assert entry.request_id
    assert (before["name"], after["name"]) == (place.name, "新名字")
    assert (entry.before_hash, entry.after_hash) == (image_hash(entry.salt, before), image_hash(entry.salt, after))


async def test_nothing_for_what_was_refused_or_only_told_again(client: Client) -> None:
    place = (await build_town()).theatre
    already = await AuditEntry.all().count()
    refused = await client.ask(UPDATE, {"id": f"pl_{place.id}", "name": "新名字", "version": 99})
    assert refused["updatePlace"]["userErrors"] == [{"code": "CONFLICT"}]
    assert await AuditEntry.all().count() == already
    area = f"ar_{place.area_id}"  # type: ignore[attr-defined]  # Tortoise adds it
    for _ in range(2):
        await client.ask(CREATE, {"area": area, "key": "once"})
    (entry,) = await AuditEntry.filter(number__gt=already)
    assert (entry.action, entry.before_hash, entry.after_hash is not None) == ("createOrganization", None, True)

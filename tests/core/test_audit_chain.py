"""Whoever changes the audit log is found out: the first entry that is wrong, and how it is wrong."""

from __future__ import annotations

import uuid

import pytest

from core.audit import hash_of, record
from core.audit_chain import Verified, verify
from core.database.connect import Database
from core.database.url import Dialect
from core.models import AuditEntry, AuditEntryPerson, AuditHead

SUBJECT = uuid.UUID("00000000-0000-7000-8000-000000000001")


@pytest.fixture
async def chain(db: Database) -> list[AuditEntry]:
    """Six entries, in a log that the database does not protect any more."""
    for number in range(6):
        await record(f"action {number + 1}", "ar", SUBJECT, details={"是": number})
    triggers = {
        Dialect.POSTGRES: (
            "ALTER TABLE audit_entry DISABLE TRIGGER USER",
            "ALTER TABLE audit_head DISABLE TRIGGER USER",
        ),
        Dialect.SQLITE: tuple(
            f"DROP TRIGGER {name}"
            for name in ("audit_entry_no_update", "audit_entry_no_delete", "audit_head_stays", "audit_head_forward")
        ),
    }
    for statement in triggers[db.dialect]:
        await db.connection.execute_query(statement)
    return await AuditEntry.all().order_by("number")


async def _numbers(*pairs: tuple[AuditEntry, int]) -> None:
    """Give entries other numbers, which are unique at every moment."""
    for entry, number in pairs:
        await AuditEntry.filter(id=entry.id).update(number=1000 + number)
    for entry, number in pairs:
        await AuditEntry.filter(id=entry.id).update(number=number)


async def test_whole(chain: list[AuditEntry]) -> None:
    seen: list[tuple[int, int]] = []
    assert await verify(progress=lambda done, total: seen.append((done, total))) == Verified(6, f"6:{chain[5].hash}")
    assert seen == [(6, 6)]
    assert (await verify(f"3:{chain[2].hash}")).wrong is None


async def test_empty(db: Database) -> None:
    assert await verify() == Verified(0, f"0:{'0' * 64}")


async def test_other_people(db: Database) -> None:
    """Whom an entry concerns is held by the chain too."""
    one, two, other = (uuid.UUID(int=number) for number in (1, 2, 3))
    await record("read", "pe", None, people=[one, two])
    assert (await verify()).wrong is None
    await AuditEntryPerson.create(entry=await AuditEntry.get(), person_id=other)
    assert (await verify()).wrong == "Entry 1 concerns other people than it did when it was written."


async def test_changed(chain: list[AuditEntry]) -> None:
    await AuditEntry.filter(number=3).update(details={"是": 9})
    assert (await verify()).wrong == "Entry 3 was changed: it does not have the hash of what it says."


async def test_changed_together_with_its_hash(chain: list[AuditEntry]) -> None:
    chain[2].actor = "nobody"
    await AuditEntry.filter(number=3).update(actor="nobody", hash=hash_of(chain[2]))
    assert (await verify()).wrong == ("Entry 3 was changed, and its hash with it: entry 4 was written behind another.")


async def test_deleted(chain: list[AuditEntry]) -> None:
    await AuditEntry.filter(number=3).delete()
    assert (await verify()).wrong == "Entry 3 is gone: entry 4 comes next."
    await AuditEntry.filter(number=4).delete()
    assert (await verify()).wrong == "Entries 3 to 4 are gone: entry 5 comes next."


async def test_deleted_and_numbered_anew(chain: list[AuditEntry]) -> None:
    await AuditEntry.filter(number=3).delete()
    await _numbers((chain[3], 3), (chain[4], 4), (chain[5], 5))
    assert (await verify()).wrong == (
        "Entry 3 is not what was written in its place: it was changed, or its number was."
    )


async def test_the_end_is_deleted(chain: list[AuditEntry]) -> None:
    await AuditEntry.filter(number__gte=5).delete()
    assert (await verify()).wrong == "Entries 5 to 6 are gone: the head of the chain is entry 6."
    await AuditHead.all().update(number=4, hash=chain[3].hash)
    assert (await verify()).wrong is None
    # Who kept the end elsewhere sees it all the same.
    assert (await verify(f"6:{chain[5].hash}")).wrong == "Entry 6 was there, and the chain ends with entry 4 by now."


async def test_made_anew(chain: list[AuditEntry]) -> None:
    assert (await verify(f"2:{'a' * 64}")).wrong == "Entry 2 is another than it was: the chain was made anew."
    with pytest.raises(ValueError, match="is not NUMBER:HASH"):
        await verify("2-abc")


async def test_reordered(chain: list[AuditEntry]) -> None:
    await _numbers((chain[2], 4), (chain[3], 3))
    assert (await verify()).wrong == ("Entry 3 is not in its place: it was written right behind what is entry 4 now.")


async def test_put_in_behind_the_head(chain: list[AuditEntry]) -> None:
    await AuditHead.all().update(number=5, hash=chain[4].hash)
    assert (await verify()).wrong == "Entry 6 stands behind the head of the chain, which is entry 5."
    await AuditHead.all().update(number=6, hash="b" * 64)
    assert (await verify()).wrong == "The head of the chain has another hash than entry 6, the last one."
    await AuditHead.all().delete()
    assert (await verify()).wrong == "The head of the chain is gone, and entries are there."

"""The audit log: what an entry says, that it is committed with what it tells of, and that it never changes."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import re
import uuid

import pytest
from asyncpg.exceptions import RaiseError
from tortoise import Tortoise
from tortoise.exceptions import IntegrityError

from core import clock
from core.access import ADMIN, Viewer, ViewerKind
from core.acting import Actor, acting
from core.audit import INSTALLATION, AuditBroken, canonical, image_hash, record
from core.database.connect import CONNECTION, Database, transaction
from core.database.url import Dialect
from core.models import AuditEntry, AuditHead
from core.models.audit import NO_HASH
from tests.support.domain import an_area

SUBJECT = uuid.UUID("00000000-0000-7000-8000-000000000001")
SOMEBODY = uuid.UUID("00000000-0000-7000-8000-000000000002")
REFUSED = (IntegrityError, RaiseError)
NOW = datetime.datetime(2024, 7, 10, 1, 0, tzinfo=datetime.UTC)


async def test_an_entry_says_who_did_what_to_whom_and_why(db: Database) -> None:
    area = await an_area()
    viewer = Viewer(ViewerKind.PERSON, frozenset(), account_id=SUBJECT, person_id=SOMEBODY)
    with clock.fixed(NOW), acting(Actor(viewer, "a-request")):
        async with transaction():
            await record(
                "updatePerson",
                "pe",
                SUBJECT,
                person_id=SUBJECT,
                purpose="居民来电",
                before={"display_name": "张三"},
                after={"display_name": "张四"},
                area_id=area.id,
                details={"rows": 1},
            )
            assert await AuditEntry.all() == []
    expected = {
        "number": 1,
        "recorded_at": NOW,
        "actor": f"ACCOUNT:{SUBJECT}",
        "account_id": SUBJECT,
        "actor_person_id": SOMEBODY,
        "action": "updatePerson",
        "subject_type": "pe",
        "subject_id": SUBJECT,
        "person_id": SUBJECT,
        "purpose": "居民来电",
        "request_id": "a-request",
        "area_id": area.id,
        "details": {"rows": 1},
        "previous": NO_HASH,
    }
    (entry,) = await AuditEntry.all()
    assert entry.salt is not None
    assert re.fullmatch("[0-9a-f]{32}", entry.salt)
    salted = f'["{entry.salt}",{{"display_name":"张三"}}]'
    assert entry.before_hash == hashlib.sha256(salted.encode()).hexdigest()
    assert entry.after_hash == image_hash(entry.salt, {"display_name": "张四"})
    assert {name: getattr(entry, name) for name in expected} == expected
    assert {*expected, "id", "hash", "salt", "before_hash", "after_hash"} == set(AuditEntry._meta.fields_db_projection)
    head = await AuditHead.get()
    assert (head.number, head.hash) == (1, entry.hash)


async def test_the_platform_itself_and_without_a_transaction(db: Database) -> None:
    await record("migrate.undo", INSTALLATION, None)
    with acting(Actor(ADMIN)):
        await record("enablePlugin", "ar", SUBJECT)
    first, second = await AuditEntry.all().order_by("number")
    assert (first.actor, first.subject_id, first.details) == ("PLATFORM", None, {})
    assert (second.actor, second.number, second.previous) == ("ADMIN", 2, first.hash)


async def test_committed_with_what_it_tells_of_or_not_at_all(db: Database) -> None:
    async def fail() -> None:
        async with transaction():
            await record("fails", "ar", SUBJECT)
            raise RuntimeError("undone")

    async def fail_in_part() -> None:
        async with transaction():
            await record("stays", "ar", SUBJECT)
            with pytest.raises(RuntimeError):
                await fail()
            async with transaction():
                await record("stays too", "ar", SUBJECT)

    with pytest.raises(RuntimeError):
        await fail()
    assert await AuditEntry.all().count() == 0
    await fail_in_part()
    assert await AuditEntry.all().order_by("number").values_list("number", "action") == [(1, "stays"), (2, "stays too")]


def test_canonical_json_is_the_same_for_equal_rows() -> None:
    assert canonical({"b": NOW, "a": [SUBJECT, None, True, 1.5], "c": b"\x01"}) == (
        b'{"a":["00000000-0000-7000-8000-000000000001",null,true,1.5],"b":"2024-07-10T01:00:00+00:00","c":"01"}'
    )
    with pytest.raises(TypeError, match="object"):
        canonical({"a": object()})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'nobody'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry_person",
        "UPDATE audit_entry_person SET person_id = entry_id",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET number = 1",
    ],
)
async def test_the_database_refuses_to_change_it(db: Database, statement: str) -> None:
    await record("first", "ar", SUBJECT)
    await record("second", "ar", SUBJECT, people=[SUBJECT, SOMEBODY])
    with pytest.raises(REFUSED, match=r"append-only|only goes forward"):
        await db.connection.execute_query(statement)
    assert await AuditEntry.all().count() == 2


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_nor_can_it_be_emptied(db: Database) -> None:
    await record("first", "ar", SUBJECT)
    with pytest.raises(REFUSED, match="append-only"):
        await db.connection.execute_query("TRUNCATE audit_entry, audit_entry_person")


async def test_without_its_head_nothing_is_written(db: Database) -> None:
    await record("first", "ar", SUBJECT)
    trigger = "audit_head_stays"
    await db.connection.execute_query(
        f"DROP TRIGGER {trigger}" + (" ON audit_head" if db.dialect is Dialect.POSTGRES else "")
    )
    await AuditHead.all().delete()
    with pytest.raises(AuditBroken, match="The head of the audit log is gone") as caught:
        await record("second", "ar", SUBJECT)
    assert caught.value.code == "AUDIT_BROKEN"
    # The connection is free again, and outside of a transaction.
    assert await AuditEntry.all().count() == 1
    await an_area()


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_twenty_at_once_make_one_chain(db: Database) -> None:
    areas = [await an_area(f"社区{number}") for number in range(4)]

    async def write(number: int) -> None:
        async with transaction():
            # Rows in an order of its own: what the entry is about is locked before, never behind the head.
            for area in (areas[number % 4], areas[(number + 1) % 4])[:: 1 if number % 2 else -1][:1]:
                await Tortoise.get_connection(CONNECTION).execute_query(
                    "UPDATE area SET households = $1 WHERE id = $2", [number, area.id]
                )
            await record("write", "ar", areas[number % 4].id, details={"writer": number})
            await record("write again", "ar", areas[number % 4].id, details={"writer": number})

    await asyncio.gather(*(write(number) for number in range(20)))
    entries = await AuditEntry.all().order_by("number")
    assert [entry.number for entry in entries] == list(range(1, 41))
    assert [entry.previous for entry in entries] == [NO_HASH, *(entry.hash for entry in entries[:-1])]
    # The two of one transaction follow each other.
    writers = [entry.details["writer"] for entry in entries]
    assert writers[::2] == writers[1::2]
    assert sorted(writers[::2]) == list(range(20))
    head = await AuditHead.get()
    assert (head.number, head.hash) == (40, entries[-1].hash)

"""The audit log: who did what to whom, why, and what became of the row, as hashes.

Entries form a chain: each has a number and the hash of the one before it, so that nothing can be changed, taken out or
put in without a trace (see `core.audit_chain`). They are queued while a transaction runs, and written as the last
thing that it does: the head of the chain is one row, which everybody who writes locks for the moment of the commit
only. Nothing is waited for behind that lock, so it is part of no deadlock.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import orjson
from tortoise import Tortoise

from core.acting import Actor, actor
from core.clock import now
from core.database.commits import at_the_end, in_transaction
from core.database.connect import CONNECTION, transaction
from core.database.url import Dialect
from core.errors import LinliError
from core.ids import new_id
from core.models import AuditEntry, AuditEntryPerson, AuditHead
from core.models.audit import NO_HASH

INSTALLATION: Final = "installation"
"""The type of the subject of what concerns no row but the installation as a whole, such as undoing a migration."""

PEOPLE: Final = "people"
"""The name in an entry's details of the hash of the several people whom it concerns."""

THEMSELVES: Final = "THEMSELVES"
"""The actor of what people did about themselves that few may know of them: who it was stands in the row alone."""

HEAD: Final = "head"
"""The key of the head's one row."""


class AuditBroken(LinliError):
    """The chain has no end to which an entry could be appended. What was to be written is undone."""

    code = "AUDIT_BROKEN"


@dataclass(frozen=True)
class Draft:
    """An entry that waits for its number."""

    recorded_at: datetime.datetime
    who: Actor
    values: Mapping[str, Any]
    people: Collection[uuid.UUID] = ()
    """Whom it concerns, where that are several."""
    by_themselves: bool = False
    """Whether neither who did it is said, nor in which request, which may have other entries: see `THEMSELVES`."""


async def record(
    action: str,
    subject_type: str,
    subject_id: uuid.UUID | None,
    *,
    person_id: uuid.UUID | None = None,
    purpose: str | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    area_id: uuid.UUID | None = None,
    details: Mapping[str, Any] | None = None,
    people: Collection[uuid.UUID] = (),
    by_themselves: bool = False,
) -> None:
    """Note what is done in the caller's transaction, at whose end it is written; both are committed, or neither.

    Who does it is known (see `core.acting`). `action` is the name of a mutation, or a verb such as `person.erased`;
    `subject_type` and `subject_id` are the tag and the key of the row (no key for what is about several), or
    `INSTALLATION`. `person_id` is the person whom it concerns, `people` are those where there are several, `area_id` is
    the area in which the row lies. Of `before` and `after`, the columns of the row, only the hashes are kept. `details`
    is JSON of a few hundred bytes; neither
    it nor `purpose` may hold personal data, for nothing takes them back. `by_themselves` is for what people did about
    themselves that few may know of them: the entry does not say who it was.
    """
    salt = None if before is None and after is None else secrets.token_hex(16)
    values = {
        "action": action,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "person_id": person_id,
        "purpose": purpose,
        "area_id": area_id,
        "details": orjson.loads(canonical(details or {})),
        "salt": salt,
        "before_hash": None if before is None else image_hash(salt, before),
        "after_hash": None if after is None else image_hash(salt, after),
    }
    await record_drafts([Draft(now(), actor(), values, people, by_themselves)])


async def record_drafts(drafts: Sequence[Draft]) -> None:
    """`record` for entries that were put together before, such as those of reads that are over."""
    connection = Tortoise.get_connection(CONNECTION)
    if not in_transaction(connection):
        async with transaction():
            await record_drafts(drafts)
        return
    for draft in drafts:
        at_the_end(connection, _append, draft)


def canonical(value: Any) -> bytes:
    """The one JSON text of a value: keys in order, no spaces, instants and keys as on the wire, decimals as text."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def digest(value: Any) -> str:
    """The SHA-256 of the canonical JSON of a value, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def image_hash(salt: str | None, image: Mapping[str, Any]) -> str:
    """The SHA-256 of a row by its columns, with the salt of its entry, which nobody sees who only sees hashes: without
    it, whoever knows most of a row could find out the rest by trying.
    """
    return digest([salt, image])


def people_hash(people: Collection[uuid.UUID]) -> str:
    """What the details of an entry say of the several people whom it concerns, so that the chain holds them too."""
    return digest(sorted(str(person) for person in people))


def hash_of(entry: AuditEntry) -> str:
    """The hash that an entry must have: of all its other columns, among them the hash of its predecessor."""
    values = {name: getattr(entry, name) for name in AuditEntry._meta.fields_db_projection if name != "hash"}
    values["recorded_at"] = entry.recorded_at.astimezone(datetime.UTC).isoformat()
    return digest(values)


async def _append(drafts: Sequence[Draft]) -> None:
    head = await _locked_head()
    entries: list[AuditEntry] = []
    concerned: list[tuple[uuid.UUID, uuid.UUID]] = []
    number, last = head.number, head.hash
    for draft in drafts:
        who, viewer = draft.who, None if draft.by_themselves else draft.who.viewer
        number += 1
        entry = AuditEntry(
            id=new_id(),
            number=number,
            recorded_at=draft.recorded_at,
            actor=THEMSELVES if draft.by_themselves else who.name,
            account_id=None if viewer is None else viewer.account_id,
            actor_person_id=None if viewer is None else viewer.person_id,
            request_id=None if draft.by_themselves else who.request_id,
            previous=last,
            **draft.values,
        )
        if people := dict.fromkeys(draft.people):
            entry.details = {**entry.details, PEOPLE: people_hash(people)}
            concerned += [(entry.id, person) for person in people]
        entry.hash = last = hash_of(entry)
        entries.append(entry)
    await AuditEntry.bulk_create(entries)
    if concerned:
        await _append_people(concerned)
    await AuditHead.filter(name=HEAD).update(number=number, hash=last)


async def _append_people(concerned: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Write whom entries concern, in one statement: a page of a thousand people is not rare."""
    connection = Tortoise.get_connection(CONNECTION)
    into = f"INSERT INTO {AuditEntryPerson._meta.db_table} (entry_id, person_id)"
    if Dialect(connection.capabilities.dialect) is Dialect.POSTGRES:
        entries, people = zip(*concerned, strict=True)
        await connection.execute_query(f"{into} SELECT * FROM unnest($1::uuid[], $2::uuid[])", [entries, people])
    else:
        pairs = "json_extract(value, '$[0]'), json_extract(value, '$[1]')"
        await connection.execute_query(f"{into} SELECT {pairs} FROM json_each(?)", [orjson.dumps(concerned).decode()])


async def _locked_head() -> AuditHead:
    locked = AuditHead.filter(name=HEAD).select_for_update()
    head = await locked.get_or_none()
    if head is None:
        if await AuditEntry.exists():
            raise AuditBroken(
                "The head of the audit log is gone, and its entries are there: nothing can be changed until an "
                "administrator has looked into it. `linli audit verify` says more; restore the database from a backup."
            )
        # Two that begin the log at once: the second waits here for the first, and then finds the first's head.
        await AuditHead.bulk_create([AuditHead(name=HEAD, number=0, hash=NO_HASH)], ignore_conflicts=True)
        head = await locked.get()
    return head


def _plain(value: Any) -> Any:
    # orjson knows UUIDs, and not those of asyncpg.
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    raise TypeError

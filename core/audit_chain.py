"""Whether the chain of the audit log is whole: which entry is the first that is wrong, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.audit import HEAD, PEOPLE, hash_of, people_hash
from core.models import AuditEntry, AuditEntryPerson, AuditHead
from core.models.audit import NO_HASH

_BATCH = 1000
"""Entries that are read at once."""


@dataclass(frozen=True)
class Verified:
    """What was found: how many entries are in order, the end of the chain, and what is wrong, if anything is.

    `end` is ``<number>:<hash>``. Whoever keeps it elsewhere can tell later whether the chain was made anew.
    """

    entries: int
    end: str
    wrong: str | None = None


async def verify(
    expected: str | None = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> Verified:
    """Walk the chain from its first entry to its head, and stop at the first entry that is wrong.

    `expected` is the `end` of an earlier walk, which must be on the chain. `progress` is told how many entries are
    done, and of how many. Entries may be written meanwhile; they are left to the next walk. Raises ValueError for an
    `expected` of another form.
    """
    number, hash_ = _parsed(expected)
    last = await AuditEntry.all().order_by("-number").first()
    # Asked after the entries, so that it cannot lie behind them.
    head = await AuditHead.get_or_none(name=HEAD)
    total = 0 if head is None else head.number
    done, previous = 0, NO_HASH
    while done < total:
        batch = await AuditEntry.filter(number__gt=done, number__lte=total).order_by("number").limit(_BATCH)
        if not batch:
            break
        for entry in batch:
            if (wrong := await _wrong(entry, done + 1, previous)) is not None:
                return Verified(done, f"{done}:{previous}", wrong)
            done, previous = entry.number, entry.hash
            if done == number and previous != hash_:
                return Verified(
                    done - 1, f"{done}:{previous}", f"Entry {done} is another than it was: the chain was made anew."
                )
        progress(done, total)
    end = f"{done}:{previous}"
    if head is None and last is not None:
        return Verified(0, end, "The head of the chain is gone, and entries are there.")
    if done < total:
        return Verified(done, end, f"Entries {done + 1} to {total} are gone: the head of the chain is entry {total}.")
    if head is not None and head.hash != previous:
        return Verified(done, end, f"The head of the chain has another hash than entry {done}, the last one.")
    if last is not None and last.number > total:
        return Verified(done, end, f"Entry {last.number} stands behind the head of the chain, which is entry {total}.")
    if number is not None and number > done:
        return Verified(done, end, f"Entry {number} was there, and the chain ends with entry {done} by now.")
    return Verified(done, end)


async def _wrong(entry: AuditEntry, number: int, previous: str) -> str | None:
    """How an entry is wrong that should have this number, and this hash of its predecessor; None if it is right."""
    if entry.number != number:
        gone = f"Entry {number} is" if entry.number == number + 1 else f"Entries {number} to {entry.number - 1} are"
        return f"{gone} gone: entry {entry.number} comes next."
    if entry.previous != previous:
        before = await AuditEntry.get_or_none(hash=entry.previous)
        if entry.previous == NO_HASH:
            return f"Entry {number} was the first one when it was written, and is not in its place."
        if before is not None and before.number != number - 1:
            return f"Entry {number} is not in its place: it was written right behind what is entry {before.number} now."
        if entry.hash == hash_of(entry):
            return f"Entry {number - 1} was changed, and its hash with it: entry {number} was written behind another."
        return f"Entry {number} is not what was written in its place: it was changed, or its number was."
    if entry.hash != hash_of(entry):
        return f"Entry {number} was changed: it does not have the hash of what it says."
    if PEOPLE in entry.details:
        people = await AuditEntryPerson.filter(entry_id=entry.id).values_list("person_id", flat=True)
        if people_hash(people) != entry.details[PEOPLE]:  # type: ignore[arg-type]  # one column of keys
            return f"Entry {number} concerns other people than it did when it was written."
    return None


def _parsed(expected: str | None) -> tuple[int | None, str]:
    if expected is None:
        return None, ""
    number, colon, hash_ = expected.partition(":")
    if not colon or not number.isdecimal() or len(hash_) != 64:
        raise ValueError(f"{expected!r} is not NUMBER:HASH, as an earlier verification has shown")
    return int(number), hash_

"""A mutation that is sent twice under one key is done once: whoever lost the answer may ask again."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from typing import Final

from core.clock import now
from core.models import IdempotencyKey
from core.problems import Problems, refuse

LIFETIME: Final = datetime.timedelta(hours=24)
"""How long a key is remembered. After that it stands for nothing, and may be used again."""

_FORGOTTEN_AT_ONCE = 100

_FIELD = "idempotency_key"


@dataclass(frozen=True)
class Claim:
    """A key in the transaction that has claimed it. ``result_id`` is the row that it stands for already, if any."""

    row: IdempotencyKey
    result_id: uuid.UUID | None

    async def fulfil(self, result_id: uuid.UUID) -> None:
        """Note what was written under the key, in the same transaction; and forget keys that are too old."""
        self.row.result_id = result_id
        await self.row.save(update_fields=["result_id"])
        old = IdempotencyKey.filter(created_at__lt=now() - LIFETIME).limit(_FORGOTTEN_AT_ONCE)
        # Those that another transaction is looking at are left to the next.
        keys = await old.select_for_update(skip_locked=True).values_list("id", flat=True)
        if keys:
            await IdempotencyKey.filter(id__in=keys).delete()


async def claim(mutation: str, caller: str, key: str, digest: str) -> Claim:
    """The caller's key for a mutation, in the transaction that is open. `digest` is of the whole input.

    Whoever comes with the same key meanwhile waits until the transaction ends. If it fails, the key is free again.
    Raises InputRefused at `idempotencyKey`: CONFLICT for a key that was used with another input, and what is wrong
    with the key itself.
    """
    problems = Problems()
    wanted = problems.text(IdempotencyKey, "key", key, _FIELD)
    problems.refuse()
    row = IdempotencyKey(mutation=mutation, caller=caller, key=wanted, digest=digest)
    found = await _written(row)
    while found is None:
        # It was too old, and another transaction has forgotten it since we found it in our way. Now there is room.
        found = await _written(row)
    if found.id == row.id:
        return Claim(found, None)
    if found.created_at < now() - LIFETIME:
        found.digest, found.created_at, found.result_id = digest, now(), None
        await found.save(update_fields=["digest", "created_at", "result_id"])
        return Claim(found, None)
    if found.digest != digest:
        raise refuse(
            "CONFLICT",
            "The key was used with another input. Take a new key for each change, and the same one only to send the "
            "same change again.",
            _FIELD,
        )
    return Claim(found, found.result_id)


async def _written(row: IdempotencyKey) -> IdempotencyKey | None:
    """The row of this key, locked: this one, or another that was there before; None if that has gone meanwhile."""
    # Waits for a transaction that is writing the same key, and does nothing once it has.
    await IdempotencyKey.bulk_create([row], ignore_conflicts=True)
    same = IdempotencyKey.filter(mutation=row.mutation, caller=row.caller, key=row.key)
    return await same.select_for_update().get_or_none()

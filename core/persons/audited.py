"""The one place from which what is done with persons goes into the audit log."""

from __future__ import annotations

import uuid


async def audited(action: str, subject_type: str, subject_id: uuid.UUID, person_id: uuid.UUID, purpose: str) -> None:
    """Note in the audit log what is done, to which row, for whom and to what purpose; in the caller's transaction."""


async def retention_applied(rule: str, days: int, rows: int) -> None:
    """Note in the audit log how many rows went by a rule of retention."""

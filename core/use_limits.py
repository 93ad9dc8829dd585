"""How often somebody may do something within an hour, counted in the database for all processes together."""

from __future__ import annotations

import datetime

from core.acting import actor
from core.clock import now
from core.models import UseCount
from core.problems import refuse


async def count_use(use: str, most: int) -> None:
    """Count one use by whoever acts, in the transaction that is open: by a person with all their accounts and the
    tokens that they made together. The platform itself is not limited.

    Raises InputRefused with RATE_LIMITED for more than `most` within the hour of the clock; nothing is counted then.
    """
    viewer = actor().viewer
    if viewer is None:
        return
    who = viewer.counted_as
    hour = now().replace(minute=0, second=0)
    await UseCount.bulk_create([UseCount(use=use, actor=who, hour=hour, count=0)], ignore_conflicts=True)
    found = await UseCount.filter(use=use, actor=who, hour=hour).select_for_update().get()
    if found.count >= most:
        raise refuse("RATE_LIMITED", f"You have done this {found.count} times within the hour, as often as you may.")
    found.count += 1
    await found.save(update_fields=["count"])
    await UseCount.filter(use=use, actor=who, hour__lt=hour - datetime.timedelta(days=1)).delete()

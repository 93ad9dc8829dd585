"""What talent training learns from others: the window of a talent programme is moved by extensions alone."""

from __future__ import annotations

from linli.models import Event
from plugins.pidu_talent import programmes

PROGRAMME_UPDATED = "programme.updated"


async def on_programme_updated(event: Event) -> None:
    """Whoever set other days of the core's programme did not extend the talent programme: its window shows again."""
    if not {"starts_on", "ends_on"}.isdisjoint(event.payload.get("changed", ())):
        await programmes.keep_window(event.subject_id)

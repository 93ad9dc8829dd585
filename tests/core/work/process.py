"""A worker in a process of its own, for tests: ``python -m tests.core.work.process URL NAME [hang]``.

Its handler notes each event with the worker's name, and with ``hang`` never comes back from the first.
"""

from __future__ import annotations

import asyncio
import sys

from core.database.connect import database
from core.models import Event, Organization
from core.models.choices import OrganizationKind
from core.plugins.contributions import EventHandler
from core.settings_sections import Work
from core.work import Worker
from core.work import handlers as handlers_module
from tests.core.work.plugins import enabled_somewhere, handlers, loaded


async def work(url: str, name: str, hang: bool) -> None:
    """Until the process is killed. Says a line when it is at work, and one when the handler was called."""

    async def note(event: Event) -> None:
        print("called", flush=True)
        await Organization.create(name=f"{event.name} by {name}", kind=OrganizationKind.COMPANY)
        if hang:
            await asyncio.Event().wait()

    vars(handlers_module)["works_at"] = enabled_somewhere
    found = handlers(loaded("kits", EventHandler("*", note)))
    async with database(url), Worker(found, Work(lease_seconds=3)).running():
        print("at work", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], "hang" in sys.argv[3:]))

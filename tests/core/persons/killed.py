"""Erases a person in a process of its own, and is killed in the midst of a step, for tests.

``python -m tests.core.persons.killed URL PERSON STEP``
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import uuid
from dataclasses import replace

from core.contributed import Contributed, set_contributed
from core.database.connect import database
from core.persons import erasure
from core.persons.held import HELD


async def erase(url: str, person_id: uuid.UUID, step: str) -> None:
    """Until the step's rows are written; then nothing more."""
    held = {data.name: data for data in HELD}
    doing = held[step].erase

    async def killed(person_id: uuid.UUID) -> None:
        await doing(person_id)
        os.kill(os.getpid(), signal.SIGKILL)

    held[step] = replace(held[step], erase=killed)
    set_contributed(Contributed(personal_data=held))
    async with database(url):
        await erasure.erase(erasure.PersonToErase(person_id=person_id, purpose="本人申请"))


if __name__ == "__main__":
    asyncio.run(erase(sys.argv[1], uuid.UUID(sys.argv[2]), sys.argv[3]))

"""Who acts is known to the code that runs, and to nobody beside it."""

from __future__ import annotations

import asyncio
import uuid

from core.access import ADMIN, Viewer, ViewerKind
from core.acting import PLATFORM, Actor, acting, actor


def test_the_platform_acts_where_nobody_asked() -> None:
    assert actor() is PLATFORM
    assert (PLATFORM.name, PLATFORM.viewer) == ("PLATFORM", None)


def test_names_tell_those_who_act_apart() -> None:
    account, token = uuid.uuid4(), uuid.uuid4()
    somebody = Viewer(ViewerKind.PERSON, frozenset(), account_id=account)
    program = Viewer(ViewerKind.PROGRAM, frozenset(), token_id=token)
    assert [Actor(one).name for one in (ADMIN, somebody, program)] == ["ADMIN", f"ACCOUNT:{account}", f"TOKEN:{token}"]


async def test_each_task_has_its_own() -> None:
    async def seen_by(request: str) -> str | None:
        with acting(Actor(ADMIN, request)):
            await asyncio.sleep(0)
            return actor().request_id

    assert list(await asyncio.gather(seen_by("one"), seen_by("two"))) == ["one", "two"]
    assert actor() is PLATFORM

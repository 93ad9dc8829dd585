"""Leases: one holder at a time, renewed while it lives, taken over when it does not."""

from __future__ import annotations

import asyncio
import datetime

import pytest

from core.clock import fixed, now
from core.models import Lease
from core.work.leases import Leases

pytestmark = pytest.mark.usefixtures("db")

HOUR = datetime.timedelta(hours=1)


async def holders() -> dict[str, str]:
    return {lease.name: lease.holder for lease in await Lease.all()}


async def test_one_holder_at_a_time() -> None:
    one, two = Leases(30), Leases(30)
    assert one.holder != two.holder
    async with one.held("a") as mine, two.held("a") as theirs, one.held("a") as again, two.held("b") as other:
        assert (mine, theirs, again, other) == (True, False, False, True)
        assert await holders() == {"a": one.holder, "b": two.holder}
    assert await holders() == {}
    async with two.held("a") as theirs:
        assert theirs


async def test_of_many_one_takes_it() -> None:
    taken = 0
    everybody = asyncio.Barrier(8)

    async def take() -> None:
        nonlocal taken
        async with Leases(30).held("a") as held:
            taken += held
            await everybody.wait()

    await asyncio.gather(*(take() for _ in range(8)))
    assert taken == 1


async def test_a_lease_that_is_not_renewed_is_taken_over_and_its_holder_is_told() -> None:
    dead, heir = Leases(30), Leases(30)
    lost: list[str] = []
    async with dead.held("a", lambda: lost.append("a")), dead.held("b", lambda: lost.append("b")):
        with fixed(now() + HOUR):
            async with heir.held("a") as held:
                assert held
                assert lost == []
                await dead.renew()
                assert lost == ["a"]
        # What the heir gave back is free, and is not taken back by a renewal.
        await dead.renew()
        assert await holders() == {"b": dead.holder}


async def test_a_lease_that_is_renewed_stays() -> None:
    alive, other = Leases(30), Leases(30)
    async with alive.held("a"):
        with fixed(now() + HOUR):
            await alive.renew()
        with fixed(now() + HOUR + datetime.timedelta(seconds=29)):
            async with other.held("a") as held:
                assert not held


async def test_leases_are_renewed_while_a_worker_works_also_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Leases(30)
    tried = 0
    renewed = asyncio.Event()

    async def renew() -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise OSError("the database is away")
        renewed.set()

    async def sleep(seconds: float) -> None:
        assert seconds == 10
        await real_sleep(0)

    real_sleep = asyncio.sleep
    monkeypatch.setattr(asyncio, "sleep", sleep)
    monkeypatch.setattr(found, "renew", renew)
    async with found.kept():
        await renewed.wait()

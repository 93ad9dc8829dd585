"""Leases: the right of one worker among all to do something, for as long as it says that it is alive."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from core.clock import now
from core.models import Lease

logger = logging.getLogger("linli.work")


@dataclass(eq=False)
class _Held:
    lost: Callable[[], object] | None


class Leases:
    """The leases of one worker. Inside of `kept` they are renewed.

    A lease only keeps workers from getting in each other's way: one that was stopped for longer than its lease, and
    then goes on, finds out late. So what is done under a lease checks in its own transaction that nobody else did it.
    """

    def __init__(self, seconds: int) -> None:
        """`seconds` is how long a lease lasts from its last renewal."""
        self.seconds = seconds
        self.holder = f"{socket.gethostname()[:100]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._held: dict[str, _Held] = {}

    @asynccontextmanager
    async def held(self, name: str, lost: Callable[[], object] | None = None) -> AsyncIterator[bool]:
        """Take the lease for the length of the block, and give whether that succeeded.

        `lost` is called if another worker takes it over meanwhile, because it was not renewed in time.
        """
        if not await self._take(name):
            yield False
            return
        self._held[name] = _Held(lost)
        try:
            yield True
        finally:
            del self._held[name]
            await Lease.filter(name=name, holder=self.holder).delete()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Renew the leases while the block runs."""
        keeper = asyncio.create_task(self._keep(), name="leases")
        try:
            yield
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self.seconds / 3)
            try:
                await self.renew()
            except Exception:
                # Who keeps the leases must not stop: what cannot be renewed now may be so in time the next time.
                logger.exception("The leases of %s could not be renewed. It is tried again.", self.holder)

    async def renew(self) -> None:
        """Renew what is held, and tell those whose lease somebody else has by now."""
        held = dict(self._held)
        if not held:
            return
        mine = Lease.filter(name__in=list(held), holder=self.holder)
        if await mine.update(until=self._until()) == len(held):
            return
        left = {lease.name for lease in await mine}
        for name, one in held.items():
            if name not in left and self._held.get(name) is one:
                logger.warning("The lease %s of %s was taken over by another worker.", name, self.holder)
                if one.lost is not None:
                    one.lost()

    async def _take(self, name: str) -> bool:
        if name in self._held:
            return False
        lease = await Lease.get_or_none(name=name)
        if lease is None:
            await Lease.bulk_create([Lease(name=name, holder=self.holder, until=self._until())], ignore_conflicts=True)
            return await Lease.exists(name=name, holder=self.holder)
        if lease.until >= now():
            return False
        over = Lease.filter(name=name, holder=lease.holder, until=lease.until)
        return await over.update(holder=self.holder, until=self._until()) == 1

    def _until(self) -> object:
        return now() + timedelta(seconds=self.seconds)

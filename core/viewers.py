"""Who has a bearer token: the administrator, somebody with an account at an issuer, or a program.

Viewers are remembered by the hash of their token. What is remembered may be old, so a viewer from the database carries
the epoch at which it was so: whoever asks in its name compares the epoch, and raises `StaleViewer` where it is another.
"""

from __future__ import annotations

import asyncio
import datetime
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from core.access import ANONYMOUS, Viewer
from core.accounts import ensure_account
from core.admin_token import AdminToken, token_digest
from core.api_tokens import is_api_token
from core.clock import now
from core.database.reader import Reader
from core.issuers import Identity, Issuers
from core.rights import Known, Nobody, epoch_of, known_account, known_token
from core.token_uses import TokenUses

MOST: Final = 10_000
"""How many viewers a process remembers."""


@dataclass(frozen=True)
class _Remembered:
    viewer: Viewer
    until: datetime.datetime
    identity: Identity | None


class Viewers:
    """Knows who has a token. `administrator` is the viewer who has the `admin_token`."""

    def __init__(
        self, reader: Reader, issuers: Issuers, administrator: Viewer, admin_token: AdminToken | None = None
    ) -> None:
        self._reader = reader
        self._issuers = issuers
        self._administrator = administrator
        self._admin_token = admin_token
        self._remembered: OrderedDict[bytes, _Remembered] = OrderedDict()
        self._looking: asyncio.Task[int] | None = None
        self._coming: asyncio.Task[int] | None = None
        self.uses = TokenUses()

    async def remembered(self, token: str | None) -> Viewer | None:
        """Who has the token, as was known a moment ago: compare the epoch before you answer. None for nobody.

        Raises IssuerUnavailable, and what a `Reader` raises.
        """
        return await self._who(token, fresh=False)

    async def now(self, token: str | None) -> Viewer | None:
        """Who has the token by now; somebody anonymous without one, None for a token that nobody has.

        Raises IssuerUnavailable, and what a `Reader` raises.
        """
        return await self._who(token, fresh=True)

    async def close(self) -> None:
        """Write what is still to be written."""
        await self.uses.close()

    async def _who(self, token: str | None, *, fresh: bool) -> Viewer | None:
        if token is None:
            return ANONYMOUS
        digest = token_digest(token)
        if self._admin_token is not None and self._admin_token.has(digest):
            return self._administrator
        found = self._remembered.get(digest)
        if found is not None and found.until <= now():
            found = None
        if found is None or (fresh and found.viewer.epoch != await self._epoch()):
            found = await self._resolve(token, digest, None if found is None else found.identity)
        if found is None:
            return None
        if found.viewer.token_id is not None:
            self.uses.note(found.viewer.token_id)
        return found.viewer

    async def _resolve(self, token: str, digest: bytes, identity: Identity | None) -> _Remembered | None:
        """Ask the database. `identity` is what the token was found to say before, if it was."""
        self._remembered.pop(digest, None)
        if is_api_token(token):
            known = await known_token(self._reader, digest)
        else:
            identity = identity or await self._issuers.identity_in(token)
            if identity is None:
                return None
            known = await self._known_account(identity)
        if isinstance(known, Nobody):
            return None
        until = known.until if identity is None else min(known.until, identity.until)
        found = self._remembered[digest] = _Remembered(known.viewer, until, identity)
        if len(self._remembered) > MOST:
            self._remembered.popitem(last=False)
        return found

    async def _known_account(self, identity: Identity) -> Known | Nobody:
        known = await known_account(self._reader, identity.issuer, identity.subject)
        if known is Nobody.UNKNOWN and identity.creates_account:
            await ensure_account(identity.issuer, identity.subject)
            known = await known_account(self._reader, identity.issuer, identity.subject)
        return known

    async def _epoch(self) -> int:
        """The epoch, by a look that has begun after this call; those who come while one is under way share the next."""
        look = self._coming
        if look is None:
            look = self._coming = asyncio.create_task(self._look(self._looking))
            # If it fails, those who wait are told; there may be nobody any more.
            look.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(look)

    async def _look(self, before: asyncio.Task[int] | None) -> int:
        if before is not None:
            await asyncio.wait([before])
        self._looking, self._coming = self._coming, None
        return await epoch_of(self._reader)

"""Tokens of issuers of identities (OpenID Connect): JSON Web Tokens, signed with a key that the issuer publishes."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jwt

from core.clock import now
from core.errors import InvalidText
from core.issuer_keys import IssuerKeys
from core.settings_sections import Issuer
from core.text import clean_text

MOST_BYTES: Final = 8 * 1024
"""The largest token that is looked at."""
REMEMBERED_FOR: Final = datetime.timedelta(minutes=10)
"""How long a token counts as good without another look at its signature, and so at the issuer's keys."""

_REQUIRED: Final = ["iss", "sub", "aud", "exp"]
_LONGEST_SUBJECT: Final = 255

logger = logging.getLogger("linli.tokens")


@dataclass(frozen=True)
class Identity:
    """Whom an issuer vouches for, until when that is believed, and whether an account is made for whoever has none."""

    issuer: str
    subject: str
    until: datetime.datetime
    creates_account: bool


class Issuers:
    """The issuers of the settings, whose tokens are believed."""

    def __init__(self, issuers: Sequence[Issuer]) -> None:
        self._issuers: Mapping[str, tuple[Issuer, IssuerKeys]] = {one.issuer: (one, IssuerKeys(one)) for one in issuers}

    async def identity_in(self, token: str) -> Identity | None:
        """Whom the token is about, if it is a good one; None for every other, for whatever reason.

        The log says the reason, at level debug. Raises IssuerUnavailable while the keys of its issuer are not known.
        """
        try:
            return await self._identity(token)
        except (jwt.PyJWTError, InvalidText, _Refused, RecursionError) as error:
            logger.debug("A token was refused: %s: %s", type(error).__name__, error)
            return None

    async def _identity(self, token: str) -> Identity:
        if not self._issuers or len(token) > MOST_BYTES:
            raise _Refused("it is too large, or there are no issuers")
        # What a token says before its signature is known to be good chooses the keys that may have signed it, no more.
        unverified = jwt.decode_complete(token, options={"verify_signature": False})
        header, said = unverified["header"], unverified["payload"].get("iss")
        if not isinstance(said, str) or said not in self._issuers:
            raise _Refused(f"its issuer is none of those in the settings{self._almost(said)}")
        issuer, keys = self._issuers[said]
        algorithm = header.get("alg")
        if algorithm not in issuer.algorithms:
            raise _Refused(f"its algorithm {algorithm!r:.40} is none of those in the settings")
        refused: jwt.InvalidSignatureError | None = None
        for key in await keys.that_may_have_signed(algorithm, header.get("kid")):
            try:
                claims = jwt.decode(
                    token,
                    key,
                    algorithms=[algorithm],
                    audience=issuer.audience,
                    issuer=issuer.issuer,
                    leeway=issuer.leeway_seconds,
                    options={"require": _REQUIRED, "enforce_minimum_key_length": True},
                )
            except jwt.InvalidSignatureError as error:
                refused = error
            else:
                return self._believed(issuer, claims)
        raise refused or _Refused("its key is none of the issuer's")

    def _almost(self, said: Any) -> str:
        """A hint where the issuer that a token names differs from one of the settings in the slash at its end."""
        near = [name for name in self._issuers if isinstance(said, str) and name.rstrip("/") == said.rstrip("/")]
        return f": it says {said[:255]!r}, and auth.issuers {near[0]!r}; write it to the letter" if near else ""

    def _believed(self, issuer: Issuer, claims: Mapping[str, Any]) -> Identity:
        subject: str = clean_text(claims["sub"], "sub")
        if not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise _Refused(f"its subject has {len(subject)} characters")
        # In seconds, for a time that is far enough away is none that Python knows.
        until = min(int(claims["exp"]) + issuer.leeway_seconds, int((now() + REMEMBERED_FOR).timestamp()))
        if until <= now().timestamp():
            raise _Refused("it has expired")
        return Identity(
            issuer.issuer, subject, datetime.datetime.fromtimestamp(until, datetime.UTC), issuer.create_accounts
        )


class _Refused(Exception):
    """A token is no good, for a reason that PyJWT does not know of."""

"""The keys that an issuer of identities publishes (JSON Web Key Set): read when needed, and again when they change."""

from __future__ import annotations

import asyncio
import datetime
import json
import logging
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from typing import Any, Final

import jwt

from core.clock import now
from core.errors import LinliError, SettingsError
from core.settings import Settings
from core.settings_sections import Issuer

AGAIN_AFTER: Final = datetime.timedelta(seconds=30)
"""How soon the keys are read again for a token whose key is none of them."""
GOOD_FOR: Final = datetime.timedelta(minutes=10)
"""How long keys are used until they are read again, so that withdrawn ones go."""
TIMEOUT_SECONDS: Final = 5.0
MOST_BYTES: Final = 1024 * 1024

logger = logging.getLogger("linli.tokens")

_Jwk = Mapping[str, Any]


class IssuerUnavailable(LinliError):
    """It is not known whether a token is good, for the keys of its issuer cannot be read."""

    code = "ISSUER_UNAVAILABLE"

    def __init__(self) -> None:
        super().__init__(
            "The keys of the token's issuer cannot be read at the moment, and so it is not known whether the token is "
            "valid. Try again later."
        )


class IssuerKeys:
    """The keys of one issuer, as far as they are for the algorithms that the settings permit."""

    def __init__(self, issuer: Issuer) -> None:
        self._issuer = issuer
        self._keys: Sequence[_Jwk] | None = None
        self._read_at = self._tried_at = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        self._reading = asyncio.Lock()

    async def that_may_have_signed(self, algorithm: str, kid: str | None) -> list[jwt.PyJWK]:
        """The keys for an algorithm with this id, or with any if it is None. Unknown ones are looked for.

        Raises IssuerUnavailable if there are none, and the issuer does not answer.
        """
        if self._keys is None or abs(now() - self._read_at) >= GOOD_FOR:
            await self._read_again()
        found = self._fitting(algorithm, kid)
        if not found:
            await self._read_again()
            found = self._fitting(algorithm, kid)
        if not found and self._read_at < self._tried_at:
            raise IssuerUnavailable
        return found

    def _fitting(self, algorithm: str, kid: str | None) -> list[jwt.PyJWK]:
        found = [key for key in self._keys or () if kid is None or key.get("kid") == kid]
        return [usable for key in found if (usable := _usable(key, algorithm)) is not None]

    async def _read_again(self) -> None:
        """Read the keys, one request at a time and not too often. Those that are known stay if they cannot be read."""
        async with self._reading:
            if abs(now() - self._tried_at) < AGAIN_AFTER:
                return
            self._tried_at = now()
            try:
                async with asyncio.timeout(2 * TIMEOUT_SECONDS):
                    self._keys = await asyncio.to_thread(read_keys, self._issuer)
            except (OSError, ValueError, HTTPException) as error:
                logger.warning("The keys of the issuer %s cannot be read: %s", self._issuer.issuer, error)
            else:
                self._read_at = self._tried_at


def read_keys(issuer: Issuer) -> Sequence[_Jwk]:
    """The keys of an issuer, from its file or its address. Takes its time.

    Raises ValueError, OSError and HTTPException, which say what is wrong.
    """
    if issuer.jwks_file is not None:
        with issuer.jwks_file.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    else:
        assert issuer.jwks_url is not None, "the settings have the one or the other"
        with _OPENER.open(issuer.jwks_url, timeout=TIMEOUT_SECONDS) as answer:
            text = answer.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES:,} bytes")
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise ValueError("it has too many levels") from error
    except ValueError as error:
        raise ValueError(f"it is no JSON ({error})") from error
    keys = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(keys, list):
        raise ValueError("it is no JSON Web Key Set, which is an object with a list of `keys`")
    usable = [
        key for key in keys if isinstance(key, dict) and any(_usable(key, one) is not None for one in issuer.algorithms)
    ]
    if not usable:
        raise ValueError(f"it has no key for {', '.join(issuer.algorithms)}")
    return usable


def refuse_unreadable_keys(settings: Settings) -> None:
    """Raise SettingsError for a file of keys that cannot be used. Addresses are asked when the first token comes."""
    for issuer in settings.auth.issuers:
        reason = None if issuer.jwks_file is None else unusable(issuer)
        if reason is not None:
            raise SettingsError(
                f"The keys of the issuer {issuer.issuer} in {issuer.jwks_file} cannot be used: {reason}. "
                "Correct the file, or auth.issuers."
            )


def unusable(issuer: Issuer) -> str | None:
    """Why the keys of an issuer cannot be used just now; None where they can. Takes its time."""
    try:
        read_keys(issuer)
    except (OSError, ValueError, HTTPException) as error:
        # urllib says in `reason` what the system said.
        cause = getattr(error, "reason", error)
        return str((cause.strerror if isinstance(cause, OSError) else None) or cause)
    return None


def _usable(key: _Jwk, algorithm: str) -> jwt.PyJWK | None:
    """The key for an algorithm; None for one that is of another kind, for another use, or broken."""
    if key.get("alg", algorithm) != algorithm or key.get("use", "sig") != "sig" or key.get("kty") == "oct":
        return None
    try:
        return jwt.PyJWK(dict(key), algorithm)
    except jwt.PyJWTError:
        return None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """An address in the settings is the one that is trusted, and not one that it leads to."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)

"""Issuers that the settings get wrong: what `linli check` says, what clients are told, and what the log says."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from core.checks import Finding, Level, check_installation
from core.settings import Settings
from core.settings_sections import Auth, Issuer
from linli.testing import Client
from tests.access.conftest import account_of
from tests.access.issuer import AUDIENCE, NAME, published, rsa_key, signed
from tests.access.publisher import Publisher, publishing

ODD = {"kty": "PQ", "kid": "k9", "use": "sig", "pub": "AAAA"}
"""A key of a kind that is not known yet."""
GOOD = published(rsa_key("first"))["keys"]

AWAY = "The server starts, and answers 503 to whoever signs in with it. Correct jwks_url, or wait for the issuer."


@dataclass(frozen=True)
class Wrong:
    """What an issuer publishes and the settings say; the rest is right. ``check`` is what `linli check` finds wrong,
    ``status`` and ``code`` what a client is told who has a good token, and ``log`` what the log says of it.
    """

    publishes: Any = field(default_factory=lambda: {"keys": GOOD})
    status_of_keys: int = 200
    settings: dict[str, str] = field(default_factory=dict)
    check: str | None = None
    status: int = 200
    code: str | None = None
    log: str = ""


CASES = {
    "nobody listens": Wrong(
        settings={"jwks_url": "http://127.0.0.1:1/keys"},
        check="Connection refused",
        status=503,
        code="ISSUER_UNAVAILABLE",
        log="cannot be read",
    ),
    "another address": Wrong(
        status_of_keys=404, check="Not Found", status=503, code="ISSUER_UNAVAILABLE", log="HTTP Error 404: Not Found"
    ),
    "a page": Wrong(
        publishes="<!doctype html><title>Sign in</title>",
        check="it is no JSON (Expecting value: line 1 column 1 (char 0))",
        status=503,
        code="ISSUER_UNAVAILABLE",
        log="it is no JSON",
    ),
    "keys of another kind": Wrong(
        publishes={"keys": [ODD]},
        check="it has no key for RS256, ES256",
        status=503,
        code="ISSUER_UNAVAILABLE",
        log="it has no key for RS256, ES256",
    ),
    "a key of another kind beside a good one": Wrong(publishes={"keys": [ODD, "no key", *GOOD]}),
    "another audience": Wrong(
        settings={"audience": "https://linli.example.cn"},
        status=401,
        code="UNAUTHENTICATED",
        log="InvalidAudienceError: Audience doesn't match",
    ),
    "no slash at the end": Wrong(
        settings={"issuer": NAME.rstrip("/")},
        status=401,
        code="UNAUTHENTICATED",
        log=f"it says {NAME!r}, and auth.issuers {NAME.rstrip('/')!r}; write it to the letter",
    ),
}


@pytest.fixture(params=list(CASES))
def wrong(request: pytest.FixtureRequest) -> Wrong:
    return CASES[request.param]


@pytest.fixture
def server_settings(wrong: Wrong, migrated_database_url: str, tmp_path: Path) -> Iterator[Settings]:
    publisher = Publisher()
    publisher.keys, publisher.status = wrong.publishes, wrong.status_of_keys
    with publishing(publisher) as url:
        issuer = Issuer.model_validate({"issuer": NAME, "audience": AUDIENCE, "jwks_url": url, **wrong.settings})
        yield Settings(database_url=migrated_database_url, data_dir=tmp_path, auth=Auth(issuers=(issuer,)))


async def test_it_is_clear_what_is_wrong(
    client: Client, db: object, wrong: Wrong, server_settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (issuer,) = server_settings.auth.issuers
    (found,) = [one for one in await check_installation(server_settings) if one.subject == "issuers"]
    if wrong.check is None:
        assert found == Finding(Level.OK, "issuers", "1 in the settings", "")
    else:
        said = f"The keys of the issuer {issuer.issuer} at {issuer.jwks_url} cannot be used: {wrong.check}."
        assert found == Finding(Level.WARNING, "issuers", said, AWAY)
    await account_of(None)
    with caplog.at_level(logging.DEBUG, "linli.tokens"):
        reply = await client.with_token(signed()).send("{ viewer { kind } }")
    errors = reply.json().get("errors", [])
    assert (reply.status_code, [error["extensions"]["code"] for error in errors]) == (
        wrong.status,
        [] if wrong.code is None else [wrong.code],
    )
    # Clients learn neither addresses nor reasons.
    assert not any(word in reply.text for word in ("127.0.0.1", "Traceback", "udience", issuer.issuer))
    assert wrong.log in caplog.text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://id.example.cn/keys", "must start with https:// (http:// on this machine only)"),
        ("id.example.cn/keys", "must name a server, as in https://id.example.cn/keys"),
        ("https:///keys", "must name a server, as in https://id.example.cn/keys"),
        ("https://[id.example.cn/keys", "Invalid IPv6 URL"),
    ],
)
def test_an_address_that_is_not_safe_is_none(url: str, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Issuer(issuer=NAME, audience=AUDIENCE, jwks_url=url)
    (error,) = caught.value.errors()
    assert (error["loc"], error["msg"]) == (("jwks_url",), f"Value error, {said}")

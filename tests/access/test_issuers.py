"""Tokens of issuers of identities: good ones, every kind of bad one, and keys that change."""

from __future__ import annotations

import asyncio
import base64
import datetime
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core.clock import fixed, now
from core.errors import SettingsError
from core.issuer_keys import IssuerUnavailable, refuse_unreadable_keys
from core.issuers import Identity, Issuers
from core.models import Account
from core.settings import Settings
from core.settings_sections import Auth, Issuer
from linli.testing import Client
from tests.access.conftest import account_of, signed_in
from tests.access.issuer import AUDIENCE, NAME, claims, ec_key, published, rsa_key, signed, written
from tests.access.publisher import Publisher, publishing

HOUR = datetime.timedelta(hours=1)
REFUSED = {
    "errors": [
        {
            "message": "The token in the header Authorization is not valid.",
            "extensions": {"code": "UNAUTHENTICATED"},
        }
    ]
}


def raw(header: Any, payload: Any, signature: bytes = b"") -> str:
    """A token of any parts."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (*parts, signature))


def unsigned() -> dict[str, Any]:
    """The claims of a good token as they are in JSON."""
    return {**claims(), "iat": int(now().timestamp()), "exp": int((now() + HOUR).timestamp())}


def with_public_key_as_secret() -> str:
    """HS256 with what everybody knows."""
    public = rsa_key("first").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing = raw({"alg": "HS256", "typ": "JWT", "kid": "k1"}, unsigned()).rpartition(".")[0]
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{signing}.{base64.urlsafe_b64encode(algorithm.sign(signing.encode(), public)).rstrip(b'=').decode()}"


def forged() -> str:
    """Another subject under the signature of a good token."""
    header, _, signature = signed().split(".")
    return f"{header}.{raw({}, {**unsigned(), 'sub': 'bob'}).split('.')[1]}.{signature}"


BAD: dict[str, Callable[[], str]] = {
    "alg none": lambda: raw({"alg": "none"}, unsigned()),
    "alg None": lambda: raw({"alg": "None"}, unsigned()),
    "no alg": lambda: raw({"kid": "k1"}, unsigned()),
    "alg is a list": lambda: raw({"alg": ["RS256"], "kid": "k1"}, unsigned()),
    "HS256 with the public key": with_public_key_as_secret,
    "an algorithm that is not permitted": lambda: signed(algorithm="RS512"),
    "signed by another key": lambda: signed(rsa_key("other")),
    "signed by another key of the issuer": lambda: signed(ec_key("second"), algorithm="ES256"),
    "unknown key": lambda: signed(kid="k9"),
    "kid is a number": lambda: raw({"alg": "RS256", "kid": 1}, unsigned(), b"x" * 256),
    "another subject": forged,
    "no signature": lambda: signed().rpartition(".")[0] + ".",
    "another issuer": lambda: signed(iss="https://other.example.cn/"),
    "no issuer": lambda: signed(iss=None),
    "another audience": lambda: signed(aud="other"),
    "no audience": lambda: signed(aud=None),
    "audience is empty": lambda: signed(aud=[]),
    "expired": lambda: signed(exp=now() - datetime.timedelta(seconds=31)),
    "never expires": lambda: signed(exp=None),
    "expires at a text": lambda: signed(exp="soon"),
    "not yet valid": lambda: signed(nbf=now() + HOUR),
    "of the future": lambda: signed(iat=now() + HOUR),
    "no subject": lambda: signed(sub=None),
    "empty subject": lambda: signed(sub=""),
    "subject is too long": lambda: signed(sub="a" * 256),
    "subject holds NUL": lambda: signed(sub="a\x00"),
    "subject holds half of a character": lambda: signed(sub="\ud83d"),
    "critical header": lambda: jwt.encode(
        claims(), rsa_key("first"), "RS256", headers={"kid": "k1", "crit": ["exp"], "exp": 1}
    ),
    "too large": lambda: signed(more="x" * 8192),
    "many levels": lambda: raw(b"[" * 3000, unsigned()),
    "many levels of claims": lambda: raw({"alg": "RS256", "kid": "k1"}, b"[" * 3000),
    "claims are a list": lambda: raw({"alg": "RS256", "kid": "k1"}, []),
    "claims are no JSON": lambda: raw({"alg": "RS256", "kid": "k1"}, b"\xff"),
    "issuer is an object": lambda: raw({"alg": "RS256", "kid": "k1"}, {**unsigned(), "iss": {}}),
    "no account": lambda: signed(sub="nobody"),
}


async def test_bad_tokens_are_refused_in_one_way(client: Client, db: object) -> None:
    await account_of(None)
    told = {}
    for name, made in BAD.items():
        reply = await client.with_token(made()).send("{ __typename }")
        told[name] = reply.status_code, reply.json(), reply.headers["www-authenticate"]
    assert told == dict.fromkeys(BAD, (401, REFUSED, 'Bearer error="invalid_token"'))
    assert await Account.all().count() == 1


async def test_good_tokens(client: Client, db: object) -> None:
    account = await account_of(None)
    for good in (
        signed(),
        signed(kid=None),
        signed(ec_key("second"), kid="k2", algorithm="ES256"),
        signed(aud=["other", AUDIENCE]),
        signed(exp=now() - datetime.timedelta(seconds=20)),
        signed(exp=10**30),
        signed(nbf=now() + datetime.timedelta(seconds=20)),
    ):
        found = await client.with_token(good).ask("{ viewer { kind account { id issuer } person { id } } }")
        assert found == {
            "viewer": {"kind": "PERSON", "account": {"id": f"ac_{account.id}", "issuer": NAME}, "person": None}
        }


async def test_a_remembered_token_expires(client: Client, db: object) -> None:
    await account_of(None)
    alice = client.with_token(signed(exp=now() + datetime.timedelta(minutes=5)))
    await alice.ask("{ __typename }")
    with fixed(now() + datetime.timedelta(minutes=5, seconds=31)):
        assert (await alice.refusal("{ __typename }"))[0] == "UNAUTHENTICATED"


async def test_a_token_is_remembered_for_ten_minutes_at_most(tmp_path: Path) -> None:
    issuers = Issuers([written(tmp_path, published(rsa_key("first")))])
    identity = await issuers.identity_in(signed(exp=now() + 24 * HOUR))
    assert identity is not None
    assert abs(identity.until - now() - datetime.timedelta(minutes=10)) < datetime.timedelta(seconds=5)


class TestAccountsAreMade:
    @pytest.fixture
    def server_settings(self, migrated_database_url: str, tmp_path: Path) -> Settings:
        issuer = written(tmp_path, published(rsa_key("first")), create_accounts=True)
        return Settings(database_url=migrated_database_url, data_dir=tmp_path, auth=Auth(issuers=(issuer,)))

    async def test_once_and_linked_to_nobody(self, client: Client, db: object) -> None:
        asked = [signed_in(client).ask("{ viewer { kind account { id } permissions { name } } }") for _ in range(5)]
        answers = await asyncio.gather(*asked)
        (account,) = await Account.all()
        assert (account.issuer, account.subject) == (NAME, "alice")
        wanted = {"viewer": {"kind": "PERSON", "account": {"id": f"ac_{account.id}"}, "permissions": []}}
        assert answers == [wanted] * 5

    async def test_and_a_disabled_one_stays_disabled(self, client: Client, db: object) -> None:
        await account_of(None)
        await Account.all().update(disabled_at=now())
        assert (await signed_in(client).refusal("{ __typename }"))[0] == "UNAUTHENTICATED"


@pytest.fixture
async def publisher() -> Publisher:
    return Publisher()


@pytest.fixture
async def issuers(publisher: Publisher) -> AsyncIterator[Issuers]:
    with publishing(publisher) as url:
        yield Issuers([Issuer(issuer=NAME, audience=AUDIENCE, jwks_url=url)])


def subject(identity: Identity | None) -> str | None:
    return None if identity is None else identity.subject


async def test_keys_are_asked_for_once(issuers: Issuers, publisher: Publisher) -> None:
    assert publisher.asked == 0
    found = await asyncio.gather(*(issuers.identity_in(signed(sub=f"s{number}")) for number in range(10)))
    assert ([subject(one) for one in found], publisher.asked) == ([f"s{number}" for number in range(10)], 1)


async def test_a_new_key_is_found_and_unknown_ones_are_not_looked_for_too_often(
    issuers: Issuers, publisher: Publisher
) -> None:
    start = now()
    with fixed(start):
        assert subject(await issuers.identity_in(signed())) == "alice"
    publisher.keys = published(rsa_key("first"), rsa_key("other"))
    rotated = signed(rsa_key("other"), kid="k2")
    with fixed(start + datetime.timedelta(seconds=29)):
        assert await issuers.identity_in(rotated) is None
        assert publisher.asked == 1
    with fixed(start + datetime.timedelta(seconds=30)):
        assert subject(await issuers.identity_in(rotated)) == "alice"
        assert publisher.asked == 2
        for number in range(20):
            assert await issuers.identity_in(signed(kid=f"forged {number}")) is None
        assert publisher.asked == 2


async def test_a_withdrawn_key_signs_no_more_after_ten_minutes(issuers: Issuers, publisher: Publisher) -> None:
    start = now()
    with fixed(start):
        assert subject(await issuers.identity_in(signed())) == "alice"
    publisher.keys = published(rsa_key("other"))
    with fixed(start + datetime.timedelta(minutes=10)):
        assert await issuers.identity_in(signed()) is None


async def test_an_issuer_that_is_away_is_not_the_tokens_fault(issuers: Issuers, publisher: Publisher) -> None:
    start = now()
    publisher.status = 500
    with fixed(start), pytest.raises(IssuerUnavailable):
        await issuers.identity_in(signed())
    with fixed(start + datetime.timedelta(seconds=10)), pytest.raises(IssuerUnavailable):
        await issuers.identity_in(signed())
    assert publisher.asked == 1
    publisher.status = 200
    with fixed(start + datetime.timedelta(seconds=30)):
        assert subject(await issuers.identity_in(signed())) == "alice"
    # Keys that are known are good for as long as it is away.
    publisher.status = 500
    with fixed(start + datetime.timedelta(hours=1)):
        assert subject(await issuers.identity_in(signed())) == "alice"
        with pytest.raises(IssuerUnavailable):
            await issuers.identity_in(signed(rsa_key("other"), kid="k2"))


async def test_a_redirection_is_not_followed(issuers: Issuers, publisher: Publisher) -> None:
    publisher.status, publisher.headers = 302, {"location": "/elsewhere"}
    with pytest.raises(IssuerUnavailable):
        await issuers.identity_in(signed())
    assert publisher.asked == 1


@pytest.mark.parametrize("keys", [[], {}, {"keys": []}, {"keys": [{"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"}]}])
async def test_what_is_no_set_of_keys_is_not_taken_for_one(issuers: Issuers, publisher: Publisher, keys: Any) -> None:
    publisher.keys = keys
    with pytest.raises(IssuerUnavailable):
        await issuers.identity_in(signed())


class TestAnIssuerThatIsAway:
    @pytest.fixture
    def server_settings(self, migrated_database_url: str, tmp_path: Path) -> Settings:
        issuer = Issuer(issuer=NAME, audience=AUDIENCE, jwks_url="http://127.0.0.1:1/keys")
        return Settings(database_url=migrated_database_url, data_dir=tmp_path, auth=Auth(issuers=(issuer,)))

    async def test_is_told_to_clients(self, client: Client, db: object) -> None:
        reply = await client.with_token(signed()).send("{ __typename }")
        assert reply.status_code == 503
        (error,) = reply.json()["errors"]
        assert error["extensions"] == {"code": "ISSUER_UNAVAILABLE"}
        assert "127.0.0.1" not in error["message"]


def test_a_weak_key_is_refused_by_its_length(tmp_path: Path) -> None:
    issuers = Issuers([written(tmp_path, published(rsa_key("weak", 1024)))])
    assert asyncio.run(issuers.identity_in(_signed_weakly())) is None


def _signed_weakly() -> str:
    algorithm = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    signing = raw({"alg": "RS256", "kid": "k1"}, unsigned()).rpartition(".")[0]
    signature = algorithm.sign(signing.encode(), rsa_key("weak", 1024))
    return f"{signing}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def test_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    good = written(tmp_path, published(rsa_key("first")))
    refuse_unreadable_keys(Settings(auth=Auth(issuers=(good,))))
    (tmp_path / "jwks.json").write_text("{}")
    with pytest.raises(SettingsError) as caught:
        refuse_unreadable_keys(Settings(auth=Auth(issuers=(good,))))
    assert caught.value.message == (
        f"The keys of the issuer {NAME} in {tmp_path / 'jwks.json'} cannot be used: it is no JSON Web Key Set, which "
        "is an object with a list of `keys`. Correct the file, or auth.issuers."
    )

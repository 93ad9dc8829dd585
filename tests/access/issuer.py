"""An issuer of identities for tests: it has keys, publishes them in a file, and signs tokens."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa

from core.settings_sections import Issuer

NAME, AUDIENCE = "https://id.example.cn/", "linli"


@cache
def rsa_key(name: str, bits: int = 2048) -> RSAPrivateKey:
    """A key of this name, the same in every test of a run: making one takes a while."""
    return generate_rsa(65537, bits)


@cache
def ec_key(name: str) -> EllipticCurvePrivateKey:
    """A key on P-256."""
    return generate_private_key(SECP256R1())


def published(
    *keys: RSAPrivateKey | EllipticCurvePrivateKey, kids: tuple[str, ...] = (), **more: Any
) -> dict[str, Any]:
    """The public halves as a JSON Web Key Set; the ids are ``k1``, ``k2``, …, unless given."""
    found = []
    for number, key in enumerate(keys):
        algorithm: Any = jwt.algorithms.RSAAlgorithm if isinstance(key, RSAPrivateKey) else jwt.algorithms.ECAlgorithm
        kid = kids[number] if kids else f"k{number + 1}"
        found.append({**json.loads(algorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig", **more})
    return {"keys": found}


def claims(**others: Any) -> dict[str, Any]:
    """The claims of a good token; one that is given as None is left out."""
    now = datetime.datetime.now(datetime.UTC)
    found = {"iss": NAME, "aud": AUDIENCE, "sub": "alice", "iat": now, "exp": now + datetime.timedelta(hours=1)}
    return {name: value for name, value in {**found, **others}.items() if value is not None}


def signed(key: Any = None, *, kid: str | None = "k1", algorithm: str = "RS256", **others: Any) -> str:
    """A token with these claims."""
    headers = {} if kid is None else {"kid": kid}
    return jwt.encode(claims(**others), key or rsa_key("first"), algorithm, headers=headers)


def written(directory: Path, keys: dict[str, Any], **settings: Any) -> Issuer:
    """The issuer's settings, with these keys in a file."""
    file = directory / "jwks.json"
    file.write_text(json.dumps(keys), encoding="utf-8")
    return Issuer(issuer=NAME, audience=AUDIENCE, jwks_file=file, **settings)

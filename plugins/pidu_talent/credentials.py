"""Certificates as Open Badges 3.0: a verifiable credential in JSON-LD, signed where the installation has a key.

The holder is in it as a hash of the name with a salt: whoever is told a name can check it, and nobody reads one. The
signature is the cryptosuite ``eddsa-jcs-2022`` of Verifiable Credential Data Integrity, which needs no more than
canonical JSON, SHA-256 and Ed25519.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from linli.models import Organization
from linli.services import plugin_settings
from plugins.pidu_talent.models import Certificate, CourseVersion
from plugins.pidu_talent.settings import TalentSettings

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
ED25519_PUBLIC_KEY = b"\xed\x01"
"""What a public key of Ed25519 starts with as a Multikey."""

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True)
class Told:
    """A certificate with what its credential tells beside it, and the address of this server."""

    certificate: Certificate
    issuer: Organization
    cohort_name: str
    versions: Sequence[CourseVersion]
    server: str

    @property
    def address(self) -> str:
        """The address of the certificate's page; the credential is at the same with ``.json``."""
        return f"{self.server}/plugins/pidu_talent/certificates/{self.certificate.code}"

    @property
    def issuer_address(self) -> str:
        """The address of the issuer's profile."""
        return f"{self.server}/plugins/pidu_talent/issuers/{self.issuer.id}.json"


def credential(told: Told) -> dict[str, Any]:
    """The credential of a certificate; with a proof where there is a key."""
    row = told.certificate
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": f"{told.address}#achievement",
            "type": ["Achievement"],
            "achievementType": "Certificate",
            "name": row.title,
            "description": f"{told.cohort_name}：{'；'.join(version.title for version in told.versions) or '—'}",
            "criteria": {
                "narrative": f"结业规则第{row.rule_number}版 Rule of completion, version {row.rule_number}: "
                f"理论 theory {row.theory_minutes} min, 实训 practicum {row.practicum_minutes} min",
            },
        },
    }
    if row.holder_name is not None:
        subject["identifier"] = [
            {
                "type": "IdentityObject",
                "identityType": "name",
                "hashed": True,
                "identityHash": identity_hash(row.holder_name, row.salt),
                "salt": row.salt,
            }
        ]
    document = {
        "@context": list(CONTEXT),
        "id": f"{told.address}.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": row.title,
        "issuer": {"id": told.issuer_address, "type": ["Profile"], "name": told.issuer.name},
        "validFrom": instant(row.issued_at),
        "credentialSubject": subject,
        "credentialStatus": {"id": f"{told.address}/revocation.json", "type": "1EdTechRevocationList"},
    }
    key = _key()
    return document if key is None else {**document, "proof": proof(document, key, instant(row.issued_at))}


def profile(issuer: Organization, server: str) -> dict[str, Any]:
    """The issuer's profile, with the public key by which signatures are checked."""
    address = f"{server}/plugins/pidu_talent/issuers/{issuer.id}.json"
    found: dict[str, Any] = {"@context": list(CONTEXT), "id": address, "type": ["Profile"], "name": issuer.name}
    key = _key()
    if key is not None:
        multikey = multibase(ED25519_PUBLIC_KEY + key.public_key().public_bytes_raw())
        method = {"id": f"{address}#key", "type": "Multikey", "controller": address, "publicKeyMultibase": multikey}
        found |= {"verificationMethod": [method], "assertionMethod": [f"{address}#key"]}
    return found


def revocations(told: Told) -> dict[str, Any]:
    """The list of revocation of one certificate: of itself, once it is not valid any more."""
    row = told.certificate
    revoked = [] if row.revoked_at is None else [{"id": f"{told.address}.json", "revoked": True}]
    return {"id": f"{told.address}/revocation.json", "issuer": told.issuer_address, "revokedCredential": revoked}


def proof(document: Mapping[str, Any], key: Ed25519PrivateKey, created: str) -> dict[str, Any]:
    """The proof of a document by ``eddsa-jcs-2022``."""
    options = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": created,
        "verificationMethod": f"{document['issuer']['id']}#key",
        "proofPurpose": "assertionMethod",
    }
    return {**options, "proofValue": multibase(key.sign(to_be_signed(document, options)))}


def to_be_signed(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    """What is signed: the hashes of the proof's options and of the document, as canonical JSON."""
    return b"".join(hashlib.sha256(canonical(part)).digest() for part in (options, document))


def canonical(value: Any) -> bytes:
    """JSON in the canonical form of RFC 8785. It has no numbers but whole ones, and keys in ASCII."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def multibase(value: bytes) -> str:
    """Bytes in base 58, as Multibase writes them: with a z in front."""
    number, text = int.from_bytes(value), ""
    while number:
        number, digit = divmod(number, 58)
        text = _BASE58[digit] + text
    return f"z{'1' * (len(value) - len(value.lstrip(bytes(1))))}{text}"


def identity_hash(name: str, salt: str) -> str:
    """The hash of a name in a credential: SHA-256 of the name followed by the salt."""
    return f"sha256${hashlib.sha256(f'{name}{salt}'.encode()).hexdigest()}"


def instant(value: datetime.datetime) -> str:
    """An instant as credentials write it: in UTC, with a Z."""
    return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _key() -> Ed25519PrivateKey | None:
    text = plugin_settings(TalentSettings).signing_key
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text)) if text else None

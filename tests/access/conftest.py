"""A server that believes an issuer, whose keys are in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.models import Account, Person
from core.settings import Settings
from core.settings_sections import Auth
from linli.testing import Client
from tests.access.issuer import NAME, ec_key, published, rsa_key, signed, written


@pytest.fixture
def server_settings(migrated_database_url: str, tmp_path: Path) -> Settings:
    """The issuer has an RSA key and one on a curve."""
    issuer = written(tmp_path, published(rsa_key("first"), ec_key("second")))
    return Settings(database_url=migrated_database_url, data_dir=tmp_path, auth=Auth(issuers=(issuer,)))


async def account_of(person: Person | None, subject: str = "alice") -> Account:
    """An account of a person at the issuer."""
    return await Account.create(issuer=NAME, subject=subject, person=person)


def signed_in(client: Client, subject: str = "alice") -> Client:
    """The client of who signs in with that account."""
    return client.with_token(signed(sub=subject))

"""What `linli check` says about what is not the database."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from core.admin_token import FILE_NAME
from core.checks import Finding, Level, check_installation, check_missing_migrations
from core.database.connect import database
from core.database.migrate import MissingMigration
from core.database.url import Dialect
from core.errors import MigrationError
from core.models import Person, PersonContact
from core.models.choices import ContactKind
from core.privacy import FILE_NAME as KEY_FILE
from core.privacy import load_vault
from core.settings import Settings
from core.settings_sections import Auth, Issuer


@pytest.fixture
def settings(migrated_database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=migrated_database_url, data_dir=tmp_path / "data")


async def findings(settings: Settings) -> dict[str, Finding]:
    return {finding.subject: finding for finding in await check_installation(settings)}


async def test_all_is_well(settings: Settings, tmp_path: Path) -> None:
    found = await findings(settings)
    assert {finding.level for finding in found.values()} == {Level.OK}
    assert not (tmp_path / "data").exists(), "to look must not make anything"


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_a_data_directory_that_cannot_be_made(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    found = await findings(settings)
    assert found["data directory"] == Finding(
        Level.ERROR,
        "data directory",
        f"{tmp_path / 'data'} is a file, and a directory is needed there",
        "Give the server's user access, or set LINLI_DATA_DIR to another one.",
    )
    assert found["admin token"].level is Level.ERROR


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_issuers(settings: Settings, tmp_path: Path) -> None:
    assert (await findings(settings))["issuers"] == Finding(Level.OK, "issuers", "none: nobody signs in", "")
    issuer = Issuer(issuer="https://id.example.cn/", audience="linli", jwks_file=tmp_path / "gone.json")
    wrong = settings.model_copy(update={"auth": Auth(issuers=(issuer,))})
    assert (await findings(wrong))["issuers"] == Finding(
        Level.ERROR,
        "issuers",
        f"The keys of the issuer https://id.example.cn/ in {tmp_path / 'gone.json'} cannot be used: No such file or "
        "directory. Correct the file, or auth.issuers.",
        "Whoever signs in with it is refused until this is well.",
    )


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_admin_tokens(settings: Settings) -> None:
    short = settings.model_copy(update={"admin_token": SecretStr("short")})
    assert (await findings(short))["admin token"] == Finding(
        Level.WARNING,
        "admin token",
        "LINLI_ADMIN_TOKEN has 5 characters, which can be guessed",
        "Use at least 16 random ones, or unset it, and `linli serve` makes one.",
    )
    good = settings.model_copy(update={"admin_token": SecretStr("x" * 16)})
    assert (await findings(good))["admin token"].level is Level.OK

    settings.data_dir.mkdir()
    (settings.data_dir / FILE_NAME).write_text("nonsense")
    damaged = (await findings(settings))["admin token"]
    assert (damaged.level, damaged.advice) == (Level.ERROR, "Mutations are refused until this is well.")


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_debug_where_others_can_reach_it(settings: Settings) -> None:
    assert (await findings(settings.model_copy(update={"debug": True})))["debug"].level is Level.OK
    exposed = settings.model_copy(update={"debug": True, "host": "0.0.0.0"})
    assert (await findings(exposed))["debug"] == Finding(
        Level.WARNING,
        "debug",
        "unexpected errors are shown to everybody who reaches 0.0.0.0",
        "Unset LINLI_DEBUG.",
    )


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_a_database_of_a_later_version(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise MigrationError("core.9999 is applied, and this version does not have it.")

    monkeypatch.setattr("core.checks.installation.pending", refuse)
    assert (await findings(settings))["migrations"] == Finding(
        Level.ERROR,
        "migrations",
        "core.9999 is applied, and this version does not have it.",
        "Run the version of Linli that the database was made by.",
    )


@pytest.fixture
async def settings_with_contacts(settings: Settings) -> Settings:
    """An installation in which one person has left a phone number."""
    async with database(settings.database_url):
        vault = load_vault(settings)
        person = await Person.create(display_name="演示居民001")
        await PersonContact.create(
            person=person,
            kind=ContactKind.PHONE,
            value_encrypted=vault.encrypt("10000000001"),
            value_hash=vault.digest(ContactKind.PHONE, "10000000001"),
        )
    return settings


async def test_contact_keys_that_decrypt(settings_with_contacts: Settings) -> None:
    found = await findings(settings_with_contacts)
    assert found["contact keys"] == Finding(Level.OK, "contact keys", "present, and they decrypt what is stored")


async def test_contact_keys_that_are_gone(settings_with_contacts: Settings) -> None:
    path = settings_with_contacts.data_dir / KEY_FILE
    path.unlink()
    found = await findings(settings_with_contacts)
    assert found["contact keys"] == Finding(
        Level.ERROR,
        "contact keys",
        f"there are encrypted contact details, and {path} is gone",
        "Restore that file from a backup, or set LINLI_CONTACT_KEYS and LINLI_CONTACT_HASH_KEY.",
    )
    assert not path.exists(), "to look must not make new keys"


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_contact_keys_that_are_others(settings_with_contacts: Settings) -> None:
    (settings_with_contacts.data_dir / KEY_FILE).unlink()
    load_vault(settings_with_contacts)
    found = await findings(settings_with_contacts)
    assert found["contact keys"].level is Level.ERROR
    assert found["contact keys"].message.startswith("A contact detail cannot be decrypted with any of the 1 keys.")


@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
async def test_a_damaged_key_file(settings: Settings) -> None:
    settings.data_dir.mkdir()
    (settings.data_dir / KEY_FILE).write_text("nonsense")
    found = await findings(settings)
    assert found["contact keys"].level is Level.ERROR
    assert found["contact keys"].advice == "Correct them; do not make new ones in their place."


def test_a_missing_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [MissingMigration("core", ()), MissingMigration("points", ())]
    monkeypatch.setattr("core.checks.installation.missing_migrations", lambda _: missing)
    assert check_missing_migrations() == Finding(
        Level.ERROR,
        "models",
        "no migration does what they say: core:  | points: ",
        "Write it with `linli migrate --make NAME`, read it, and commit it with the models.",
    )

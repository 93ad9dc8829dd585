"""What `linli check` says about what is not the database."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from core.admin_token import FILE_NAME
from core.checks import Finding, Level, check_installation, check_missing_migrations
from core.database.migrate import MissingMigration
from core.database.url import Dialect
from core.errors import MigrationError
from core.settings import Settings


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
    async def refuse(_: object) -> None:
        raise MigrationError("core.9999 is applied, and this version does not have it.")

    monkeypatch.setattr("core.checks.installation.pending", refuse)
    assert (await findings(settings))["migrations"] == Finding(
        Level.ERROR,
        "migrations",
        "core.9999 is applied, and this version does not have it.",
        "Run the version of Linli that the database was made by.",
    )


def test_a_missing_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [MissingMigration("core", ()), MissingMigration("points", ())]
    monkeypatch.setattr("core.checks.installation.missing_migrations", lambda: missing)
    assert check_missing_migrations() == Finding(
        Level.ERROR,
        "models",
        "no migration does what they say: core:  | points: ",
        "Write it with `linli migrate --make NAME`, read it, and commit it with the models.",
    )

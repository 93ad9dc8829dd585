"""`linli token`, as an administrator types it, on both databases."""

from __future__ import annotations

import asyncio
import os
import re
import uuid
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli
from core.database.connect import database
from core.database.url import Dialect
from core.models import ApiToken, AuditEntry
from core.models.choices import AreaLevel
from linli.models import Area

TOKEN = re.compile(r"linli_[A-Za-z0-9_-]{43}")


@pytest.fixture(autouse=True)
def _clean_environment(migrated_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("LINLI_DATABASE_URL", migrated_url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def migrated_url(installed_database_url: str) -> str:
    """A database with a city and a district."""

    async def fill() -> None:
        async with database(installed_database_url, shared=False):
            city = await Area.create(level=AreaLevel.CITY, name="演示市")
            await Area.create(level=AreaLevel.DISTRICT, name="演示区", slug="demo", parent=city)

    asyncio.run(fill())
    return installed_database_url


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def kept(url: str) -> list[ApiToken]:
    async def all_of() -> list[ApiToken]:
        async with database(url, shared=False):
            return await ApiToken.all().prefetch_related("grants__area")

    return asyncio.run(all_of())


def noted(url: str) -> list[tuple[str, str, uuid.UUID]]:
    async def all_of() -> list[tuple[str, str, uuid.UUID]]:
        async with database(url, shared=False):
            return await AuditEntry.all().order_by("number").values_list("action", "actor", "subject_id")

    return asyncio.run(all_of())


def test_tokens_from_their_creation_to_their_end(migrated_url: str, dialect: Dialect) -> None:
    refused = linli("token", "create", "积分屏", "--permission", "places.write")
    assert refused.exit_code == 2
    created = linli("token", "create", "积分屏", "--permission", "places.write", "--area", "demo", "--days", "7")
    assert created.exit_code == 0
    assert TOKEN.fullmatch(created.stdout.strip())
    (row,) = kept(migrated_url)
    listed = linli("token", "list").stdout
    assert f"tk_{row.id}" in listed
    assert "places.write at 演示区" in listed
    assert "nothing else" in listed
    assert "never" in listed
    assert created.stdout.strip() not in listed

    assert linli("token", "revoke", f"tk_{row.id}").exit_code == 0
    assert kept(migrated_url)[0].revoked_at is not None
    assert noted(migrated_url) == [("tokens.create", "PLATFORM", row.id), ("tokens.revoke", "PLATFORM", row.id)]
    assert "revoked" in linli("token", "list").stdout

    for wrong, told in (
        (("create", "a", "--permission", "places.wrote", "--everywhere"), "Nobody declares this permission."),
        (("create", "a", "--permission", "places.write", "--area", "gone"), "'gone' is not an identifier"),
        (("revoke", "pl_018fd14f-8280-766b-8fee-290742325f9d"), "is the id of something else"),
        (("revoke", "tk_018fd14f-8280-766b-8fee-290742325f9d"), "There is no such row."),
    ):
        result = linli("token", *wrong)
        assert (result.exit_code, told in result.stderr) == (1, True), result.stderr
    assert len(kept(migrated_url)) == 1

    dev = linli("token", "dev", "--role", "store_staff", "--area", "demo")
    if dialect is Dialect.POSTGRES:
        assert (dev.exit_code, "Tokens for development are for SQLite" in dev.stderr) == (1, True)
        dev = CliRunner().invoke(
            cli, ["token", "dev", "--role", "store_staff", "--area", "demo"], env={"LINLI_DEBUG": "true"}
        )
    assert TOKEN.fullmatch(dev.stdout.strip())
    (made,) = [row for row in kept(migrated_url) if row.name == "dev: store_staff"]
    assert [(grant.permission, grant.area.name) for grant in made.grants] == [("places.write", "演示区")]
    for role in ("resident", "mayor"):
        assert linli("token", "dev", "--role", role).exit_code == 1

"""`linli audit`, `linli contacts`, `linli account` and what other commands leave in the audit log, as typed."""

from __future__ import annotations

import asyncio
import os
import re
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner, Result

from app import cli
from core.audit import record
from core.database.connect import database
from core.models import Account, AuditEntry, Event, Person, PersonContact, SetAsideEvent
from core.models.choices import ContactKind
from core.privacy import ContactVault

T = TypeVar("T")

ISSUER = "https://id.example.cn/"


@pytest.fixture
def url(installed_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A migrated database, and a working directory of its own."""
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("LINLI_DATABASE_URL", installed_database_url)
    monkeypatch.chdir(tmp_path)
    return installed_database_url


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def within(url: str, work: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        async with database(url, shared=False):
            return await work()

    return asyncio.run(run())


def noted(url: str) -> list[tuple[Any, ...]]:
    async def all_of() -> list[tuple[Any, ...]]:
        return list(await AuditEntry.all().order_by("number").values_list("action", "actor", "details"))

    return within(url, all_of)


async def _a_person() -> uuid.UUID:
    person = await Person.create(display_name="演示居民001")
    return uuid.UUID(str(person.pk))


def test_the_log_is_shown_and_verified(url: str) -> None:
    assert "There are no such entries." in linli("audit", "show").stderr
    person = within(url, _a_person)

    async def write() -> None:
        await record("person.exported", "pe", person, person_id=person, purpose="本人要求")
        await record("read", "pe", None, people=[person, uuid.UUID(int=9)])
        await record("plugins.enable", "ar", None, details={"plugin": "stores"})

    within(url, write)
    shown = linli("audit", "show").stdout
    assert [
        part for part in ("person.exported", "本人要求", "plugins.enable", f"pe_{person}") if part not in shown
    ] == []
    # Also what concerns somebody among others.
    of_person = linli("audit", "show", "--person", f"pe_{person}").stdout
    assert ("person.exported" in of_person, "read" in of_person, "plugins" in of_person) == (True, True, False)
    assert "There are no such entries." in linli("audit", "show", "--person", f"pe_{uuid.UUID(int=8)}").stderr
    wrong = linli("audit", "show", "--person", f"ar_{person}")
    assert (wrong.exit_code, "is not the id of a person" in wrong.stderr) == (1, True)

    verified = linli("audit", "verify")
    assert verified.exit_code == 0
    (end,) = re.findall(r"3:[0-9a-f]{64}", verified.stdout)
    assert linli("audit", "verify", "--expect", end).exit_code == 0
    other = linli("audit", "verify", "--expect", f"3:{'0' * 64}")
    assert (other.exit_code, "made anew" in other.stderr) == (1, True)


def test_contact_details_get_the_newest_key(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, hashed = (Fernet.generate_key().decode() for _ in range(3))
    monkeypatch.setenv("LINLI_CONTACT_HASH_KEY", hashed)
    monkeypatch.setenv("LINLI_CONTACT_KEYS", old)

    async def write() -> None:
        person = await Person.create(display_name="演示居民001")
        vault = ContactVault([old], hashed)
        await PersonContact.create(
            person=person,
            kind=ContactKind.PHONE,
            value_encrypted=vault.encrypt("13800000001"),
            value_hash=vault.digest(ContactKind.PHONE, "13800000001"),
        )

    within(url, write)
    monkeypatch.setenv("LINLI_CONTACT_KEYS", f"{new},{old}")
    assert "1 contact details were encrypted anew." in linli("contacts", "rotate").stdout
    assert "0 contact details were encrypted anew." in linli("contacts", "rotate").stdout

    async def kept() -> str:
        return (await PersonContact.get()).value_encrypted

    assert ContactVault([new], hashed).decrypt(within(url, kept)) == "13800000001"
    assert noted(url) == [("contacts.rotate", "PLATFORM", {"rows": rows}) for rows in (1, 0)]
    monkeypatch.setenv("LINLI_CONTACT_KEYS", Fernet.generate_key().decode())
    lost = linli("contacts", "rotate")
    assert (lost.exit_code, "cannot be decrypted" in lost.stderr) == (1, True)


def test_accounts_from_the_first_one_on(url: str, tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('{"keys": []}', encoding="utf-8")
    (tmp_path / "linli.toml").write_text(
        f'[[auth.issuers]]\nissuer = "{ISSUER}"\naudience = "linli"\njwks_file = "keys.json"\n', encoding="utf-8"
    )
    person = f"pe_{within(url, _a_person)}"
    assert "There are no such accounts." in linli("account", "list").stderr
    linked = linli("account", "link", ISSUER, "clerk-1", person)
    assert linked.exit_code == 0, linked.stderr
    (account,) = re.findall(r"ac_[0-9a-f-]{36}", linked.stdout)
    listed = linli("account", "list", "--person", person).stdout
    assert [part for part in (account, ISSUER, "clerk-1", person, "enabled") if part not in listed] == []
    for verb, told in (("disable", "is disabled"), ("enable", "is enabled"), ("unlink", "is linked to nobody")):
        done = linli("account", verb, account)
        assert (done.exit_code, told in done.stdout) == (0, True), done.stderr
    assert [action for action, actor, _ in noted(url) if actor == "PLATFORM"] == [
        f"account.{verb}" for verb in ("linked", "disabled", "enabled", "unlinked")
    ]
    for wrong, told in (
        (("link", "https://other.example.cn/", "a", person), f"There is no such issuer. There are: {ISSUER}."),
        (("link", ISSUER, "a", account), "expected one that begins with pe_"),
        (("unlink", account), "The account is linked to nobody."),
        (("disable", f"ac_{uuid.UUID(int=7)}"), "There is no such row."),
    ):
        result = linli("account", *wrong)
        assert (result.exit_code, told in result.stderr) == (1, True), result.stderr

    async def count() -> int:
        return await Account.all().count()

    assert within(url, count) == 1


def test_what_commands_change_is_in_the_log(url: str, tmp_path: Path) -> None:
    operation = tmp_path / "app.graphql"
    operation.write_text("query Places { places { totalCount } }", encoding="utf-8")
    of_app = ("--team", "演示组", "--app", "演示端")
    for _ in range(2):
        assert linli("operations", "add", str(operation), *of_app).exit_code == 0
    assert linli("operations", "remove", "--all", *of_app).exit_code == 0

    async def set_aside() -> None:
        event = await Event.create(name="place.updated", subject_type="pl", subject_id=uuid.UUID(int=1), payload={})
        await SetAsideEvent.create(event=event, consumer="stores.notice", attempts=8, last_error="x")

    within(url, set_aside)
    assert linli("events", "drop", "--all").exit_code == 0
    # What was there already leaves nothing.
    assert noted(url) == [
        ("operations.add", "PLATFORM", {"app": "演示端", "team": "演示组", "added": 1, "changed": 0}),
        ("operations.remove", "PLATFORM", {"app": "演示端", "team": "演示组", "rows": 1}),
        ("events.drop", "PLATFORM", {"consumers": ["stores.notice"], "events": 1}),
    ]

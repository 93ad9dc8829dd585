"""`linli person` and `linli retention`, as an administrator types them, on both databases."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app import cli
from core.commands import migrate
from core.database.connect import database
from core.models import Person, PersonErasure, Registration
from core.models.choices import PersonStatus
from core.persons import erasure
from core.plugins.loaded import PluginSet
from core.settings_sources import load_settings
from linli.testing.plugins import in_force
from tests.core.persons.rows import a_full_person, a_person


@pytest.fixture
def configured(
    migrated_database_url: str, plugins: PluginSet, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[str]:
    """The settings of the commands are those of a fresh database."""
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LINLI_DATABASE_URL", migrated_database_url)
    monkeypatch.setattr(migrate, "load_plugins", lambda settings: plugins)
    with in_force(plugins, load_settings()):
        yield migrated_database_url


def within(url: str, function: Callable[[], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with database(url):
            return await function()

    return asyncio.run(run())


def linli(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, arguments, input=typed, catch_exceptions=False)


def failed(result: Result) -> str:
    assert result.exit_code == 1
    return " ".join(result.stderr.split())


def test_a_person_is_exported_into_a_file_for_the_owners_eyes(configured: str, tmp_path: Path) -> None:
    person = within(configured, a_full_person)
    asked = ("person", "export", f"pe_{person.id}", "--purpose", "本人申请", "--output", "held.json")
    assert linli(*asked).stdout == f"What is held of pe_{person.id} is in held.json.\n"
    written = json.loads((tmp_path / "held.json").read_text(encoding="utf-8"))
    assert written["data"]["contacts"][0]["value"] == "10000000001"
    assert (tmp_path / "held.json").stat().st_mode & 0o777 == 0o600
    assert failed(linli(*asked)) == "Error: held.json is there already. Name another file."
    assert "is not an identifier" in failed(linli("person", "export", "7", "--purpose", "x", "--output", "other"))
    other = ("person", "export", f"pl_{person.id}", "--purpose", "x", "--output", "other")
    assert "expected one that begins with pe_" in failed(linli(*other))


def test_a_person_is_erased_and_what_was_left_is_finished(configured: str) -> None:
    person, other = within(configured, a_full_person), within(configured, a_person)
    declined = linli("person", "erase", f"pe_{person.id}", "--purpose", "申请", typed="n\n")
    assert declined.exit_code == 1
    assert within(configured, lambda: PersonErasure.all().count()) == 0
    done = linli("person", "erase", f"pe_{person.id}", "--purpose", "申请", "--yes")
    row = within(configured, PersonErasure.get)
    assert done.stdout == f"pe_{person.id} was erased: px_{row.id}.\n"
    assert row.finished_at is not None
    assert within(configured, Registration.get).answers is None
    assert linli("person", "erase", "--resume").stdout == "No erasure was left unfinished.\n"
    within(configured, lambda: erasure.begin(erasure.PersonToErase(person_id=other.id, purpose="申请")))
    assert linli("person", "erase", "--resume").stdout == "Finished 1 erasures.\n"
    for wrong in ((), ("--resume", f"pe_{person.id}")):
        assert linli("person", "erase", *wrong).exit_code == 2


def test_persons_are_merged_and_that_is_undone(configured: str) -> None:
    kept, merged = within(configured, a_person), within(configured, a_full_person)
    done = linli("person", "merge", f"pe_{kept.id}", f"pe_{merged.id}", "--purpose", "同一人")
    found = re.fullmatch(r"Merged\. To undo it: linli person undo-merge (pm_\S+)\n", done.stdout)
    assert found is not None
    assert within(configured, lambda: Person.get(id=merged.id)).status is PersonStatus.MERGED
    assert linli("person", "undo-merge", found[1]).stdout == f"{found[1]} was undone.\n"
    assert within(configured, lambda: Person.get(id=merged.id)).status is PersonStatus.ACTIVE
    assert "The merge was undone already." in failed(linli("person", "undo-merge", found[1]))


def test_what_is_due_is_shown_first_and_goes_when_told(configured: str) -> None:
    within(configured, a_full_person)

    def told(result: Result) -> list[str]:
        return [re.sub(r" {2,}", " | ", line.strip()) for line in result.stdout.splitlines()]

    heading, first, *_ = told(linli("retention"))
    assert heading == "Rule | Title | Days | What happens | Due"
    assert first == "registration_answers | 报名时填写的内容 Answers given at registration | 365 | clears answers | 1"
    assert within(configured, Registration.get).answers is not None
    assert told(linli("retention", "--apply"))[:2] == [heading.replace("Due", "Done"), first]
    assert within(configured, Registration.get).answers is None
    assert told(linli("retention"))[1].endswith("| 0")

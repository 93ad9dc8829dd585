"""The command line with plugins: those that are installed, and one that is made for it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app import cli
from core.plugins import loading
from core.plugins.discovery import Discovered, Discovery
from tests.plugins.kits import plugin as kits
from tests.plugins.making import CORE, KITS, installed, plugin


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.setenv("LINLI_DATABASE_URL", f"sqlite://{tmp_path}/linli.db")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes these plugins, and the core, the installed ones."""

    def use(*found: Discovered) -> None:
        monkeypatch.setattr(loading, "discover", lambda: Discovery((CORE, *found)))

    use(KITS)
    return use


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def rows(result: Result) -> list[list[str]]:
    assert result.exit_code == 0, result.output
    return [re.split(r"  +", line.strip()) for line in result.stdout.splitlines()]


def broken() -> object:
    raise RuntimeError("no")


def test_plugins_are_listed(install: Any) -> None:
    install(KITS, installed("after", plugin("after", ("kits",))))
    assert rows(linli("plugins")) == [
        ["Name", "Title", "Version", "Distribution", "State", "Needs"],
        ["core", "邻里核心 Core", "0.1.0", "linli 0.1.0", "its tables are missing: linli migrate"],
        ["kits", "急救包 First-aid kits", "1.0", "linli-kits 1.0", "its tables are missing: linli migrate"],
        ["after", "测试 Test", "1.0", "linli-after 1.0", "its tables are missing: linli migrate", "kits"],
    ]


def test_where_plugins_are_enabled_is_listed(install: Any) -> None:
    def states() -> dict[str, str]:
        _, *listed = rows(linli("plugins"))
        return {row[0]: row[-1] for row in listed}

    assert linli("migrate").exit_code == linli("sample").exit_code == 0
    assert states() == {"core": "everywhere", "kits": "not enabled anywhere"}
    assert linli("plugins", "enable", "kits", "--district", "pidu").exit_code == 0
    assert states() == {"core": "everywhere", "kits": "enabled in pidu"}
    install()
    assert states() == {"core": "everywhere", "kits": "enabled in pidu; its rows are kept"}


def test_plugins_that_cannot_be_used_are_listed_with_the_cure(install: Any) -> None:
    install(installed("broken", broken))
    *_, last = linli("plugins").stdout.splitlines()
    assert last.split()[:3] == ["broken", "linli-broken", "1.0"]
    text = linli("plugins").stdout
    assert "cannot be used: its import raised RuntimeError: no (" in text
    assert "→ Ask for a corrected release, or install what is missing." in text


def test_who_brought_which_field(install: Any) -> None:
    found = {what: tuple(origin) for what, *origin in rows(linli("plugins", "--fields"))}
    assert found["Place.name"] == ("core",)
    assert found["Place.kits"] == ("kits", "0.1.0")
    assert found["Kit.status"] == ("kits", "0.2.0")
    assert found["Query.kits"] == found["Query.kit"] == found["Mutation.addKit"] == ("kits", "0.1.0")


def test_the_schema_of_some_plugins(install: Any) -> None:
    assert "Kit" not in linli("schema").stdout
    assert "type Kit implements Node" in linli("schema", "--all").stdout
    assert "type Kit implements Node" in linli("schema", "--plugin", "kits").stdout
    wrong = linli("schema", "--plugin", "kit")
    assert wrong.exit_code == 2
    assert "there is no plugin kit; there are core, kits" in re.sub(r"[│\s]+", " ", wrong.stderr)


def test_migrations_and_sample_data_of_plugins(install: Any) -> None:
    applied = linli("migrate").stdout.splitlines()
    assert applied[0] == "applied core.0001_initial"
    assert applied[-2:] == ["applied kits.0001_initial", "The database is up to date."]
    assert re.fullmatch(r"Added [\d,]+ rows: core [\d,]+, kits 1\.\n", linli("sample").stdout)
    assert linli("sample").stdout == "The sample data is there already: nothing was added.\n"
    checked = linli("check").stdout
    assert re.search(r"ok +plugins +loaded: core, kits", checked)
    assert re.search(r"ok +models +the migrations do what they say", checked)
    assert re.search(r"ok +composition +the schema's parts fit together", checked)
    refused = linli("migrate", "--undo-to", "kits.zero")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Error: Nothing was undone: these tables would be dropped: kits_kit (1 row(s)). "
        "`linli plugins purge kits --export DIR` writes them to files first. Take a backup, and say --yes.\n",
    )
    assert linli("migrate", "--undo-to", "kits.zero", "--yes").stdout.splitlines() == [
        "undid kits.0001_initial",
        "kits stands at zero.",
    ]


def test_commands_of_plugins(install: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_PLUGIN_KITS_TARGET", "25")
    assert linli("kits", "target").stdout == "25\n"
    assert re.search(r"\bkits\b", linli("--help").stdout)


def test_commands_of_plugins_over_the_database(install: Any) -> None:
    early = linli("kits", "announce", "first")
    assert early.exit_code == 1
    assert early.stderr.startswith("Error: The database lacks ")
    linli("migrate")
    assert linli("kits", "announce", "first").stdout == "1 announcements\n"
    assert linli("kits", "announce", "second").stdout == "2 announcements\n"
    refused = linli("kits", "announce", "")
    assert (refused.exit_code, refused.stderr) == (1, "Error: what: Say what is announced.\n")


def test_a_command_over_the_database_is_started_by_linli() -> None:
    result = CliRunner().invoke(kits.commands, ["announce", "first"])
    assert isinstance(result.exception, RuntimeError)
    assert "was not started by the command linli" in str(result.exception)


def test_without_the_commands_of_plugins_that_fail(install: Any) -> None:
    install(installed("broken", broken))
    help_ = linli("--help")
    assert help_.exit_code == 0
    assert "migrate" in help_.stdout
    assert "Commands of plugins are not shown: One plugin cannot be used:" in help_.stderr
    unknown = linli("kits")
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith("Error: One plugin cannot be used:\n  - broken (of linli-broken 1.0): ")


@pytest.mark.parametrize("command", [["migrate"], ["sample"], ["serve"], ["schema"], ["check"]])
def test_nothing_starts_with_a_plugin_that_fails(
    install: Any, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(installed("broken", broken))
    result = linli(*command)
    assert result.exit_code == 1
    assert "broken (of linli-broken 1.0): its import raised RuntimeError: no" in re.sub(r"\s+", " ", result.output)


def test_starting_without_it(install: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    install(installed("broken", broken))
    monkeypatch.setenv("LINLI_PLUGINS_ON_FAILURE", "skip")
    assert linli("migrate").exit_code == 0
    checked = linli("check")
    assert checked.exit_code == 0
    assert re.search(r"warning +plugins +left out, as plugins_on_failure says:", checked.stdout)

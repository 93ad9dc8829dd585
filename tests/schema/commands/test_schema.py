"""`linli schema diff`, as a pipeline calls it."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app import cli
from core.database.connect import database
from core.models.choices import OperationKind
from core.operations import App, OperationText, register
from schema.sdl import COMMITTED

OLD = 'type Query { places: [Place] }\ntype Place { name: String tel: String @deprecated(reason: "Use phone.") }\n'


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.graphql").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.graphql").write_text(
        "type Query { places: [Place] }\ntype Place { name: Int }\n", encoding="utf-8"
    )


def diff(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["schema", "diff", *arguments], input=given, catch_exceptions=False)


def test_what_breaks_is_told_and_ends_with_1() -> None:
    found = diff("old.graphql", "new.graphql")
    assert found.exit_code == 1
    assert [" ".join(line.split()) for line in found.stdout.splitlines()] == [
        "From What",
        "breaking core Field Place.name changed type from String to Int.",
        "breaking core Field Place.tel was removed.",
        "It was deprecated: Use phone.",
        "2 breaking, 0 dangerous, 0 safe",
    ]
    told = json.loads(diff("old.graphql", "new.graphql", "--json").stdout)
    assert told[1] == {
        "severity": "breaking",
        "kind": "FIELD_REMOVED",
        "coordinate": "Place.tel",
        "message": "Field Place.tel was removed.",
        "plugin": "core",
        "deprecated": "Use phone.",
        "operations": [],
    }


def test_the_current_schema_and_standard_input() -> None:
    same = diff("-", "current", given=COMMITTED.read_text(encoding="utf-8"))
    assert (same.exit_code, same.stdout) == (0, "The schemas say the same.\n")
    added = diff("old.graphql", "-", given=OLD.replace("name: String", "name: String size: Int"))
    assert added.exit_code == 0
    assert "Field Place.size was added." in added.stdout
    assert diff("-", "-").exit_code == 2
    wrong = diff("gone.graphql", "current")
    assert (wrong.exit_code, wrong.stderr) == (
        1,
        "Error: gone.graphql cannot be read: No such file or directory.\n",
    )


def test_with_operations_only_what_hurts_breaks(installed_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_DATABASE_URL", installed_database_url)

    async def prepare(document: str) -> None:
        async with database(installed_database_url):
            text = OperationText("Names", OperationKind.QUERY, document)
            await register(App(team="map", app="web"), lambda enabled: [text])

    nobody = diff("old.graphql", "new.graphql", "--operations")
    assert (nobody.exit_code, nobody.stdout.splitlines()[-1]) == (0, "0 breaking, 2 dangerous, 0 safe")
    asyncio.run(prepare("query Names { places { tel } }"))
    somebody = diff("old.graphql", "new.graphql", "--operations", "--json")
    assert somebody.exit_code == 1
    assert [(one["coordinate"], one["severity"], one["operations"]) for one in json.loads(somebody.stdout)] == [
        ("Place.tel", "breaking", ["map/web Names"]),
        ("Place.name", "dangerous", []),
    ]

"""`linli operations`, `linli plugins impact` and `disable`, on both databases."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app import cli
from core import modules
from core.commands import migrate
from core.database.connect import database
from core.database.url import Dialect
from core.models import Area, PluginEnablement
from core.models.choices import AreaLevel
from linli.testing.databases import Databases
from schema.execution import districts
from schema.execution.districts import city_parts
from schema.sdl import schema_text
from tests.districts.plugins import PLUGINS
from tests.schema.composed import schemas_of

LAMPS = "query Lamps { places { nodes { ...Lit } } }"
LIT = "fragment Lit on Place { lampCount }"
PLACES = "query Places { places { totalCount } }"


async def fill(url: str) -> None:
    """Add two districts, of which Jinniu has lamps and duties."""
    async with database(url, apps=PLUGINS.model_modules, shared=False):
        city = await Area.create(level=AreaLevel.CITY, name="成都市")
        for slug, name in (("jinniu", "金牛区"), ("pidu", "郫都区")):
            area = await Area.create(level=AreaLevel.DISTRICT, name=name, slug=slug, parent=city)
            for plugin in ("lamps", "duties") if slug == "jinniu" else ():
                await modules.enable(plugin, area.id, PLUGINS.manifests)


@pytest.fixture
async def filled_url(dialect: Dialect, databases: Databases, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database with the two districts."""
    async with databases.migrated(dialect, PLUGINS.apps, tmp_path, fill=fill) as url:
        yield url


@pytest.fixture
def configured(filled_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The same, which the environment names."""
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINLI_DATABASE_URL", filled_url)
    monkeypatch.setattr(migrate, "load_plugins", lambda settings: PLUGINS)
    monkeypatch.setattr(districts, "CitySchemas", schemas_of)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "lamps.graphql").write_text(LAMPS, encoding="utf-8")
    (tmp_path / "src" / "lit.graphql").write_text(LIT, encoding="utf-8")
    (tmp_path / "map.json").write_text(json.dumps({"p1": PLACES}), encoding="utf-8")
    return filled_url


@cache
def text_of(*names: str) -> str:
    """The schema of a city with these plugins, as text. It takes longer than what is asked about it."""
    return schema_text(city_parts(PLUGINS.only(names)))


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


def add(*arguments: str) -> Result:
    return linli("operations", "add", *arguments, "--team", "map", "--app", "web")


def lines(result: Result) -> list[list[str]]:
    return [line.split() for line in result.stdout.splitlines()]


def enabled(url: str) -> list[str]:
    async def read() -> list[str]:
        async with database(url, apps=PLUGINS.model_modules):
            return [row.plugin for row in await PluginEnablement.filter(enabled=True).order_by("plugin")]

    return asyncio.run(read())


def test_from_registering_to_disabling(configured: str, tmp_path: Path) -> None:
    assert add("src", "map.json", "--district", "jinniu", "--app-version", "1.4").stdout == (
        "map/web at /jinniu/graphql: 2 new, 0 changed, 0 as before.\n"
    )
    (tmp_path / "map.json").write_text(json.dumps({"p1": PLACES.replace("totalCount", "nodes { id }")}))
    both = add("map.json", "--district", "jinniu", "--district", "pidu")
    assert both.stdout.splitlines() == [
        "map/web at /jinniu/graphql: 0 new, 1 changed, 0 as before.",
        "map/web at /pidu/graphql: 1 new, 0 changed, 0 as before.",
    ]
    refused = add("src", "--district", "jinniu", "--district", "pidu")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == (
        "Error: Nothing was registered, for /pidu/graphql would refuse them:\n"
        "src/lit.graphql:1:25: Lamps: Cannot query field 'lampCount' on type 'Place'.\n"
    )
    assert [line[:6] for line in lines(linli("operations", "list"))[1:]] == [
        ["map", "web", "Lamps", "query", "/jinniu/graphql", "1"],
        ["map", "web", "Places", "query", "/jinniu/graphql", "2"],
        ["map", "web", "Places", "query", "/pidu/graphql", "1"],
    ]
    told = json.loads(linli("operations", "list", "--district", "jinniu", "--team", "map", "--json").stdout)
    assert [(one["name"], one["district"], one["appVersion"]) for one in told] == [
        ("Lamps", "jinniu", "1.4"),
        ("Places", "jinniu", None),
    ]
    assert told[0]["document"] == f"{_printed(LAMPS)}\n\n{_printed(LIT)}\n"
    assert linli("operations", "list", "--team", "office", "--json").stdout == "[]\n"

    stands = linli("plugins", "disable", "lamps", "--district", "jinniu")
    assert (stands.exit_code, stands.stderr) == (
        1,
        "Error: plugin: duties would be without lamps, which it needs. Disable that first.\n",
    )
    assert linli("plugins", "disable", "duties", "--district", "jinniu").exit_code == 0
    stopped = linli("plugins", "disable", "lamps", "--district", "jinniu")
    assert stopped.exit_code == 1
    assert stopped.stderr.splitlines()[-1] == (
        "Error: lamps was not disabled: 1 registered operation(s) would break. Talk to their teams, or say --yes."
    )
    assert ["map", "web", "Lamps", "/jinniu/graphql", "Place.lampCount"] in [
        line.split()[:5] for line in stopped.stderr.splitlines()
    ]
    assert enabled(configured) == ["lamps"]
    assert linli("plugins", "disable", "lamps", "--district", "jinniu", "--yes").stdout == (
        "lamps is disabled in jinniu; its rows are kept.\n"
    )
    assert enabled(configured) == []

    wrong = linli("operations", "remove", "Lamps", "Gone", "--team", "map", "--app", "web")
    assert (wrong.exit_code, wrong.stderr) == (
        1,
        "Error: map/web has no registered operation Gone. It has: Lamps, Places.\n",
    )
    remove = ("operations", "remove", "--team", "map", "--app", "web")
    assert linli(*remove, "Places", "--district", "pidu").stdout == "Removed 1 registered operation(s) of map/web.\n"
    assert linli(*remove, "--all").stdout == "Removed 2 registered operation(s) of map/web.\n"
    assert linli(*remove).exit_code == linli(*remove, "Lamps", "--all").exit_code == 2


def test_impact_in_a_pipeline(configured: str, tmp_path: Path) -> None:
    assert add("src", "map.json").exit_code == 0
    fine = linli("plugins", "impact", "lamps", "--district", "pidu")
    assert (fine.exit_code, fine.stdout) == (0, "Nothing that is registered would break.\n")
    needed = linli("plugins", "impact", "lamps", "--district", "jinniu")
    assert (needed.exit_code, needed.stdout) == (1, "duties would stop with lamps, which it needs.\n")
    gone = linli("plugins", "impact", "lamps", "--everywhere", "--json")
    broken = {
        "team": "map",
        "app": "web",
        "name": "Lamps",
        "district": None,
        "fields": ["Place.lampCount"],
        "errors": ["Cannot query field 'lampCount' on type 'Place'."],
    }
    whole: dict[str, Any] = {"plugin": "lamps", "district": None, "breaks": True}
    whole |= {"mayBreak": [], "unchecked": [], "already": []}
    assert (gone.exit_code, json.loads(gone.stdout)) == (1, {**whole, "neededBy": ["duties"], "broken": [broken]})

    sdl = text_of("lamps", "duties")
    new = tmp_path / "new.graphql"
    assert _upgraded(new, sdl).exit_code == 0
    renamed = _upgraded(new, sdl.replace("  lampCount: Int\n", "  lampTotal: Int\n"))
    broken["errors"] = [
        "Cannot query field 'lampCount' on type 'Place'. Did you mean 'lampCodes', 'lampText', or 'lampTotal'?"
    ]
    assert (renamed.exit_code, json.loads(renamed.stdout)) == (1, {**whole, "neededBy": [], "broken": [broken]})


def test_an_upgrade_is_told_from_the_schema_of_some_plugins(configured: str, tmp_path: Path) -> None:
    (tmp_path / "duty.graphql").write_text("query Duties { duties { totalCount } places { nodes { lampCount } } }")
    assert add("duty.graphql", "map.json").exit_code == 0
    found = _upgraded(tmp_path / "new.graphql", text_of("lamps"))
    told: dict[str, Any] = json.loads(found.stdout)
    assert (found.exit_code, told["breaks"], told["broken"]) == (1, True, [])
    assert [(one["name"], one["errors"]) for one in told["unchecked"]] == [("Duties", ["it uses fields of duties"])]
    nothing = _upgraded(tmp_path / "new.graphql", text_of())
    assert nothing.exit_code == 1
    assert nothing.stderr.startswith(f"Error: {tmp_path}/new.graphql has nothing from lamps. Print it where")


def test_an_upgrade_that_operations_survive_and_feel_breaks_them(configured: str, tmp_path: Path) -> None:
    (tmp_path / "near.graphql").write_text("query Near($where: PlaceWhere) { places(where: $where) { totalCount } }")
    assert add("src", "map.json", "near.graphql").exit_code == 0
    assert add("src", "map.json", "--district", "jinniu").exit_code == 0
    sdl, new = text_of("lamps", "duties"), tmp_path / "new.graphql"
    retyped = _upgraded(new, sdl.replace("  lampCount: Int\n", "  lampCount: String\n"))
    told: dict[str, Any] = json.loads(retyped.stdout)
    assert (retyped.exit_code, told["breaks"], told["mayBreak"], told["unchecked"]) == (1, True, [], [])
    assert [(one["name"], one["district"], one["fields"], one["errors"]) for one in told["broken"]] == [
        ("Lamps", address, ["Place.lampCount"], ["Field Place.lampCount changed type from Int to String."])
        for address in (None, "jinniu")
    ]
    assert "  lampCount: IntFilter\n" in sdl
    unfiltered = _upgraded(new, sdl.replace("  lampCount: IntFilter\n", "  lampTotal: IntFilter\n"))
    told = json.loads(unfiltered.stdout)
    assert (unfiltered.exit_code, told["breaks"], told["broken"]) == (1, True, [])
    assert [(one["name"], one["fields"], one["errors"]) for one in told["mayBreak"]] == [
        ("Near", ["PlaceWhere.lampCount"], ["Field PlaceWhere.lampCount was removed."])
    ]
    assert "1 registered operation(s) may break, by what their variables hold:\n" in (
        linli("plugins", "impact", "lamps", "--upgrade-to", str(new)).stdout
    )


def test_unclear_orders(configured: str) -> None:
    for arguments in ([], ["--everywhere", "--district", "jinniu"]):
        assert linli("plugins", "impact", "lamps", *arguments).exit_code == 2
    unknown = linli("plugins", "impact", "lamp", "--everywhere")
    assert (unknown.exit_code, unknown.stderr) == (
        1,
        "Error: plugin: There is no plugin 'lamp'. Installed: duties, lamps.\n",
    )


def _upgraded(path: Path, sdl: str) -> Result:
    path.write_text(sdl, encoding="utf-8")
    return linli("plugins", "impact", "lamps", "--upgrade-to", str(path), "--json")


def _printed(text: str) -> str:
    from graphql import parse, print_ast

    return print_ast(parse(text))

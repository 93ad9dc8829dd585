"""Purge a plugin, and install it again."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path
from typing import Any

import pytest

from core import modules
from core import purge as purging
from core.clock import now
from core.database.connect import database
from core.database.migrate import describe_schema, differences, upgrade
from core.database.reader import open_reader
from core.database.url import parse_database_url
from core.events import emit
from core.models import Event, EventCursor, JobRun, PluginEnablement, PurgedPlugin, SetAsideEvent
from core.models.choices import JobOutcome
from core.problems import InputRefused
from core.purge import PurgeRefused, purge, unpurge, without_purged
from tests.districts.conftest import INSTALLED, JINNIU, Worker
from tests.districts.lamps.models import Lamp, LampKind
from tests.districts.plugins import PLUGINS
from tests.support.dump import dump


@pytest.fixture
async def url(city_url: str) -> str:
    """A database with rows of the plugins, enabled in a district."""
    async with database(city_url, apps=PLUGINS.model_modules):
        await modules.enable("lamps", JINNIU, INSTALLED)
    return city_url


async def test_a_purge_exports_first_leaves_the_core_alone_and_lets_it_come_again(url: str, tmp_path: Path) -> None:
    with pytest.raises(PurgeRefused, match=r"lamps is enabled in jinniu\. Disable it there first"):
        await purge(url, "lamps", PLUGINS, tmp_path / "out")
    async with database(url, apps=PLUGINS.model_modules):
        await modules.disable("lamps", JINNIU, INSTALLED)
        await leave_work("lamps2")
        before = await dump()
        codes = sorted(await Lamp.all().values_list("code", flat=True))
        await leave_work("lamps")
    with pytest.raises(PurgeRefused, match=r"The tables of duties stand on those of lamps\. Purge that first\."):
        await purge(url, "lamps", PLUGINS, tmp_path / "out")
    assert not (tmp_path / "out").exists()

    duties = await purge(url, "duties", PLUGINS, tmp_path / "duties")
    assert [(path.name, rows) for path, rows in duties.files] == [("duties_duty.csv", 4), ("duties_duty.json", 4)]
    purged = await purge(url, "lamps", PLUGINS, tmp_path / "out")
    assert purged.migrations == ("0001_initial",)
    assert [(path.name, rows) for path, rows in purged.files] == [
        ("lamps_check.csv", 8),
        ("lamps_check.json", 8),
        ("lamps_kind.csv", 1),
        ("lamps_kind.json", 1),
        ("lamps_lamp.csv", 8),
        ("lamps_lamp.json", 8),
    ]
    # Rows of plugins may be about people.
    assert {stat.S_IMODE(path.stat().st_mode) for path, _ in purged.files} == {0o600}
    exported = json.loads((tmp_path / "out" / "lamps_lamp.json").read_text())
    with (tmp_path / "out" / "lamps_lamp.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["code"] for row in csv.DictReader(file)] == [row["code"] for row in exported]
    assert sorted(row["code"] for row in exported) == codes
    assert not [name for name in (await describe_schema(url))["tables"] if name.startswith(("lamps_", "duties_"))]

    async with database(url):
        after = await dump()
        assert after.pop("plugin_enablement") == []
        assert [row["plugin"] for row in after.pop("purged_plugin")] == ["duties", "lamps"]
        assert [row["name"] for row in after["event"][len(before["event"]) :]] == ["module.purged"] * 2
        assert [row["action"] for row in after.pop("audit_entry")] == ["plugins.purge"] * 2
        del before["audit_entry"], before["audit_head"], after["audit_head"]
        del before["plugin_enablement"], before["purged_plugin"], after["event"][len(before["event"]) :]
        assert after == before
        with pytest.raises(InputRefused, match="plugin: lamps was purged, and has no tables") as refused:
            await modules.enable("lamps", JINNIU, INSTALLED)
        assert refused.value.problems[0].code == "MODULE_PURGED"
    assert [app.label for app in await without_purged(url, PLUGINS.apps)] == ["core"]
    async with database(url):
        assert await unpurge("lamps")
        assert not await unpurge("lamps")
    assert [app.label for app in await without_purged(url, PLUGINS.apps)] == ["core", "lamps"]
    await upgrade(url, apps=PLUGINS.apps)
    async with database(url, apps=PLUGINS.model_modules):
        assert await Lamp.all().count() == 0
        await modules.enable("lamps", JINNIU, INSTALLED)
        assert await PluginEnablement.filter(enabled=True).count() == 1


async def leave_work(plugin: str) -> None:
    """What workers note of a plugin."""
    event = await Event.first() or await emit("lamps.lit", "lm", JINNIU)
    await EventCursor.create(consumer=f"{plugin}.on_place")
    await SetAsideEvent.create(event=event, consumer=f"{plugin}.on_place", attempts=8, last_error="x")
    await JobRun.create(job=f"{plugin}.tidy", started_at=now(), outcome=JobOutcome.FAILED)


async def test_any_number_of_rows_is_exported_by_batches_and_no_text_is_a_formula(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "_BATCH", 3)
    async with database(url, apps=PLUGINS.model_modules):
        await modules.disable("lamps", JINNIU, INSTALLED)
        await Lamp.filter(code="jinniu-10-1").update(code="=1+1")
        codes = [lamp.code for lamp in await Lamp.all().order_by("id")]
    await purge(url, "duties", PLUGINS, tmp_path / "duties")
    purged = await purge(url, "lamps", PLUGINS, tmp_path / "out")
    assert (tmp_path / "out" / "lamps_lamp.csv", 8) in purged.files
    exported = json.loads((tmp_path / "out" / "lamps_lamp.json").read_text(encoding="utf-8"))
    assert [row["code"] for row in exported] == codes
    with (tmp_path / "out" / "lamps_lamp.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["code"] for row in csv.DictReader(file)] == [code.replace("=1+1", "'=1+1") for code in codes]


def test_bytes_are_told_in_hexadecimal_digits() -> None:
    assert purging._told(b"\x00\xff") == "00ff"


@pytest.mark.parametrize("what", ["enabled", "written"])
async def test_what_happens_during_the_export_is_not_lost(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    export = purging._exported

    async def slowly(*given: Any) -> Any:
        files = await export(*given)
        if what == "enabled":
            # By a process of a version that knows of no purge.
            await PluginEnablement.filter(plugin="lamps").update(enabled=True)
        else:
            await LampKind.create(name="gas")
        return files

    async with database(url, apps=PLUGINS.model_modules):
        await modules.disable("lamps", JINNIU, INSTALLED)
    await purge(url, "duties", PLUGINS, tmp_path / "duties")
    monkeypatch.setattr(purging, "_exported", slowly)
    told = {
        "enabled": "lamps was enabled in jinniu during the export. Nothing was removed. "
        "Disable it there, and purge into another directory.",
        "written": "lamps_kind has 2 rows by now, and 1 are in the files. Nothing was removed. "
        "Stop what writes to it, and purge into another directory.",
    }
    with pytest.raises(PurgeRefused) as refused:
        await purge(url, "lamps", PLUGINS, tmp_path / "out")
    assert refused.value.message == told[what]
    async with database(url, apps=PLUGINS.model_modules):
        assert (await Lamp.all().count(), await LampKind.all().count()) == (8, 1 + (what == "written"))
        assert await PurgedPlugin.filter(plugin="lamps").count() == 0


async def test_what_cannot_be_purged(url: str, tmp_path: Path) -> None:
    for name in ("core", "gone"):
        with pytest.raises(PurgeRefused, match="Installed: duties, lamps"):
            await purge(url, name, PLUGINS, tmp_path / "out")
    (tmp_path / "x").write_text("")
    with pytest.raises(PurgeRefused, match="has files in it"):
        await purge(url, "lamps", PLUGINS, tmp_path)


async def test_installed_again_the_schema_is_the_same(url: str, tmp_path: Path) -> None:
    before = await describe_schema(url)
    await purge(url, "duties", PLUGINS, tmp_path / "out")
    await upgrade(url, apps=PLUGINS.apps)
    assert differences(before, await describe_schema(url)) == []


async def test_running_servers_serve_it_no_more_and_again_once_it_is_installed(url: str, tmp_path: Path) -> None:
    lamps, mine = "{ lamps { totalCount } }", "{ places { nodes { name } } }"
    async with database(url, apps=PLUGINS.model_modules):
        await modules.disable("lamps", JINNIU, INSTALLED)
    reader = await open_reader(parse_database_url(url), size=1, statement_timeout_seconds=10)
    worker = Worker(reader)
    assert await worker.ask("", lamps) == {"lamps": {"totalCount": 0}}
    places = await worker.ask("", mine)
    for name in ("duties", "lamps"):
        await purge(url, name, PLUGINS, tmp_path / name)
    worker.forget()
    refused = await worker.send("", lamps)
    assert (refused.status, refused.json["errors"][0]["message"]) == (
        400,
        "Cannot query field 'lamps' on type 'Query'. Did you mean 'places'?",
    )
    assert "lampState" not in str(await worker.ask("", '{ __type(name: "Place") { fields { name } } }'))
    assert await worker.ask("", mine) == places
    async with database(url):
        assert await unpurge("lamps")
    await upgrade(url, apps=PLUGINS.apps)
    worker.forget()
    assert await worker.ask("", lamps) == {"lamps": {"totalCount": 0}}
    await reader.close()

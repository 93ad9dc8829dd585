"""`linli report`, as an administrator types it, on both databases."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from app import cli
from core import modules
from core.database.connect import database
from core.database.url import Dialect
from core.models import Area
from core.models.choices import AreaLevel
from core.plugins.loading import load_plugins
from core.settings_sources import load_settings


@pytest.fixture
def city(installed_database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A migrated database with a city, and Jinniu, which has no plugin."""
    for name in [name for name in os.environ if name.startswith("LINLI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINLI_DATABASE_URL", installed_database_url)
    asyncio.run(_fill(installed_database_url))


async def _fill(url: str) -> None:
    async with database(url, apps=load_plugins(load_settings()).model_modules):
        above = await Area.create(name="成都市", level=AreaLevel.CITY, code="510100")
        await Area.create(name="金牛区", level=AreaLevel.DISTRICT, code="510106", slug="jinniu", parent=above)


async def _enable(url: str) -> None:
    plugins = load_plugins(load_settings())
    async with database(url, apps=plugins.model_modules):
        jinniu = await Area.get(slug="jinniu")
        await modules.enable("jinniu_stores", jinniu.id, {one.name: one.manifest for one in plugins.plugins})


def linli(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, catch_exceptions=False)


ELEMENTS = ("jinniu_stores.ten_elements", "--from", "2024-07-01", "--to", "2024-12-31", "--as-of", "2024-12-31")


@pytest.mark.usefixtures("city")
def test_a_report_in_each_form(installed_database_url: str, tmp_path: Path) -> None:
    hint = linli("report", *ELEMENTS)
    assert (hint.exit_code, hint.stderr) == (0, "No district there has enabled jinniu_stores: no rows count.\n")
    asyncio.run(_enable(installed_database_url))

    table = linli("report", *ELEMENTS, "--area", "jinniu")
    assert (table.exit_code, table.stderr) == (0, "")
    about, titles, first, *_ = [re.sub(r" +", " ", line).strip() for line in table.stdout.splitlines()]
    assert about == "红十件达标情况 · 金牛区 · 2024-07-01 · 2024-12-31 · 2024-12-31"
    assert titles == "红十件 检查次数 完好 故障 缺失 完好率 逾期整改"
    assert first == "室内场所 0 0 0 0 0"

    as_csv = linli("report", *ELEMENTS, "--format", "csv", "--lang", "en")
    rows = list(csv.reader(io.StringIO(as_csv.stdout_bytes.decode("utf-8-sig"), newline="")))
    assert rows[:2] == [
        ["Element", "Inspected", "OK", "Faulty", "Missing", "Pass rate", "Rectifications overdue"],
        ["Indoor space", "0", "0", "0", "0", "", "0"],
    ]
    assert len(rows) == 11

    file = tmp_path / "report.xlsx"
    written = linli("report", *ELEMENTS, "--format", "xlsx", "--output", str(file))
    assert (written.stdout, written.stderr) == ("", f"10 rows are in {file}.\n")
    sheet = load_workbook(file).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["室内场所", 0, 0, 0, 0, None, 0]

    as_json = json.loads(linli("report", *ELEMENTS, "--format", "json", "--area", "510106").stdout)
    assert as_json.pop("area").startswith("ar_")
    assert as_json["columns"].pop("element") == "红十件"
    assert as_json.pop("rows")[0] == {
        "element": "INDOOR_SPACE",
        "inspected": 0,
        "ok": 0,
        "faulty": 0,
        "missing": 0,
        "pass_rate": None,
        "rectifications_overdue": 0,
    }
    assert {key: as_json[key] for key in ("report", "title", "from", "to", "as_of")} == {
        "report": "jinniu_stores.ten_elements",
        "title": "红十件达标情况",
        "from": "2024-07-01",
        "to": "2024-12-31",
        "as_of": "2024-12-31",
    }


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("dialect", [Dialect.SQLITE], indirect=True)
def test_what_is_refused() -> None:
    for arguments, said in (
        (["jinniu_stores.none"], "There is no report 'jinniu_stores.none'. There are: health_points.medicine, "),
        (["jinniu_stores.coverage", "--area", "wuhou"], "There is no area 'wuhou'. "),
        (["jinniu_stores.coverage", "--from", "2025-01-02", "--to", "2025-01-01"], "The period ends on 2025-01-01, "),
    ):
        result = linli("report", *arguments)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"Error: {said}")
    for arguments, said in (
        ([], "name a report"),
        (["jinniu_stores.coverage", "--from", "1.1.2025"], "does not match the format"),
        (["jinniu_stores.coverage", "--output", "x.txt"], "a table is for the terminal"),
    ):
        result = linli("report", *arguments)
        assert result.exit_code == 2
        assert said in re.sub(r"[│\s]+", " ", result.stderr)


def test_the_list_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("COLUMNS", "200")
    lines = linli("report", "--list").stdout.splitlines()
    (line,) = [line for line in lines if line.strip().startswith("jinniu_stores.coverage ")]
    assert re.split(r"  +", line.strip()) == [
        "jinniu_stores.coverage",
        "先锋门店覆盖情况 Coverage by subdistrict",
        "jinniu_stores.reports_read",
    ]

"""Files of reports: opened again they give the values back, and nothing in them is a formula."""

from __future__ import annotations

import csv
import datetime
import enum
import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from core.models import Area
from core.models.choices import AreaLevel
from core.plugins.contributions import Report, ReportColumn, ReportPeriod
from core.reports import sheets
from core.reports.run import ReportAnswer
from core.reports.sheets import NotForSheets, csv_file, xlsx_file

DAY = datetime.date(2024, 7, 10)


class Size(enum.Enum):
    SMALL = "SMALL"


COLUMNS = (
    ReportColumn("name", "名称", "Name", str | None),
    ReportColumn("level", "级别", "Level", AreaLevel | None),
    ReportColumn("size", "大小", "Size", Size | None),
    ReportColumn("count", "数量", "Count", int | None),
    ReportColumn("ratio", "=比例", "=Ratio", float | None),
    ReportColumn("sum", "合计", "Sum", Decimal | None),
    ReportColumn("reached", "达成", "Reached", bool | None),
    ReportColumn("day", "日期", "Day", datetime.date | None),
    ReportColumn("at", "时间", "At", datetime.datetime | None),
)
NOTHING = dict.fromkeys((column.name for column in COLUMNS), None)


async def _none(_: ReportPeriod) -> list[dict[str, Any]]:
    return []


def answer(*rows: dict[str, Any]) -> ReportAnswer:
    report = Report("lamps.count", "路灯", "Lamps", COLUMNS, _none, "lamps.read")
    area = Area(name="金牛区", level=AreaLevel.DISTRICT)
    period = ReportPeriod(area.id, DAY, datetime.date(2024, 12, 31), DAY)
    return ReportAnswer(report, period, area, [{**NOTHING, **row} for row in rows])


FULL = {
    "name": "红旗, “1”店\n二层",
    "level": AreaLevel.CITY,
    "size": Size.SMALL,
    "count": -5,
    "ratio": -0.25,
    "sum": Decimal("-12.50"),
    "reached": True,
    "day": DAY,
    "at": datetime.datetime(2024, 7, 10, 16, 30, tzinfo=datetime.UTC),
}


def read_csv(file: bytes) -> list[list[str]]:
    assert file.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def read_xlsx(file: bytes, sheet: int = 0) -> list[list[Any]]:
    found = load_workbook(io.BytesIO(file)).worksheets[sheet]
    return [[cell.value for cell in row] for row in found.iter_rows()]


def test_csv_gives_the_values_back() -> None:
    titles, full, nothing = read_csv(csv_file(answer(FULL, {}), "ZH"))
    assert titles == ["名称", "级别", "大小", "数量", "'=比例", "合计", "达成", "日期", "时间"]
    assert full == [
        "红旗, “1”店\n二层",
        "市",
        "SMALL",
        "-5",
        "-0.25",
        "-12.50",
        "TRUE",
        "2024-07-10",
        "2024-07-11T00:30:00+08:00",
    ]
    assert nothing == [""] * 9


def test_csv_tells_numbers_from_texts() -> None:
    body = csv_file(answer({"name": "007", "count": 7, "ratio": 0.5, "sum": Decimal("1.10")}), "EN").decode("utf-8-sig")
    assert body == (
        '"Name","Level","Size","Count","\'=Ratio","Sum","Reached","Day","At"\r\n"007","","",7,0.5,1.10,"","",""\r\n'
    )


def test_xlsx_gives_the_values_back() -> None:
    titles, full, little = read_xlsx(xlsx_file(answer(FULL, {"name": "少"}), "ZH"))
    assert titles == ["名称", "级别", "大小", "数量", "=比例", "合计", "达成", "日期", "时间"]
    assert full == [
        "红旗, “1”店\n二层",
        "市",
        "SMALL",
        -5,
        -0.25,
        -12.5,
        True,
        datetime.datetime(2024, 7, 10),  # noqa: DTZ001  (spreadsheets have no zones)
        datetime.datetime(2024, 7, 11, 0, 30),  # noqa: DTZ001
    ]
    assert little == ["少", *[None] * 8]


def test_xlsx_says_what_it_is_about() -> None:
    assert read_xlsx(xlsx_file(answer(), "EN"), 1) == [
        ["Report", "Lamps"],
        ["Area", "金牛区"],
        ["From", datetime.datetime(2024, 7, 10)],  # noqa: DTZ001
        ["To", datetime.datetime(2024, 12, 31)],  # noqa: DTZ001
        ["As of", datetime.datetime(2024, 7, 10)],  # noqa: DTZ001
    ]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1", "＋1", "－1", "＠1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_texts(text: str) -> None:
    file = answer({"name": text, "count": -1})
    assert read_csv(csv_file(file, "ZH"))[1][::3][:2] == [f"'{text}", "-1"]
    sheet = load_workbook(io.BytesIO(xlsx_file(file, "ZH"))).worksheets[0]
    cell = sheet["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert (sheet["D2"].value, sheet["D2"].data_type) == (-1, "n")


@pytest.mark.parametrize("code", ["510106001002", "007", "1E5", "12345678901234567890", "#N/A", "2024-07-10", "TRUE"])
def test_codes_stay_text(code: str) -> None:
    file = answer({"name": code, "sum": Decimal("12345678901234567890")})
    assert read_csv(csv_file(file, "ZH"))[1][0] == code
    sheet = load_workbook(io.BytesIO(xlsx_file(file, "ZH"))).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == (code, "s")
    # More digits than a spreadsheet keeps of a number.
    assert (sheet["F2"].value, sheet["F2"].data_type) == ("12345678901234567890", "s")


def test_what_xml_cannot_hold_is_shown() -> None:
    assert read_xlsx(xlsx_file(answer({"name": "a\x07b\r\nc"}), "ZH"))[1][0] == "a\ufffdb\nc"


def test_what_a_sheet_cannot_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotForSheets) as caught:
        xlsx_file(answer({"name": "长" * 32_768}), "ZH")
    assert caught.value.message == ("A cell has 32,768 characters, and one of an XLSX sheet at most 32,767. Take .csv.")
    monkeypatch.setattr(sheets, "MOST_ROWS", 1)
    with pytest.raises(NotForSheets) as caught:
        xlsx_file(answer({}, {}), "ZH")
    assert caught.value.message == "The report has 2 rows, and an XLSX sheet 1. Take .csv."

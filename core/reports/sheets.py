"""Reports as files for spreadsheets: CSV and XLSX, with the titles of columns and choices in a language.

What is a number, a day or a truth in the report is one in the file; what is text stays text, however much it looks like
a number or a formula. Instants are told in Asia/Shanghai, since spreadsheets know no zones.
"""

from __future__ import annotations

import csv
import datetime
import enum
import io
from typing import Any

from core.clock import SHANGHAI
from core.errors import LinliError
from core.models.choices import Choice
from core.reports.run import ReportAnswer
from core.reports.texts import area_name, label_of, title_of
from core.text import sheet_text

MOST_ROWS = 1_048_575
"""Rows of an XLSX sheet, without the one with the titles."""

MOST_CHARACTERS = 32_767
"""Characters of a cell of an XLSX sheet."""


class NotForSheets(LinliError):
    """A report holds more than an XLSX file can."""

    code = "BAD_USER_INPUT"


def csv_file(answer: ReportAnswer, language: str) -> bytes:
    """The report as CSV in UTF-8 with a byte order mark: texts and days in quotes, numbers without.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    columns = answer.report.columns
    writer.writerow([sheet_text(title_of(column, language)) for column in columns])
    for row in answer.rows:
        writer.writerow([_csv_cell(shown(row[column.name], language)) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(answer: ReportAnswer, language: str) -> bytes:
    """The report as XLSX: a sheet with its rows, and one that says what they are about. Raises NotForSheets.

    A text that looks like a formula is kept as it is, marked as text.
    """
    if len(answer.rows) > MOST_ROWS:
        raise NotForSheets(f"The report has {len(answer.rows):,} rows, and an XLSX sheet {MOST_ROWS:,}. Take .csv.")
    columns = answer.report.columns
    titles = [title_of(column, language) for column in columns]
    rows = [[shown(row[column.name], language) for column in columns] for row in answer.rows]
    longest_text = max((len(value) for row in rows for value in row if isinstance(value, str)), default=0)
    if longest_text > MOST_CHARACTERS:
        raise NotForSheets(
            f"A cell has {longest_text:,} characters, and one of an XLSX sheet at most {MOST_CHARACTERS:,}. Take .csv."
        )
    # Imported for the first file: openpyxl takes 5 MiB, and most processes never write one.
    from core.reports.workbook import Sheet, workbook

    return workbook(
        Sheet("Data" if language == "EN" else "数据", rows, titles),
        Sheet("About" if language == "EN" else "说明", about_lines(answer, language)),
    )


def about_lines(answer: ReportAnswer, language: str) -> list[tuple[str, Any]]:
    """What a report is about, as pairs of a title and a text or a day."""
    period, english = answer.period, language == "EN"
    all_areas = "All" if english else "全部"
    return [
        ("Report" if english else "报表", title_of(answer.report, language)),
        ("Area" if english else "区域", all_areas if answer.area is None else area_name(answer.area, language)),
        ("From" if english else "起始日期", period.starts_on),
        ("To" if english else "截止日期", period.ends_on),
        ("As of" if english else "统计日期", period.as_of),
    ]


def shown(value: Any, language: str) -> Any:
    """A cell as people read it: the label of a choice, an instant in Asia/Shanghai; anything else as it is."""
    if isinstance(value, Choice):
        return label_of(value, language)
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(SHANGHAI)
    return value


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return sheet_text(value) if isinstance(value, str) else value

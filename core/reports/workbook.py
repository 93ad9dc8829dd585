"""Tables as XLSX. What imports openpyxl, which is large: imported when a file is to be written, and not before."""

from __future__ import annotations

import datetime
import decimal
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.text import FORMULA_STARTS

_EXACT_DIGITS = 15
"""Digits of a number that spreadsheets keep."""

_WIDTHS = (8, 60)
"""The least and the largest width of a column, in characters."""

_PAIRS = (16, 40)
"""The widths of the columns of a sheet of pairs."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its rows, below titles that stay in sight; without titles, pairs of a title and a value."""

    name: str
    rows: Sequence[Sequence[Any]]
    titles: Sequence[str] = ()


def workbook(*sheets: Sheet) -> bytes:
    """A file with these sheets. A text that looks like a formula is kept as it is, marked as text."""
    book = Workbook(write_only=True)
    for each in sheets:
        sheet = book.create_sheet(each.name)
        if each.titles:
            sheet.freeze_panes = "A2"
        for index, width in enumerate(_widths(each), start=1):
            sheet.column_dimensions[get_column_letter(index)].width = width
        if each.titles:
            sheet.append([_cell(sheet, title, bold=True) for title in each.titles])
        for row in each.rows:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _widths(sheet: Sheet) -> Sequence[int]:
    if not sheet.titles:
        return _PAIRS
    least, most = _WIDTHS
    return [
        min(max(least, len(title) * 2, *(len(str(row[index] or "")) + 2 for row in sheet.rows)), most)
        for index, title in enumerate(sheet.titles)
    ]


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    if isinstance(value, decimal.Decimal) and len(value.as_tuple().digits) > _EXACT_DIGITS:
        value = str(value)
    if isinstance(value, str):
        return _text_cell(sheet, value, bold)
    if isinstance(value, datetime.datetime):
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, datetime.datetime):
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
    elif isinstance(value, datetime.date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _text_cell(sheet: Any, text: str, bold: bool) -> Any:
    # What XML cannot hold is shown as such; its line ends are line feeds.
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n")))
    # Not what openpyxl guesses: neither a formula nor an error, and typing into the cell keeps it so.
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell

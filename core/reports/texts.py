"""What a report is called, its columns, its choices and its area, in Chinese (``ZH``) or English (``EN``)."""

from __future__ import annotations

from typing import Any

from core.models import Area
from core.models.choices import Choice
from core.optional import strip_optional
from core.plugins.contributions import Figure, Report, ReportColumn

LANGUAGES = ("ZH", "EN")


def title_of(told: Report | ReportColumn | Figure, language: str) -> str:
    """The title of a report, a column or a figure."""
    return told.title_en if language == "EN" else told.title_zh


def area_name(area: Area, language: str) -> str:
    """The name of an area; in Chinese where it has no other."""
    return str((area.name_en if language == "EN" else None) or area.name)


def has_labels(column: ReportColumn) -> bool:
    """Whether the column's values are choices, which have labels."""
    inner, _ = strip_optional(column.kind)
    return isinstance(inner, type) and issubclass(inner, Choice)


def label_of(value: Any, language: str) -> str | None:
    """The label of a choice; None for none."""
    if value is None:
        return None
    return str(value.en if language == "EN" else value.zh)

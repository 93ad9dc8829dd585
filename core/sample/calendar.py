"""Public holidays and make-up working days (调休) of 2024 to 2026.

Source: the State Council's notices 国办发明电〔2023〕7号, 〔2024〕12号 and 〔2025〕7号. A notice names no
weekday whose hours a make-up day follows; here it follows the working day that was given off for it, in order
of date.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from core.models import CalendarDay
from core.models.choices import CalendarDayKind
from core.sample.rows import Rows


class Holiday(NamedTuple):
    """A run of days off, and the weekend days worked for it with the ISO weekdays whose hours they follow."""

    name: str
    name_en: str
    first: date
    last: date
    worked: tuple[tuple[date, int], ...] = ()


NEW_YEAR = ("元旦", "New Year's Day")
SPRING = ("春节", "Spring Festival")
QINGMING = ("清明节", "Qingming Festival")
LABOUR = ("劳动节", "Labour Day")
DRAGON_BOAT = ("端午节", "Dragon Boat Festival")
MID_AUTUMN = ("中秋节", "Mid-Autumn Festival")
NATIONAL = ("国庆节", "National Day")
NATIONAL_AND_MID_AUTUMN = ("国庆节、中秋节", "National Day and Mid-Autumn Festival")


def _days(year: int, first: tuple[int, int], last: tuple[int, int]) -> tuple[date, date]:
    return date(year, *first), date(year, *last)


HOLIDAYS: tuple[Holiday, ...] = (
    Holiday(*NEW_YEAR, *_days(2024, (1, 1), (1, 1))),
    Holiday(*SPRING, *_days(2024, (2, 10), (2, 17)), ((date(2024, 2, 4), 4), (date(2024, 2, 18), 5))),
    Holiday(*QINGMING, *_days(2024, (4, 4), (4, 6)), ((date(2024, 4, 7), 5),)),
    Holiday(*LABOUR, *_days(2024, (5, 1), (5, 5)), ((date(2024, 4, 28), 4), (date(2024, 5, 11), 5))),
    Holiday(*DRAGON_BOAT, *_days(2024, (6, 10), (6, 10))),
    Holiday(*MID_AUTUMN, *_days(2024, (9, 15), (9, 17)), ((date(2024, 9, 14), 1),)),
    Holiday(*NATIONAL, *_days(2024, (10, 1), (10, 7)), ((date(2024, 9, 29), 5), (date(2024, 10, 12), 1))),
    Holiday(*NEW_YEAR, *_days(2025, (1, 1), (1, 1))),
    Holiday(*SPRING, *_days(2025, (1, 28), (2, 4)), ((date(2025, 1, 26), 1), (date(2025, 2, 8), 2))),
    Holiday(*QINGMING, *_days(2025, (4, 4), (4, 6))),
    Holiday(*LABOUR, *_days(2025, (5, 1), (5, 5)), ((date(2025, 4, 27), 1),)),
    Holiday(*DRAGON_BOAT, *_days(2025, (5, 31), (6, 2))),
    Holiday(
        *NATIONAL_AND_MID_AUTUMN,
        *_days(2025, (10, 1), (10, 8)),
        ((date(2025, 9, 28), 2), (date(2025, 10, 11), 3)),
    ),
    Holiday(*NEW_YEAR, *_days(2026, (1, 1), (1, 3)), ((date(2026, 1, 4), 5),)),
    Holiday(*SPRING, *_days(2026, (2, 15), (2, 23)), ((date(2026, 2, 14), 5), (date(2026, 2, 28), 1))),
    Holiday(*QINGMING, *_days(2026, (4, 4), (4, 6))),
    Holiday(*LABOUR, *_days(2026, (5, 1), (5, 5)), ((date(2026, 5, 9), 2),)),
    Holiday(*DRAGON_BOAT, *_days(2026, (6, 19), (6, 21))),
    Holiday(*MID_AUTUMN, *_days(2026, (9, 25), (9, 27))),
    Holiday(*NATIONAL, *_days(2026, (10, 1), (10, 7)), ((date(2026, 9, 20), 2), (date(2026, 10, 10), 3))),
)


def add_calendar(rows: Rows) -> None:
    """Add every day of the holidays and every make-up working day."""
    for holiday in HOLIDAYS:
        days = (holiday.last - holiday.first).days + 1
        for day in (holiday.first + timedelta(days=offset) for offset in range(days)):
            rows.add(
                CalendarDay,
                day.isoformat(),
                date=day,
                kind=CalendarDayKind.PUBLIC_HOLIDAY,
                name=holiday.name,
                name_en=holiday.name_en,
            )
        for day, weekday in holiday.worked:
            rows.add(
                CalendarDay,
                day.isoformat(),
                date=day,
                kind=CalendarDayKind.MAKE_UP_WORKDAY,
                name=f"{holiday.name}调休上班",
                name_en=f"Make-up working day for {holiday.name_en}",
                follows_weekday=weekday,
            )

from collections import Counter
from datetime import date, timedelta

from core.sample.calendar import HOLIDAYS


def test_days_off_of_each_year_are_as_announced() -> None:
    days_off = {(holiday.first.year, holiday.name): (holiday.last - holiday.first).days + 1 for holiday in HOLIDAYS}
    assert days_off == {
        (2024, "元旦"): 1,
        (2024, "春节"): 8,
        (2024, "清明节"): 3,
        (2024, "劳动节"): 5,
        (2024, "端午节"): 1,
        (2024, "中秋节"): 3,
        (2024, "国庆节"): 7,
        (2025, "元旦"): 1,
        (2025, "春节"): 8,
        (2025, "清明节"): 3,
        (2025, "劳动节"): 5,
        (2025, "端午节"): 3,
        (2025, "国庆节、中秋节"): 8,
        (2026, "元旦"): 3,
        (2026, "春节"): 9,
        (2026, "清明节"): 3,
        (2026, "劳动节"): 5,
        (2026, "端午节"): 3,
        (2026, "中秋节"): 3,
        (2026, "国庆节"): 7,
    }


def test_make_up_days_fall_on_weekends_and_replace_working_days_off() -> None:
    for holiday in HOLIDAYS:
        length = (holiday.last - holiday.first).days + 1
        off = Counter((holiday.first + timedelta(days=day)).isoweekday() for day in range(length))
        for day, weekday in holiday.worked:
            assert day.isoweekday() in (6, 7), day
            assert weekday in range(1, 6), day
            assert off[weekday] > 0, day
            assert not holiday.first <= day <= holiday.last, day


def test_make_up_days_are_as_announced() -> None:
    assert [day for holiday in HOLIDAYS for day, _ in holiday.worked] == [
        date(2024, 2, 4),
        date(2024, 2, 18),
        date(2024, 4, 7),
        date(2024, 4, 28),
        date(2024, 5, 11),
        date(2024, 9, 14),
        date(2024, 9, 29),
        date(2024, 10, 12),
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]

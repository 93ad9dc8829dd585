"""What a cell may hold, by the kind of its column."""

import datetime
import enum
from decimal import Decimal
from typing import Any

import pytest

from core.models.choices import AreaLevel
from core.reports.kinds import WrongCell, cells_of, is_kind

DAY = datetime.date(2024, 7, 10)
NOON = datetime.datetime(2024, 7, 10, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


class Size(enum.Enum):
    SMALL = 1


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (str, "红旗", "红旗"),
        (str, AreaLevel.CITY, "CITY"),
        (int, -3, -3),
        (int | None, None, None),
        (float, 0.5, 0.5),
        (float, 2, 2.0),
        (float, Decimal("0.25"), 0.25),
        (bool, True, True),
        (Decimal, Decimal("12.50"), Decimal("12.50")),
        (Decimal, 3, Decimal(3)),
        (datetime.date, DAY, DAY),
        (datetime.datetime, NOON, datetime.datetime(2024, 7, 10, 4, tzinfo=datetime.UTC)),
        (AreaLevel, "CITY", AreaLevel.CITY),
        (AreaLevel | None, AreaLevel.DISTRICT, AreaLevel.DISTRICT),
        (Size, 1, Size.SMALL),
    ],
)
def test_what_fits(kind: Any, value: Any, expected: Any) -> None:
    assert is_kind(kind)
    found = cells_of(kind)(value)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (int, None, "None, and the column's kind does not admit that"),
        (int, True, "True, of the type bool and not int"),
        (int, 2**31, "2147483648, which has more than 32 bits; give a Decimal or a str"),
        (int, 1.0, "1.0, of the type float and not int"),
        (float, float("nan"), "nan, which is no finite number; give None where there is nothing to divide by"),
        (float, True, "True, of the type bool and not float"),
        (float, "1", "'1', of the type str and not float"),
        (bool, 1, "1, of the type int and not bool"),
        (Decimal, 0.1, "0.1, of the type float and not Decimal"),
        (Decimal, Decimal("Infinity"), "Infinity, which is no finite number"),
        (str, 7, "7, of the type int and not str"),
        (
            str,
            "a\x00",
            "no text that can be sent: the text: holds a NUL character (U+0000) at position 1. Remove it.",
        ),
        (datetime.date, NOON, f"{NOON!r}, of the type datetime and not date"),
        (datetime.date, "2024-07-10", "'2024-07-10', of the type str and not date"),
        (datetime.datetime, DAY, f"{DAY!r}, of the type date and not datetime"),
        (datetime.datetime, datetime.datetime(2024, 7, 10), "2024-07-10T00:00:00, which has no offset"),  # noqa: DTZ001
        (AreaLevel, "TOWN", "'TOWN', which is no AreaLevel"),
    ],
)
def test_what_does_not_fit(kind: Any, value: Any, said: str) -> None:
    with pytest.raises(WrongCell) as caught:
        cells_of(kind)(value)
    assert str(caught.value) == said


@pytest.mark.parametrize("kind", [list, dict, "str", None, list[str], str | int, object])
def test_what_is_no_kind(kind: Any) -> None:
    assert not is_kind(kind)

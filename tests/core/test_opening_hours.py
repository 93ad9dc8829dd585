import datetime
from collections.abc import Sequence

import pytest

from core.clock import SHANGHAI
from core.models import CalendarDay, Place, ServiceException, ServiceHours
from core.models.choices import CalendarDayKind, HoursPurpose, PlaceStatus
from core.models.place import HOLIDAY
from core.opening_hours import LocalMoment, format_opening_hours, is_open, local_moment

WEDNESDAY = datetime.date(2024, 7, 10)


def at(hour: int, minute: int = 0, date: datetime.date = WEDNESDAY) -> datetime.datetime:
    return datetime.datetime.combine(date, datetime.time(hour, minute), SHANGHAI)


def hours(*rows: tuple[int, int, int], purpose: HoursPurpose = HoursPurpose.SERVICE) -> list[ServiceHours]:
    return [
        ServiceHours(day=day, opens_minute=opens, closes_minute=closes, purpose=purpose) for day, opens, closes in rows
    ]


def exception(date: datetime.date, opens: int | None = None, closes: int | None = None) -> ServiceException:
    return ServiceException(date=date, opens_minute=opens, closes_minute=closes)


def holiday(date: datetime.date) -> CalendarDay:
    return CalendarDay(date=date, kind=CalendarDayKind.PUBLIC_HOLIDAY, name="国庆节")


def make_up(date: datetime.date, weekday: int) -> CalendarDay:
    return CalendarDay(date=date, kind=CalendarDayKind.MAKE_UP_WORKDAY, name="调休", follows_weekday=weekday)


NINE_TO_FIVE = hours((3, 540, 1020))
NIGHTS = hours((2, 1320, 1560))


def opens_when(
    instants: Sequence[datetime.datetime],
    rows: Sequence[ServiceHours],
    exceptions: Sequence[ServiceException] = (),
    calendar: Sequence[CalendarDay] = (),
    **fields: object,
) -> list[bool]:
    place = Place(name="示例门店", **fields)
    return [is_open(place, rows, exceptions, calendar, instant) for instant in instants]


def test_opens_at_the_first_minute_and_closes_before_the_last() -> None:
    instants = [at(8, 59), at(9), at(16, 59), at(17), at(12, 0, WEDNESDAY + datetime.timedelta(days=1))]

    assert opens_when(instants, NINE_TO_FIVE) == [False, True, True, False, False]


def test_hours_after_midnight_belong_to_the_day_before() -> None:
    tuesday = WEDNESDAY - datetime.timedelta(days=1)

    assert opens_when([at(22, 0, tuesday), at(1, 59), at(2), at(22)], NIGHTS) == [True, True, False, False]


def test_instants_are_read_in_local_time() -> None:
    instant = datetime.datetime(2024, 7, 9, 18, 30, tzinfo=datetime.UTC)

    assert local_moment(instant) == LocalMoment(
        today=WEDNESDAY, yesterday=datetime.date(2024, 7, 9), weekday=3, weekday_yesterday=2, minute=150
    )
    with pytest.raises(ValueError, match=r"an offset, and got 2024-07-10T00:00:00"):
        local_moment(datetime.datetime(2024, 7, 10))  # noqa: DTZ001 - it is what is refused


def test_trading_hours_are_not_service_hours() -> None:
    assert opens_when([at(12)], hours((3, 0, 1440), purpose=HoursPurpose.TRADING)) == [False]


@pytest.mark.parametrize("status", [PlaceStatus.TEMPORARILY_CLOSED, PlaceStatus.CLOSED])
def test_a_place_that_is_not_active_is_closed(status: PlaceStatus) -> None:
    assert opens_when([at(12)], NINE_TO_FIVE, status=status, always_open=True) == [False]


def test_an_exception_replaces_the_usual_hours() -> None:
    instants = [at(10), at(18), at(21)]

    assert opens_when(instants, NINE_TO_FIVE, [exception(WEDNESDAY, 1080, 1200)]) == [False, True, False]
    assert opens_when(instants, NINE_TO_FIVE, [exception(WEDNESDAY)]) == [False, False, False]
    assert opens_when(instants, hours(), [exception(WEDNESDAY)], always_open=True) == [False, False, False]
    assert opens_when(instants, hours(), always_open=True) == [True, True, True]


def test_an_exception_of_yesterday_reaches_past_midnight() -> None:
    tuesday = WEDNESDAY - datetime.timedelta(days=1)

    assert opens_when([at(1)], NIGHTS, [exception(tuesday)]) == [False]
    assert opens_when([at(1)], hours(), [exception(tuesday, 1200, 1520)]) == [True]
    assert opens_when([at(1)], NIGHTS, [exception(WEDNESDAY)]) == [True]


def test_holidays_have_their_own_hours_if_there_are_any() -> None:
    instants = [at(9, 30), at(11)]
    calendar = [holiday(WEDNESDAY)]

    assert opens_when(instants, [*NINE_TO_FIVE, *hours((HOLIDAY, 600, 720))], (), calendar) == [False, True]
    assert opens_when(instants, NINE_TO_FIVE, (), calendar) == [True, True]
    trading = hours((HOLIDAY, 0, 10), purpose=HoursPurpose.TRADING)
    assert opens_when(instants, [*NINE_TO_FIVE, *trading], (), calendar) == [True, True]


def test_a_make_up_working_day_follows_another_weekday() -> None:
    sunday = datetime.date(2024, 9, 29)

    assert opens_when([at(10, 0, sunday)], NINE_TO_FIVE, (), [make_up(sunday, 3)]) == [True]
    assert opens_when([at(10, 0, sunday)], NINE_TO_FIVE, (), [make_up(sunday, 1)]) == [False]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], None),
        (hours((1, 540, 1020), purpose=HoursPurpose.TRADING), None),
        (hours(*((day, 480, 1320) for day in range(1, 8))), "Mo-Su 08:00-22:00"),
        (hours(*((day, 480, 1320) for day in range(1, 9))), "Mo-Su,PH 08:00-22:00"),
        (hours(*((day, 0, 1440) for day in range(1, 9))), "24/7"),
        (hours(*((day, 0, 1440) for day in range(1, 7))), "Mo-Sa 00:00-24:00"),
        (
            hours(*((day, *span) for day in range(1, 6) for span in ((780, 1020), (540, 720))), (6, 540, 720)),
            "Mo-Fr 09:00-12:00,13:00-17:00; Sa 09:00-12:00",
        ),
        (hours((1, 540, 600), (3, 540, 600), (5, 540, 600), (6, 540, 600)), "Mo,We,Fr,Sa 09:00-10:00"),
        (hours((7, 1320, 1560), (8, 600, 960)), "Su 22:00-02:00; PH 10:00-16:00"),
        (
            hours((1, 540, 600), (2, 600, 660), (HOLIDAY, 540, 600)),
            "Mo 09:00-10:00; Tu 10:00-11:00; PH 09:00-10:00",
        ),
        (hours((6, 480, 1920), (7, 485, 1445)), "Sa 08:00-32:00; Su 08:05-00:05"),
    ],
)
def test_hours_are_written_for_openstreetmap(rows: list[ServiceHours], expected: str | None) -> None:
    assert format_opening_hours(rows) == expected


def test_an_always_open_place_needs_no_hours() -> None:
    assert format_opening_hours([], always_open=True) == "24/7"


def test_trading_hours_are_written_on_request() -> None:
    rows = [*NINE_TO_FIVE, *hours((1, 0, 60), purpose=HoursPurpose.TRADING)]

    assert format_opening_hours(rows, purpose=HoursPurpose.TRADING) == "Mo 00:00-01:00"

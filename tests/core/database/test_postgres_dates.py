"""Days on both databases: the first, the last, and those between, written by the models and sent by the reader."""

import datetime

import pytest

from core.database.connect import Database
from core.database.url import Dialect
from core.models import CalendarDay
from core.models.choices import CalendarDayKind

DAYS = [datetime.date.min, datetime.date(1999, 12, 31), datetime.date(2000, 1, 1), datetime.date.max]


async def write(db: Database) -> None:
    for day in DAYS:
        await CalendarDay.create(date=day, kind=CalendarDayKind.PUBLIC_HOLIDAY, name="假日")


async def test_the_models_read_the_days_that_they_wrote(db: Database) -> None:
    await write(db)

    assert [row.date for row in await CalendarDay.all().order_by("date")] == DAYS


async def test_the_last_day_is_that_day_in_the_database(db: Database) -> None:
    await write(db)
    day = "to_char(date, 'YYYY-MM-DD')" if db.url.dialect is Dialect.POSTGRES else "date"
    separator = "string_agg" if db.url.dialect is Dialect.POSTGRES else "group_concat"

    found = await db.reader.fetch(
        f"SELECT {separator}({day}, ' ') FROM (SELECT * FROM calendar_day ORDER BY date) d", []
    )

    assert found == b"0001-01-01 1999-12-31 2000-01-01 9999-12-31"


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_the_reader_sends_days_one_by_one_and_in_arrays(db: Database) -> None:
    one = [await db.reader.fetch("SELECT $1::date::text", [day]) for day in DAYS]
    many = await db.reader.fetch("SELECT array_to_string($1::date[], ' ')", [DAYS])

    assert b" ".join(day or b"" for day in one) == many == b"0001-01-01 1999-12-31 2000-01-01 9999-12-31"


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_infinite_days_of_other_programs_are_read_as_the_nearest(db: Database) -> None:
    await write(db)
    await db.connection.execute_query("UPDATE calendar_day SET date = 'infinity' WHERE date = '9999-12-31'")

    assert [row.date for row in await CalendarDay.all().order_by("date")] == DAYS

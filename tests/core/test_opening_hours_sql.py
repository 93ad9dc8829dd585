import datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypika_tortoise.context import SqlContext
from pypika_tortoise.dialects import PostgreSQLQuery, SQLLiteQuery
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Parameter

from core.clock import SHANGHAI
from core.database.connect import Database
from core.database.url import Dialect
from core.models import Area, CalendarDay, Place, ServiceException, ServiceHours
from core.models.choices import AreaLevel, CalendarDayKind, HoursPurpose, PlaceStatus
from core.opening_hours import is_open, local_moment
from core.opening_hours_sql import LocalTerms, open_at

MONDAY = datetime.date(2024, 9, 30)
DATES = [MONDAY + datetime.timedelta(days=number) for number in range(4)]

# Few distinct minutes, so that borders meet.
opening = st.sampled_from([0, 1, 540, 600, 1320, 1439])
lengths = st.sampled_from([1, 60, 119, 120, 480, 1439, 1440])


@st.composite
def hours_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from([*HoursPurpose, HoursPurpose.SERVICE]), st.integers(1, 8), opening),
            unique=True,
            max_size=8,
        )
    )
    return [
        {"purpose": purpose, "day": day, "opens_minute": opens, "closes_minute": opens + draw(lengths)}
        for purpose, day, opens in keys
    ]


@st.composite
def exception_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    keys = draw(st.lists(st.tuples(st.sampled_from(DATES), st.none() | opening), unique=True, max_size=3))
    return [
        {
            "date": date,
            "opens_minute": opens,
            "closes_minute": None if opens is None else opens + draw(lengths),
        }
        for date, opens in keys
    ]


@st.composite
def calendar_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    dates = draw(st.lists(st.sampled_from(DATES), unique=True, max_size=3))
    days = []
    for date in dates:
        weekday = draw(st.none() | st.integers(1, 7))
        kind = CalendarDayKind.PUBLIC_HOLIDAY if weekday is None else CalendarDayKind.MAKE_UP_WORKDAY
        days.append({"date": date, "kind": kind, "name": "节", "follows_weekday": weekday})
    return days


instants = st.builds(
    lambda date, minute: (
        datetime.datetime.combine(date, datetime.time(), SHANGHAI) + datetime.timedelta(minutes=minute)
    ),
    st.sampled_from(DATES),
    st.sampled_from([0, 1, 59, 60, 119, 120, 539, 540, 600, 659, 1319, 1320, 1439]) | st.integers(0, 1439),
)


async def open_places(db: Database, instant: datetime.datetime) -> list[str]:
    """The names of the places that the database finds open, sorted."""
    local = local_moment(instant)
    values: list[tuple[str, Any]] = [
        ("date", local.today),
        ("date", local.yesterday),
        ("int", local.weekday),
        ("int", local.weekday_yesterday),
        ("int", local.minute),
    ]
    query: type[PostgreSQLQuery | SQLLiteQuery]
    context: SqlContext
    if db.dialect is Dialect.POSTGRES:
        query = PostgreSQLQuery
        terms = [Parameter(f"${number}::{kind}") for number, (kind, _) in enumerate(values, 1)]
    else:
        query = SQLLiteQuery
        terms = [Parameter(f"?{number}") for number in range(1, 6)]
    context = query.SQL_CONTEXT
    table = Table("place").as_("p")
    statement = query.from_(table).select(table.name).where(open_at(table, LocalTerms(*terms)))
    rows = await db.connection.execute_query_dict(statement.get_sql(context), [value for _, value in values])
    return sorted(row["name"] for row in rows)


@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), calendar=calendar_rows(), moments=st.lists(instants, min_size=1, max_size=6))
async def test_the_database_opens_places_as_python_does(
    db: Database, data: st.DataObject, calendar: list[dict[str, Any]], moments: list[datetime.datetime]
) -> None:
    area = await Area.first() or await Area.create(level=AreaLevel.CITY, name="成都市")
    days = [CalendarDay(**day) for day in calendar]
    places: list[tuple[Place, list[ServiceHours], list[ServiceException]]] = []
    for number in range(3):
        place = Place(
            name=str(number),
            area_id=area.id,
            status=data.draw(st.sampled_from([PlaceStatus.ACTIVE] * 5 + [PlaceStatus.CLOSED])),
            always_open=data.draw(st.sampled_from([False, False, False, True])),
        )
        hours = [ServiceHours(place_id=place.id, **row) for row in data.draw(hours_rows())]
        exceptions = [ServiceException(place_id=place.id, **row) for row in data.draw(exception_rows())]
        places.append((place, hours, exceptions))
    await Place.bulk_create([place for place, _, _ in places])
    await ServiceHours.bulk_create([row for _, rows, _ in places for row in rows])
    await ServiceException.bulk_create([row for _, _, rows in places for row in rows])
    await CalendarDay.bulk_create(days)
    try:
        for moment in moments:
            expected = [
                place.name for place, hours, exceptions in places if is_open(place, hours, exceptions, days, moment)
            ]
            assert await open_places(db, moment) == expected
    finally:
        await Place.all().delete()
        await CalendarDay.all().delete()

import json
import sqlite3
from collections.abc import Callable

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypika_tortoise.dialects import PostgreSQLQuery, SQLLiteQuery
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Term

from core.database.url import Dialect, parse_database_url
from core.geo import Crs, Point, distance_m, from_wgs84
from core.geo_sql import converted, haversine, rounded

points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)) | st.builds(
    Point, st.floats(0, 57), st.floats(71, 139)
)
P = Table("p")


async def compute(
    url: str, terms: Callable[[Dialect], list[Term]], rows: list[list[float | None]]
) -> list[list[float]]:
    """The terms for each row (latitude, longitude, latitude2, longitude2) of a table `p`, by the database."""
    parsed = parse_database_url(url)
    query = SQLLiteQuery if parsed.dialect is Dialect.SQLITE else PostgreSQLQuery
    columns = ", ".join(term.get_sql(query.SQL_CONTEXT) for term in terms(parsed.dialect))
    if parsed.dialect is Dialect.SQLITE:
        assert parsed.path is not None
        fields = ", ".join(
            f"json_extract(value, '$[{i}]') AS {name}"
            for i, name in enumerate(("latitude", "longitude", "latitude2", "longitude2"))
        )
        connection = sqlite3.connect(parsed.path)
        try:
            found = connection.execute(
                f"WITH p AS (SELECT {fields} FROM json_each(?)) SELECT {columns} FROM p", (json.dumps(rows),)
            ).fetchall()
        finally:
            connection.close()
        return [list(row) for row in found]
    postgres = await asyncpg.connect(parsed.dsn)
    try:
        latitudes, longitudes, latitudes2, longitudes2 = map(list, zip(*rows, strict=True))
        found = await postgres.fetch(
            f"SELECT {columns} FROM unnest($1::float8[], $2::float8[], $3::float8[], $4::float8[]) "
            "AS p(latitude, longitude, latitude2, longitude2)",
            latitudes, longitudes, latitudes2, longitudes2,
        )  # fmt: skip
    finally:
        await postgres.close()
    return [list(row) for row in found]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(points, points), min_size=1, max_size=60))
async def test_the_database_computes_what_python_computes(database_url: str, pairs: list[tuple[Point, Point]]) -> None:
    def terms(dialect: Dialect) -> list[Term]:
        return [
            *converted(P.latitude, P.longitude, Crs.GCJ02),
            *converted(P.latitude, P.longitude, Crs.BD09),
            haversine(P.latitude, P.longitude, P.latitude2, P.longitude2),
        ]

    rows = await compute(database_url, terms, [[*a, *b] for a, b in pairs])

    for (a, b), row in zip(pairs, rows, strict=True):
        expected = [*from_wgs84(*a, Crs.GCJ02), *from_wgs84(*a, Crs.BD09)]
        assert row[:4] == pytest.approx(expected, abs=1e-9, rel=0)
        assert row[4] == pytest.approx(distance_m(a, b), abs=0.01, rel=0)


async def test_coordinates_are_rounded_to_seven_digits(database_url: str) -> None:
    rows = await compute(
        database_url,
        lambda dialect: [rounded(P.latitude, dialect), rounded(P.longitude, dialect)],
        [[30.123456789, 104.0, 0, 0], [-30.00000004, -104.99999996, 0, 0]],
    )

    assert rows == [[30.1234568, 104.0], [-30.0, -105.0]]


async def test_an_unknown_location_stays_unknown(database_url: str) -> None:
    rows = await compute(
        database_url,
        lambda dialect: [
            rounded(converted(P.latitude, P.longitude, Crs.BD09)[0], dialect),
            haversine(P.latitude, P.longitude, P.latitude2, P.longitude2),
        ],
        [[None, None, 30.0, 104.0]],
    )

    assert rows == [[None, None]]


async def test_every_opposite_point_has_a_distance(database_url: str) -> None:
    rows: list[list[float | None]] = [[i / 7, i / 3, -i / 7, i / 3 - 180] for i in range(500)]
    found = await compute(
        database_url, lambda dialect: [haversine(P.latitude, P.longitude, P.latitude2, P.longitude2)], rows
    )

    assert [row[0] for row in found] == pytest.approx([3.141592653589793 * 6371008.8] * 500)

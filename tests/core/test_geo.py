import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.geo import CHINA, Crs, Point, bounding_box, distance_m, from_wgs84, to_wgs84

#: Points of China that stay within its bounding box when they are shifted.
chinese_points = st.builds(
    Point,
    st.floats(CHINA.south + 0.02, CHINA.north - 0.02),
    st.floats(CHINA.west + 0.02, CHINA.east - 0.02),
)
all_points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))
foreign_points = all_points.filter(
    lambda point: not (CHINA.south <= point.latitude <= CHINA.north and CHINA.west <= point.longitude <= CHINA.east)
)


@pytest.mark.parametrize(
    ("wgs84", "crs", "expected"),
    [
        (Point(31.1774276, 121.5272106), Crs.GCJ02, Point(31.17530398364597, 121.531541859215)),
        (Point(39.915, 116.404), Crs.GCJ02, Point(39.91640428150164, 116.41024449916938)),
        (Point(39.915, 116.404), Crs.WGS84, Point(39.915, 116.404)),
    ],
)
def test_agrees_with_published_conversions(wgs84: Point, crs: Crs, expected: Point) -> None:
    assert from_wgs84(*wgs84, crs) == pytest.approx(expected, abs=1e-11)


def test_the_shift_of_baidu_agrees_with_the_published_one() -> None:
    wgs84 = to_wgs84(39.915, 116.404, Crs.GCJ02)

    assert from_wgs84(*wgs84, Crs.BD09) == pytest.approx(Point(39.92133699351021, 116.41036949371029), abs=1e-11)


@given(chinese_points, st.sampled_from(Crs))
def test_a_round_trip_stays_where_it_began(point: Point, crs: Crs) -> None:
    assert distance_m(point, to_wgs84(*from_wgs84(*point, crs), crs)) < 0.001
    assert distance_m(point, from_wgs84(*to_wgs84(*point, crs), crs)) < 0.001


@given(foreign_points, st.sampled_from(Crs))
def test_points_outside_china_stay_unchanged(point: Point, crs: Crs) -> None:
    assert from_wgs84(*point, crs) == point
    assert to_wgs84(*point, crs) == point


@given(chinese_points)
def test_a_shift_is_hundreds_of_metres_so_that_two_are_noticed(point: Point) -> None:
    assert 1 < distance_m(point, from_wgs84(*point, Crs.GCJ02)) < 1_500


def test_distances() -> None:
    chengdu, beijing = Point(30.6586, 104.0648), Point(39.9042, 116.4074)

    assert distance_m(chengdu, chengdu) == 0
    assert distance_m(Point(0, 0), Point(0, 180)) == pytest.approx(math.pi * 6371008.8)
    assert distance_m(Point(90, 12), Point(-90, 77)) == pytest.approx(math.pi * 6371008.8)
    assert distance_m(chengdu, beijing) == distance_m(beijing, chengdu) == pytest.approx(1_517_600, abs=2_000)


@given(all_points, st.floats(0, 360), st.floats(0, 2_000_000), st.floats(0, 1))
def test_the_box_holds_the_circle(centre: Point, bearing: float, radius_m: float, part: float) -> None:
    box = bounding_box(*centre, radius_m)
    # The point at this bearing and part of the radius, by the formula of the great circle.
    angle, turn = radius_m * part / 6371008.8, math.radians(bearing)
    latitude, longitude = math.radians(centre.latitude), math.radians(centre.longitude)
    sine = math.sin(latitude) * math.cos(angle) + math.cos(latitude) * math.sin(angle) * math.cos(turn)
    there = math.asin(max(-1.0, min(1.0, sine)))
    east = math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(latitude), math.cos(angle) - math.sin(latitude) * sine
    )
    point = Point(math.degrees(there), (math.degrees(longitude + east) + 540) % 360 - 180)

    if distance_m(centre, point) <= radius_m:
        assert box.south <= point.latitude <= box.north
        assert box.west <= point.longitude <= box.east


def test_a_box_is_not_larger_than_needed() -> None:
    box = bounding_box(30.0, 104.0, 1_000)

    assert distance_m(Point(30.0, 104.0), Point(box.north, 104.0)) == pytest.approx(1_000, abs=0.01)
    assert distance_m(Point(30.0, 104.0), Point(30.0, box.east)) == pytest.approx(1_000, abs=0.01)


def test_a_negative_radius_is_refused() -> None:
    with pytest.raises(ValueError, match=r"A radius cannot be negative, and -1 m was given\."):
        bounding_box(30.0, 104.0, -1)

"""Coordinates: the systems of Chinese maps, distances on the sphere, and boxes around a circle.

Latitudes and longitudes are in degrees, distances in metres. Rows hold WGS-84 only; whatever a client sends
is converted once on its way in, by `to_wgs84`, and once on its way out, by `from_wgs84`.

Source of the formulas: GCJ-02 is not published by the State. The form used here is the one in general use,
published as "eviltransform" (github.com/googollee/eviltransform), on the ellipsoid of Krasovsky 1940, from
which its eccentricity comes. BD-09 is the shift that Baidu Maps adds to it, in the form in general use.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from core.models.choices import Choice


class Crs(Choice):
    """A coordinate reference system of maps used in China."""

    WGS84 = "WGS84", "WGS-84 坐标系", "WGS-84"
    GCJ02 = "GCJ02", "GCJ-02 坐标系（火星坐标系）", "GCJ-02"
    BD09 = "BD09", "BD-09 坐标系（百度坐标系）", "BD-09"


class Point(NamedTuple):
    """A point on the earth, in degrees."""

    latitude: float
    longitude: float


class Box(NamedTuple):
    """A range of latitudes and one of longitudes, in degrees, borders included."""

    south: float
    west: float
    north: float
    east: float


EARTH_RADIUS_M = 6371008.8
"""The mean radius R1 = (2a + b) / 3 of the WGS-84 ellipsoid (IUGG), in metres."""

KRASOVSKY_AXIS_M = 6378245.0
KRASOVSKY_ECCENTRICITY_SQUARED = 0.00669342162296594323
BD09_ANGLE = math.pi * 3000.0 / 180.0

CHINA = Box(south=0.8293, west=72.004, north=55.8271, east=137.8347)
"""The box outside of which the formula of GCJ-02 shifts nothing."""

_ENOUGH_DEGREES = 1e-12
_MOST_STEPS = 20


def from_wgs84(latitude: float, longitude: float, crs: Crs) -> Point:
    """The WGS-84 point in `crs`. A point outside China's bounding box comes back unchanged."""
    if crs is Crs.WGS84 or not _in_china(latitude, longitude):
        return Point(latitude, longitude)
    shifted = _gcj02(latitude, longitude)
    return _bd09(*shifted) if crs is Crs.BD09 else shifted


def to_wgs84(latitude: float, longitude: float, crs: Crs) -> Point:
    """The WGS-84 point of which `latitude`, `longitude` are the coordinates in `crs`.

    Exact to less than a millimetre, by iteration. A point outside China's bounding box comes back unchanged,
    so that within about 1 km of the box's border, where no part of China lies, the inverse is ambiguous.
    """
    if crs is Crs.WGS84 or not _in_china(latitude, longitude):
        return Point(latitude, longitude)
    point = Point(latitude, longitude)
    if crs is Crs.BD09:
        point = _inverse(_bd09, point)
    return _inverse(_gcj02, point)


def distance_m(a: Point, b: Point) -> float:
    """The great-circle distance between two points by the haversine formula, in metres."""
    half_latitude = (math.radians(b.latitude) - math.radians(a.latitude)) / 2
    half_longitude = (math.radians(b.longitude) - math.radians(a.longitude)) / 2
    h = (
        math.sin(half_latitude) ** 2
        + math.cos(math.radians(a.latitude)) * math.cos(math.radians(b.latitude)) * math.sin(half_longitude) ** 2
    )
    # Opposite points may round to a little more than 1.
    return 2 * EARTH_RADIUS_M * math.atan2(math.sqrt(h), math.sqrt(abs(1 - h)))


def bounding_box(latitude: float, longitude: float, radius_m: float) -> Box:
    """A box that holds every point within `radius_m` of the point.

    Where the circle reaches a pole or the 180th meridian, the box has all longitudes, so that its west is
    never east of its east. ValueError for a negative radius.
    """
    if radius_m < 0:
        raise ValueError(f"A radius cannot be negative, and {radius_m} m was given.")
    # Rounding must not cut off a point that lies exactly at the radius: 1e-9 degrees are 0.1 mm.
    angle = radius_m / EARTH_RADIUS_M
    reach = math.degrees(angle) + 1e-9
    south, north = latitude - reach, latitude + reach
    if south <= -90 or north >= 90:
        return Box(max(south, -90.0), -180.0, min(north, 90.0), 180.0)
    spread = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(latitude))))) + 1e-9
    west, east = longitude - spread, longitude + spread
    if west < -180 or east > 180:
        return Box(south, -180.0, north, 180.0)
    return Box(south, west, north, east)


def _in_china(latitude: float, longitude: float) -> bool:
    return CHINA.south <= latitude <= CHINA.north and CHINA.west <= longitude <= CHINA.east


def _gcj02(latitude: float, longitude: float) -> Point:
    x, y = longitude - 105.0, latitude - 35.0
    wave = 20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)
    north_m = (
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
        + 2.0 / 3.0 * (
            wave
            + 20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)
            + 160.0 * math.sin(y / 12.0 * math.pi) + 320.0 * math.sin(y / 30.0 * math.pi)
        )
    )  # fmt: skip
    east_m = (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
        + 2.0 / 3.0 * (
            wave
            + 20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)
            + 150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)
        )
    )  # fmt: skip
    radians = math.radians(latitude)
    curvature = 1.0 - KRASOVSKY_ECCENTRICITY_SQUARED * math.sin(radians) ** 2
    meridian_m = KRASOVSKY_AXIS_M * (1.0 - KRASOVSKY_ECCENTRICITY_SQUARED) / (curvature * math.sqrt(curvature))
    parallel_m = KRASOVSKY_AXIS_M / math.sqrt(curvature) * math.cos(radians)
    return Point(latitude + math.degrees(north_m / meridian_m), longitude + math.degrees(east_m / parallel_m))


def _bd09(latitude: float, longitude: float) -> Point:
    radius = math.hypot(longitude, latitude) + 0.00002 * math.sin(latitude * BD09_ANGLE)
    angle = math.atan2(latitude, longitude) + 0.000003 * math.cos(longitude * BD09_ANGLE)
    return Point(radius * math.sin(angle) + 0.006, radius * math.cos(angle) + 0.0065)


def _inverse(shift: Callable[[float, float], Point], target: Point) -> Point:
    """The point that `shift` moves to `target`.

    The shifts change by less than a hundredth of a degree in a degree, so each step of the fixed-point
    iteration gains about two digits.
    """
    latitude, longitude = target
    for _ in range(_MOST_STEPS):
        reached = shift(latitude, longitude)
        north, east = target.latitude - reached.latitude, target.longitude - reached.longitude
        latitude, longitude = latitude + north, longitude + east
        if abs(north) < _ENOUGH_DEGREES and abs(east) < _ENOUGH_DEGREES:
            break
    return Point(latitude, longitude)

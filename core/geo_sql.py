"""The conversions of `core.geo` as SQL expressions, the same text for PostgreSQL and SQLite.

Terms that come in are coordinates in degrees: columns of double precision, or parameters cast to it. Every
constant is written as a literal. SQLite must be built with its mathematical functions (3.35 and later).
"""

from __future__ import annotations

import math

from pypika_tortoise.functions import Cast
from pypika_tortoise.terms import Case, Criterion, CustomFunction, Term, ValueWrapper

from core.database.url import Dialect
from core.geo import (
    BD09_ANGLE,
    CHINA,
    EARTH_RADIUS_M,
    KRASOVSKY_AXIS_M,
    KRASOVSKY_ECCENTRICITY_SQUARED,
    Crs,
)

_sin = CustomFunction("SIN", ["angle"])
_cos = CustomFunction("COS", ["angle"])
_atan2 = CustomFunction("ATAN2", ["y", "x"])
_sqrt = CustomFunction("SQRT", ["number"])
_abs = CustomFunction("ABS", ["number"])
_radians = CustomFunction("RADIANS", ["degrees"])
_degrees = CustomFunction("DEGREES", ["radians"])
_round = CustomFunction("ROUND", ["number", "digits"])

DECIMALS = 7
"""Digits after the point of a coordinate that is sent: 1e-7 degrees are about 1 cm."""


def converted(latitude: Term, longitude: Term, crs: Crs) -> tuple[Term, Term]:
    """The WGS-84 point in `crs`: see `core.geo.from_wgs84`. NULL stays NULL."""
    match crs:
        case Crs.WGS84:
            return latitude, longitude
        case Crs.GCJ02:
            return gcj02(latitude, longitude)
        case Crs.BD09:
            return bd09(latitude, longitude)


def gcj02(latitude: Term, longitude: Term) -> tuple[Term, Term]:
    """Latitude and longitude in GCJ-02 of the WGS-84 point; outside China's bounding box unchanged."""
    shifted = _gcj02(latitude, longitude)
    return _in_china(latitude, longitude, shifted[0], latitude), _in_china(latitude, longitude, shifted[1], longitude)


def bd09(latitude: Term, longitude: Term) -> tuple[Term, Term]:
    """Latitude and longitude in BD-09 of the WGS-84 point; outside China's bounding box unchanged."""
    shifted = _bd09(*_gcj02(latitude, longitude))
    return _in_china(latitude, longitude, shifted[0], latitude), _in_china(latitude, longitude, shifted[1], longitude)


def haversine(latitude: Term, longitude: Term, latitude2: Term, longitude2: Term) -> Term:
    """The great-circle distance in metres: see `core.geo.distance_m`."""
    half = _number(2.0)
    north = _sin(_radians(_settled(latitude2 - latitude) / half))
    east = _sin(_radians(_settled(longitude2 - longitude) / half))
    parallels = _cos(_radians(_settled(latitude))) * _cos(_radians(_settled(latitude2)))
    h = north * north + parallels * east * east
    return _number(2 * EARTH_RADIUS_M) * _atan2(_sqrt(h), _sqrt(_abs(_number(1.0) - h)))


def rounded(term: Term, dialect: Dialect) -> Term:
    """`term` with `DECIMALS` digits after the point, again of double precision."""
    digits = _number(DECIMALS)
    if dialect is Dialect.POSTGRES:
        return Cast(_round(Cast(term, "NUMERIC"), digits), "DOUBLE PRECISION")
    return _round(term, digits)


def _number(value: float) -> Term:
    return ValueWrapper(value, allow_parametrize=False)


def _settled(degrees: Term) -> Term:
    """The angle without what is far below any accuracy (1e-14 degrees are 1 nm).

    PostgreSQL raises an error where the product of two tiny numbers underflows.
    """
    return degrees + _number(1.0) - _number(1.0)


def _in_china(latitude: Term, longitude: Term, inside: Term, outside: Term) -> Term:
    china: Criterion = latitude.between(_number(CHINA.south), _number(CHINA.north)) & longitude.between(
        _number(CHINA.west), _number(CHINA.east)
    )
    return Case().when(china, inside).else_(outside)


def _gcj02(latitude: Term, longitude: Term) -> tuple[Term, Term]:
    x, y = longitude - _number(105.0), latitude - _number(35.0)
    wave = _wave(20.0, x, 6.0 * math.pi) + _wave(20.0, x, 2.0 * math.pi)
    two_thirds = _number(2.0 / 3.0)
    north_m = (
        _number(-100.0) + _number(2.0) * x + _number(3.0) * y
        + _number(0.2) * y * y + _number(0.1) * x * y + _number(0.2) * _sqrt(_abs(x))
        + two_thirds * (
            wave
            + _wave(20.0, y, math.pi) + _wave(40.0, y, math.pi / 3.0)
            + _wave(160.0, y, math.pi / 12.0) + _wave(320.0, y, math.pi / 30.0)
        )
    )  # fmt: skip
    east_m = (
        _number(300.0) + x + _number(2.0) * y
        + _number(0.1) * x * x + _number(0.1) * x * y + _number(0.1) * _sqrt(_abs(x))
        + two_thirds * (
            wave
            + _wave(20.0, x, math.pi) + _wave(40.0, x, math.pi / 3.0)
            + _wave(150.0, x, math.pi / 12.0) + _wave(300.0, x, math.pi / 30.0)
        )
    )  # fmt: skip
    sine = _sin(_radians(latitude))
    curvature = _number(1.0) - _number(KRASOVSKY_ECCENTRICITY_SQUARED) * sine * sine
    meridian_m = _number(KRASOVSKY_AXIS_M * (1.0 - KRASOVSKY_ECCENTRICITY_SQUARED)) / (curvature * _sqrt(curvature))
    parallel_m = _number(KRASOVSKY_AXIS_M) / _sqrt(curvature) * _cos(_radians(latitude))
    return latitude + _degrees(north_m / meridian_m), longitude + _degrees(east_m / parallel_m)


def _wave(height: float, along: Term, frequency: float) -> Term:
    return _number(height) * _sin(along * _number(frequency))


def _bd09(latitude: Term, longitude: Term) -> tuple[Term, Term]:
    squares = latitude * latitude + longitude * longitude
    radius = _sqrt(squares) + _number(0.00002) * _sin(latitude * _number(BD09_ANGLE))
    angle = _atan2(latitude, longitude) + _number(0.000003) * _cos(longitude * _number(BD09_ANGLE))
    return radius * _sin(angle) + _number(0.006), radius * _cos(angle) + _number(0.0065)

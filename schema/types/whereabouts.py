"""Where places are and when they serve, as conditions: for the core's places, and for what plugins have at places.

`near` and `openAt` mean the same on every type, because all of them ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import strawberry
from pypika_tortoise.queries import Table
from pypika_tortoise.terms import Criterion, Term

from core.geo import Crs, Point, bounding_box, to_wgs84
from core.geo_sql import haversine
from core.opening_hours import LocalMoment, local_moment
from core.opening_hours_sql import LocalTerms, hours_at, open_at
from schema.compose.scalars import graphql_enum
from schema.declare import scalars
from schema.declare.rows import Row
from schema.declare.scalars import Codec, bad_input

# Before Strawberry meets it in an input, and makes one without descriptions.
graphql_enum(Crs)


@strawberry.input(description="A point on the earth.")
class PointInput:
    """A point as a client gives it."""

    latitude: float = strawberry.field(description="Degrees north (纬度).")
    longitude: float = strawberry.field(description="Degrees east (经度).")
    crs: Crs = strawberry.field(description="The system of the coordinates (坐标系).", default=Crs.WGS84)


@strawberry.input(description="A circle around a point.")
class NearInput:
    """A circle as a client gives it."""

    latitude: float = strawberry.field(description="Degrees north of the centre (纬度).")
    longitude: float = strawberry.field(description="Degrees east of the centre (经度).")
    radius: float = strawberry.field(description="Metres, up to 100,000 (半径).", default=1000.0)
    crs: Crs = strawberry.field(description="The system of the coordinates (坐标系).", default=Crs.WGS84)


MAX_RADIUS_METRES = 100_000.0


def point_of(value: dict[str, Any]) -> Point:
    """The point of an input, in WGS-84. Raises the error that the client sees for one off the earth."""
    latitude, longitude = value["latitude"], value["longitude"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_input(f"({latitude}, {longitude}) is not on the earth: latitude is -90 to 90, longitude -180 to 180")
    return to_wgs84(latitude, longitude, Crs(value.get("crs") or Crs.WGS84))


def _box(value: dict[str, Any], edge: int) -> float:
    radius = value["radius"]
    if not 0 < radius <= MAX_RADIUS_METRES:
        raise bad_input(f"a radius of {radius} m is not possible: more than 0 and at most {MAX_RADIUS_METRES:.0f}")
    point = point_of(value)
    return bounding_box(point.latitude, point.longitude, radius)[edge]


def within_circle(place: Row, near: Any) -> Criterion:
    """Whether a place lies in a circle: ``near`` is what a `row_filter` with the input `NearInput` is given."""
    south, west, north, east = (
        near.term(scalars.FLOAT, lambda value, edge=edge: _box(value, edge)) for edge in range(4)
    )
    radius = near.term(scalars.FLOAT, lambda value: value["radius"])
    inside = place.latitude.between(south, north) & place.longitude.between(west, east)
    close: Criterion = distance_from(place, near) <= radius
    return inside & close


def distance_from(place: Row, point: Any) -> Term:
    """The distance of a place in metres from a point that was given (`PointInput`, `NearInput`); null without a
    location.
    """
    latitude = point.term(scalars.FLOAT, lambda value: point_of(value).latitude)
    longitude = point.term(scalars.FLOAT, lambda value: point_of(value).longitude)
    return haversine(place.latitude, place.longitude, latitude, longitude)


def distance_order(arguments: Mapping[str, Any], distance: Callable[[Any], Term]) -> tuple[Term, Any]:
    """What a `row_order` by distance gives: ``distance`` of the point in the argument ``near`` of the connection.

    Raises the error that the client sees where that was not given.
    """
    given = arguments.get("near")
    if given is None:
        raise bad_input("ordering by distance needs a point to measure from: add the argument `near`")
    return distance(given), scalars.FLOAT


def serves_at(place: Row, at: Any = None) -> Criterion:
    """Whether a place serves at the instant that an argument or filter was given, now by default: by its status, hours,
    exceptions and holidays. It is never null.
    """
    return open_at(place.table, _local(place, at))


def within_hours(owner: Row, relation: str, at: Any = None) -> Criterion:
    """Whether an instant, now by default, falls into hours of a row's own: those behind a relation of it.

    They have columns ``day`` (1 to 7, and 8 for public holidays), ``opens_minute`` and ``closes_minute``, as the core's
    `ServiceHours`. Where no hours of holidays are there, those of the weekday hold. It is never null.
    """
    found = owner.scope.relation(owner.model, relation)

    def owned() -> tuple[Table, Criterion]:
        hours = Row(owner.scope, found.target)
        return hours.table, hours.column(found.target_column) == owner.column(found.source_column)

    return hours_at(owned, _local(owner, at))


def _local(row: Row, at: Any) -> LocalTerms:
    """The parts of a moment as parameters."""

    def term(codec: Codec, read: Callable[[LocalMoment], Any]) -> Term:
        if at is None:
            return row.value(codec, lambda values: read(local_moment(values.now)))
        given: Term = at.term(codec, lambda value: read(_moment(value)))
        return given

    return LocalTerms(
        today=term(scalars.DATE, lambda moment: moment.today),
        yesterday=term(scalars.DATE, lambda moment: moment.yesterday),
        weekday=term(scalars.INT, lambda moment: moment.weekday),
        weekday_yesterday=term(scalars.INT, lambda moment: moment.weekday_yesterday),
        minute=term(scalars.INT, lambda moment: moment.minute),
    )


def _moment(instant: datetime) -> LocalMoment:
    try:
        return local_moment(instant)
    except OverflowError as error:
        raise bad_input(f"{instant.isoformat()} is too close to the end of the calendar to have a local day") from error

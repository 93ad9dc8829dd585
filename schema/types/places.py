"""Places (场所), where they are and when they serve."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pypika_tortoise.terms import Criterion, Term

from core import models
from core.geo import Crs
from core.geo_sql import converted, rounded
from core.models.choices import CalendarDayKind, HoursPurpose, PlaceKind, PlaceStatus
from core.opening_hours import format_opening_hours
from schema.declare.described import described
from schema.declare.fields import (
    Argument,
    Composite,
    Connection,
    auto,
    column,
    computed,
    many,
    python_field,
    row_filter,
    row_order,
    to_one,
    translated,
)
from schema.declare.languages import LanguageArgument, label
from schema.declare.placement import CITY_WIDE
from schema.declare.rows import Row
from schema.declare.types import model_type, value_type
from schema.types.whereabouts import NearInput, PointInput, distance_from, serves_at, within_circle
from schema.types.whereabouts import distance_order as by_distance

if TYPE_CHECKING:
    from schema.types.activities import Activity
    from schema.types.areas import Area
    from schema.types.media import Media
    from schema.types.organizations import Organization


@value_type
class Location:
    """Coordinates (位置) in the system that was asked for."""

    latitude: float = described("Degrees north (纬度).")
    longitude: float = described("Degrees east (经度).")


@model_type(
    models.Place,
    tag="pl",
    area="area",
    organization="operator",
    place="id",
    order_by=("name",),
    group_by=("kind", "status", "area", "operator"),
)
class Place:
    """A location where something is offered (场所): a store, a theatre, a service station."""

    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    kind: auto = column("What it is (类型).")
    area: Area = to_one("The area in which it lies (所在区域).")
    operator: Organization | None = to_one("The organisation that runs it (运营单位).")
    address: auto = column("The postal address (地址).")
    status: auto = column("Whether it is open for use (状态).")
    always_open: auto = column("Whether it serves at all hours, but for exceptions (24小时).")
    last_verified_on: auto = column("The day on which somebody last checked these facts (最近核实日期).")
    amenities: Connection[PlaceAmenity] = many("What it has beyond any standard (便民设施).", order_by=("code",))
    designations: Connection[PlaceDesignation] = many("The designations that it carries or carried (称号).")
    service_hours: Connection[ServiceHours] = many("Its usual hours (服务时间).", order_by=("day", "opens_minute"))
    service_exceptions: Connection[ServiceException] = many("Dates with other hours (例外日期).")
    activities: Connection[Activity] = many("The activities held there (活动).", order_by=("starts_at",))
    media: Connection[Media] = many("Pictures, videos and reports (媒体).", order_by=("id",))
    version: auto = column("Grows with every change; send it as expectedVersion.", filterable=False, orderable=False)
    created_at: auto = column("When the record was made.")
    updated_at: auto = column("When the record was last changed.")

    @computed(str, "The kind's label (类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, PlaceKind, lang)

    @computed(str, "The state's label (状态名称).")
    def status_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.status, PlaceStatus, lang)

    @computed(Location | None, "Where it is; null when that is not known (位置).")
    def location(
        row: Row,
        crs: Annotated[Crs | None, Argument("The system of the coordinates; WGS84 by default (坐标系).")] = None,
    ) -> Composite:
        latitude, longitude = converted(row.latitude, row.longitude, crs or Crs.WGS84)
        if crs not in (None, Crs.WGS84):
            latitude, longitude = rounded(latitude, row.dialect), rounded(longitude, row.dialect)
        return Composite({"latitude": latitude, "longitude": longitude}, absent=row.latitude.isnull())

    @computed(float | None, "Metres from a point; null when the location is not known (距离).")
    def distance(row: Row, origin: Annotated[PointInput, Argument("The point to measure from.")]) -> Term:
        return rounded(distance_from(row, origin), row.dialect)

    @row_filter("Only places within this circle (附近).", input=NearInput)
    def near(row: Row, given: Any) -> Criterion:
        return within_circle(row, given)

    @row_filter(
        "Only places that serve at this instant, by their hours, exceptions and holidays (营业中).", input=datetime
    )
    def open_at(row: Row, given: Any) -> Criterion:
        return serves_at(row, given)

    @computed(
        bool, "Whether it serves at an instant, by its hours, exceptions and holidays (营业中).", filterable=False
    )
    def is_open(row: Row, at: Annotated[datetime | None, Argument("The instant; now by default.")] = None) -> Criterion:
        return serves_at(row, at)

    @python_field(
        str | None,
        "The usual service hours in the syntax of OpenStreetMap, say Mo-Fr 09:00-17:00 (服务时间).",
        needs="alwaysOpen serviceHours(first: 200, where: {purpose: {eq: SERVICE}}) "
        "{ nodes { purpose day opensMinute closesMinute } }",
    )
    def opening_hours(rows: list[dict[str, Any]]) -> list[str | None]:
        return [
            format_opening_hours(
                [
                    models.ServiceHours(
                        purpose=HoursPurpose(hours["purpose"]),
                        day=hours["day"],
                        opens_minute=hours["opensMinute"],
                        closes_minute=hours["closesMinute"],
                    )
                    for hours in row["serviceHours"]["nodes"]
                ],
                always_open=row["alwaysOpen"],
            )
            for row in rows
        ]

    @row_order("The distance from the point in `near`; only together with it (距离).", name="distance")
    def distance_order(row: Row, arguments: Any) -> tuple[Term, Any]:
        return by_distance(arguments, lambda point: distance_from(row, point))


@model_type(
    models.PlaceAmenity,
    tag="pa",
    area="place.area",
    organization="place.operator",
    place="place",
    order_by=("code",),
    group_by=("code",),
)
class PlaceAmenity:
    """Something that a place has beyond any standard (便民设施), say outdoor seats (外设桌椅)."""

    place: Place = to_one("The place (场所).")
    code: auto = column("A code, the same at every place (代码).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")


@model_type(
    models.PlaceDesignation,
    tag="pd",
    area="place.area",
    organization="place.operator",
    place="place",
    order_by=("valid_from",),
    group_by=("code",),
)
class PlaceDesignation:
    """A designation that a place carries for a time (称号), say warm space (馨空间)."""

    place: Place = to_one("The place (场所).")
    code: auto = column("A code, the same at every place (代码).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    valid_from: auto = column("The first day (开始日期).")
    valid_to: auto = column("The last day; null while it has no end (结束日期).")


@model_type(
    models.ServiceHours,
    tag="sh",
    area="place.area",
    organization="place.operator",
    place="place",
    order_by=("day", "opens_minute"),
)
class ServiceHours:
    """Hours of one weekday (服务时间), in minutes after midnight in Asia/Shanghai."""

    place: Place = to_one("The place (场所).")
    purpose: auto = column("Whether these are hours of service or of trading (用途).")
    day: auto = column("The ISO weekday, 1 (Monday) to 7, or 8 for public holidays (星期).")
    opens_minute: auto = column("Minutes after midnight at which it opens (开始分钟).")
    closes_minute: auto = column("Minutes after midnight at which it closes; above 1440 on the next day (结束分钟).")

    @computed(str, "The purpose's label (用途名称).")
    def purpose_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.purpose, HoursPurpose, lang)


@model_type(
    models.ServiceException,
    tag="sx",
    area="place.area",
    organization="place.operator",
    place="place",
    order_by=("date", "opens_minute"),
)
class ServiceException:
    """On one date a place keeps other hours, or is closed (例外日期)."""

    place: Place = to_one("The place (场所).")
    date: auto = column("The date (日期).")
    opens_minute: auto = column("Minutes after midnight at which it opens; null when it is closed (开始分钟).")
    closes_minute: auto = column("Minutes after midnight at which it closes; null when it is closed (结束分钟).")
    reason: auto = column("Why (原因).")


@model_type(models.CalendarDay, tag="cd", area=CITY_WIDE, order_by=("date",))
class CalendarDay:
    """A public holiday or a make-up working day (节假日与调休)."""

    date: auto = column("The date (日期).")
    kind: auto = column("Which of the two it is (类型).")
    name: auto = translated("The name (名称).")
    name_en: auto = column("The name in English; null where there is none (英文名称).")
    follows_weekday: auto = column("The ISO weekday whose hours a make-up working day follows (按星期几).")

    @computed(str, "The kind's label (类型名称).")
    def kind_label(row: Row, lang: LanguageArgument = None) -> Term:
        return label(row, row.kind, CalendarDayKind, lang)

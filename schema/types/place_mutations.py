"""What can be done to places: each a use case of `core.places`."""

from __future__ import annotations

from core import place_input, places
from core.access import PLACES_WRITE
from schema.declare.inputs import InputType, Reference
from schema.declare.roots import Mutation

_LOCATION = InputType(
    "LocationInput",
    "Where it is (位置).",
    place_input.Location,
    {
        "latitude": "Degrees north (纬度).",
        "longitude": "Degrees east (经度).",
        "crs": "The system of the coordinates; WGS84 by default (坐标系).",
    },
)

_HOURS = InputType(
    "ServiceHoursInput",
    "The usual hours, in minutes after midnight in Asia/Shanghai (服务时间).",
    place_input.NewServiceHours,
    {
        "day": "The ISO weekday, 1 (Monday) to 7, or 8 for public holidays (星期).",
        "opens_minute": "Minutes after midnight at which it opens (开始分钟).",
        "closes_minute": "Minutes after midnight at which it closes; above 1440 on the next day (结束分钟).",
        "purpose": "Whether these are hours of service or of trading; SERVICE by default (用途).",
    },
)

_EXCEPTION = InputType(
    "ServiceExceptionInput",
    "Dates with other hours, or none (例外日期).",
    place_input.NewServiceException,
    {
        "date": "The date (日期).",
        "opens_minute": "Minutes after midnight at which it opens; null when it is closed (开始分钟).",
        "closes_minute": "Minutes after midnight at which it closes; null when it is closed (结束分钟).",
        "reason": "Why (原因).",
    },
)

_AMENITY = InputType(
    "PlaceAmenityInput",
    "What it has beyond any standard (便民设施).",
    place_input.NewAmenity,
    {
        "code": "A code, the same at every place (代码).",
        "name": "The name in Chinese (名称).",
        "name_en": "The name in English (英文名称).",
    },
)

_FIELDS: dict[str, str | Reference | InputType] = {
    "name": "The name in Chinese (名称).",
    "area_id": Reference("The area in which it lies (所在区域).", "Area"),
    "kind": "What it is; OTHER by default (类型).",
    "name_en": "The name in English (英文名称).",
    "operator_id": Reference("The organisation that runs it (运营单位).", "Organization"),
    "address": "The postal address (地址).",
    "location": _LOCATION,
    "status": "Whether it is open for use; ACTIVE by default (状态).",
    "always_open": "Whether it serves at all hours, but for exceptions (24小时).",
    "last_verified_on": "The day on which somebody last checked these facts (最近核实日期).",
    "service_hours": _HOURS,
    "service_exceptions": _EXCEPTION,
    "amenities": _AMENITY,
}

PLACE_MUTATIONS = (
    Mutation(
        "createPlace",
        "Creates a place (新建场所).",
        InputType("CreatePlaceInput", "A new place.", place_input.NewPlace, _FIELDS),
        "place",
        "Place",
        lambda given: places.create(given.value),
        PLACES_WRITE,
        idempotent=True,
    ),
    Mutation(
        "updatePlace",
        "Changes what is given of a place; a list replaces the whole list (修改场所).",
        InputType(
            "UpdatePlaceInput",
            "What changes about a place; what is left out stays.",
            place_input.PlaceChange,
            _FIELDS,
            keyed="Place",
        ),
        "place",
        "Place",
        lambda given: places.update(given.id, given.value, expected_version=given.expected_version),
        PLACES_WRITE,
    ),
)

"""The demo's community places. Yuejin Community's small theatre is told by the reports, the rest made up."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from core.models import Place
from core.models.choices import HoursPurpose, PlaceKind, PlaceStatus
from core.sample.areas import Areas, Community
from core.sample.hours import EVENINGS, OFFICE_HOURS, Week, add_exception, add_hours
from core.sample.rows import Rows
from core.sample.stores import add_warm_space

THEATRE = "theatre/yuejin"
"""The label of 跃进社区小剧场, where the story takes place."""


class PlacePlan(NamedTuple):
    """A place to make in a community, so many degrees from its middle. Without a week it is always open."""

    label: str
    kind: PlaceKind
    name: str
    name_en: str
    north: float
    east: float
    week: Week | None


EVERYWHERE: tuple[PlacePlan, ...] = (
    PlacePlan(
        "station",
        PlaceKind.SERVICE_STATION,
        "党群服务中心（演示）",
        "Party and Community Service Centre (demo)",
        0.0,
        0.0,
        OFFICE_HOURS,
    ),
    PlacePlan(
        "classroom",
        PlaceKind.CLASSROOM,
        "市民教室（演示）",
        "Community Classroom (demo)",
        0.0009,
        -0.0006,
        EVENINGS,
    ),
)
IN_DISTRICT: dict[str, tuple[PlacePlan, ...]] = {
    "jinniu": (
        PlacePlan("park", PlaceKind.PARK, "邻里小游园（演示）", "Neighbours' Garden (demo)", -0.0012, 0.0010, None),
    ),
    "pidu": (
        PlacePlan(
            "studio",
            PlaceKind.STUDIO,
            "书记工作室（演示）",
            "Secretary Studio (demo)",
            -0.0007,
            0.0011,
            EVENINGS,
        ),
    ),
}
IN_COMMUNITY: dict[str, tuple[PlacePlan, ...]] = {
    "yuejin": (PlacePlan("theatre", PlaceKind.THEATRE, "小剧场", "Small Theatre", 0.0004, 0.0005, EVENINGS),),
    "xihua-demo": (
        PlacePlan(
            "clinic",
            PlaceKind.CLINIC,
            "社区卫生服务站（演示）",
            "Community Health Station (demo)",
            0.0015,
            0.0008,
            OFFICE_HOURS,
        ),
    ),
    "xipu-demo-1": (
        PlacePlan(
            "centre",
            PlaceKind.COMMUNITY_CENTRE,
            "邻里活动中心（演示）",
            "Neighbours' Activity Centre (demo)",
            0.0011,
            0.0003,
            EVENINGS,
        ),
    ),
}
WARM_SPACES: dict[str, date | None] = {
    "station/yuejin": None,
    "station/xihua-demo": None,
    "centre/xipu-demo-1": date(2025, 7, 9),
}
"""Community places that are, or were until a day, warm spaces."""


def add_places(rows: Rows, areas: Areas, organizations: dict[str, UUID]) -> dict[str, UUID]:
    """Add the community places; the label of each is `<kind of place>/<community>`."""
    keys: dict[str, UUID] = {}
    for district in areas.districts:
        for community in areas.of_district(district):
            operator = organizations[f"committee/{community.label}"]
            for plan in (
                *EVERYWHERE,
                *IN_DISTRICT[district],
                *IN_COMMUNITY.get(community.label, ()),
            ):
                label = f"{plan.label}/{community.label}"
                keys[label] = _add_place(rows, label, plan, community, operator)
    for label, until in WARM_SPACES.items():
        add_warm_space(rows, keys[label], label, until)
    add_exception(rows, keys["station/yuejin"], "station/yuejin", date(2025, 3, 14), None, "设备检修（演示）")
    return keys


def _add_place(rows: Rows, label: str, plan: PlacePlan, community: Community, operator: UUID) -> UUID:
    place = rows.add(
        Place,
        label,
        name=f"{community.name}{plan.name}",
        name_en=f"{community.name_en} {plan.name_en}",
        kind=plan.kind,
        area_id=community.key,
        operator_id=operator,
        address=f"{community.name}演示街（虚构地址）",
        latitude=round(community.latitude + plan.north, 6),
        longitude=round(community.longitude + plan.east, 6),
        status=PlaceStatus.TEMPORARILY_CLOSED if label == "classroom/xipu-demo-2" else PlaceStatus.ACTIVE,
        always_open=plan.week is None,
        last_verified_on=date(2024, 6, 1),
    )
    if plan.week is not None:
        add_hours(rows, place, label, plan.week, HoursPurpose.SERVICE)
    return place

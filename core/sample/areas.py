"""The demo's areas: one city, two districts, and below them what the demo needs, down to the micro-grids.

Told by the reports: Jinniu District, Xihua Subdistrict and its Yuejin Community; Pidu District and Pitong
Subdistrict. The codes of the city and the districts are official (GB/T 2260). Everything else is made up:
names with 演示 in them, codes below the district (901 and on), households and populations.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from core.models import Area
from core.models.choices import AreaLevel
from core.sample.rows import Rows

POPULATION_AS_OF = date(2023, 12, 31)
GRIDS_SINCE = date(2023, 1, 1)
ORDINARY_GRIDS = 2
"""Ordinary grids in each community."""
MICRO_GRIDS = 4
"""Micro-grids in each ordinary grid."""


class CommunityPlan(NamedTuple):
    """A community to make, and the middle of it in WGS-84."""

    label: str
    name: str
    name_en: str
    latitude: float
    longitude: float


class SubdistrictPlan(NamedTuple):
    """A subdistrict to make; `label` is also the label of its street office."""

    label: str
    name: str
    name_en: str
    communities: tuple[CommunityPlan, ...]


class DistrictPlan(NamedTuple):
    """A district to make, with its official code."""

    label: str
    code: str
    name: str
    name_en: str
    subdistricts: tuple[SubdistrictPlan, ...]


@dataclass(frozen=True)
class Community:
    """A community that was added: the keys of it and of the areas around and in it."""

    label: str
    name: str
    name_en: str
    key: UUID
    subdistrict: UUID
    district: UUID
    latitude: float
    longitude: float
    ordinary_grids: tuple[UUID, ...]
    micro_grids: tuple[UUID, ...]


@dataclass(frozen=True)
class Areas:
    """The areas that were added, by label."""

    city: UUID
    districts: dict[str, UUID]
    subdistricts: dict[str, UUID]
    communities: dict[str, Community]

    def of_district(self, label: str) -> tuple[Community, ...]:
        """The communities of a district."""
        district = self.districts[label]
        return tuple(community for community in self.communities.values() if community.district == district)


DISTRICTS: tuple[DistrictPlan, ...] = (
    DistrictPlan(
        "jinniu",
        "510106",
        "金牛区",
        "Jinniu District",
        (
            SubdistrictPlan(
                "xihua",
                "西华街道",
                "Xihua Subdistrict",
                (
                    CommunityPlan("yuejin", "跃进社区", "Yuejin Community", 30.7380, 104.0310),
                    CommunityPlan("xihua-demo", "西华演示社区", "Xihua Demo Community", 30.7300, 104.0420),
                ),
            ),
            SubdistrictPlan(
                "shaheyuan",
                "沙河源街道",
                "Shaheyuan Subdistrict",
                (
                    CommunityPlan(
                        "shaheyuan-demo-1",
                        "沙河源演示一社区",
                        "Shaheyuan Demo Community 1",
                        30.7250,
                        104.0560,
                    ),
                    CommunityPlan(
                        "shaheyuan-demo-2",
                        "沙河源演示二社区",
                        "Shaheyuan Demo Community 2",
                        30.7180,
                        104.0640,
                    ),
                ),
            ),
        ),
    ),
    DistrictPlan(
        "pidu",
        "510117",
        "郫都区",
        "Pidu District",
        (
            SubdistrictPlan(
                "pitong",
                "郫筒街道",
                "Pitong Subdistrict",
                (
                    CommunityPlan("pitong-demo-1", "郫筒演示一社区", "Pitong Demo Community 1", 30.8110, 103.8830),
                    CommunityPlan("pitong-demo-2", "郫筒演示二社区", "Pitong Demo Community 2", 30.8030, 103.8940),
                ),
            ),
            SubdistrictPlan(
                "xipu",
                "犀浦街道",
                "Xipu Subdistrict",
                (
                    CommunityPlan("xipu-demo-1", "犀浦演示一社区", "Xipu Demo Community 1", 30.7610, 103.9700),
                    CommunityPlan("xipu-demo-2", "犀浦演示二社区", "Xipu Demo Community 2", 30.7560, 103.9800),
                ),
            ),
        ),
    ),
)


def add_areas(rows: Rows) -> Areas:
    """Add the tree, parents first."""
    city = rows.add(Area, "chengdu", code="510100", level=AreaLevel.CITY, name="成都市", name_en="Chengdu")
    areas = Areas(city, {}, {}, {})
    for district in DISTRICTS:
        district_key = rows.add(
            Area,
            district.label,
            code=district.code,
            slug=district.label,
            level=AreaLevel.DISTRICT,
            name=district.name,
            name_en=district.name_en,
            parent_id=city,
        )
        areas.districts[district.label] = district_key
        for number, subdistrict in enumerate(district.subdistricts, start=901):
            code = f"{district.code}{number}"
            subdistrict_key = rows.add(
                Area,
                subdistrict.label,
                code=code,
                level=AreaLevel.SUBDISTRICT,
                name=subdistrict.name,
                name_en=subdistrict.name_en,
                parent_id=district_key,
            )
            areas.subdistricts[subdistrict.label] = subdistrict_key
            for position, community in enumerate(subdistrict.communities, start=901):
                areas.communities[community.label] = _add_community(
                    rows, community, f"{code}{position}", subdistrict_key, district_key
                )
    return areas


def _add_community(rows: Rows, plan: CommunityPlan, code: str, subdistrict: UUID, district: UUID) -> Community:
    # A row of an area states its own count, so the sums over its grids are made first.
    households = [
        [55 + (ordinary * 7 + micro * 5 + len(plan.label)) % 40 for micro in range(MICRO_GRIDS)]
        for ordinary in range(ORDINARY_GRIDS)
    ]
    community = rows.add(
        Area,
        plan.label,
        code=code,
        level=AreaLevel.COMMUNITY,
        name=plan.name,
        name_en=plan.name_en,
        parent_id=subdistrict,
        **_counts(sum(map(sum, households))),
    )
    ordinary_grids: list[UUID] = []
    micro_grids: list[UUID] = []
    for ordinary, in_micro_grids in enumerate(households, start=1):
        ordinary_key = rows.add(
            Area,
            f"{plan.label}/{ordinary}",
            level=AreaLevel.ORDINARY_GRID,
            name=f"{plan.name}第{ordinary}网格",
            name_en=f"{plan.name_en} Grid {ordinary}",
            parent_id=community,
            valid_from=GRIDS_SINCE,
            **_counts(sum(in_micro_grids)),
        )
        ordinary_grids.append(ordinary_key)
        for micro, count in enumerate(in_micro_grids, start=1):
            micro_grids.append(
                rows.add(
                    Area,
                    f"{plan.label}/{ordinary}/{micro}",
                    level=AreaLevel.MICRO_GRID,
                    name=f"{plan.name}第{ordinary}网格微网格{micro}",
                    name_en=f"{plan.name_en} Grid {ordinary} Micro-grid {micro}",
                    parent_id=ordinary_key,
                    valid_from=GRIDS_SINCE,
                    **_counts(count),
                )
            )
    return Community(
        plan.label,
        plan.name,
        plan.name_en,
        community,
        subdistrict,
        district,
        plan.latitude,
        plan.longitude,
        tuple(ordinary_grids),
        tuple(micro_grids),
    )


def _counts(households: int) -> dict[str, Any]:
    return {
        "households": households,
        "population": households * 5 // 2,
        "population_as_of": POPULATION_AS_OF,
    }

"""The demo's programmes, series and milestones. Their names and the targets are told by the reports.

Of the Elite Empowerment Programme they tell that it runs for one year; its first day here is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.models import Milestone, Programme, Series
from core.models.choices import ProgrammeStatus, SeriesCadence
from core.sample.areas import Areas
from core.sample.rows import Rows, local

NEIGHBOURLY = "neighbourly-jinniu"
SIX_TEAMS = "six-teams-four-seasons"
PIONEER_STORES = "pioneer-stores"
EMPOWERMENT = "elite-empowerment"
DRAFT = "demo-draft-2027"

FESTIVAL = "neighbours-festival"
VILLAGE_MATTERS = "village-matters"
SECRETARY_TALKS = "secretary-talks"
GUIDED_VISITS = "guided-visits"

SIGNED_ON = date(2024, 7, 10)


@dataclass(frozen=True)
class Programmes:
    """The keys of programmes and series, by code."""

    programmes: dict[str, UUID]
    series: dict[str, UUID]


def add_programmes(rows: Rows, areas: Areas, organizations: dict[str, UUID]) -> Programmes:
    """Add programmes, series and milestones."""
    jinniu, pitong = areas.districts["jinniu"], areas.subdistricts["pitong"]
    made = Programmes({}, {})

    def programme(code: str, name: str, name_en: str, area: UUID, lead: str, **values: Any) -> None:
        published = values.pop("published_on", None)
        made.programmes[code] = rows.add(
            Programme,
            code,
            code=code,
            name=name,
            name_en=name_en,
            area_id=area,
            lead_organization_id=organizations[lead],
            status=ProgrammeStatus.DRAFT if published is None else ProgrammeStatus.PUBLISHED,
            published_at=local(published, 9) if isinstance(published, date) else None,
            **values,
        )

    programme(
        NEIGHBOURLY,
        "睦邻亲·金牛情",
        "Good Neighbours of Jinniu",
        jinniu,
        "social-work",
        description="以邻里节为载体，培育主题自组织，推动邻里破冰、生活提质。",
        starts_on=date(2024, 1, 1),
        published_on=date(2024, 6, 3),
    )
    programme(
        SIX_TEAMS,
        "六团四季",
        "Six Teams, Four Seasons",
        jinniu,
        "social-work",
        description="六个团队按四季开展活动，其中有帮帮团、续航团。",
        starts_on=date(2024, 1, 1),
        published_on=date(2024, 6, 3),
    )
    programme(
        PIONEER_STORES,
        "红旗先锋门店",
        "Hongqi Pioneer Stores",
        jinniu,
        "hongqi",
        description="按“红十件”标准统一配备的示范门店。",
        starts_on=SIGNED_ON,
        published_on=SIGNED_ON,
    )
    programme(
        EMPOWERMENT,
        "菁英赋能计划",
        "Elite Empowerment Programme",
        pitong,
        "pitong-office",
        description="面向后备干部和社会工作人才，周期1年，品牌为“筒创营”。",
        starts_on=date(2024, 8, 1),
        ends_on=date(2025, 7, 31),
        published_on=date(2024, 7, 26),
    )
    programme(
        DRAFT,
        "演示计划（草稿）",
        "Demo programme (draft)",
        jinniu,
        "care",
        description="尚未发布，公众看不到。",
    )

    def series(
        code: str, name: str, name_en: str, cadence: SeriesCadence, area: UUID, of: str, description: str
    ) -> None:
        made.series[code] = rows.add(
            Series,
            code,
            code=code,
            name=name,
            name_en=name_en,
            description=description,
            cadence=cadence,
            area_id=area,
            programme_id=made.programmes[of],
        )

    irregular = SeriesCadence.IRREGULAR
    series(
        FESTIVAL,
        "邻里节",
        "Neighbours' Festival",
        SeriesCadence.QUARTERLY,
        jinniu,
        NEIGHBOURLY,
        "每季度一届。",
    )
    series(VILLAGE_MATTERS, "村/社那些事", "Village Matters", irregular, pitong, EMPOWERMENT, "案例分享。")
    series(SECRETARY_TALKS, "书记说郫筒", "Secretaries on Pitong", irregular, pitong, EMPOWERMENT, "书记讲述。")
    series(
        GUIDED_VISITS,
        "社区运营官带你游",
        "Guided by a Community Operator",
        irregular,
        pitong,
        EMPOWERMENT,
        "实地走访。",
    )
    _add_milestones(rows, made.programmes[PIONEER_STORES])
    return made


def _add_milestones(rows: Rows, pioneer_stores: UUID) -> None:
    """Targets are cumulative: the 50 stores of the end of 2024 include the first ten."""
    targets: tuple[dict[str, Any], ...] = (
        {
            "name": "首批10个示范门店",
            "name_en": "The first 10 demonstration stores",
            "due_on": SIGNED_ON,
            "target_count": 10,
            "reached_on": SIGNED_ON,
        },
        {
            "name": "2024年底50个",
            "name_en": "50 stores by the end of 2024",
            "due_on": date(2024, 12, 31),
            "target_count": 50,
        },
        {
            "name": "力争有条件门店全覆盖",
            "name_en": "Every eligible store, if at all possible",
            "due_on": date(2025, 12, 31),
            "target_percent": Decimal("100.00"),
            "aspirational": True,
        },
    )
    for position, target in enumerate(targets, start=1):
        rows.add(Milestone, f"pioneer-stores/{position}", programme_id=pioneer_stores, position=position, **target)

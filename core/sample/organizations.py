"""The demo's organisations.

Told by the reports: the Social Work Department and the Health Bureau of Jinniu, Xihua Subdistrict, the Hongqi
chain, Pitong Subdistrict, the Social Workers' Federation. Those with 演示 in their names are made up.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from core.models import Organization
from core.models.choices import OrganizationKind, OrganizationStatus
from core.sample.areas import Areas
from core.sample.rows import Rows


class OrganizationPlan(NamedTuple):
    """An organisation to make. `area` is the label of a district, a subdistrict or a community."""

    label: str
    kind: OrganizationKind
    name: str
    name_en: str
    area: str
    parent: str | None = None
    status: OrganizationStatus = OrganizationStatus.ACTIVE


KIND = OrganizationKind

ORGANIZATIONS: tuple[OrganizationPlan, ...] = (
    OrganizationPlan(
        "social-work",
        KIND.GOVERNMENT,
        "金牛区委社会工作部",
        "Social Work Department of Jinniu District",
        "jinniu",
    ),
    OrganizationPlan("health", KIND.GOVERNMENT, "金牛区卫健局", "Health Bureau of Jinniu District", "jinniu"),
    OrganizationPlan(
        "xihua-office", KIND.GOVERNMENT, "金牛区西华街道", "Xihua Subdistrict of Jinniu District", "xihua"
    ),
    OrganizationPlan("hongqi", KIND.COMPANY, "红旗连锁", "Hongqi Chain", "jinniu"),
    OrganizationPlan(
        "pitong-office", KIND.GOVERNMENT, "郫都区郫筒街道", "Pitong Subdistrict of Pidu District", "pitong"
    ),
    OrganizationPlan("federation", KIND.SOCIAL_ORGANIZATION, "社会工作者联合会", "Social Workers' Federation", "pidu"),
    OrganizationPlan(
        "shaheyuan-office",
        KIND.GOVERNMENT,
        "金牛区沙河源街道",
        "Shaheyuan Subdistrict of Jinniu District",
        "shaheyuan",
    ),
    OrganizationPlan("xipu-office", KIND.GOVERNMENT, "郫都区犀浦街道", "Xipu Subdistrict of Pidu District", "xipu"),
    OrganizationPlan(
        "health-centre",
        KIND.INSTITUTION,
        "演示社区卫生服务中心",
        "Demo Community Health Centre",
        "xihua",
        parent="health",
    ),
    OrganizationPlan(
        "care", KIND.SOCIAL_ORGANIZATION, "演示社会工作服务中心", "Demo Social Work Service Centre", "jinniu"
    ),
    OrganizationPlan(
        "reading",
        KIND.SOCIAL_ORGANIZATION,
        "演示社区阅读促进会",
        "Demo Society for Community Reading",
        "jinniu",
    ),
    OrganizationPlan(
        "trainers",
        KIND.SOCIAL_ORGANIZATION,
        "演示社区治理研究中心",
        "Demo Centre for Community Governance",
        "pidu",
    ),
    OrganizationPlan(
        "old-centre",
        KIND.SOCIAL_ORGANIZATION,
        "演示社区助老中心（已注销）",
        "Demo Centre for the Elderly (dissolved)",
        "pidu",
        status=OrganizationStatus.DISSOLVED,
    ),
    OrganizationPlan("bakery", KIND.COMPANY, "演示烘焙坊", "Demo Bakery", "yuejin"),
    OrganizationPlan("repair", KIND.COMPANY, "演示便民维修铺", "Demo Repair Shop", "yuejin"),
    OrganizationPlan("noodles", KIND.COMPANY, "演示面馆", "Demo Noodle House", "pitong-demo-1"),
    OrganizationPlan("tai-chi", KIND.SELF_ORGANIZED_GROUP, "演示太极队", "Demo Tai Chi Group", "yuejin"),
    OrganizationPlan("choir", KIND.SELF_ORGANIZED_GROUP, "演示合唱队", "Demo Choir", "yuejin"),
    OrganizationPlan(
        "calligraphy", KIND.SELF_ORGANIZED_GROUP, "演示书画社", "Demo Calligraphy Group", "shaheyuan-demo-1"
    ),
    OrganizationPlan(
        "gardeners", KIND.SELF_ORGANIZED_GROUP, "演示阳台花友会", "Demo Balcony Gardeners", "pitong-demo-1"
    ),
    OrganizationPlan("parents", KIND.SELF_ORGANIZED_GROUP, "演示家长互助组", "Demo Parents' Group", "xipu-demo-1"),
    OrganizationPlan(
        "riders",
        KIND.VOLUNTEER_TEAM,
        "演示骑手志愿服务队",
        "Demo Riders' Volunteer Team",
        "jinniu",
        parent="care",
    ),
)


def add_organizations(rows: Rows, areas: Areas) -> dict[str, UUID]:
    """Add them all, and a residents' committee, a party committee and a volunteer team for each community.

    Their labels are `committee/<community>`, `party/<community>` and `volunteers/<community>`.
    """
    places = areas.districts | areas.subdistricts | {label: c.key for label, c in areas.communities.items()}
    keys: dict[str, UUID] = {}
    for plan in ORGANIZATIONS:
        keys[plan.label] = rows.add(
            Organization,
            plan.label,
            kind=plan.kind,
            name=plan.name,
            name_en=plan.name_en,
            area_id=places[plan.area],
            parent_id=None if plan.parent is None else keys[plan.parent],
            status=plan.status,
        )
    for label, community in areas.communities.items():
        committee = f"committee/{label}"
        keys[committee] = rows.add(
            Organization,
            committee,
            kind=KIND.RESIDENT_COMMITTEE,
            name=f"{community.name}居民委员会",
            name_en=f"Residents' Committee of {community.name_en}",
            area_id=community.key,
        )
        keys[f"party/{label}"] = rows.add(
            Organization,
            f"party/{label}",
            kind=KIND.PARTY,
            name=f"{community.name}党委",
            name_en=f"Party Committee of {community.name_en}",
            area_id=community.key,
        )
        keys[f"volunteers/{label}"] = rows.add(
            Organization,
            f"volunteers/{label}",
            kind=KIND.VOLUNTEER_TEAM,
            name=f"{community.name}演示志愿服务队",
            name_en=f"Demo Volunteer Team of {community.name_en}",
            area_id=community.key,
            parent_id=keys[committee],
        )
    return keys

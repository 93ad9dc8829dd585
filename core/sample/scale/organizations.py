"""The organisations at scale, some 365 in a district: by district, by subdistrict and by community."""

from __future__ import annotations

from core.sample.scale import areas
from core.sample.scale.plan import COMMUNITIES_PER_SUBDISTRICT, SUBDISTRICTS_PER_DISTRICT, Scale
from core.sample.scale.rows import CREATED, SEARCH, Chunk, Chunks, Name, Row, Table, Value, key, mix

COMPANIES = 20
"""In each district. The first runs the chain of stores."""
GROUPS = 2
"""In each community, beside its committee and its volunteer team."""

DEPARTMENT = Table("organization", 16, ())
COMPANY = Table("organization", 17, ())
OFFICE = Table("organization", 18, ())
COMMITTEE = Table("organization", 19, ())
VOLUNTEERS = Table("organization", 20, ())
GROUP = Table("organization", 21, ())
ORGANIZATION = Table(
    "organization",
    22,
    (
        "id",
        "kind",
        "name",
        "name_en",
        "unified_social_credit_code",
        "parent_id",
        "area_id",
        "status",
        "version",
        "created_at",
        "updated_at",
    ),
)

_DEPARTMENT_NAME = Name("演示{}区社会工作部", "Social Work Department of Demo District {}")
_COMPANY_NAME = Name("演示{}号连锁企业", "Demo Company {}")
_OFFICE_NAME = Name("演示{}街道办事处", "Office of Demo Subdistrict {}")
_COMMITTEE_NAME = Name("演示{}社区居民委员会", "Residents' Committee of Demo Community {}")
_VOLUNTEERS_NAME = Name("演示{}社区志愿服务队", "Volunteers of Demo Community {}")
_GROUP_NAMES = (
    Name("演示{}号社会组织", "Demo Social Organisation {}"),
    Name("演示{}号邻里自组织", "Demo Neighbours' Group {}"),
)


def organization_chunks(scale: Scale) -> Chunks:
    """One chunk for all levels above the community, and one for all communities of a subdistrict."""
    rows: list[Row] = []
    found: list[Row] = []

    def add(level: Table, name: Name, position: int, kind: str, area: str, parent: str | None = None) -> None:
        organization = key(level, position)
        zh, en = name.texts(position + 1)
        values: tuple[Value, ...] = (None, parent, area, "ACTIVE", 1, CREATED, CREATED)
        rows.append((organization, kind, zh, en, *values))
        found.append(("or", organization, name.tokens(position + 1)))

    def chunk() -> Chunk:
        made = Chunk("organizations", len(rows), [(ORGANIZATION, rows.copy()), (SEARCH, found.copy())])
        rows.clear()
        found.clear()
        return made

    for district in range(scale.districts):
        area = key(areas.DISTRICT, district)
        add(DEPARTMENT, _DEPARTMENT_NAME, district, "GOVERNMENT", area)
        for number in range(COMPANIES):
            add(COMPANY, _COMPANY_NAME, district * COMPANIES + number, "COMPANY", area)
    for subdistrict in range(scale.subdistricts):
        department = key(DEPARTMENT, subdistrict // SUBDISTRICTS_PER_DISTRICT)
        area = key(areas.SUBDISTRICT, subdistrict)
        add(OFFICE, _OFFICE_NAME, subdistrict, "GOVERNMENT", area, department)
    yield chunk()
    for community in range(scale.communities):
        area = key(areas.COMMUNITY, community)
        committee = key(COMMITTEE, community)
        add(COMMITTEE, _COMMITTEE_NAME, community, "RESIDENT_COMMITTEE", area)
        add(VOLUNTEERS, _VOLUNTEERS_NAME, community, "VOLUNTEER_TEAM", area, committee)
        for number in range(GROUPS):
            kind = "SELF_ORGANIZED_GROUP" if number else "SOCIAL_ORGANIZATION"
            add(GROUP, _GROUP_NAMES[number], community * GROUPS + number, kind, area)
        if (community + 1) % COMMUNITIES_PER_SUBDISTRICT == 0 or community == scale.communities - 1:
            yield chunk()


def organization_count(scale: Scale) -> int:
    """How many organisations there are."""
    return scale.districts * (1 + COMPANIES) + scale.subdistricts + scale.communities * (2 + GROUPS)


def hosts_around(community: int, place: int) -> list[str]:
    """Those who may host an activity in a community, at a place: the most likely leader first."""
    subdistrict = community // COMMUNITIES_PER_SUBDISTRICT
    district = subdistrict // SUBDISTRICTS_PER_DISTRICT
    return [
        key(COMMITTEE, community),
        key(VOLUNTEERS, community),
        key(OFFICE, subdistrict),
        key(GROUP, community * GROUPS + place % GROUPS),
        key(COMPANY, district * COMPANIES + mix(place) % COMPANIES),
        key(DEPARTMENT, district),
    ]

"""The areas at scale: one made-up city, its districts, subdistricts, communities and three levels of grids.

Codes start with 99, which no province has.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.sample.scale.plan import (
    COMMUNITIES_PER_SUBDISTRICT,
    GENERAL_GRIDS,
    MICRO_GRIDS,
    MICRO_GRIDS_PER_COMMUNITY,
    ORDINARY_GRIDS,
    SUBDISTRICTS_PER_DISTRICT,
    Scale,
)
from core.sample.scale.rows import CREATED, FIRST_DAY, SEARCH, Chunk, Chunks, Name, Row, Table, key, mix

CITY_CODE = "990100"
CITY = Table("area", 1, ())
DISTRICT = Table("area", 2, ())
SUBDISTRICT = Table("area", 3, ())
COMMUNITY = Table("area", 4, ())
GENERAL_GRID = Table("area", 5, ())
ORDINARY_GRID = Table("area", 6, ())
MICRO_GRID = Table("area", 7, ())
AREA = Table(
    "area",
    8,
    (
        "id",
        "code",
        "level",
        "name",
        "name_en",
        "parent_id",
        "households",
        "population",
        "population_as_of",
        "valid_from",
        "valid_to",
        "version",
        "created_at",
        "updated_at",
    ),
)
"""All levels are rows of this table; each level has a number of its own in its keys."""

HOUSEHOLDS = 50
"""In a micro-grid, at the least; up to 20 more."""
_SINCE = FIRST_DAY.replace(year=2023, month=1, day=1).isoformat()
_POPULATION_AS_OF = FIRST_DAY.replace(year=2023, month=12, day=31).isoformat()

_CITY_NAME = Name("演示市", "Demo City")
_DISTRICT_NAME = Name("演示{}区", "Demo District {}")
_SUBDISTRICT_NAME = Name("演示{}街道", "Demo Subdistrict {}")
_COMMUNITY_NAME = Name("演示{}社区", "Demo Community {}")
_GENERAL_NAME = Name("演示{}总网格", "Demo General Grid {}")
_ORDINARY_NAME = Name("演示{}网格", "Demo Grid {}")
_MICRO_NAME = Name("演示{}微网格", "Demo Micro-grid {}")


def area_chunks(scale: Scale) -> Chunks:
    """The tree, parents first: the upper levels, then one chunk for each community with its grids."""
    rows: list[Row] = []
    found: list[Row] = []

    def add(level: Table, name: Name, position: int, parent: str | None, code: str | None, homes: int = 0) -> str:
        area = key(level, position)
        zh, en = name.texts(position + 1)
        rows.append(
            (
                area,
                code,
                _LEVELS[level],
                zh,
                en,
                parent,
                homes or None,
                homes * 5 // 2 or None,
                _POPULATION_AS_OF if homes else None,
                _SINCE if homes else None,
                None,
                1,
                CREATED,
                CREATED,
            )
        )
        found.append(("ar", area, name.tokens(position + 1)))
        return area

    def chunk(what: str) -> Chunk:
        made = Chunk(what, len(rows), [(AREA, rows.copy()), (SEARCH, found.copy())])
        rows.clear()
        found.clear()
        return made

    city = add(CITY, _CITY_NAME, 0, None, CITY_CODE)
    for district in range(scale.districts):
        add(DISTRICT, _DISTRICT_NAME, district, city, district_code(district))
    for subdistrict in range(scale.subdistricts):
        district = subdistrict // SUBDISTRICTS_PER_DISTRICT
        parent = key(DISTRICT, district)
        add(SUBDISTRICT, _SUBDISTRICT_NAME, subdistrict, parent, subdistrict_code(subdistrict))
    yield chunk("areas")
    for community in range(scale.communities):
        homes = list(_homes(community))
        subdistrict, number = divmod(community, COMMUNITIES_PER_SUBDISTRICT)
        code = f"{subdistrict_code(subdistrict)}{number + 1:03}"
        parent = key(SUBDISTRICT, subdistrict)
        of_community = add(COMMUNITY, _COMMUNITY_NAME, community, parent, code, sum(homes))
        for general in range(GENERAL_GRIDS):
            position = community * GENERAL_GRIDS + general
            size = ORDINARY_GRIDS * MICRO_GRIDS
            in_general = homes[general * size : (general + 1) * size]
            of_general = add(GENERAL_GRID, _GENERAL_NAME, position, of_community, None, sum(in_general))
            for ordinary in range(ORDINARY_GRIDS):
                within = position * ORDINARY_GRIDS + ordinary
                in_ordinary = in_general[ordinary * MICRO_GRIDS : (ordinary + 1) * MICRO_GRIDS]
                of_ordinary = add(ORDINARY_GRID, _ORDINARY_NAME, within, of_general, None, sum(in_ordinary))
                for micro, count in enumerate(in_ordinary):
                    add(MICRO_GRID, _MICRO_NAME, within * MICRO_GRIDS + micro, of_ordinary, None, count)
        yield chunk("areas")


def district_code(district: int) -> str:
    """The six digits of a district."""
    return f"9901{district + 1:02}"


def subdistrict_code(subdistrict: int) -> str:
    """The nine digits of a subdistrict; its community's number, of three digits, makes twelve."""
    district, number = divmod(subdistrict, SUBDISTRICTS_PER_DISTRICT)
    return f"{district_code(district)}{number + 1:03}"


def area_count(scale: Scale) -> int:
    """How many areas there are, of all levels."""
    grids = GENERAL_GRIDS * (1 + ORDINARY_GRIDS * (1 + MICRO_GRIDS))
    return 1 + scale.districts + scale.subdistricts + scale.communities * (1 + grids)


def _homes(community: int) -> Iterator[int]:
    for micro in range(MICRO_GRIDS_PER_COMMUNITY):
        yield HOUSEHOLDS + mix(community * MICRO_GRIDS_PER_COMMUNITY + micro) % 20


_LEVELS = {
    CITY: "CITY",
    DISTRICT: "DISTRICT",
    SUBDISTRICT: "SUBDISTRICT",
    COMMUNITY: "COMMUNITY",
    GENERAL_GRID: "GENERAL_GRID",
    ORDINARY_GRID: "ORDINARY_GRID",
    MICRO_GRID: "MICRO_GRID",
}

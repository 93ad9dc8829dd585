"""The places at scale, with hours, amenities and designations: the stores of a chain, and others."""

from __future__ import annotations

from datetime import timedelta

from core.sample.scale import areas, organizations
from core.sample.scale.plan import COMMUNITIES_PER_DISTRICT, Scale
from core.sample.scale.rows import CREATED, FIRST_DAY, SEARCH, Chunk, Chunks, Name, Row, Table, key, mix
from core.sample.stores import OUTDOOR_SEATING, WARM_SPACE, WARM_SPACE_SINCE

PLACE = Table(
    "place",
    32,
    (
        "id",
        "name",
        "name_en",
        "kind",
        "area_id",
        "operator_id",
        "address",
        "latitude",
        "longitude",
        "status",
        "always_open",
        "last_verified_on",
        "version",
        "created_at",
        "updated_at",
    ),
)
AMENITY = Table("place_amenity", 33, ("id", "place_id", "code", "name", "name_en"))
DESIGNATION = Table("place_designation", 34, ("id", "place_id", "code", "name", "name_en", "valid_from", "valid_to"))
HOURS = Table("service_hours", 35, ("id", "place_id", "purpose", "day", "opens_minute", "closes_minute"))

PLACES_PER_CHUNK = 1_000

_KINDS: tuple[tuple[str, Name], ...] = (
    *(("STORE", Name("红旗连锁（演示）第{}店", "Hongqi Chain (demo) store {}")),) * 5,
    ("COMMUNITY_CENTRE", Name("演示邻里活动中心{}", "Demo Activity Centre {}")),
    ("SERVICE_STATION", Name("演示党群服务站{}", "Demo Service Station {}")),
    ("CLASSROOM", Name("演示市民教室{}", "Demo Classroom {}")),
    ("PARK", Name("演示小游园{}", "Demo Garden {}")),
    ("CLINIC", Name("演示卫生服务站{}", "Demo Health Station {}")),
)
_HOURS = ((540, 1260), (480, 1320), (420, 1380), (420, 1560))
"""Opening and closing of a day, in minutes after midnight; the last one is until two at night."""

# The districts lie beside each other, ten in a row, each 0.11 by 0.11 degrees with its communities in a grid.
_SOUTH, _WEST = 30.0, 103.5
_DISTRICT_DEGREES = 0.11
_COMMUNITY_DEGREES = 0.01
_IN_A_ROW = 10


def community_of(scale: Scale, place: int) -> int:
    """The community in which a place lies: all have the same number, but for one."""
    return place * scale.communities // scale.places


def place_chunks(scale: Scale) -> Chunks:
    """The places, a thousand in a chunk."""
    for start in range(0, scale.places, PLACES_PER_CHUNK):
        rows: list[Row] = []
        found: list[Row] = []
        amenities: list[Row] = []
        designations: list[Row] = []
        hours: list[Row] = []
        positions = range(start, min(start + PLACES_PER_CHUNK, scale.places))
        for position in positions:
            random = mix(position)
            community = community_of(scale, position)
            place = key(PLACE, position)
            kind, name = _KINDS[random % len(_KINDS)]
            always_open = random >> 8 & 3 == 0 or kind == "PARK"
            zh, en = name.texts(position + 1)
            rows.append(
                (
                    place,
                    zh,
                    en,
                    kind,
                    key(areas.COMMUNITY, community),
                    _operator(community, kind),
                    f"演示市演示路{position + 1}号（虚构地址）",
                    *_location(community, random),
                    "ACTIVE" if random >> 12 & 63 else "TEMPORARILY_CLOSED",
                    int(always_open),
                    (FIRST_DAY + timedelta(days=random >> 20 & 255)).isoformat(),
                    1,
                    CREATED,
                    CREATED,
                )
            )
            found.append(("pl", place, name.tokens(position + 1)))
            if random >> 30 & 3 == 0:
                amenities.append((key(AMENITY, position), place, *OUTDOOR_SEATING))
            if random >> 32 & 7 == 0:
                since = WARM_SPACE_SINCE.isoformat()
                designations.append((key(DESIGNATION, position), place, *WARM_SPACE, since, None))
            if not always_open:
                opens, closes = _HOURS[random >> 36 & 3]
                # Days 1 to 7 of the week, and 8 for public holidays.
                hours.extend(
                    (key(HOURS, position * 8 + day), place, "SERVICE", day + 1, opens, closes) for day in range(8)
                )
        yield Chunk(
            "places",
            len(positions),
            [
                (PLACE, rows),
                (AMENITY, amenities),
                (DESIGNATION, designations),
                (HOURS, hours),
                (SEARCH, found),
            ],
        )


def _operator(community: int, kind: str) -> str:
    if kind == "STORE":
        district = community // COMMUNITIES_PER_DISTRICT
        return key(organizations.COMPANY, district * organizations.COMPANIES)
    return key(organizations.COMMITTEE, community)


def _location(community: int, random: int) -> tuple[float, float]:
    district, number = divmod(community, COMMUNITIES_PER_DISTRICT)
    row, column = divmod(district, _IN_A_ROW)
    north, east = divmod(number, _IN_A_ROW)
    latitude = _SOUTH + row * _DISTRICT_DEGREES + north * _COMMUNITY_DEGREES
    longitude = _WEST + column * _DISTRICT_DEGREES + east * _COMMUNITY_DEGREES
    # Ten bits each: a position in the community's square.
    latitude += (random >> 40 & 1023) / 1024 * _COMMUNITY_DEGREES
    longitude += (random >> 50 & 1023) / 1024 * _COMMUNITY_DEGREES
    return round(latitude, 6), round(longitude, 6)

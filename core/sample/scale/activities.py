"""The activities at scale, in order of time, each with its hosts, programmes, audience and registrations."""

from __future__ import annotations

from datetime import date

from core.sample.scale import areas, organizations, places
from core.sample.scale.plan import COMMUNITIES_PER_DISTRICT, CROWDED, CYCLE, UNPUBLISHED, Scale
from core.sample.scale.programmes import PROGRAMME, PROGRAMMES, SERIES, SERIES_LINE
from core.sample.scale.registrations import REGISTRATION, Planned, registration_rows
from core.sample.scale.rows import (
    AS_OF,
    FIRST_DAY,
    LAST_DAY,
    SEARCH,
    Chunk,
    Chunks,
    Name,
    Row,
    Table,
    instant,
    key,
    mix,
)

ACTIVITY = Table(
    "activity",
    66,
    (
        "id",
        "title",
        "title_en",
        "summary",
        "series_id",
        "year",
        "quarter",
        "place_id",
        "area_id",
        "lead_organization_id",
        "starts_at",
        "ends_at",
        "capacity",
        "waitlist",
        "seats_taken",
        "join_policy",
        "volunteering",
        "decision",
        "decision_reason",
        "published_at",
        "version",
        "created_at",
        "updated_at",
    ),
)
HOST = Table("activity_host", 67, ("id", "activity_id", "organization_id", "role", "position"))
PROGRAMME_LINK = Table("activity_programme", 68, ("id", "activity_id", "programme_id"))
AUDIENCE = Table("activity_audience", 69, ("id", "activity_id", "audience"))

ACTIVITIES_PER_CHUNK = 2_000

_TITLES = (
    Name("社区义诊第{}场（演示）", "Free medical advice, no. {} (demo)"),
    Name("邻里节第{}场（演示）", "Neighbours' festival, no. {} (demo)"),
    Name("技能集市第{}场（演示）", "Skill market, no. {} (demo)"),
    Name("家庭故事会第{}场（演示）", "Family stories, no. {} (demo)"),
    Name("亲子共读第{}场（演示）", "Parents and children read, no. {} (demo)"),
    Name("微网格员交流第{}场（演示）", "Micro-grid workers meet, no. {} (demo)"),
    Name("骑手关爱日第{}场（演示）", "Riders' day, no. {} (demo)"),
    Name("志愿服务第{}场（演示）", "Volunteering, no. {} (demo)"),
)
_AUDIENCES = ("RESIDENT", "VOLUNTEER", "MICRO_GRID_WORKER", "NEW_EMPLOYMENT_WORKER")
_HOURS = (9, 10, 14, 15, 16, 19)
"""When activities start, in Asia/Shanghai, which is eight hours ahead of UTC in all these years."""
_AHEAD_OF_UTC = 8
_LEADERS = (0, 0, 0, 0, 1, 1, 2, 3, 4, 5)
"""Who leads, by position in `organizations.hosts_around`."""
_HOST_COUNTS = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4)
_CAPACITIES = (12, 20, 30, 50)
_ROOM_FOR_THE_CROWD = 0.8
"""The part of those who register for a crowded activity whom it has seats for."""
_FIRST, _LAST, _AS_OF = FIRST_DAY.toordinal(), LAST_DAY.toordinal(), AS_OF.toordinal()


def activity_chunks(scale: Scale) -> Chunks:
    """The activities in order of time, two thousand in a chunk, with all that belongs to them."""
    for start in range(0, scale.activities, ACTIVITIES_PER_CHUNK):
        numbers = range(start, min(start + ACTIVITIES_PER_CHUNK, scale.activities))
        rows: list[Row] = []
        found: list[Row] = []
        hosts: list[Row] = []
        links: list[Row] = []
        audiences: list[Row] = []
        registrations: list[Row] = []
        for number in numbers:
            planned = _add_activity(scale, number, rows, found, hosts, links, audiences)
            registration_rows(scale, planned, registrations)
        yield Chunk(
            "activities",
            len(numbers) + len(registrations),
            [
                (ACTIVITY, rows),
                (HOST, hosts),
                (PROGRAMME_LINK, links),
                (AUDIENCE, audiences),
                (REGISTRATION, registrations),
                (SEARCH, found),
            ],
        )


def _add_activity(
    scale: Scale,
    number: int,
    rows: list[Row],
    found: list[Row],
    hosts: list[Row],
    links: list[Row],
    audiences: list[Row],
) -> Planned:
    random = mix(number)
    place = (random >> 16) % scale.places
    community = places.community_of(scale, place)
    district = community // COMMUNITIES_PER_DISTRICT
    activity = key(ACTIVITY, number)
    in_cycle = number % CYCLE
    published = in_cycle not in UNPUBLISHED
    decided = random & 127
    decision = (
        ("IN_REVIEW" if in_cycle == UNPUBLISHED[0] else "DRAFT")
        if not published
        else "CANCELLED"
        if decided < 3
        else "POSTPONED"
        if decided < 5
        else "ARCHIVED"
        if decided < 9
        else "PUBLISHED"
    )
    crowded = in_cycle == CROWDED
    capacity = (
        int(scale.registrations_of(number) * _ROOM_FOR_THE_CROWD)
        if crowded
        else None
        if random >> 7 & 7 == 0
        else _CAPACITIES[random >> 10 & 3]
    )
    waitlist = crowded or random >> 12 & 1 == 0
    approval = random >> 13 & 7 == 0
    day = _FIRST + number * (_LAST - _FIRST) // scale.activities
    minute = (_HOURS[(random >> 40) % len(_HOURS)] - _AHEAD_OF_UTC) * 60 + (random >> 44 & 1) * 30
    created = min(day, _AS_OF) - 30
    in_series = random >> 48 & 3 == 0
    on = date.fromordinal(day)
    around = organizations.hosts_around(community, place)
    leader = _LEADERS[(random >> 50) % len(_LEADERS)]
    title = _TITLES[(random >> 54) & 7]
    rows.append(
        (
            activity,
            *title.texts(number + 1),
            None,
            key(SERIES_LINE, district * SERIES + number % SERIES) if in_series else None,
            on.year if in_series else None,
            (on.month + 2) // 3 if in_series else None,
            key(places.PLACE, place),
            key(areas.COMMUNITY, community),
            around[leader],
            instant(day, minute),
            instant(day, minute + 90),
            capacity,
            int(waitlist),
            0,
            "APPROVAL" if approval else "OPEN",
            int(random >> 54 & 7 == 7),
            decision,
            "演示取消" if decision == "CANCELLED" else None,
            instant(min(day, _AS_OF) - 20, 120) if published else None,
            1,
            instant(created, 60),
            instant(created, 60),
        )
    )
    found.append(("at", activity, title.tokens(number + 1)))
    for position in range(_HOST_COUNTS[(random >> 57) % len(_HOST_COUNTS)]):
        host = around[(leader + position) % len(around)]
        role = "CO_ORGANIZER" if position else "HOST"
        hosts.append((key(HOST, 4 * number + position), activity, host, role, position + 1))
    for position in range((random >> 60) % 3):
        programme = key(PROGRAMME, district * PROGRAMMES + (number + position) % PROGRAMMES)
        links.append((key(PROGRAMME_LINK, 2 * number + position), activity, programme))
    if random >> 62 & 1:
        audiences.append((key(AUDIENCE, number), activity, _AUDIENCES[random >> 58 & 3]))
    return Planned(
        activity,
        number,
        community,
        random,
        day,
        minute,
        decision == "CANCELLED",
        approval,
        waitlist,
        capacity,
    )

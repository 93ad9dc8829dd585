"""The people at scale, with audiences, and the worker of each micro-grid. They have no contact details."""

from __future__ import annotations

from core.sample.people import IN_OFFICE_SINCE
from core.sample.people import MICRO_GRID_WORKER as MICRO_GRID_WORKER_ROLE
from core.sample.scale import areas
from core.sample.scale.plan import Scale
from core.sample.scale.rows import CREATED, SEARCH, Chunk, Chunks, Name, Row, Table, key, mix

PERSON = Table("person", 48, ("id", "display_name", "area_id", "status", "version", "created_at", "updated_at"))
AUDIENCE = Table("person_audience", 49, ("id", "person_id", "audience"))
ASSIGNMENT = Table(
    "role_assignment",
    50,
    (
        "id",
        "person_id",
        "role",
        "area_id",
        "organization_id",
        "place_id",
        "valid_from",
        "valid_to",
        "version",
        "created_at",
    ),
)
PEOPLE_PER_CHUNK = 4_000
_NAME = Name("演示居民{}")
_SOME = ("VOLUNTEER", "VOLUNTEER", "PARTY_MEMBER", "NEW_EMPLOYMENT_WORKER")
_SINCE = IN_OFFICE_SINCE.isoformat()


def micro_grid_of(scale: Scale, person: int) -> int:
    """The micro-grid in which a person lives: who has numbers near each other lives near each other."""
    return person * scale.micro_grids // scale.people


def first_person_of(scale: Scale, community: int) -> int:
    """The person from whose number on people live in a community."""
    return -(-community * scale.people // scale.communities)


def people_chunks(scale: Scale) -> Chunks:
    """The people, four thousand in a chunk. All are residents, and one in four is something else as well."""
    for start in range(0, scale.people, PEOPLE_PER_CHUNK):
        rows: list[Row] = []
        found: list[Row] = []
        audiences: list[Row] = []
        assignments: list[Row] = []
        positions = range(start, min(start + PEOPLE_PER_CHUNK, scale.people))
        for position in positions:
            random = mix(position)
            grid = micro_grid_of(scale, position)
            area = key(areas.MICRO_GRID, grid)
            person = key(PERSON, position)
            rows.append((person, _NAME.texts(position + 1)[0], area, "ACTIVE", 1, CREATED, CREATED))
            found.append(("pe", person, _NAME.tokens(position + 1)))
            audiences.append((key(AUDIENCE, 3 * position), person, "RESIDENT"))
            if random & 3 == 0:
                other = _SOME[random >> 2 & 3]
                audiences.append((key(AUDIENCE, 3 * position + 1), person, other))
            if position == 0 or micro_grid_of(scale, position - 1) != grid:
                audiences.append((key(AUDIENCE, 3 * position + 2), person, "MICRO_GRID_WORKER"))
                held = (MICRO_GRID_WORKER_ROLE, area, None, None, _SINCE, None, 1, CREATED)
                assignments.append((key(ASSIGNMENT, grid), person, *held))
        yield Chunk(
            "people",
            len(positions),
            [(PERSON, rows), (AUDIENCE, audiences), (ASSIGNMENT, assignments), (SEARCH, found)],
        )

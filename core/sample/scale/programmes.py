"""The programmes and series at scale, a few in every district."""

from __future__ import annotations

from core.sample.scale import areas, organizations
from core.sample.scale.plan import Scale
from core.sample.scale.rows import CREATED, FIRST_DAY, SEARCH, Chunk, Chunks, Name, Row, Table, key

PROGRAMMES = 6
SERIES = 4
"""Of each, in every district."""

PROGRAMME = Table(
    "programme",
    64,
    (
        "id",
        "code",
        "name",
        "name_en",
        "area_id",
        "lead_organization_id",
        "starts_on",
        "status",
        "published_at",
        "version",
        "created_at",
        "updated_at",
    ),
)
SERIES_LINE = Table(
    "series",
    65,
    (
        "id",
        "code",
        "name",
        "name_en",
        "cadence",
        "area_id",
        "programme_id",
        "version",
        "created_at",
        "updated_at",
    ),
)
_PROGRAMME_NAME = Name("演示邻里计划{}", "Demo Programme {}")
_SERIES_NAME = Name("演示邻里节{}", "Demo Festival {}")


def programme_chunks(scale: Scale) -> Chunks:
    """Programmes and series of all districts."""
    programmes: list[Row] = []
    series: list[Row] = []
    found: list[Row] = []
    for district in range(scale.districts):
        area, lead = key(areas.DISTRICT, district), key(organizations.DEPARTMENT, district)
        for number in range(district * PROGRAMMES, (district + 1) * PROGRAMMES):
            programme = key(PROGRAMME, number)
            values = (area, lead, FIRST_DAY.isoformat(), "PUBLISHED", CREATED, 1, CREATED, CREATED)
            programmes.append((programme, f"scale-{number + 1}", *_PROGRAMME_NAME.texts(number + 1), *values))
            found.append(("pg", programme, _PROGRAMME_NAME.tokens(number + 1)))
        for number in range(district * SERIES, (district + 1) * SERIES):
            line = key(SERIES_LINE, number)
            programme = key(PROGRAMME, district * PROGRAMMES + number % SERIES)
            names = _SERIES_NAME.texts(number + 1)
            series.append((line, f"scale-{number + 1}", *names, "QUARTERLY", area, programme, 1, CREATED, CREATED))
            found.append(("se", line, _SERIES_NAME.tokens(number + 1)))
    count = len(programmes) + len(series)
    yield Chunk("programmes", count, [(PROGRAMME, programmes), (SERIES_LINE, series), (SEARCH, found)])


def programme_count(scale: Scale) -> int:
    """How many programmes and series there are."""
    return scale.districts * (PROGRAMMES + SERIES)

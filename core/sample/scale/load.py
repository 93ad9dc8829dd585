"""Loads a made-up district, or several, into a database."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from core.database.connect import Database
from core.database.url import Dialect
from core.sample.load import Loaded
from core.sample.progress import Progress, silent
from core.sample.scale.activities import ACTIVITY, AUDIENCE, HOST, PROGRAMME_LINK, activity_chunks
from core.sample.scale.areas import AREA, CITY_CODE, area_chunks, area_count
from core.sample.scale.organizations import ORGANIZATION, organization_chunks, organization_count
from core.sample.scale.people import ASSIGNMENT, PERSON, people_chunks
from core.sample.scale.people import AUDIENCE as PERSON_AUDIENCE
from core.sample.scale.places import AMENITY, DESIGNATION, HOURS, PLACE, place_chunks
from core.sample.scale.plan import Scale
from core.sample.scale.programmes import PROGRAMME, SERIES_LINE, programme_chunks, programme_count
from core.sample.scale.registrations import REGISTRATION
from core.sample.scale.rows import SEARCH, Chunk
from core.sample.scale.writers import Writer, postgres_writer, sqlite_writer

TABLES = (
    AREA,
    ORGANIZATION,
    PLACE,
    AMENITY,
    DESIGNATION,
    HOURS,
    PERSON,
    PERSON_AUDIENCE,
    ASSIGNMENT,
    PROGRAMME,
    SERIES_LINE,
    ACTIVITY,
    HOST,
    PROGRAMME_LINK,
    AUDIENCE,
    REGISTRATION,
    SEARCH,
)


def chunks(scale: Scale) -> Iterator[Chunk]:
    """All rows, in an order in which they can be written; the same for the same scale."""
    return chain(
        area_chunks(scale),
        organization_chunks(scale),
        place_chunks(scale),
        people_chunks(scale),
        programme_chunks(scale),
        activity_chunks(scale),
    )


def steps(scale: Scale) -> int:
    """The sum of the chunks' sizes: of all rows but those that belong to a place, a person or an activity."""
    return (
        area_count(scale)
        + organization_count(scale)
        + scale.places
        + scale.people
        + programme_count(scale)
        + scale.activities
        + scale.registrations
    )


async def load_scale(database: Database, scale: Scale, progress: Progress = silent) -> Loaded:
    """Load a made-up city of this size beside what is there, in one transaction, and analyse the tables.

    Adds nothing if it is there, whatever its size. People have no contact details. On SQLite nothing else can
    be written while it runs. `progress` is called after each chunk of rows.
    """
    if database.dialect is Dialect.POSTGRES:
        tables = dict.fromkeys(["area_ancestor", *(table.name for table in TABLES)])
        async with postgres_writer(database.url, list(tables)) as writer:
            added = await _write(writer, scale, progress)
    else:
        async with sqlite_writer(database.url) as writer:
            added = await _write(writer, scale, progress)
    progress("", steps(scale), steps(scale))
    return Loaded(added)


async def _write(writer: Writer, scale: Scale, progress: Progress) -> Counter[str]:
    added: Counter[str] = Counter()
    if await writer.exists(AREA.name, "code", CITY_CODE):
        return added
    done, total = 0, steps(scale)
    coming = chunks(scale)
    chunk = next(coming, None)
    while chunk is not None:
        progress(chunk.what, done, total)
        # The next rows are made while the database takes these.
        following = asyncio.create_task(asyncio.to_thread(next, coming, None))
        try:
            for table, rows in chunk.rows:
                if rows:
                    await writer.write(table, rows)
                    added[table.name] += len(rows)
        finally:
            await following
        done += chunk.size
        chunk = following.result()
    progress("analysing", done, total)
    return added

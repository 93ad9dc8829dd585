"""A small data set made to be nasty: ties in every order, nulls wherever they may be, names that need escaping.

Each kind of row has its own numbers in a cycle of odd length, so that columns vary against each other. The keys of
rows are in another order than the rows themselves, and both are the same in every run.
"""

from __future__ import annotations

from core.search import rebuild
from tests.schema.engine.data.activities import activities, media, programmes, things_of_activities
from tests.schema.engine.data.people import consents, erased_and_merged, people, things_of_people
from tests.schema.engine.data.places import areas, calendar, organizations, places, successions, things_of_places
from tests.schema.engine.data.values import CENTRE, NOW, TEXTS, key

__all__ = ["CENTRE", "NOW", "TEXTS", "key", "load"]


async def load() -> None:
    """Write all rows through the models, on the database that is open and migrated."""
    for made in (
        areas(),
        successions(),
        organizations(),
        places(),
        things_of_places(),
        calendar(),
        people(),
        things_of_people(),
        consents(),
        programmes(),
        activities(),
        things_of_activities(),
        media(),
    ):
        for row in made:
            await row.save(force_create=True)
    for row in await erased_and_merged():
        await row.save(force_create=True)
    await rebuild()

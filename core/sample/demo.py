"""The demo: its rows, put together in the order in which they refer to each other, and their loading."""

from __future__ import annotations

from operator import attrgetter

from tortoise import Tortoise

from core.database.connect import CONNECTION, Database
from core.models import Place
from core.privacy import ContactVault
from core.sample.activities import World, add_activity
from core.sample.areas import add_areas
from core.sample.calendar import add_calendar
from core.sample.load import Loaded, load_rows
from core.sample.occasions import occasions
from core.sample.organizations import add_organizations
from core.sample.people import add_people
from core.sample.places import add_places
from core.sample.programmes import add_programmes
from core.sample.progress import Progress, silent
from core.sample.registrations import add_registrations
from core.sample.rows import Rows
from core.sample.stores import add_stores
from core.sample.story import THE_FESTIVAL, add_story


def demo_rows() -> Rows:
    """The rows of the demo, the same at every call. Tortoise must have been initialised."""
    rows = Rows()
    add_calendar(rows)
    areas = add_areas(rows)
    organizations = add_organizations(rows, areas)
    stores = add_stores(rows, areas, organizations["hongqi"])
    places = add_places(rows, areas, organizations)
    people = add_people(rows, areas, organizations, places, stores)
    programmes = add_programmes(rows, areas, organizations)
    world = World(
        areas,
        organizations,
        places | stores,
        dict(map(attrgetter("pk", "area_id"), rows.of[Place])),
        people,
        programmes,
    )
    add_registrations(rows, THE_FESTIVAL, add_story(rows, world), world)
    for plan in occasions():
        add_registrations(rows, plan, add_activity(rows, plan, world), world)
    return rows


async def load_demo(database: Database, vault: ContactVault, progress: Progress = silent) -> Loaded:
    """Add to the database what it lacks of the demo, in one transaction; what is there stays as it is.

    `vault` encrypts contact details. `progress` is called for each table. ValueError if the models work on
    another database than this one.
    """
    if Tortoise.get_connection(CONNECTION) is not database.connection:
        raise ValueError(f"The models do not work on {database.url}: enter its context first.")
    return await load_demo_rows(vault, progress)


async def load_demo_rows(vault: ContactVault, progress: Progress = silent) -> Loaded:
    """`load_demo` for the database that the models work on, in the caller's transaction if there is one."""
    return await load_rows(demo_rows(), vault, progress)

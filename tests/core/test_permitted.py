"""What use cases may ask of whoever acts."""

from __future__ import annotations

import uuid

from core.access import ADMIN, Reach, Viewer, ViewerKind
from core.acting import Actor, acting
from core.models import Area, Organization, Place
from core.models.choices import AreaLevel, OrganizationKind
from core.permitted import acting_person, permitted_at
from linli.testing import Database

WRITE = "notices.write"


async def test_who_acts_and_where_they_may(db: Database) -> None:
    city = await Area.create(name="成都市", level=AreaLevel.CITY)
    district, other = [await Area.create(name=name, level=AreaLevel.DISTRICT, parent=city) for name in ("甲", "乙")]
    office = await Organization.create(name="演示单位", kind=OrganizationKind.GOVERNMENT)
    place = await Place.create(name="演示场所", area=district, operator=office)

    async def told(viewer: Viewer) -> list[bool]:
        with acting(Actor(viewer)):
            return [
                await permitted_at(WRITE),
                await permitted_at(WRITE, area_id=district.id),
                await permitted_at(WRITE, area_id=other.id),
                await permitted_at(WRITE, organization_id=office.id),
                await permitted_at(WRITE, place_id=place.id),
            ]

    def somebody(reach: Reach | None) -> Viewer:
        return Viewer(ViewerKind.PERSON, frozenset({WRITE}), {} if reach is None else {WRITE: reach})

    assert await told(somebody(None)) == [True] * 5
    assert await told(somebody(Reach(areas=frozenset({district.id})))) == [False, True, False, False, True]
    assert await told(somebody(Reach(areas=frozenset({city.id})))) == [False, True, True, False, True]
    assert await told(somebody(Reach(organizations=frozenset({office.id})))) == [False, False, False, True, True]
    assert await told(ADMIN) == [False] * 5
    # The platform itself, as a job, may do everything.
    assert await permitted_at(WRITE)


def test_the_person_who_acts() -> None:
    person = uuid.uuid4()
    assert acting_person() is None
    for viewer, expected in ((Viewer(ViewerKind.PERSON, frozenset(), person_id=person), person), (ADMIN, None)):
        with acting(Actor(viewer)):
            assert acting_person() == expected

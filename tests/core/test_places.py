import datetime
import math
import uuid
from contextlib import AbstractContextManager

import pytest

from core import places
from core.access import PLACES_WRITE, Reach, Viewer, ViewerKind
from core.acting import Actor, acting
from core.geo import Crs, Point, distance_m, from_wgs84
from core.models import Event, Place, PlaceAmenity, SearchDocument, ServiceException, ServiceHours
from core.models.choices import HoursPurpose, PlaceKind, PlaceStatus
from core.places import Location, NewAmenity, NewPlace, NewServiceException, NewServiceHours, PlaceChange
from core.problems import InputRefused, Problem
from tests.support.domain import NOWHERE, an_area, an_organization, problems_of

pytestmark = pytest.mark.usefixtures("db")

DATE = datetime.date(2024, 10, 1)


async def test_a_new_place_is_stored_with_its_hours_and_amenities() -> None:
    area, operator = await an_area(), await an_organization()

    created = await places.create(
        NewPlace(
            name=" 红旗连锁示例一店 ",
            kind=PlaceKind.STORE,
            area_id=area.id,
            operator_id=operator.id,
            location=Location(30.7, 104.05),
            last_verified_on=DATE,
            service_hours=[
                NewServiceHours(day=1, opens_minute=540, closes_minute=1020),
                NewServiceHours(day=1, opens_minute=1320, closes_minute=1560),
                NewServiceHours(day=1, opens_minute=540, closes_minute=600, purpose=HoursPurpose.TRADING),
            ],
            service_exceptions=[NewServiceException(date=DATE, reason=" 国庆 ")],
            amenities=[NewAmenity(code="outdoor_seats", name="外设桌椅", name_en="Outdoor seats")],
        )
    )

    stored = await Place.get(id=created.id)
    assert (stored.name, stored.kind, stored.status) == (
        "红旗连锁示例一店",
        PlaceKind.STORE,
        PlaceStatus.ACTIVE,
    )
    assert (stored.latitude, stored.longitude, stored.version) == (30.7, 104.05, 1)
    assert await ServiceHours.all().order_by("purpose", "opens_minute").values_list(
        "day", "opens_minute", "closes_minute"
    ) == [(1, 540, 1020), (1, 1320, 1560), (1, 540, 600)]
    assert await ServiceException.all().values_list("date", "opens_minute", "reason") == [(DATE, None, "国庆")]
    assert await PlaceAmenity.all().values_list("code", "name", "name_en") == [
        ("outdoor_seats", "外设桌椅", "Outdoor seats")
    ]
    assert await Event.all().values_list("name", "subject_type", "payload") == [("place.created", "pl", {"version": 1})]
    assert "hongqiliansuo" in (await SearchDocument.get(subject_id=created.id)).tokens


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
async def test_a_location_is_converted_exactly_once(crs: Crs) -> None:
    area = await an_area()
    wgs84 = Point(30.7, 104.05)

    created = await places.create(
        NewPlace(name="店", area_id=area.id, location=Location(*from_wgs84(*wgs84, crs), crs))
    )

    stored = await Place.get(id=created.id)
    assert stored.latitude is not None
    assert stored.longitude is not None
    assert distance_m(wgs84, Point(stored.latitude, stored.longitude)) < 0.001
    changed = await places.update(created.id, PlaceChange(location=Location(*from_wgs84(*wgs84, crs), crs)))
    assert (changed.latitude, changed.longitude, changed.version) == (stored.latitude, stored.longitude, 1)


async def test_everything_that_is_wrong_is_told_at_once() -> None:
    new = NewPlace(
        name="",
        name_en="x" * 201,
        area_id=NOWHERE,
        operator_id=NOWHERE,
        location=Location(30.7, 180.5),
        service_hours=[
            NewServiceHours(day=9, opens_minute=1440, closes_minute=1500),
            NewServiceHours(day=1, opens_minute=540, closes_minute=540),
            NewServiceHours(day=2, opens_minute=540, closes_minute=1020),
            NewServiceHours(day=2, opens_minute=1019, closes_minute=1100),
        ],
        service_exceptions=[
            NewServiceException(date=DATE),
            NewServiceException(date=DATE, opens_minute=0, closes_minute=60),
            NewServiceException(date=datetime.date(2024, 10, 2), opens_minute=60),
        ],
        amenities=[NewAmenity(code="wifi", name="无线网"), NewAmenity(code=" wifi ", name=" ")],
    )

    assert await problems_of(places.create(new)) == [
        ("REQUIRED", "name"),
        ("TOO_LONG", "nameEn"),
        ("OUT_OF_RANGE", "location.longitude"),
        ("OUT_OF_RANGE", "serviceHours.0.day"),
        ("OUT_OF_RANGE", "serviceHours.0.opensMinute"),
        ("OUT_OF_RANGE", "serviceHours.1.closesMinute"),
        ("INCOMPLETE", "serviceExceptions.2.closesMinute"),
        ("REQUIRED", "amenities.1.name"),
        ("OVERLAP", "serviceHours.3.opensMinute"),
        ("OVERLAP", "serviceExceptions.1.date"),
        ("DUPLICATE", "amenities.1.code"),
        ("NOT_FOUND", "areaId"),
        ("NOT_FOUND", "operatorId"),
    ]
    assert await Place.all().count() == await Event.all().count() == 0


@pytest.mark.parametrize("latitude", [math.nan, math.inf, -90.0001])
async def test_a_latitude_is_a_number_of_the_globe(latitude: float) -> None:
    area = await an_area()

    with pytest.raises(InputRefused) as refused:
        await places.create(NewPlace(name="店", area_id=area.id, location=Location(latitude, 0)))

    assert refused.value.problems == (
        Problem("OUT_OF_RANGE", f"Is {latitude}, and must be from -90 to 90.", ("location", "latitude")),
    )


async def test_a_change_replaces_whole_lists_and_leaves_others() -> None:
    area = await an_area()
    created = await places.create(
        NewPlace(
            name="店",
            area_id=area.id,
            location=Location(30.7, 104.05),
            service_hours=[NewServiceHours(day=day, opens_minute=0, closes_minute=60) for day in range(1, 8)],
            amenities=[NewAmenity(code="wifi", name="无线网")],
        )
    )

    changed = await places.update(
        created.id,
        PlaceChange(
            status=PlaceStatus.TEMPORARILY_CLOSED,
            location=None,
            service_hours=[NewServiceHours(day=8, opens_minute=60, closes_minute=120)],
        ),
        expected_version=1,
    )

    assert (changed.status, changed.latitude, changed.version) == (PlaceStatus.TEMPORARILY_CLOSED, None, 2)
    assert [row.day for row in await ServiceHours.all()] == [8]
    assert await PlaceAmenity.all().count() == 1
    assert (await Event.all().order_by("-position").first()).payload == {  # type: ignore[union-attr]  # exists
        "version": 2,
        "changed": ["latitude", "longitude", "service_hours", "status"],
    }


async def test_a_change_is_refused_as_a_whole() -> None:
    area = await an_area()
    created = await places.create(NewPlace(name="店", area_id=area.id, always_open=True))

    assert await problems_of(
        places.update(created.id, PlaceChange(name="新店", area_id=NOWHERE, operator_id=None))
    ) == [("NOT_FOUND", "areaId")]
    assert await problems_of(places.update(created.id, PlaceChange(name="新店"), expected_version=7)) == [
        ("CONFLICT", "expectedVersion")
    ]
    assert await problems_of(places.update(NOWHERE, PlaceChange(name="新店"))) == [("NOT_FOUND", "id")]
    assert (await Place.get(id=created.id)).name == "店"


async def test_lists_have_an_end() -> None:
    area = await an_area()
    amenities = [NewAmenity(code=str(number), name="物") for number in range(201)]

    assert await problems_of(places.create(NewPlace(name="店", area_id=area.id, amenities=amenities))) == [
        ("TOO_MANY", "amenities")
    ]


async def test_who_runs_a_place_does_not_hand_it_over() -> None:
    here, there = await an_area(), await an_area("郫都区")
    operator, other = await an_organization(), await an_organization("别的单位")
    place = await Place.create(name="示例店", area=here, operator=operator)

    def by(**reach: uuid.UUID) -> AbstractContextManager[None]:
        where = Reach(**{kind: frozenset({key}) for kind, key in reach.items()})
        return acting(Actor(Viewer(ViewerKind.PERSON, frozenset({PLACES_WRITE}), {PLACES_WRITE: where})))

    for staff in (by(places=place.id), by(organizations=operator.id), by(areas=there.id)):
        with staff:
            assert await problems_of(places.update(place.id, PlaceChange(area_id=there.id))) == [
                ("NOT_PERMITTED", "areaId")
            ]
            assert await problems_of(places.update(place.id, PlaceChange(operator_id=other.id))) == [
                ("NOT_PERMITTED", "operatorId")
            ]
            # What stays is no change.
            await places.update(place.id, PlaceChange(area_id=here.id, operator_id=operator.id))
    with by(areas=here.id):
        await places.update(place.id, PlaceChange(operator_id=other.id))
        assert await problems_of(places.update(place.id, PlaceChange(area_id=there.id))) == [
            ("NOT_PERMITTED", "areaId")
        ]
    with by(places=place.id):
        await places.update(place.id, PlaceChange(name="示例二店"))
    assert await Place.all().values_list("name", "area_id", "operator_id") == [("示例二店", here.id, other.id)]

"""A small town to test with. Everything in it is fictional, and the same in every run, but for its keys."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from core.models.choices import ActivityDecision, AreaLevel, OrganizationKind
from linli.models import Activity, Area, Organization, Person, Place, PlaceKind
from linli.services import SHANGHAI, created, transaction

STARTS = datetime.datetime(2024, 7, 10, 9, 0, tzinfo=SHANGHAI)
"""When the festival begins; it lasts two hours."""


@dataclass(frozen=True)
class Town:
    """The rows of the town: a city with two districts, and what is in them.

    Jinniu has the subdistrict Xihua with a theatre, a store and the festival; Pidu has the subdistrict Pitong with a
    library and a talk, which is led by the office of Jinniu.
    """

    city: Area
    jinniu: Area
    pidu: Area
    xihua: Area
    pitong: Area
    office: Organization
    resident: Person
    theatre: Place
    store: Place
    library: Place
    festival: Activity
    talk: Activity
    draft: Activity


async def build_town() -> Town:
    """Add the town to an open database, in one transaction; what it has can be searched for."""
    async with transaction():
        city = await _area(AreaLevel.CITY, "成都市", "Chengdu", None, code="510100")
        jinniu = await _area(AreaLevel.DISTRICT, "金牛区", "Jinniu", city, code="510106", slug="jinniu")
        pidu = await _area(AreaLevel.DISTRICT, "郫都区", "Pidu", city, code="510117", slug="pidu")
        xihua = await _area(AreaLevel.SUBDISTRICT, "西华街道", "Xihua", jinniu)
        pitong = await _area(AreaLevel.SUBDISTRICT, "郫筒街道", "Pitong", pidu)
        office = Organization(kind=OrganizationKind.GOVERNMENT, name="演示社会工作部", area=jinniu)
        await created(office, "organization.created")
        resident = Person(display_name="演示居民001", area=xihua)
        await created(resident, "person.created")
        theatre = Place(name="演示小剧场", area=xihua, operator=office, latitude=30.7, longitude=104.0)
        store = Place(name="演示便利店", area=xihua, kind=PlaceKind.STORE)
        library = Place(name="演示图书馆", area=pitong, latitude=30.8, longitude=103.9)
        for place in (theatre, store, library):
            await created(place, "place.created")
        festival = _activity("演示邻里节", theatre, xihua, office)
        talk = _activity("演示讲座", library, pitong, office)
        draft = _activity("演示草稿", theatre, xihua, office, published=False)
        for activity in (festival, talk, draft):
            await created(activity, "activity.created")
    return Town(city, jinniu, pidu, xihua, pitong, office, resident, theatre, store, library, festival, talk, draft)


async def _area(level: AreaLevel, name: str, name_en: str, parent: Area | None, **columns: str) -> Area:
    area = Area(level=level, name=name, name_en=name_en, parent=parent, **columns)
    await created(area, "area.created")
    return area


def _activity(title: str, place: Place, area: Area, lead: Organization, *, published: bool = True) -> Activity:
    return Activity(
        title=title,
        place=place,
        area=area,
        lead_organization=lead,
        starts_at=STARTS,
        ends_at=STARTS + datetime.timedelta(hours=2),
        decision=ActivityDecision.PUBLISHED if published else ActivityDecision.DRAFT,
        published_at=STARTS - datetime.timedelta(days=7) if published else None,
    )

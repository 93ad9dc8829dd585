import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import pytest
from tortoise import Tortoise
from tortoise.context import TortoiseContext

from core import models
from core.database.connect import Database, database
from core.database.migrate import CORE
from core.database.url import Dialect
from core.models.choices import AreaLevel, CalendarDayKind, OrganizationKind, ProgrammeStatus, SeriesCadence
from core.privacy import ContactVault
from core.sample.demo import demo_rows, load_demo
from core.sample.load import Loaded
from linli.testing.databases import Databases
from tests.support import demo as of_tests
from tests.support.dump import columns_of, dump, plain

ADDED = {
    "account": 7,
    "activity": 60,
    "activity_audience": 60,
    "activity_host": 163,
    "activity_programme": 59,
    "area": 95,
    "calendar_day": 108,
    "media": 3,
    "media_credit": 5,
    "milestone": 3,
    "organization": 46,
    "person": 300,
    "person_audience": 506,
    "person_contact": 300,
    "place": 397,
    "place_amenity": 120,
    "place_designation": 13,
    "programme": 5,
    "registration": 1290,
    "role_assignment": 107,
    "search_document": 907,
    "series": 4,
    "service_exception": 211,
    "service_hours": 5587,
}
COMPUTED = {"seats_taken", "masked", "value_encrypted", "value_hash", "answers"}
"""Columns that triggers and the vault fill, and JSON, whose text the databases write in their own ways."""


@pytest.fixture
async def demo(dialect: Dialect, databases: Databases, tmp_path: Path) -> AsyncIterator[Database]:
    """An open database into which the demo was loaded, once for all tests that only look at it."""
    async with databases.migrated(dialect, CORE, tmp_path, core_fill=of_tests.load) as url, database(url) as opened:
        yield opened


async def rows_of(sql: str) -> list[tuple[Any, ...]]:
    rows = await Tortoise.get_connection("default").execute_query_dict(sql)
    return [tuple(plain(value) for value in row.values()) for row in rows]


async def counts(sql: str) -> dict[str, int]:
    return {str(value): int(count) for value, count in await rows_of(sql)}


async def test_everything_that_was_planned_is_there(db: Database, vault: ContactVault) -> None:
    loaded = await load_demo(db, vault)

    assert loaded == Loaded(ADDED)
    there = {table: len(rows) for table, rows in (await dump()).items() if rows}
    assert there == ADDED | {"area_ancestor": 513}
    assert await counts("SELECT level, count(*) FROM area GROUP BY level") == {
        "CITY": 1,
        "DISTRICT": 2,
        "SUBDISTRICT": 4,
        "COMMUNITY": 8,
        "ORDINARY_GRID": 16,
        "MICRO_GRID": 64,
    }
    assert await counts("SELECT kind, count(*) FROM place GROUP BY kind") == {
        "STORE": 370,
        "SERVICE_STATION": 8,
        "CLASSROOM": 8,
        "PARK": 4,
        "STUDIO": 4,
        "THEATRE": 1,
        "CLINIC": 1,
        "COMMUNITY_CENTRE": 1,
    }
    assert await counts("SELECT decision, count(*) FROM activity GROUP BY decision") == {
        "PUBLISHED": 41,
        "ARCHIVED": 11,
        "CANCELLED": 3,
        "DRAFT": 2,
        "POSTPONED": 2,
        "IN_REVIEW": 1,
    }
    assert await counts("SELECT role, count(*) FROM role_assignment GROUP BY role") == {
        "SECRETARY": 8,
        "DEPUTY_SECRETARY": 1,
        "GRID_WORKER": 16,
        "MICRO_GRID_WORKER": 72,
        "STORE_STAFF": 10,
    }
    assert set(await counts("SELECT state, count(*) FROM registration GROUP BY state")) == {
        "PENDING",
        "CONFIRMED",
        "WAITLISTED",
        "REJECTED",
        "OFFERED",
        "EXPIRED",
        "ATTENDED",
        "NO_SHOW",
        "CANCELLED",
    }


async def test_rows_are_the_same_everywhere(demo: Database) -> None:
    found = await dump()
    for model, rows in demo_rows():
        table = model._meta.db_table
        stored = {
            plain(row["id"]): {column: plain(value) for column, value in row.items() if column not in COMPUTED}
            for row in found[table]
        }
        wanted = {
            str(row.pk): {column: value for column, value in columns_of(row).items() if column not in COMPUTED}
            for row in rows
        }
        assert stored == wanted, table


async def test_the_event_is_there_as_it_is_told(demo: Database) -> None:
    event = await models.Activity.get(title="2024年第三季度邻里节")
    assert event.pk == UUID("01902e01-fa80-782c-89c2-8d91d27ba293")
    assert event.starts_at.isoformat() == "2024-07-10T01:30:00+00:00"
    assert (event.year, event.quarter, event.decision) == (2024, 3, "PUBLISHED")
    by_event = f"WHERE activity_id = '{event.pk}'"
    assert await rows_of(
        "SELECT position, role, organization.name, organization.kind FROM activity_host"
        f" JOIN organization ON organization.id = organization_id {by_event} ORDER BY position"
    ) == [
        (1, "HOST", "金牛区委社会工作部", "GOVERNMENT"),
        (2, "HOST", "金牛区卫健局", "GOVERNMENT"),
        (3, "HOST", "金牛区西华街道", "GOVERNMENT"),
        (4, "HOST", "红旗连锁", "COMPANY"),
    ]
    assert await rows_of(
        "SELECT place.name AS place, place.kind, area.name FROM activity JOIN place ON place.id = place_id"
        " JOIN area_ancestor ON area_ancestor.area_id = place.area_id"
        f" JOIN area ON area.id = ancestor_id WHERE activity.id = '{event.pk}' ORDER BY distance DESC"
    ) == [("跃进社区小剧场", "THEATRE", name) for name in ("成都市", "金牛区", "西华街道", "跃进社区")]
    assert await rows_of(
        "SELECT programme.name FROM activity_programme JOIN programme ON programme.id = programme_id"
        f" {by_event} ORDER BY programme.code"
    ) == [("睦邻亲·金牛情",), ("红旗先锋门店",)]
    assert await rows_of(
        "SELECT series.name, cadence FROM activity JOIN series ON series.id = series_id"
        f" WHERE activity.id = '{event.pk}'"
    ) == [("邻里节", "QUARTERLY")]
    assert await rows_of(
        "SELECT media.kind, consent_recorded, position, role, media_credit.name FROM media"
        f" JOIN media_credit ON media_id = media.id {by_event} ORDER BY url, position"
    ) == [
        ("ARTICLE", 1, 1, "REPORTER", "演示记者甲"),
        ("ARTICLE", 1, 2, "PICTURE_PROVIDER", "演示供图单位"),
        ("IMAGE", 0, 1, "PHOTOGRAPHER", "演示记者乙"),
        ("IMAGE", 1, 1, "PHOTOGRAPHER", "演示记者乙"),
        ("IMAGE", 1, 2, "PICTURE_PROVIDER", "演示供图单位"),
    ]


async def test_programmes_series_and_milestones_are_as_told(demo: Database) -> None:
    assert await rows_of("SELECT name, status FROM programme ORDER BY code") == [
        ("演示计划（草稿）", ProgrammeStatus.DRAFT),
        ("菁英赋能计划", ProgrammeStatus.PUBLISHED),
        ("睦邻亲·金牛情", ProgrammeStatus.PUBLISHED),
        ("红旗先锋门店", ProgrammeStatus.PUBLISHED),
        ("六团四季", ProgrammeStatus.PUBLISHED),
    ]
    assert await rows_of("SELECT name, cadence FROM series ORDER BY code") == [
        ("社区运营官带你游", SeriesCadence.IRREGULAR),
        ("邻里节", SeriesCadence.QUARTERLY),
        ("书记说郫筒", SeriesCadence.IRREGULAR),
        ("村/社那些事", SeriesCadence.IRREGULAR),
    ]
    assert [
        (m.due_on, m.target_count, m.target_percent, m.aspirational, m.reached_on)
        for m in await models.Milestone.all().order_by("position")
    ] == [
        (date(2024, 7, 10), 10, None, False, date(2024, 7, 10)),
        (date(2024, 12, 31), 50, None, False, None),
        (date(2025, 12, 31), None, 100, True, None),
    ]
    one_year = await models.Programme.get(code="elite-empowerment")
    assert (one_year.starts_on, one_year.ends_on) == (date(2024, 8, 1), date(2025, 7, 31))


async def test_people_are_obviously_fictional(demo: Database, vault: ContactVault) -> None:
    names = [name for (name,) in await rows_of("SELECT display_name FROM person")]
    assert [name for name in names if not re.match("(演示|示例)", name)] == []
    assert len(set(names)) == 300
    credits = [name for (name,) in await rows_of("SELECT name FROM media_credit")]
    assert [name for name in credits if not name.startswith("演示")] == []
    contacts = await models.PersonContact.all()
    assert sorted(vault.decrypt(contact.value_encrypted) for contact in contacts) == [
        str(10_000_000_000 + number) for number in range(1, 301)
    ]
    for contact in contacts:
        phone = vault.decrypt(contact.value_encrypted)
        assert phone not in contact.value_encrypted
        assert contact.value_hash == vault.digest(contact.kind, phone)


async def test_stores_are_fictional_and_lie_in_jinniu(demo: Database) -> None:
    stores = await rows_of(
        "SELECT place.name, address, latitude, longitude FROM place"
        " JOIN area_ancestor ON area_ancestor.area_id = place.area_id"
        " JOIN area ON area.id = ancestor_id AND area.code = '510106'"
        " JOIN organization ON organization.id = operator_id AND organization.name = '红旗连锁'"
    )
    assert len(stores) == 370
    for name, address, latitude, longitude in stores:
        assert "（演示）" in name
        assert "（虚构地址）" in address
        assert 30.69 < latitude < 30.76, name
        assert 104.01 < longitude < 104.08, name


async def test_a_second_load_changes_nothing(demo: Database, vault: ContactVault) -> None:
    before = await dump()

    assert await load_demo(demo, vault) == Loaded({})
    assert await dump() == before


async def test_what_an_administrator_changed_is_left_alone(demo: Database, vault: ContactVault) -> None:
    store = await models.Place.get(name="红旗连锁（演示）001店")
    await models.Place.filter(id=store.pk).update(name="改名的门店", version=2)
    await models.PlaceAmenity.filter(place_id=store.pk).delete()
    await models.Registration.filter(state="CONFIRMED").update(state="CANCELLED", version=2)
    before = await dump()

    assert await load_demo(demo, vault) == Loaded({})
    assert await dump() == before


async def test_only_what_is_missing_is_added_to_other_rows(db: Database, vault: ContactVault) -> None:
    city = await models.Area.create(code="510100", level=AreaLevel.CITY, name="成都")
    jinniu = await models.Area.create(code="510106", level=AreaLevel.DISTRICT, name="金牛", parent_id=city.pk)
    organization = await models.Organization.create(
        kind=OrganizationKind.GOVERNMENT, name="自己的单位", area_id=jinniu.pk
    )
    programme = await models.Programme.create(
        code="pioneer-stores",
        name="自己的计划",
        area_id=jinniu.pk,
        lead_organization_id=organization.pk,
    )
    await models.CalendarDay.create(date=date(2024, 10, 1), kind=CalendarDayKind.PUBLIC_HOLIDAY, name="自己的节日")
    before = await dump()

    loaded = await load_demo(db, vault)

    # The programme there is the demo's as well: without the demo's milestones, which belong to the demo's own.
    fewer = {"area": 93, "calendar_day": 107, "programme": 4, "search_document": 904}
    expected = ADDED | fewer
    del expected["milestone"]
    assert loaded == Loaded(expected)
    after = await dump()
    for table, rows in before.items():
        if table != "search_document":
            kept = {plain(row["id"]): row for row in after[table]} if rows else {}
            assert [kept[plain(row["id"])] for row in rows] == rows, table
    xihua = await models.Area.get(name="西华街道").values("parent_id")
    assert xihua == {"parent_id": jinniu.pk}
    assert await models.ActivityProgramme.filter(programme_id=programme.pk).count() == 8
    assert await load_demo(db, vault) == Loaded({})


async def test_a_failing_load_leaves_nothing(
    db: Database, vault: ContactVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await dump()

    def fail(what: str, done: int, total: int) -> None:
        if what == "registration":
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await load_demo(db, vault, fail)
    assert await dump() == before


async def test_progress_names_each_table_once_and_ends(db: Database, vault: ContactVault) -> None:
    calls: list[tuple[str, int, int]] = []

    await load_demo(db, vault, lambda what, done, total: calls.append((what, done, total)))

    tables = [model._meta.db_table for model, _ in demo_rows()]
    assert calls == [*((table, number, 23) for number, table in enumerate(tables)), ("", 23, 23)]


async def test_a_database_that_the_models_do_not_work_on_is_refused(db: Database, vault: ContactVault) -> None:
    class Elsewhere:
        def db(self, name: str) -> object:
            return object()

    elsewhere = replace(db, context=cast(TortoiseContext, Elsewhere()))

    with pytest.raises(ValueError, match=f"The models do not work on {re.escape(db.url.name)}: enter its context"):
        await load_demo(elsewhere, vault)

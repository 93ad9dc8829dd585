"""Statements of reports that are put together with the query builder, on both databases."""

from __future__ import annotations

from pypika_tortoise.functions import Count
from pypika_tortoise.queries import Query, Table

from core.database.connect import Database
from core.models import Person
from core.models.choices import PersonStatus
from core.reports.statements import count_where, fetched, in_order


async def test_codes_are_ordered_by_their_characters(db: Database) -> None:
    for name in ("b-1", "A-2", "a-10", "B-1", "乙", "甲"):
        await Person.create(display_name=name)
    person = Table("person")
    query = Query.from_(person).orderby(in_order(person.display_name)).select(person.display_name.as_("name"))
    assert [row["name"] for row in await fetched(query)] == ["A-2", "B-1", "a-10", "b-1", "乙", "甲"]
    assert await fetched(query.where(person.display_name == "丙")) == []


async def test_rows_are_counted_with_and_without_a_condition(db: Database) -> None:
    for name in ("演示居民001", "演示居民002", "演示居民003"):
        await Person.create(display_name=name)
    await Person.filter(display_name="演示居民003").update(status=PersonStatus.PSEUDONYMOUS)
    person = Table("person")
    active = person.status == PersonStatus.ACTIVE.value
    query = Query.from_(person).select(
        Count("*").as_("all"),
        count_where(active).as_("active"),
        count_where(active & (person.display_name == "演示居民002")).as_("one"),
        count_where(person.display_name == "演示居民004").as_("none"),
    )
    assert await fetched(query) == [{"all": 3, "active": 2, "one": 1, "none": 0}]

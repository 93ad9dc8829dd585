from collections import Counter
from typing import Any

import pytest
from tortoise import Tortoise

from core.database.connect import Database
from core.privacy import ContactVault
from core.sample.demo import load_demo
from core.sample.load import Loaded
from core.sample.scale.load import chunks, load_scale, steps
from core.sample.scale.plan import Scale
from core.sample.scale.rows import Value
from core.search import SUBJECTS, document_tokens
from tests.support.dump import dump, plain

SMALL = Scale(places=130, people=600, activities=400, registrations=2_000)
ADDED = {
    "area": 217,
    "search_document": 1_387,
    "organization": 30,
    "place": 130,
    "place_amenity": 24,
    "place_designation": 18,
    "service_hours": 744,
    "person": 600,
    "person_audience": 945,
    "role_assignment": 192,
    "programme": 6,
    "series": 4,
    "activity": 400,
    "activity_host": 748,
    "activity_programme": 361,
    "activity_audience": 191,
    "registration": 2_000,
}


async def value_of(sql: str) -> Any:
    (row,) = await Tortoise.get_connection("default").execute_query_dict(sql)
    (value,) = row.values()
    return value


def expected_rows() -> dict[str, list[tuple[tuple[str, Value], ...]]]:
    found: dict[str, list[tuple[tuple[str, Value], ...]]] = {}
    for chunk in chunks(SMALL):
        for table, rows in chunk.rows:
            found.setdefault(table.name, []).extend(tuple(sorted(zip(table.columns, row, strict=True))) for row in rows)
    return found


async def test_rows_are_the_same_everywhere(db: Database) -> None:
    loaded = await load_scale(db, SMALL)

    assert loaded == Loaded(ADDED)
    found = await dump()
    for table, rows in expected_rows().items():
        columns = {column for column, _ in rows[0]} - {"seats_taken"}
        stored = [{column: plain(row[column]) for column in columns} for row in found[table]]
        wanted = [{column: value for column, value in row if column in columns} for row in rows]
        order = "subject_id" if table == "search_document" else "id"
        assert sorted(stored, key=lambda row: row[order]) == sorted(wanted, key=lambda row: str(row[order])), table


def test_chunks_add_up_to_the_steps() -> None:
    assert sum(chunk.size for chunk in chunks(SMALL)) == steps(SMALL) == 3_387


async def test_seats_are_counted_and_never_too_many(db: Database) -> None:
    await load_scale(db, SMALL)

    assert (
        await value_of(
            "SELECT count(*) FROM activity WHERE seats_taken <> (SELECT coalesce(sum(party_size), 0) FROM registration"
            " WHERE activity_id = activity.id AND state IN ('CONFIRMED', 'OFFERED', 'ATTENDED'))"
        )
        == 0
    )
    assert await value_of("SELECT sum(seats_taken) FROM activity") > 1_000
    assert await value_of("SELECT count(*) FROM activity WHERE seats_taken = capacity") > 0
    hidden = "SELECT id FROM activity WHERE decision IN ('DRAFT', 'IN_REVIEW')"
    assert await value_of(f"SELECT count(*) FROM ({hidden}) AS hidden") == 8
    assert await value_of(f"SELECT count(*) FROM registration WHERE activity_id IN ({hidden})") == 0


async def test_everybody_is_found_by_name(db: Database) -> None:
    await load_scale(db, SMALL)

    found = await dump()
    tokens = {plain(row["subject_id"]): (row["subject_type"], row["tokens"]) for row in found["search_document"]}
    wanted = {
        plain(row["id"]): (tag, document_tokens(*(row[column] for column in columns)))
        for model, (tag, columns) in SUBJECTS.items()
        for row in found[model._meta.db_table]
    }
    assert tokens == wanted


async def test_a_second_load_changes_nothing(db: Database) -> None:
    await load_scale(db, SMALL)
    before = await dump()

    assert await load_scale(db, SMALL) == Loaded({})
    assert await load_scale(db, Scale(70, 100, 100, 100)) == Loaded({})
    assert await dump() == before


async def test_lies_beside_the_demo(db: Database, vault: ContactVault) -> None:
    demo = await load_demo(db, vault)

    assert await load_scale(db, SMALL) == Loaded(ADDED)
    assert await load_demo(db, vault) == Loaded({})
    totals = Counter(demo.added) + Counter(ADDED)
    assert {table: len(rows) for table, rows in (await dump()).items() if rows} == dict(totals) | {
        "area_ancestor": await value_of("SELECT count(*) FROM area_ancestor")
    }


async def test_a_failing_load_leaves_nothing_and_can_be_repeated(db: Database) -> None:
    before = await dump()

    def fail(what: str, done: int, total: int) -> None:
        if what == "activities":
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        await load_scale(db, SMALL, fail)
    assert await dump() == before
    assert await load_scale(db, SMALL) == Loaded(ADDED)


async def test_progress_goes_from_nothing_to_all(db: Database) -> None:
    calls: list[tuple[str, int, int]] = []

    await load_scale(db, SMALL, lambda what, done, total: calls.append((what, done, total)))

    assert calls == [
        ("areas", 0, 3_387),
        ("areas", 3, 3_387),
        ("areas", 110, 3_387),
        ("organizations", 217, 3_387),
        ("organizations", 239, 3_387),
        ("places", 247, 3_387),
        ("people", 377, 3_387),
        ("programmes", 977, 3_387),
        ("activities", 987, 3_387),
        ("analysing", 3_387, 3_387),
        ("", 3_387, 3_387),
    ]


async def test_statistics_are_gathered(db: Database) -> None:
    await load_scale(db, SMALL)

    if db.dialect == "sqlite":
        sql = "SELECT stat FROM sqlite_stat1 WHERE tbl = 'registration' AND idx = 'registration_one_live'"
        assert await value_of(sql) != ""
    else:
        sql = "SELECT reltuples::int FROM pg_class WHERE relname = 'registration'"
        assert await value_of(sql) == 2_000

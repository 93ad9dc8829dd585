"""The core's migrations on populated tables, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tortoise.models import Model

from core import models
from core.database.connect import database
from core.database.migrate import (
    CORE,
    describe_schema,
    differences,
    downgrade,
    missing_migrations,
    pending,
    upgrade,
)
from core.database.migrate.graph import names_on_disk
from core.database.url import Dialect
from tests.core.database.migrate.support import (
    app_with,
    back_and_forwards,
    contents,
    create_at_once,
    dangling,
    execute,
    lost,
    rows,
)
from tests.core.one_of_each import create_one_of_each, key
from tests.core.rows_of_0001 import inserts

MODELS = [getattr(models, name) for name in models.__all__]
EMPTY: dict[str, dict[str, Any]] = {"tables": {}, "functions": {}, "views": {}}

#: A column that existing rows have to get, for every table: on SQLite each one is rebuilt.
LOG = (models.AuditEntry, models.AuditEntryPerson, models.AuditHead)
PROBED = {model: None if model in LOG else 7 for model in MODELS}
"""The value that they get. Rows that nothing but the log itself changes get none."""

PROBES = ", ".join(
    f"ops.AddField({model.__name__!r}, 'probe', fields.IntField({'null=True' if value is None else 'default=7'}))"
    for model, value in PROBED.items()
)


@pytest.fixture
async def populated_url(migrated_database_url: str) -> str:
    """A database with a row in every table of the core."""
    async with database(migrated_database_url):
        await create_one_of_each()
    return migrated_database_url


def _table(model: type[Model]) -> str:
    table: str = model._meta.db_table
    return table


def test_no_migration_is_missing() -> None:
    assert missing_migrations() == []


async def test_every_table_keeps_its_rows_and_rules(populated_url: str, tmp_path: Path, dialect: Dialect) -> None:
    before, held = await describe_schema(populated_url), await contents(populated_url)
    assert [_table(model) for model in MODELS if not held[_table(model)]] == []

    with app_with(tmp_path, CORE[0], PROBES) as app:
        await upgrade(populated_url, apps=[app])
        assert lost(held, await contents(populated_url)) == []
        changed = await describe_schema(populated_url)
        assert [difference.partition(":")[0] for difference in differences(before, changed)] == [
            f"tables.{table}.columns.probe" for table in sorted(map(_table, MODELS))
        ]
        probed = [await rows(populated_url, f"SELECT DISTINCT probe FROM {_table(model)}") for model in MODELS]
        assert probed == [[(value,)] for value in PROBED.values()]
        await downgrade(populated_url, apps=[app], app="core", target=names_on_disk(CORE[0])[-1])
    assert differences(await describe_schema(populated_url), before) == []
    assert await contents(populated_url) == held

    # The triggers still count seats, keep the closure of areas and fill the index of the search.
    await execute(
        populated_url,
        f"UPDATE registration SET state = 'CONFIRMED' WHERE id = '{key(61)}'",
        f"UPDATE area SET parent_id = '{key(3)}', level = 'COMMUNITY' WHERE id = '{key(4)}'",
        "UPDATE search_document SET tokens = '剧场 theatre'",
    )
    assert await rows(populated_url, "SELECT seats_taken FROM activity") == [(4,)]
    assert await rows(
        populated_url,
        f"SELECT ancestor_id, distance FROM area_ancestor WHERE area_id = '{key(4)}' ORDER BY distance",
    ) == [(str(key(number)), distance) for distance, number in enumerate((4, 3, 2, 1))]
    found = {
        Dialect.SQLITE: "SELECT count(*) FROM search_index WHERE search_index MATCH '剧场'",
        Dialect.POSTGRES: "SELECT count(*) FROM search_document WHERE tokens_vector @@ '剧场'::tsquery",
    }
    assert await rows(populated_url, found[dialect]) == [(1,)]


async def test_each_migration_loses_nothing_back_and_forwards(populated_url: str) -> None:
    held = await contents(populated_url)
    first = await back_and_forwards(populated_url, CORE, CORE[0])
    assert lost(held, first) == []
    assert [table for table, found in first.items() if not found] == []
    assert lost(first, await contents(populated_url)) == []
    assert await pending(populated_url) == []


async def test_rows_of_the_first_migration_are_all_there_after_the_last(database_url: str) -> None:
    await upgrade(database_url, target=("core", "0001_initial"))
    await execute(database_url, *inserts())
    first = await contents(database_url)
    assert [table for table, found in first.items() if not found] == []
    assert await rows(database_url, "SELECT seats_taken FROM activity") == [(2,)]

    await upgrade(database_url)
    assert await dangling(database_url) == []
    last = await contents(database_url)
    assert lost(first, last) == []
    assert {table: columns for table, found in first.items() if (columns := set(found[0]) - set(last[table][0]))} == {}
    assert await rows(database_url, "SELECT DISTINCT slug FROM area") == [(None,)]
    assert await rows(database_url, "SELECT attempts, last_error, retry_at FROM event_cursor") == [(0, None, None)]
    async with database(database_url):
        assert [place.name for place in await models.Place.filter(operator__parent__name="街道办")] == ["小剧场"]


async def test_back_to_nothing_and_forwards_again(populated_url: str) -> None:
    before = await describe_schema(populated_url)
    await downgrade(populated_url, app="core", target="zero")
    assert await describe_schema(populated_url) == EMPTY
    await upgrade(populated_url)
    assert differences(await describe_schema(populated_url), before) == []
    assert await pending(populated_url) == []


async def test_migrated_equals_made_at_once(database_url: str) -> None:
    await upgrade(database_url)
    migrated = await describe_schema(database_url)
    await downgrade(database_url, app="core", target="zero")
    await create_at_once(database_url, CORE)
    assert differences(migrated, await describe_schema(database_url)) == []

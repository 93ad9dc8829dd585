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
from tests.core.database.migrate.support import app_with, create_at_once, execute, rows
from tests.core.one_of_each import create_one_of_each, key

MODELS = [getattr(models, name) for name in models.__all__]
EMPTY: dict[str, dict[str, Any]] = {"tables": {}, "functions": {}, "views": {}}

#: A column that existing rows have to get, for every table: on SQLite each one is rebuilt.
PROBES = ", ".join(f"ops.AddField({model.__name__!r}, 'probe', fields.IntField(default=7))" for model in MODELS)


@pytest.fixture
async def populated_url(migrated_database_url: str) -> str:
    """A database with a row in every table of the core."""
    async with database(migrated_database_url):
        await create_one_of_each()
    return migrated_database_url


async def _contents(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, without the column that the tests add."""
    contents = {}
    for table, description in (await describe_schema(url))["tables"].items():
        columns = sorted(set(description.get("columns", {})) - {"probe"})
        if columns:
            selected = ", ".join(f'"{column}"' for column in columns)
            contents[table] = sorted(await rows(url, f'SELECT {selected} FROM "{table}"'), key=repr)
    return contents


def _table(model: type[Model]) -> str:
    table: str = model._meta.db_table
    return table


def test_no_migration_is_missing() -> None:
    assert missing_migrations() == []


async def test_every_table_keeps_its_rows_and_rules(populated_url: str, tmp_path: Path, dialect: Dialect) -> None:
    before, contents = await describe_schema(populated_url), await _contents(populated_url)
    assert [_table(model) for model in MODELS if not contents[_table(model)]] == []

    with app_with(tmp_path, CORE[0], PROBES) as app:
        await upgrade(populated_url, apps=[app])
        assert await _contents(populated_url) == contents
        changed = await describe_schema(populated_url)
        assert [difference.partition(":")[0] for difference in differences(before, changed)] == [
            f"tables.{table}.columns.probe" for table in sorted(map(_table, MODELS))
        ]
        probed = [await rows(populated_url, f"SELECT DISTINCT probe FROM {_table(model)}") for model in MODELS]
        assert probed == [[(7,)]] * len(MODELS)
        await downgrade(populated_url, apps=[app], app="core", target=names_on_disk(CORE[0])[-1])
    assert differences(await describe_schema(populated_url), before) == []
    assert await _contents(populated_url) == contents

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

"""Models that were prepared before are as Tortoise prepares them, whatever kind of database was open in between."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from core import models
from core.database.connect import database
from core.database.migrate import CORE
from core.database.url import Dialect
from core.models import Area
from core.models.choices import AreaLevel
from linli.testing.databases import Databases
from linli.testing.models import _prepare

OPERATORS = ("gte", "icontains", "posix_regex", "contained_by")
FIELDS = ("db_native_fields", "db_default_fields", "db_complex_fields")


def described() -> dict[str, list[Any]]:
    """What the models say that depends on the kind of database."""
    found: dict[str, list[Any]] = {}
    for name in models.__all__:
        meta = getattr(models, name)._meta
        keys = [f"{column}__{operator}" for column in sorted(meta.db_fields) for operator in OPERATORS]
        operators = {key: str(meta.filters[key]["operator"]) for key in keys if key in meta.filters}
        fields = [{column for column, _, _ in getattr(meta, attribute)} for attribute in FIELDS]
        query = meta.basequery_all_fields
        found[name] = [
            type(query),
            sorted(re.findall(r'"\w+"', query.get_sql())),
            type(meta.basequery),
            operators,
            *fields,
        ]
    return found


async def test_they_are_as_for_the_first_test(databases: Databases, tmp_path: Path) -> None:
    seen = []
    for number, dialect in enumerate((Dialect.SQLITE, Dialect.POSTGRES, Dialect.SQLITE)):
        directory = tmp_path / str(number)
        directory.mkdir()
        async with databases.migrated(dialect, CORE, directory) as url, database(url) as opened:
            kept = described()
            await Area.create(level=AreaLevel.CITY, name="Chengdu 成都")
            assert await Area.filter(name__icontains="CHENG").count() == 1
            assert opened.context.apps is not None
            _prepare(opened.context.apps)
            assert described() == kept
            seen.append(kept)
    assert seen[0] == seen[2] != seen[1]

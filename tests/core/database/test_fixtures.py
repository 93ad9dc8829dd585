"""The fixtures that give a test its database: fresh, migrated, and its own."""

import pytest

from core.database.connect import Database, transaction
from core.database.url import Dialect
from core.models import Area


@pytest.mark.parametrize("_again", [1, 2])
async def test_every_test_has_all_tables_and_no_rows_of_another(db: Database, _again: int, dialect: Dialect) -> None:
    count = "SELECT cast(count(*) AS text) FROM area"
    assert db.dialect is dialect
    assert await db.reader.fetch(count, []) == b"0"

    async with transaction():
        await Area.create(level="CITY", name="上海市", code="310000")

    assert await db.reader.fetch(count, []) == b"1"

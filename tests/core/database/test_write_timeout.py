"""The limit of time for a statement of a write, on PostgreSQL."""

import pytest
from asyncpg.exceptions import QueryCanceledError

from core.database.connect import database, transaction
from core.database.url import Dialect


@pytest.mark.parametrize("dialect", [Dialect.POSTGRES], indirect=True)
async def test_a_write_that_takes_too_long_is_ended(migrated_database_url: str) -> None:
    async with database(migrated_database_url, write_timeout_seconds=0.2):
        with pytest.raises(QueryCanceledError):
            async with transaction() as connection:
                await connection.execute_query("SELECT pg_sleep(5)")

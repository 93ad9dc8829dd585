"""What waits for a commit."""

from __future__ import annotations

import pytest
from tortoise import Tortoise

from core.database.commits import after_commit
from core.database.connect import CONNECTION, Database, transaction


async def test_called_after_the_outermost_commit_and_never_after_a_rollback(db: Database) -> None:
    called: list[str] = []

    def later(name: str) -> None:
        after_commit(Tortoise.get_connection(CONNECTION), lambda: called.append(name))

    later("without a transaction")
    assert called == ["without a transaction"]
    async with transaction():
        later("outer")
        async with transaction():
            later("inner")
        assert called == ["without a transaction"]
    assert called == ["without a transaction", "outer", "inner"]

    async def fail() -> None:
        async with transaction():
            later("undone")
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        await fail()
    async with transaction():
        pass
    assert called == ["without a transaction", "outer", "inner"]
